"""A digits network from an empty canvas, by mouse alone and by keys alone, in the real window: and it learns."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from core.declare.registry import DATASETS, OPTIMIZERS
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.max_pooling2d import MaxPooling2D
from core.project.spec import INPUT
from tests.gui.person import KeyPerson, MousePerson
from tests.gui.shell_parts import window

Key = Qt.Key
DIGITS, RULE = DATASETS["Digits8x8"].shown_name(), OPTIMIZERS["RMSprop"].shown_name()


@pytest.fixture
def app(qtbot, tmp_path):
    with window(qtbot, tmp_path, size=(1280, 640)) as made:
        yield made


def learns(person) -> None:
    """The network is the one that was built, and after its epochs it answers most digits rightly."""
    project, runner = person.app.document.project, person.app.runner
    assert [type(node.layer) for node in project.network.nodes] == [Conv2D, MaxPooling2D, Flatten, Dense]
    last = project.network.nodes[-1].layer
    assert (last.units, type(last.activation).__name__) == (10, "Softmax")
    assert type(project.data.dataset).__name__ == "Digits8x8"
    assert type(project.training.optimizer).__name__ == "RMSprop"
    assert person.app.document.check.trainable, person.app.document.check.problems
    person.wait(lambda: runner.state.running or runner.state.epoch > 0)
    person.wait(lambda: runner.state.epoch >= 5, 120)
    curve = runner.history.curve("validation", "accuracy")
    assert curve.mean[-1] > 0.8, "it does not learn"


@pytest.mark.scene
def test_by_mouse_alone(qtbot, app):
    person = MousePerson(qtbot, app)
    person.click(next(button for button in app.window.start.findChildren(QPushButton)
                      if button.accessibleName() == "Start from nothing"))
    person.wait(lambda: not app.window.starting)
    person.choose_in_menu(app.window.left.data.chooser, DIGITS)
    person.drag_layer("Conv2D", INPUT)
    person.drag_layer("MaxPooling2D", "conv2d1")
    person.click_plus("maxpooling2d1")
    finder = app.window.network.finder
    row = next(finder.list.item(index) for index in range(finder.list.count())
               if finder.list.item(index).text().startswith("Flatten"))
    finder.list.scrollToItem(row)
    person.click(finder.list.viewport(), finder.list.visualItemRect(row).center())
    person.drag_layer("Dense", "flatten1")
    person.click_block("dense1")
    more = next(button for button in person.editor("units").findChildren(object)
                if getattr(button, "accessibleName", str)() == "Units: more")
    person.reach(more)
    for _ in range(abs(10 - app.document.project.network.nodes[-1].layer.units)):
        person.click(more)
    person.choose(person.editor("activation").box, "Softmax")
    person.click(person.stage.viewport(), QPoint(4, person.stage.viewport().height() - 4))
    assert app.selection.node == ""
    person.choose(person.editor("optimizer").box, RULE)
    person.wait(lambda: app.runner.state.phase == "ready")
    person.click(app.window.top.play)
    learns(person)


@pytest.mark.scene
def test_by_keys_alone(qtbot, app):
    person = KeyPerson(qtbot, app)
    person.tab_to(lambda focus: isinstance(focus, QPushButton) and focus.accessibleName() == "Start from nothing")
    person.key(Key.Key_Space)
    person.wait(lambda: not app.window.starting)
    person.tab_to(lambda focus: focus is app.window.left.data.chooser)
    person.key(Key.Key_Space)
    person.choose_in_menu(DIGITS)
    for name in ("conv2d", "maxpooling2d", "flatten", "dense"):
        person.key(Key.Key_Insert)
        finder = app.window.network.finder
        person.wait(finder.line.hasFocus)
        person.type(name)
        while not finder.list.currentItem().text().lower().startswith(name):
            person.key(Key.Key_Down)
        person.key(Key.Key_Return)
    assert app.selection.node == person.nodes[-1]
    person.key(Key.Key_F2)
    person.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.type("10")
    person.key(Key.Key_Return)
    person.tab_to(lambda focus: focus is person.editor("activation").box)
    person.choose("Softmax")
    person.key(Key.Key_Escape)
    while app.selection.node:
        person.key(Key.Key_Escape)
    person.key(Key.Key_F2)
    person.choose(RULE)
    person.key(Key.Key_Escape)
    person.wait(lambda: app.runner.state.phase == "ready")
    QTest.qWait(1)
    person.key(Key.Key_Space)
    learns(person)
