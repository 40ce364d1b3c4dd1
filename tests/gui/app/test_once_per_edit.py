"""What follows from a project is worked out once an edit and handed on: to every view and to the training thread."""

import sys
from collections import Counter

import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS, OPTIMIZERS
from core.project import network
from core.project.presets import presets
from core.project.spec import Network, Split
from core.trainer import Trainer
from core.training import saved_work
from tests.core.building import dense
from tests.gui.document_hands import Hands
from tests.gui.runner_parts import train
from tests.gui.shell_parts import EXAMPLES, example, window


class Calls:
    """Counts the calls of `check` and of every `describe` that does not belong to reading a file, whoever makes them
    on whichever thread; and the trainers that are made."""

    def __init__(self, monkeypatch):
        self.count = Counter()
        real = network.check

        def counted(*given, **named):
            self.count["check"] += 1
            return real(*given, **named)
        for module in [module for module in sys.modules.values() if getattr(module, "check", None) is real]:
            monkeypatch.setattr(module, "check", counted)
        for member in DATASETS.values():
            self._watch(monkeypatch, member)
        made = Trainer.__init__

        def making(trainer, *given, **named):
            self.count["trainer"] += 1
            made(trainer, *given, **named)
        monkeypatch.setattr(Trainer, "__init__", making)

    def _watch(self, monkeypatch, member):
        real = member.describe

        def counted(dataset):
            if sys._getframe(1).f_code.co_name != "load":
                self.count["describe"] += 1
            return real(dataset)
        monkeypatch.setattr(member, "describe", counted)

    def during(self, hands, edit) -> dict:
        """What was called for one edit, until nothing is under way any more."""
        hands.settle()
        self.count.clear()
        edit(hands)
        hands.settle()
        return dict(self.count)


def typed(name, text):
    """Type a number into a row of the selected block's form."""
    return lambda hands: hands.type_into(hands.app.window.left.selected.form.rows[name].editor.line, text)


def training(**changes):
    return lambda hands: hands.document.edit_training(replace(hands.project.training, **changes), "Settings")


def data(**changes):
    return lambda hands: hands.document.edit_data(replace(hands.project.data, **changes), "Data")


EDITS = {
    "units": typed("units", "5"),
    "rate": lambda hands: hands.type_into(hands.app.window.top.values.rate.line, "0.02"),
    "batch": training(batch_size=7),
    "seed": training(seed=5),
    "rule": training(optimizer=OPTIMIZERS["RMSprop"]()),
    "activation": lambda hands: hands.document.edit_layer("dense1", dense(4, "Sigmoid"), "Activation"),
    "a block more": lambda hands: hands.commands.insert("Dense"),
    "a block less": lambda hands: hands.commands.remove("dense1"),
    "a unit off": lambda hands: hands.commands.several.switch_unit("dense1", 1, False),
    "no network": lambda hands: hands.document.edit_network(Network(), "Empty"),
    "noise": lambda hands: data(dataset=replace(hands.project.data.dataset, noise=0.3))(hands),
    "split": data(split=Split(0.3, 0.2)),
    "other data": data(dataset=DATASETS["Moons"]()),
    "name": lambda hands: hands.document.edit(replace(hands.project, name="Other"), "Rename"),
}


@pytest.fixture
def calls(monkeypatch):
    return Calls(monkeypatch)


NEW_TRAINER = {"units", "activation", "a block more", "a block less", "noise", "split", "other data"}


def test_an_edit_is_checked_and_its_data_described_once(qtbot, tmp_path, calls):
    with window(qtbot, tmp_path, example("xor")) as app:
        hands = Hands(qtbot, app)
        train(qtbot, app)
        for name, edit in EDITS.items():
            app.selection.select("dense1")
            before = hands.project
            found = calls.during(hands, edit)
            assert hands.project != before
            once = {"check": 1, "describe": 1} | ({"trainer": 1} if name in NEW_TRAINER else {})
            assert (name, found) == (name, once)
            found = calls.during(hands, lambda hands: hands.stack.undo())
            assert hands.project == before
            # Going back to a moment of the past looks at the project of that moment, too.
            assert found["check"] <= 2, name
            assert found["describe"] <= 2, name
            assert found.get("trainer", 0) <= 1, name


def trained_work():
    trainer = Trainer(example("spiral"))
    trainer.step(5)
    return saved_work.ProjectFile(trainer.project, trainer.weights())


def doors(folder):
    saved_work.save(folder / "plain.layerlab", saved_work.ProjectFile(example("spiral")))
    saved_work.save(folder / "trained.layerlab", trained_work())
    return {"starter": lambda hands: hands.app.session.open_starter(EXAMPLES["spiral"]),
            "file": lambda hands: hands.app.session.open_path(folder / "plain.layerlab"),
            "weights": lambda hands: hands.app.session.open_path(folder / "trained.layerlab"),
            "preset": lambda hands: hands.app.session.open_starter(presets()[0])}


@pytest.mark.scene
@pytest.mark.parametrize(("door", "before"), [
    ("starter", "first page"), ("starter", "training"), ("file", "first weights"), ("weights", "training"),
    ("preset", "first weights")])
def test_opening_a_project_makes_one_trainer_and_checks_it_once(qtbot, tmp_path, calls, door, before):
    open_it = doors(tmp_path)[door]
    with window(qtbot, tmp_path, None if before == "first page" else example("xor")) as app:
        hands = Hands(qtbot, app)
        if before == "training":
            train(qtbot, app)
            app.files.unsaved.give_up()
        shown = hands.project
        found = calls.during(hands, open_it)
        assert hands.project != shown
        assert not app.window.starting
        # Who reads weights from a file looks whether they fit the network, on a thread of its own.
        once = 2 if door == "weights" else 1
        assert found == {"check": once, "describe": once, "trainer": 1}
