"""The picture of weights at larger text."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.session.orders import Show
from gui.style import theme
from gui.weights import handle
from gui.weights.layout import SIDE
from gui.weights.picture import RULE
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, digits

PROJECT = digits(Conv2D(filters=6, padding="same"), Flatten(), Dense(units=10))


@pytest.fixture(name="desk", params=[1.5, 2.0])
def large_desk(qtbot, request):
    before = theme.text_scale()
    theme.set_text_scale(request.param)
    made = Desk(qtbot, PROJECT, size=(1200, 900))
    made.runner.order(Show(PROJECT))
    qtbot.waitUntil(lambda: made.runner.state.phase == "ready", timeout=60_000)
    yield made
    made.close()
    theme.set_text_scale(before)


def test_it_grows_with_the_text_and_is_hit_where_it_is_drawn(qtbot, desk):
    for point in (QPoint(2, 2), desk.middle("conv2d1")):
        QTest.mouseMove(desk.stage.viewport(), point)
    box = handle.box(desk.place("conv2d1"))
    desk.click(desk.point(box.cx, box.cy))
    picture = desk.stage.sheets.card("conv2d1").picture
    qtbot.waitUntil(lambda: picture.values is not None, timeout=10_000)
    assert picture.width() == round((SIDE + RULE) * theme.text_scale())
    for output, row, one, column in ((4, 2, 0, 1), (0, 0, 0, 0), (5, 1, 0, 2)):
        spot = picture.box((output, row, one, column))
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(round(spot.cx), round(spot.cy)))
        assert desk.stage.weight_editing.part.index == (row, column, one, output)
        assert picture.box((output, row, one, column)).right <= picture.width()
