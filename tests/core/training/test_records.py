"""What a file holds of a run: whatever stands there, only known kinds of plain values come out."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.kernels import batch as counting
from core.project.spec import Project
from core.text.errors import DataError, SpecError
from core.trainer import Trainer
from core.training import run_record, saved_work
from core.training.checkpoints import Line, Mark, Moment
from core.training.state_access import SavedState
from tests.core.project.test_project_file import PROJECT, WEIGHTS
from tests.gui.runner_parts import a_project

PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-2**53, 2**53) | st.floats(allow_nan=False) | st.text(),
                     lambda inside: st.lists(inside, max_size=4) | st.lists(inside, max_size=4).map(tuple)
                     | st.dictionaries(st.text(max_size=4) | st.tuples(st.text(max_size=3), st.integers(0, 9)), inside,
                                       max_size=4), max_leaves=20)


def read(text, arrays):
    return run_record.unpack(text, lambda name, kind: np.asarray(arrays[name], kind))


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=5))
def test_every_plain_tree_comes_back(record):
    assert read(*run_record.pack(record)) == record


def test_kinds_arrays_projects_and_states_come_back_once_each():
    project = Project(name="One")
    state = SavedState(b"1234" * 9, (("a", (2, 3)), 7))
    moment = Moment(0, 0, 5, 1.5, project, 0.25, None, (Mark("edit", "rate"),))
    record = {"m": [moment, replace(moment, number=1)], "l": (Line(0), Line(1, 0, 3, 0)), "s": {0: state, 1: state},
              "a": np.arange(6.0).reshape(2, 3), "f": [float("inf"), -float("inf")]}
    text, arrays = run_record.pack(record)
    assert len(arrays) == 2, "equal states are written once"
    assert len(json.loads(text)["projects"]) == 1
    back = read(text, arrays)
    assert back["m"] == record["m"]
    assert back["l"] == record["l"]
    assert back["s"] == record["s"]
    assert back["f"] == record["f"]
    assert np.array_equal(back["a"], record["a"])


@given(st.data())
def test_random_damage_never_makes_anything_but_a_sentence(data):
    text, arrays = run_record.pack({"m": [Moment(0, 0, 5, 1.5, Project())], "s": SavedState(b"12", (1,)),
                                    "x": (1, 2.5)})
    damaged = bytearray(text)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(32, 126))
    try:
        found = read(bytes(damaged), arrays)
    except SpecError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(found, dict)


@pytest.mark.parametrize("text", [b"", b"[" * 100_000, b'{"version":1}', b'{"version":"1","projects":[],"record":{}}',
                                  b'{"version":1,"projects":[],"layouts":[],"record":{"Project":{}}}',
                                  b'{"version":1,"projects":[],"layouts":[],"record":{"dict":[["a",{"os":1}]]}}',
                                  b'{"version":1,"projects":[],"layouts":[],"record":'
                                  b'{"dict":[["a",{"Line":{"number":"x"}}]]}}'])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(SpecError):
        read(text, {})


def test_a_past_too_large_for_its_weights_is_left_out(tmp_path, monkeypatch):
    path = tmp_path / "mine.layerlab"
    record = {"state": SavedState(bytes(4000), ())}
    saved_work.save(path, saved_work.ProjectFile(PROJECT, WEIGHTS, training=record))
    assert saved_work.load(path).training == record
    monkeypatch.setattr(run_record, "LARGEST_PAST", 1000)
    found = saved_work.load(path)
    assert found.training is None
    assert "left out" in found.note
    assert found.weights.keys() == WEIGHTS.keys()


@pytest.mark.parametrize("place", [counting.STEP, counting.EPOCH, counting.POSITION, counting.SAMPLES,
                                   counting.OPTIMIZER_START, "weights", "short"])
def test_a_state_that_makes_no_sense_is_refused_before_a_kernel_sees_it(place):
    trainer = Trainer(a_project(), threads=1)
    trainer.step(3)
    good, block = trainer.state(), trainer.state_memory.block.copy()
    if place == "weights":
        trainer.state_memory.weight("dense1.kernel")[0, 0] = np.nan
        bad = trainer.state()
        trainer.load_state(good)
    elif place == "short":
        bad = SavedState(good.block[:-8], good.layout)
    else:
        for value in (-1, 2**60):
            trainer.state_memory.counters[place] = value
            bad = trainer.state()
            trainer.state_memory.block[:] = block
            with pytest.raises(DataError, match="damaged"):
                trainer.load_state(bad)
    with pytest.raises(DataError, match="damaged"):
        trainer.load_state(bad)
    assert trainer.state_memory.block.tobytes() == block.tobytes()
    trainer.step(1)


def test_a_file_of_before_takes_the_seed_of_its_weights_into_the_project(tmp_path):
    """Then a run could have another seed than its project; a seed that is none changes nothing."""
    for told, seed in ((11, 11), (-1, 3), (2**31, 3), ("x", 3), (True, 3)):
        trainer = Trainer(a_project(seed=11), threads=1)
        document = saved_work.ProjectFile(a_project(seed=3), trainer.weights(), training={"seed": told})
        saved_work.save(tmp_path / "old.layerlab", document)
        assert saved_work.load(tmp_path / "old.layerlab").project == a_project(seed=seed), told
