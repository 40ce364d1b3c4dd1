"""A label that counts has nothing laid out anew around it, and looks and reads as any other."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from gui.style import theme
from gui.widgets.basic import label
from gui.widgets.steady_label import SteadyLabel


class Layouts(QObject):
    """Counts how often a widget is asked to be laid out anew."""

    def __init__(self, watched: QWidget):
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def row(qtbot, made: QLabel) -> QWidget:
    """A label in a row, shown."""
    whole = QWidget()
    qtbot.addWidget(whole)
    QHBoxLayout(whole).addWidget(made)
    whole.resize(220, 40)
    whole.show()
    qtbot.waitExposed(whole)
    for _ in range(3):  # what showing it has set off
        QApplication.processEvents()
    return whole


@pytest.mark.parametrize(("role", "enabled"), [("", True), ("muted", True), ("accent", False)])
def test_a_count_looks_as_a_label_with_that_text(qtbot, role, enabled):
    theme.apply("dark")
    looks = []
    for first in ("epoch 1.2", "epoch 3.4"):
        made = label(first, role, 12, tabular=True)
        made.setEnabled(enabled)
        made.setContentsMargins(12, 0, 3, 0)
        whole = row(qtbot, made)
        made.setText("epoch 3.4")
        assert made.text() == "epoch 3.4"
        looks.append(whole.grab().toImage())
    assert looks[0] == looks[1]


def test_only_another_width_is_laid_out(qtbot):
    made = SteadyLabel("12.5")
    made.setFont(theme.font(12, tabular=True))
    whole = row(qtbot, made)
    layouts = Layouts(whole)
    layouts.count = 0
    for text in ("15.2", "52.1", "25.1"):  # as wide in figures of any kind
        made.setText(text)
        QApplication.processEvents()
        assert made.text() == made.accessibleName() == text
    assert layouts.count == 0
    made.setText("1000.0")
    QApplication.processEvents()
    assert layouts.count > 0
    assert made.text() == "1000.0"
    made.setText("")
    assert made.text() == ""
