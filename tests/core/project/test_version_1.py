"""Projects that an earlier program wrote, kept as they were: they open, and go on with the same bits.

`version_1` holds every starter and preset of that program, with the losses of its first three steps, and five projects
that it trained for 53 steps and saved with weights and what their optimisers keep. `digests.json` holds, for each
processor that kernels are compiled for, the digest of the whole state after 37 more steps of that program; the arrays
beside are its weights then. The last bit differs from processor to processor: one that is not listed is held to the
weights alone. A kernel that adds in another order, because that is faster, changes digests on purpose: they are then
made anew, and the weights say that nothing else has changed.
"""

import hashlib
import json
import os
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np
import pytest

from core.project.network import check
from core.project.spec import VERSION, Project
from core.trainer import Trainer
from core.training import saved_work

FOLDER = Path(__file__).parent / "version_1"
TRAINED = sorted(path.stem for path in FOLDER.glob("*.layerlab"))
PROJECTS = sorted(path.name for path in (FOLDER / "projects").glob("*.json"))
HEAVY = ("alexnet.json", "resnet.json", "vgg.json", "lenet5.json", "digits-augmented.json", "exploding.json")
DIGESTS = json.loads((FOLDER / "digests.json").read_text(encoding="utf-8"))
LOSSES = json.loads((FOLDER / "losses.json").read_text(encoding="utf-8"))


def processor() -> str:
    """For which one kernels are compiled here."""
    return os.environ.get("NUMBA_CPU_NAME") or llvm.get_host_cpu_name()


KNOWN = DIGESTS.get(processor(), {})
listed = pytest.mark.skipif(not KNOWN, reason=f"no digests for {processor()}")


def digest(trainer) -> str:
    """Of everything that the next step depends on."""
    return hashlib.sha256(trainer.state().block).hexdigest()


def resumed(name: str, threads: int = 1) -> Trainer:
    found = saved_work.load(FOLDER / f"{name}.layerlab")
    trainer = Trainer(found.project, threads=threads)
    trainer.load_state(found.training["state"])
    return trainer


def test_there_are_such_files():
    assert len(TRAINED) == 5
    assert len(PROJECTS) == 19


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_opens_and_is_written_in_todays_spelling(name):
    text = (FOLDER / "projects" / name).read_text(encoding="utf-8")
    assert json.loads(text)["version"] == 1
    project = Project.from_json(text)
    assert project.version == VERSION
    assert check(project).problems == ()
    assert Project.from_json(project.to_json()) == project


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if name in HEAVY else [])
                                  for name in PROJECTS])
def test_a_project_trains_as_it_did(name):
    trainer = Trainer(Project.load(FOLDER / "projects" / name), threads=1)
    assert trainer.step(3).losses == pytest.approx(LOSSES[name], rel=1e-3)


@listed
@pytest.mark.parametrize("name", TRAINED)
def test_trained_work_goes_on_with_the_same_bits(name):
    trainer = resumed(name)
    trainer.step(37)
    assert digest(trainer) == KNOWN[name]


@pytest.mark.parametrize("name", TRAINED)
def test_trained_work_goes_on_with_the_same_weights_on_every_processor(name):
    """Another width rounds otherwise; a mistake in reading the state would be far from these weights."""
    trainer = resumed(name, threads=2)
    trainer.step(37)
    with np.load(FOLDER / f"{name}-after.npz") as wanted:
        assert set(wanted) == set(trainer.weights())
        for key, array in trainer.weights().items():
            assert np.allclose(array, wanted[key], rtol=2e-3, atol=2e-3 * np.abs(wanted[key]).max()), key
