"""Whoever does not see the window, or has no mouse: every control has a name, and Tab walks it in reading order."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from gui.widgets.switches import Segments
from tests.gui.shell_parts import example, window

INTERACTIVE = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, Segments)


def owner(widget: QWidget) -> QWidget:
    """The field that a line belongs to names it."""
    parent = widget.parentWidget()
    return parent if isinstance(widget, QLineEdit) and parent is not None and parent.focusProxy() is widget else widget


def named(widget: QWidget) -> bool:
    """Whether assistive programs have a name for it: its own, its field's or, of a button, its words."""
    spoken = [widget, owner(widget)]
    spoken += [parent for parent in (widget.parentWidget(),) if isinstance(parent, QComboBox)]
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return bool(words.strip()) or any(one.accessibleName().strip() for one in spoken)


def of_the_window(win) -> list[QWidget]:
    """Every control that belongs to the window, seen or folded away, but not Qt's own insides."""
    return [widget for widget in win.findChildren(QWidget) if isinstance(widget, INTERACTIVE)
            and not isinstance(widget, QScrollBar) and widget.objectName()[:3] != "qt_"
            and not isinstance(widget.parentWidget(), QLineEdit)
            and not any(type(part).__module__.startswith("pyqtgraph") or type(part).__name__.startswith("QMenu")
                        for part in lineage(widget))]


def lineage(widget):
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


@pytest.mark.few(2)
@pytest.mark.parametrize("project", [None, "xor", "digits-cnn", "iris"])
def test_every_control_has_a_name(qtbot, tmp_path, project):
    with window(qtbot, tmp_path, example(project) if project else None) as app:
        if project:
            qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
            app.selection.select(app.document.project.network.nodes[0].id)
        found = of_the_window(app.window)
        assert len(found) > 30
        nameless = [f"{type(w).__name__} in {type(owner(w).parentWidget()).__name__} in "
                    f"{type(owner(w).parentWidget().parentWidget()).__name__}" for w in found if not named(w)]
        assert not nameless, "\n".join(nameless)


def region(app, widget) -> int:
    """The region that a widget stands in, in reading order; -1 for none."""
    win = app.window
    regions = (win.top, win.left, win.network, win.timeline, win.views)
    return next((index for index, part in enumerate(regions) if part is widget or part.isAncestorOf(widget)), -1)


def test_tab_walks_top_bar_left_canvas_timeline_right(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.activateWindow()
        app.window.top.menu_button.setFocus()
        seen, walked = [], []
        for _ in range(160):
            focus = QApplication.focusWidget()
            if focus in walked:
                break
            walked.append(focus)
            where = region(app, focus)
            if where >= 0 and (not seen or seen[-1] != where):
                seen.append(where)
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert seen == sorted(seen), f"Tab jumps between the regions: {seen}"
        assert {0, 1, 2, 4} <= set(seen)
        tops = [widget.mapTo(app.window, QPoint(0, 0)).x() for widget in walked if region(app, widget) == 0]
        assert tops == sorted(tops), "Tab jumps within the top bar"


def test_no_attribute_hides_a_method_that_qt_calls(qtbot, tmp_path):
    """A field named `metric` or `size` would be taken for the method of that name, and crash when Qt calls it."""
    with window(qtbot, tmp_path, example("xor")) as app:
        hidden = set()
        for widget in app.window.findChildren(QWidget):
            base = next(cls for cls in type(widget).__mro__ if cls.__module__.startswith("PySide6"))
            for name, value in vars(widget).items():
                mine = type(widget).__module__.startswith("gui.")
                if mine and callable(getattr(base, name, None)) and not callable(value) and "Signal" not in repr(value):
                    hidden.add(f"{type(widget).__name__}.{name}")
        assert hidden == set()
