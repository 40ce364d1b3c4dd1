"""The loss over a text: the strongest grounds stand under what was expected least, the pointer tells what was."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from gui.views.text_losses import TextLossPanel
from tests.gui.panel_parts import Window, starter
from tests.gui.views.test_write_on import small


@pytest.mark.scene
def test_a_passage_shows_what_surprised(qtbot):
    window = Window(qtbot, small())
    window.until(lambda: window.panel(TextLossPanel))
    panel = window.panel(TextLossPanel)
    window.column.show_panel(TextLossPanel)
    window.until(lambda: panel.text.found is not None and panel.text.boxes)
    found, text = panel.text.found, panel.text
    names = [panel.text.names[token] for token in found.tokens]
    assert len(text.boxes) == len(names)
    place = int(np.argmax(found.losses))
    told = text.words(place)
    assert told.startswith(f"{names[place]}: loss {found.losses[place]:.2f}")
    assert len(told.split("\n")) == 6
    assert text.at(text.boxes[place].center()) == place
    record = int(found.samples[-1])
    QTest.mouseClick(text, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     text.boxes[-1].center().toPoint())
    assert window.selection.sample == ("validation", record)
    window.until(lambda: panel.text.found.samples[0] == record)
    window.runner.close()
    count = len(panel.text.found.tokens)
    text.show_losses(replace(panel.text.found, losses=np.linspace(0, 4, count)), text.names)
    picture = text.grab().toImage()
    boxes = text.boxes[0], text.boxes[count // 2], text.boxes[-1]
    corners = [box.topLeft().toPoint() + QPoint(1, 1) for box in boxes]
    grounds = [QColor(picture.pixelColor(corner)).alpha() for corner in corners]
    assert grounds[0] < grounds[1] < grounds[2], "the least expected stands on the strongest ground"
    assert len(panel.table()) == len(panel.text.found.tokens) + 1
    assert not window.failures


def test_numbers_have_no_text(qtbot):
    window = Window(qtbot, starter("iris"))
    assert window.panel(TextLossPanel) is None
    window.runner.close()
