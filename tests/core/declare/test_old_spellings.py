"""Projects and blocks that spell choices as older versions did are read, train as before, and are saved as today."""

import json

import numpy as np
import pytest

from core.declare import old_spellings
from core.declare.parameters import parameters
from core.project import fragments
from core.project.spec import Project
from core.text.errors import SpecError
from core.trainer import Trainer
from tests import rules

CHANGED = [(cls, parameter, old) for members in rules.families().values() for cls in members.values()
           for parameter in parameters(cls) for old in parameter.before]
PLACES = {"optimizer": ("training", "optimizer"), "data set": ("data", "dataset")}
"""Where in a project a member of the family stands."""
WRITTEN = ('{"version": 1, "training": {"seed": 3, "optimizer": {"kind": "SGD", "learning_rate": 0.1, "momentum": 0.9, '
           '"momentum_form": "v ← βv + (1−β)g"}, "epochs": 2}, "network": {"nodes": [{"id": "a", "layer": {"kind": '
           '"Dense", "units": 4, "activation": {"kind": "Tanh"}}}, {"id": "b", "layer": {"kind": "Dense", "units": 1, '
           '"activation": {"kind": "Sigmoid"}}, "inputs": ["a"]}]}}')
"""A file as the program wrote it while choices were stored as they are shown."""


def test_there_are_old_spellings():
    assert {(cls.__name__, parameter.name) for cls, parameter, _ in CHANGED} >= {
        ("SGD", "momentum_form"), ("RMSprop", "epsilon_placement"), ("CsvTable", "missing")}


@pytest.mark.parametrize(("cls", "parameter", "old"), CHANGED,
                         ids=[f"{cls.__name__}-{parameter.name}-{n}" for n, (cls, parameter, _) in enumerate(CHANGED)])
def test_an_old_spelling_is_read_and_saved_as_todays(cls, parameter, old):
    new = parameter.before[old]
    assert new in parameter.choices
    assert old not in parameter.choices
    family = next(name for name, members in rules.families().items() if cls.__name__ in members)
    outer, inner = PLACES[family]
    project = Project.from_json(json.dumps({"version": 1, outer: {inner: {"kind": cls.__name__, parameter.name: old}}}))
    assert getattr(getattr(getattr(project, outer), inner), parameter.name) == new
    assert json.loads(project.to_json())[outer][inner][parameter.name] == new


def test_a_file_with_an_old_spelling_trains_as_one_with_todays():
    today = WRITTEN.replace("v ← βv + (1−β)g", "average")
    sums = WRITTEN.replace("v ← βv + (1−β)g", "sum")
    old, new, other = (Trainer(Project.from_json(text), threads=1) for text in (WRITTEN, today, sums))
    for trainer in (old, new, other):
        trainer.step(40)
    assert all(np.array_equal(old.weights()[name], new.weights()[name]) for name in new.weights())
    assert not np.array_equal(old.weights()["a.kernel"], other.weights()["a.kernel"])


def test_a_word_of_neither_is_refused_as_before():
    with pytest.raises(SpecError, match="momentum_form"):
        Project.from_json(WRITTEN.replace("v ← βv + (1−β)g", "v ← v"))
    with pytest.raises(SpecError, match="momentum_form"):  # another field's old word is none of this one's
        Project.from_json(WRITTEN.replace("v ← βv + (1−β)g", "under the root"))


def test_names_and_notes_that_look_like_an_old_spelling_stay():
    text = WRITTEN.replace('"version": 1', '"version": 1, "name": "leave out", "notes": "v ← βv + g"')
    assert (found := Project.from_json(text)).name == "leave out"
    assert found.notes == "v ← βv + g"


def test_blocks_on_the_clipboard_are_read_with_old_spellings_too(monkeypatch):
    asked = []
    upgraded = old_spellings.upgraded
    monkeypatch.setattr(old_spellings, "upgraded", lambda tree: asked.append(tree) or upgraded(tree))
    with pytest.raises(SpecError, match="padding"):
        fragments.from_text('{"layerlab": "blocks", "nodes": [{"id": "c", "layer": {"kind": "Conv2D", '
                            '"padding": "x"}}]}')
    assert asked
