"""The form of updates: what it shows of a project with several losses and optimisers, and what its edits make."""

import pytest
from PySide6.QtWidgets import QPushButton

from core.project import update_edits as edits
from core.project.presets import presets
from core.spec import Objective, Project, Training, Update
from gui.model.document import Document
from gui.model.selection import Selection
from gui.sidebar.selected_card import SelectedCard

PATHS = {preset.file: preset.path for preset in presets()}


@pytest.fixture
def card(qtbot):
    def shown(name: str) -> SelectedCard:
        made = SelectedCard(Document(Project.load(PATHS[name])), Selection())
        made.document.changed.connect(lambda _: made.refresh())
        qtbot.addWidget(made)
        made.show()
        return made
    return shown


def training(card) -> Training:
    return card.document.project.training


def test_one_optimiser_and_one_loss_look_as_ever(card):
    shown = card("lenet5")
    assert shown.updates is None
    assert not shown.form.rows["optimizer"].isHidden()
    assert not shown.form.rows["loss"].isHidden()


def test_each_update_shows_its_blocks_and_losses(card):
    shown = card("tiny-gan")
    parts = shown.updates.parts
    assert [part.trains.text() for part in parts] == ["judge1, judging1, verdict1", "maker1, maker2, made"]
    assert [[(one.output.currentText().split(" ")[0], one.target.currentText()) for one in part.losses]
            for part in parts] == [[("verdict1", "ones"), ("verdict2", "zeros")], [("verdict2", "ones")]]
    assert shown.form.rows["optimizer"].isHidden()
    assert shown.form.rows["loss"].isHidden()


def test_weight_target_output_and_optimiser_are_changed_undoably(card):
    shown = card("two-of-each")
    before = training(shown)
    loss = shown.updates.parts[0].losses[1]
    loss.form.rows["weight"].editor.edited.emit(2.0, "")
    assert training(shown).updates[0].objectives[1].weight == 2.0
    loss = shown.updates.parts[0].losses[1]
    loss.target.activated.emit(loss.targets.index("zeros"))
    assert training(shown).updates[0].objectives[1].target == "zeros"
    shown.updates.parts[0].losses[0].output.activated.emit(1)
    assert training(shown).updates[0].objectives[0].output == "sum"
    for _ in range(3):
        shown.document.undo_stack.undo()
    assert training(shown) == before
    assert shown.updates.parts[0].losses[1].target.currentText() == "sum"


def press(part, text: str) -> None:
    next(button for button in part.findChildren(QPushButton) if button.text() == text).click()


def test_losses_and_updates_are_added_and_taken_away(card):
    shown = card("two-of-each")
    before = training(shown)
    press(shown.updates.parts[0], "Add a loss")
    assert len(training(shown).updates[0].objectives) == 3
    shown.updates.parts[0].losses[2].changed(None, "Remove a loss")
    assert training(shown) == before
    press(shown.updates, "Add an update")
    found = training(shown).updates
    assert len(found) == len(shown.updates.parts) == 2
    assert found[1].trains
    shown.updates.parts[1].removed()
    assert training(shown) == before


def test_an_output_more_brings_the_form_and_what_is_written_once_is_as_it_was(card):
    shown = card("lenet5")
    network = shown.document.project.network
    from core.project.sharing import with_output
    shown.document.edit_network(with_output(network, network.nodes[-2].id, True), "Output")
    assert shown.updates is not None
    assert len(shown.updates.parts) == 1
    press(shown.updates.parts[0], "Add a loss")
    found = training(shown).updates
    assert [one.output for one in found[0].objectives] == ["", network.nodes[-2].id]
    shown.updates.parts[0].losses[1].changed(None, "Remove a loss")
    assert training(shown).updates == ()


def test_edits_of_updates_keep_one_and_write_nothing_that_says_nothing():
    plain = Training()
    assert edits.with_update(plain, 0, None) == plain
    assert edits.with_update(plain, 0, Update()) == plain
    two = edits.with_more(plain, ("dense1",))
    assert two.updates == (Update(), Update(trains=("dense1",)))
    assert edits.with_update(two, 1, None) == plain
    more = edits.with_objective(plain, 0, 1, Objective(output="dense1", target="ones"))
    assert len(more.updates[0].objectives) == 2
    assert edits.with_objective(more, 0, 1, None) == plain
    assert edits.with_objective(plain, 0, 0, None) == plain
