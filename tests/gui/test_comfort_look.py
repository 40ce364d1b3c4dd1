"""Theme, projector mode, size of text: at once, with nothing cut off."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit

from gui import theme
from gui.widgets import Elided
from tests.gui.shell_parts import example, window

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.activateWindow()
        app.window.setFocus()
        yield app


def key(app, which, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or app.window, which, modifier)


def test_larger_text_comes_at_once_and_training_goes_on(qtbot, shell):
    before = shell.window.top.title.font().pixelSize()
    shell.runner.set_speed(1)
    shell.runner.play()
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=20_000)
    step = shell.runner.state.step
    for _ in range(4):
        key(shell, Qt.Key.Key_Equal, CONTROL | ALT)
    assert theme.text_scale() == 1.5
    assert shell.window.top.title.font().pixelSize() == round(before * 1.5)
    qtbot.waitUntil(lambda: shell.runner.state.step > step, timeout=20_000)
    assert shell.runner.state.running
    assert shell.window.top.play.text() == "Pause"
    drawn = []
    shell.runner.snapshot.connect(drawn.append)
    qtbot.waitUntil(lambda: any(snapshot.values for snapshot in drawn), timeout=20_000)
    key(shell, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shell.runner.state.running, timeout=10_000)
    key(shell, Qt.Key.Key_0, CONTROL | ALT)
    assert shell.window.top.title.font().pixelSize() == before
    assert shell.settings.text_scale == 1.0


def test_a_window_made_anew_says_at_once_where_training_stands(qtbot, shell):
    shell.window.top.speed.choose(3)
    key(shell, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused" and shell.runner.state.epoch == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not shell.runner._timer.isActive(), timeout=20_000)
    key(shell, Qt.Key.Key_Equal, CONTROL | ALT)
    assert shell.window.top.epoch.number.text() == "1.0"
    assert shell.window.top.speed.index == 3


def test_a_window_made_anew_keeps_what_was_folded_and_selected(shell):
    shell.window.left.data.head.setChecked(False)
    shell.selection.select("dense1")
    shell.window.commands["larger"].trigger()
    assert not shell.window.left.data.content.isVisible()
    assert shell.window.left.selected.form is not None
    assert shell.selection.node == "dense1"
    key(shell, Qt.Key.Key_F4)
    assert not shell.window.views.isVisible()
    shell.window.commands["larger"].trigger()
    assert not shell.window.views.isVisible()
    assert not shell.window.commands["views"].isChecked()


def test_edits_after_a_change_of_size_reach_the_new_window_only_once(qtbot, shell):
    for _ in range(3):
        shell.window.commands["larger"].trigger()
    QTest.qWait(50)
    steps = shell.document.undo_stack.count()
    shell.session.add_layer("Dropout")
    assert shell.document.undo_stack.count() == steps + 1
    assert [node.layer.__class__.__name__ for node in shell.document.project.network.nodes].count("Dropout") == 1
    key(shell, Qt.Key.Key_Z, CONTROL)
    assert shell.document.undo_stack.index() == steps


def test_projector_mode_is_large_and_comes_back(shell):
    key(shell, Qt.Key.Key_P, CONTROL | SHIFT)
    assert theme.tokens().name == "projector"
    assert theme.text_scale() >= 1.4
    assert shell.settings.theme == "projector"
    assert shell.window.commands["projector"].isChecked()
    key(shell, Qt.Key.Key_P, CONTROL | SHIFT)
    assert theme.tokens().name == "light"
    assert theme.text_scale() == 1.0
    assert not shell.window.commands["projector"].isChecked()


def test_projector_colours_are_of_high_contrast():
    from gui.tokens import PROJECTOR
    from tests.gui.test_shell_theme import contrast
    for role in ("text", "muted", "accent_text", "positive_text", "negative_text", "ok_text"):
        for ground in (PROJECTOR.panel, PROJECTOR.card):
            assert contrast(getattr(PROJECTOR, role), ground) >= 7, role
    for role in ("line", "faint", "train", "validation"):
        assert contrast(getattr(PROJECTOR, role), PROJECTOR.panel) >= 3, role


def cut(win) -> list[str]:
    """What is seen of the window and does not fit: words wider or higher than their label, parts beyond the edge."""
    found = []
    for widget in win.findChildren(QLabel) + win.findChildren(QAbstractButton) + win.findChildren(QComboBox) + \
            win.findChildren(QLineEdit):
        if not widget.isVisible() or widget.window() is not win or widget.visibleRegion().isEmpty():
            continue
        name = f"{type(widget).__name__} {getattr(widget, 'text', str)() or widget.accessibleName()!r}"
        place = widget.mapTo(win, QPoint(0, 0))
        if place.x() < 0 or place.x() + widget.width() > win.width():
            found.append(f"{name} sticks out of the window")
        if isinstance(widget, QLabel) and not isinstance(widget, Elided) and widget.text():
            wanted = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            if widget.height() < wanted - 2:
                found.append(f"{name} is cut below: {widget.height()} of {wanted}")
            if not widget.wordWrap() and widget.width() < widget.sizeHint().width() - 2:
                found.append(f"{name} is cut at the side: {widget.width()} of {widget.sizeHint().width()}")
        elif getattr(widget, "text", widget.accessibleName)() and widget.height() < widget.fontMetrics().ascent():
            found.append(f"{name} is too low for its text")
        parent = widget.parentWidget()
        inside = parent is None or parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
        if not inside:
            found.append(f"{name} sticks out of {type(parent).__name__}")
    return found


@pytest.mark.parametrize("project", [None, "xor", "digits-cnn", "iris"])
@pytest.mark.parametrize(("name", "scale"), [("dark", 1.0), ("dark", 1.5), ("projector", 1.0)])
def test_nothing_is_cut_off_at_1280_by_800(qtbot, tmp_path, project, name, scale):
    theme.set_text_scale(scale)
    with window(qtbot, tmp_path, example(project) if project else None, (1280, 800)) as app:
        app.settings.theme, app.settings.text_scale = name, scale
        app.show_look()
        if project:
            qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
            app.runner.step_epoch()
            qtbot.waitUntil(lambda: app.runner.state.epoch >= 1, timeout=60_000)
            app.selection.select(app.document.project.network.nodes[0].id)
        QTest.qWait(120)
        assert (app.window.width(), app.window.height()) == (1280, 800)
        assert not cut(app.window)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_even_twice_the_size_stays_within_the_window(qtbot, tmp_path, scale):
    theme.set_text_scale(scale)
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        app.settings.text_scale = scale
        app.show_look()
        QTest.qWait(50)
        assert (app.window.width(), app.window.height()) == (1480, 900)
        for word in ("play", "epoch", "menu_button", "theme_button"):
            widget = getattr(app.window.top, word)
            assert widget.isVisible()
            assert widget.mapTo(app.window, QPoint(0, 0)).x() + widget.width() <= 1480
