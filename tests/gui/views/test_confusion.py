"""Every number in the confusion matrix can be read on its cell."""

import numpy as np
import pytest
from PySide6.QtGui import QPainter

from gui.style import theme
from gui.style.tokens import THEMES
from gui.views.confusion import RIGHT_NUMBER, ConfusionGrid
from tests.gui.painted_text import listening
from tests.gui.shell.test_theme import contrast


@pytest.fixture(params=sorted(THEMES))
def look(qapp, request):
    theme.apply(request.param, qapp)
    yield request.param
    theme.apply("dark", qapp)


def test_numbers_stand_out_from_their_cells(qtbot, look, monkeypatch):
    """Pens and brushes are listened to: each number against the cell that was filled just before."""
    inks, grounds = [], []
    fill, write = QPainter.drawRoundedRect, QPainter.drawText

    def filled(painter, *arguments):
        grounds.append(painter.brush().color())
        return fill(painter, *arguments)

    def written(painter, box, flags, text):
        if text.isdigit():
            inks.append((painter.pen().color().name(), grounds[-1]))
        return write(painter, box, flags, text)
    monkeypatch.setattr(QPainter, "drawRoundedRect", filled)
    monkeypatch.setattr(QPainter, "drawText", written)
    grid = ConfusionGrid()
    qtbot.addWidget(grid)
    grid.resize(300, 300)
    random = np.random.default_rng(7)
    for _ in range(20):
        grid.show_counts(random.integers(1, 60, (4, 4)) ** random.integers(1, 3), ("one", "two", "three", "four"))
        grid.grab()
    assert len(inks) >= 20 * 16
    for ink, ground in inks:
        assert ground.alpha() == 255
        assert contrast(ink, ground.name()) >= 3.8, (ink, ground.name())


@pytest.mark.parametrize("side", [150, 180, 220, 300])
def test_right_answers_have_their_number_where_wrong_ones_have(qtbot, side):
    grid = ConfusionGrid()
    qtbot.addWidget(grid)
    grid.resize(side, side)
    grid.show_counts(np.array([[5, 0, 0], [0, 4, 1], [0, 0, 5]]), ("setosa", "versicolor", "virginica"))
    with listening() as found:
        grid.grab()
    large = grid._side(grid._geometry()[2]) >= RIGHT_NUMBER
    assert sorted(one.text for one in found if one.text.isdigit()) == (["1", "4", "5", "5"] if large else ["1"])
    assert large or side < 180
