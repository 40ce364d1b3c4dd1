"""The convolution laboratory in the window: typed weights, the place under the pointer, keys, what is never seen."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.laboratories.convolution import PRESETS
from tests.gui.laboratories.conftest import settled


@pytest.fixture
def lab(opened):
    return opened("ConvolutionLab")


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_typed_weight_changes_the_result(qtbot, lab):
    before = lab.found.output
    type_into(lab.editor.fields[1][1], "2.5")
    settled(qtbot, lab)
    patch = lab.found.padded[1:-1, 1:-1]
    assert lab.found.output == pytest.approx(before + 2.5 * patch)
    assert lab.presets.currentText() == "My own"
    assert np.allclose([float(row[2]) for row in lab.table()[1:]], lab.found.output.ravel())
    type_into(lab.editor.fields[1][1], "much")
    assert lab.editor.fields[1][1].text() == "2.5"
    assert lab.isVisible()


@pytest.mark.scene
def test_the_products_under_the_pointer_add_up(qtbot, lab):
    lab.presets.setCurrentIndex(4)
    lab.presets.activated.emit(4)
    settled(qtbot, lab)
    assert lab.settings.kernel == PRESETS[4].kernel
    pitch, corner = lab.after.pitch, lab.after.corner
    QTest.mouseMove(lab.after, QPoint(1, 1))  # where the pointer stands already nothing moves
    QTest.mouseMove(lab.after, QPoint(round(corner.x() + 20.5 * pitch), round(corner.y() + 10.5 * pitch)))
    assert lab.spot == (10, 20)
    assert (lab.products.values * lab.products.weights).sum() == pytest.approx(lab.found.output[10, 20])
    lab.after.setFocus()
    QTest.keyClick(lab.after, Qt.Key.Key_Down)
    QTest.keyClick(lab.after, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert lab.spot == (11, 28)
    assert np.array_equal(lab.products.values, lab.found.padded[11:14, 28:31])


def test_what_no_place_reaches_is_red_and_said(qtbot, lab):
    lab.change(replace(lab.settings, stride=4, padding=1))
    settled(qtbot, lab)
    high, wide = lab.found.padded.shape
    assert (lab.found.below, lab.found.beside) == ((high - 3) % 4, (wide - 3) % 4)
    red = [box for box, colour, filled in lab.before.marks if colour.startswith("#") and filled]
    assert {(box.width(), box.height()) for box in red} == {(lab.found.beside, high), (wide, lab.found.below)}
    assert "⌊(67 + 2 · 1 − 3) / 4⌋ + 1 = 17" in lab.sentence.text()
    assert "does not divide" in lab.sentence.text()
    lab.change(replace(lab.settings, stride=1))
    settled(qtbot, lab)
    assert "does not divide" not in lab.sentence.text()


@pytest.mark.scene
def test_a_kernel_that_is_too_large_is_said_so(qtbot, lab):
    lab.sizes.activated.emit(4)
    lab.change(replace(lab.settings, width=16, dilation=4))
    settled(qtbot, lab)
    assert "does not fit" in lab.sentence.text()
    QTest.keyClick(lab.after, Qt.Key.Key_Down)
    assert len(lab.table()) == 1
