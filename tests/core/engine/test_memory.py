"""Memory is known before it is allocated, and a project that would not fit is refused with the number."""

import gc
import gzip
import resource
import time
import tracemalloc
import weakref

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.declare.registry import SCALINGS
from core.engine import memory
from core.engine.plan import TRAIN
from core.importing.proposal import inspect_file, propose_project
from core.inspection.needs import SampleView
from core.project.examples import starters
from core.project.network import check
from core.project.spec import Project
from core.text.errors import SpecError
from core.trainer import Trainer
from tests.core.building import dense, project, regression


@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.file)
def test_what_is_reckoned_is_what_is_taken(starter):
    project = Project.load(starter.path)
    trainer = Trainer(project, threads=1)
    trainer.step(1)
    plan = trainer.plans[(TRAIN, trainer.batch_size)].plan
    assert trainer.memory.state == trainer.state_memory.block.nbytes
    assert trainer.memory.gradients == trainer.state_memory.gradients.nbytes
    assert trainer.memory.activations == plan.block.nbytes


def test_a_network_beyond_the_machine_is_refused_at_once_with_the_number():
    project = Project.load(starters()[0].path)
    nodes = list(project.network.nodes)
    nodes[0] = replace(nodes[0], layer=replace(nodes[0].layer, units=40_000))
    nodes[1] = replace(nodes[1], layer=replace(nodes[1].layer, units=50_000))
    large = replace(project, network=replace(project.network, nodes=tuple(nodes)))
    assert check(large).trainable
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    if memory.installed() * memory.SHARE > 40e9:
        pytest.skip("this machine has room for it")
    with pytest.raises(SpecError, match=r"takes 32 GB of memory .* has \d+ GB; choose smaller layers"):
        Trainer(large)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert time.perf_counter() - begin < 5


def pictures(folder, count=40, side=16):
    """A pair of IDX files as a proposed project; pictures that pack well."""
    values = (np.arange(count * side * side) % 7 * 40).astype(np.uint8)
    for name, shape, content in (("a-images.gz", (count, side, side), values),
                                 ("a-labels.gz", (count,), np.arange(count, dtype=np.uint8) % 3)):
        head = bytes((0, 0, 8, len(shape))) + np.array(shape, ">u4").tobytes()
        (folder / name).write_bytes(gzip.compress(head + content.tobytes(), 1))
    return propose_project(inspect_file(folder / "a-images.gz").dataset)


def test_samples_count(tmp_path):
    made = pictures(tmp_path)
    trainer = Trainer(made, threads=1)
    assert trainer.memory.samples == trainer.prepared.nbytes
    held = 40 * 16 * 16
    assert memory.samples_needed(made.data, made.data.dataset.describe()) == 2 * held
    by_column = replace(made.data, scaling=SCALINGS["Standardize"]())
    assert memory.samples_needed(by_column, made.data.dataset.describe()) == 5 * held
    assert held < trainer.prepared.nbytes < 2 * held


def test_samples_beyond_the_machine_are_refused_before_anything_is_read(tmp_path, monkeypatch):
    made = pictures(tmp_path)
    (tmp_path / "a-images.gz").unlink()
    monkeypatch.setattr(memory, "installed", lambda: 25_000)
    with pytest.raises(SpecError, match=r"takes 20 kB of memory \(20 kB for the samples\), but the machine has 25 kB"):
        Trainer(made, threads=1)


def test_samples_and_network_together_are_refused(tmp_path, monkeypatch):
    made = pictures(tmp_path, count=20_000)
    made = replace(made, data=replace(made.data, scaling=SCALINGS["Standardize"]()))
    total = Trainer(made, threads=1).memory.total
    monkeypatch.setattr(memory, "installed", lambda: int(total / memory.SHARE) - 10)
    with pytest.raises(SpecError, match="for the samples"):
        Trainer(made, threads=1)
    monkeypatch.setattr(memory, "installed", lambda: int(total / memory.SHARE) + 10)
    Trainer(made, threads=1)


@pytest.mark.scene
def test_packed_pictures_stay_bytes(tmp_path):
    """Opened, they are not held at all; loaded, they take what they are, and what is dealt from them."""
    tracemalloc.start()
    try:
        made = pictures(tmp_path, count=10, side=16)
        tracemalloc.reset_peak()
        made = pictures(tmp_path, count=80_000, side=16)
        held = 80_000 * 16 * 16
        assert (tmp_path / "a-images.gz").stat().st_size < held / 50
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        inspect_file(tmp_path / "a-images.gz")
        assert tracemalloc.get_traced_memory()[1] - before < held / 2
        tracemalloc.reset_peak()
        found = prepare(made.data)
        assert tracemalloc.get_traced_memory()[1] - before < 2.3 * held
        assert found.nbytes < 1.1 * held
    finally:
        tracemalloc.stop()


def test_spoken():
    assert [memory.spoken(size) for size in (0, 999, 1500, 25_000, 3_200_000, 32_000_000_000)] == [
        "0 B", "999 B", "1.5 kB", "25 kB", "3.2 MB", "32 GB"]
    assert np.isfinite(memory.installed())


def test_the_memory_of_a_trainer_goes_with_it():
    """Plans take megabytes; in a circle they would stay until Python's collector looks at all of memory."""
    gc.collect()
    gc.disable()
    try:
        trainer = Trainer(project(dense(8, "ReLU"), dense(2)), threads=1, data=regression())
        trainer.step(3)
        trainer.snapshot({SampleView("train", 0)})
        trainer.evaluation.brief("train")
        held = [weakref.ref(thing) for thing in (trainer, trainer.state_memory, trainer._inspector)]
        held += [weakref.ref(program.plan) for program in trainer.plans.values()]
        assert len(held) > 4
        del trainer
        assert not [ref() for ref in held if ref() is not None]
    finally:
        gc.enable()
