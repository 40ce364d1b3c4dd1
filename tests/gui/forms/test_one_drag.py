"""One drag of a slider, one held button and one held key are one step of undo, wherever a number is set."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.declare.parameters import parameters
from gui.forms.form import Form
from gui.forms.number_fields import NumberField, SliderField
from tests.gui.forms.test_form import MEMBERS
from tests.gui.shell_parts import drag, example, window

SLIDING = [(member, p.name) for member in MEMBERS for p in parameters(member)
           if p.kind == "number" and p.scale != "log" and p.display == "percent"]
STEPPED = [(member, p.name) for member in MEMBERS for p in parameters(member)
           if p.kind == "whole" or (p.kind == "number" and p.scale != "log" and p.display != "percent")]


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("spiral")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.activateWindow()
        yield app
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def hold(widget, key, repeats: int) -> None:
    """A key that is pressed, repeats, and is let go, as Qt hears it from a keyboard."""
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, none))
    for _ in range(repeats):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, none, "", True))
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, none, "", True))
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, none))


def gestures(qtbot, member, name):
    """(form, editor, gestures of its edits)."""
    form, seen = Form(member(), only=(name,)), []
    qtbot.addWidget(form)
    form.resize(300, 120)
    form.show()
    form.edited.connect(lambda value, path, gesture: seen.append(gesture))
    return form, form.rows[name].editor, seen


@pytest.mark.parametrize(("member", "name"), SLIDING, ids=lambda what: getattr(what, "__name__", what))
def test_every_slider_of_every_form(qtbot, member, name):
    _form, editor, seen = gestures(qtbot, member, name)
    assert isinstance(editor, SliderField)
    wide, middle = editor.slider.width(), editor.slider.height() // 2
    for start, ends in ((3, (wide // 3, wide // 2, wide - 4)), (wide // 2, (5, wide // 4))):
        del seen[:]
        drag(editor.slider, QPoint(start, middle), *(QPoint(x, middle) for x in ends))
        assert len(seen) > 1 or start == 3
        assert len(set(seen)) == 1
        assert seen[0]
    before = set(seen)
    del seen[:]
    QTest.keyClick(editor.slider, Qt.Key.Key_Right)
    QTest.keyClick(editor.slider, Qt.Key.Key_Right)
    assert len(set(seen)) == len(seen) == 2, "two presses are two steps"
    assert not before & set(seen)
    del seen[:]
    hold(editor.slider, Qt.Key.Key_Right, 6)
    assert len(seen) == 7
    assert len(set(seen)) == 1


@pytest.mark.parametrize(("member", "name"), STEPPED, ids=lambda what: getattr(what, "__name__", what))
def test_every_number_field_of_every_form(qtbot, member, name):
    form, editor, seen = gestures(qtbot, member, name)
    if not isinstance(editor, NumberField):
        pytest.skip("it is typed")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        del seen[:]
        hold(editor.line, key, 5)
        if not form.rows[name].problem.text():
            assert len(set(seen)) <= 1
            assert all(seen)


def test_a_drag_over_the_data_is_taken_back_by_one_undo(qtbot, shell):
    form = shell.window.left.data.form.forms[0]
    slider = form.rows["noise"].editor.slider
    before, steps = shell.document.project, shell.document.undo_stack.count()
    middle = slider.height() // 2
    drag(slider, QPoint(6, middle), *(QPoint(x, middle) for x in range(10, slider.width(), 9)))
    assert shell.document.project.data.dataset.noise == slider.value() / 100 * 1.0 or \
        shell.document.project.data != before.data
    assert shell.document.undo_stack.count() == steps + 1
    shell.document.undo_stack.undo()
    assert shell.document.project == before
    assert slider.value() == 0


def test_a_press_beside_the_handle_takes_it_there_and_is_one_step(shell):
    slider = shell.window.left.data.form.forms[0].rows["noise"].editor.slider
    steps = shell.document.undo_stack.count()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() * 3 // 4, slider.height() // 2))
    assert 65 <= slider.value() <= 85
    assert shell.document.undo_stack.count() == steps + 1


@pytest.mark.scene
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 220), min_size=2, max_size=12), min_size=1, max_size=4))
def test_any_drags_leave_at_most_one_step_each(shell, drags):
    """Drawn drags, also there and back again: as many steps as drags that changed something, and undo retraces them."""
    slider = shell.window.left.data.form.forms[0].rows["noise"].editor.slider
    stack, middle = shell.document.undo_stack, slider.height() // 2
    stack.clear()
    seen = [shell.document.project]
    for first, *rest in drags:
        drag(slider, QPoint(first, middle), *(QPoint(x, middle) for x in rest))
        if shell.document.project != seen[-1]:
            seen.append(shell.document.project)
        assert stack.count() == len(seen) - 1
    for project in reversed(seen[:-1]):
        stack.undo()
        assert shell.document.project == project


@pytest.mark.scene
def test_the_split_bar_by_mouse_and_by_a_held_key(shell):
    bar, stack = shell.window.left.data.split, shell.document.undo_stack
    for start, by in ((0, -40), (1, 25)):
        steps, edge = stack.count(), round(bar._edges()[start])
        drag(bar, QPoint(edge, 4), *(QPoint(edge + by * part // 5, 4) for part in range(1, 6)))
        assert stack.count() == steps + 1
    steps = stack.count()
    bar.setFocus()
    hold(bar, Qt.Key.Key_Left, 5)
    assert stack.count() == steps + 1
    hold(bar, Qt.Key.Key_Left, 2)
    assert stack.count() == steps + 2


@pytest.mark.scene
def test_a_held_button_of_a_number(qtbot, shell):
    from PySide6.QtWidgets import QToolButton
    shell.selection.select("dense1")
    editor = shell.window.left.selected.form.rows["units"].editor
    more = editor.findChildren(QToolButton)[1]
    steps = shell.document.undo_stack.count()
    before = editor.value
    QTest.mousePress(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: editor.value >= before + 3, timeout=20_000)
    QTest.mouseRelease(more, Qt.MouseButton.LeftButton)
    assert shell.document.undo_stack.count() == steps + 1
