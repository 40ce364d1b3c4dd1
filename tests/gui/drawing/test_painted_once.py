"""Static parts are painted once: what is counted are calls, not milliseconds."""

import numpy as np
import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from gui.drawing import pictures
from gui.drawing.once import Once, drawing_anew
from gui.drawing.plot import Axis, Plot, pen


def test_a_picture_is_drawn_again_only_where_it_looks_otherwise(qtbot):
    once, drawn = Once(), []
    target = QPixmap(40, 40)
    painter = QPainter(target)
    for key in ("a", "a", "b", "b"):
        once.paint(painter, 40, 40, lambda inner: drawn.append(inner), (key,))
    assert len(drawn) == 2
    once.forget()
    once.paint(painter, 40, 40, lambda inner: drawn.append(inner), ("b",))
    assert len(drawn) == 3
    with drawing_anew():
        once.paint(painter, 40, 40, lambda inner: drawn.append(inner is painter), ("b",))
    painter.end()
    assert drawn[-1] is True


def test_a_new_curve_writes_no_number_of_an_axis_again(qtbot, monkeypatch):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    plot.resize(240, 160)
    curve = plot.line()
    curve.set_look(pen("train"))
    plot.show_range((0.0, 10.0), (0.0, 1.0))
    plot.show()
    qtbot.waitExposed(plot)
    written, write = [], Axis.generateDrawSpecs

    def specs(axis, painter):
        written.append(axis)
        return write(axis, painter)
    monkeypatch.setattr(Axis, "generateDrawSpecs", specs)
    looks = []
    for height in (0.2, 0.8):
        curve.show_data(np.array([0.0, 10.0]), np.array([height, height]))
        QApplication.processEvents()
        looks.append(plot.grab().toImage())
        written.clear()
    curve.show_data(np.array([0.0, 10.0]), np.array([0.5, 0.5]))
    QApplication.processEvents()
    plot.viewport().repaint()
    assert not written
    assert looks[0] != looks[1]
    plot.show_range((0.0, 10.0), (0.0, 2.0))
    qtbot.waitUntil(lambda: bool(written))


def test_what_has_no_values_is_no_part_of_a_picture(qtbot):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    items = plot.line(), plot.bars(), plot.discs(), plot.upright()
    assert not [item for item in items if item.made.isVisible()]
    items[0].show_data([0.0, 1.0], [1.0, 2.0])
    items[1].show_data([0.0, 1.0], [1.0])
    items[2].show_data([0.0], [1.0])
    items[3].stand_at(0.5)
    assert all(item.made.isVisible() for item in items)
    items[0].show_data([0.0], [1.0])  # a line of one point draws nothing
    items[3].set_visible(False)
    assert not items[0].made.isVisible()
    assert not items[3].made.isVisible()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_breaks_no_line(qtbot, bad):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    plot.resize(240, 160)
    curve, rough = plot.line(), plot.line(smooth=False)
    for one in (curve, rough):
        one.set_look(pen("train"))
        one.show_data(np.arange(6.0), np.array([0.1, 0.2, bad, 0.4, 0.5, 0.6]))
    plot.show_range((0.0, 5.0), (0.0, 1.0))
    image = plot.grab().toImage()
    wanted = pen("train").color().name()
    assert any(image.pixelColor(x, y).name() == wanted for x in range(240) for y in range(160))


@pytest.mark.parametrize("seed", range(4))
def test_a_mosaic_has_every_value_where_it_belongs(seed):
    random = np.random.default_rng(seed)
    high, wide, count = (int(n) for n in random.integers(1, 20, 3))
    grid = pictures.Grid(count, int(random.integers(1, 7)), int(random.integers(1, 11)), int(random.integers(0, 4)))
    levels = random.integers(0, 256, (high, wide, count)).astype(np.uint8)
    colours = np.arange(256, dtype=np.uint32) + 1
    found = pictures.mosaic(levels, grid, colours)
    longest = max(high, wide)
    wanted = np.zeros((grid.height, grid.width), np.uint32)
    for number in range(count):
        left, top = grid.corner(number)
        for y in range(grid.tile):
            for x in range(grid.tile):
                row = y * longest // grid.tile - (longest - high) // 2
                column = x * longest // grid.tile - (longest - wide) // 2
                if 0 <= row < high and 0 <= column < wide:
                    wanted[top + y, left + x] = colours[levels[row, column, number]]
    np.testing.assert_array_equal(found, wanted)
