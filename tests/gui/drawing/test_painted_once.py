"""Static parts are painted once: what is counted are calls, not milliseconds."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
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


def test_axes_are_laid_anew_where_they_look_otherwise_and_only_there(qtbot, monkeypatch):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    plot.resize(240, 160)
    items = plot.line(1), plot.bars(), plot.discs(2), plot.upright(-1)
    items[0].set_look(pen("train"))
    level = plot.level(4)
    level.set_look(pen("muted"))
    plot.show_range((0.0, 10.0), (0.0, 1.0))
    laid, lay = [], Plot._lay_over
    monkeypatch.setattr(Plot, "_lay_over", lambda self, ratio: laid.append(ratio) or lay(self, ratio))

    def seen() -> None:
        for _ in range(3):
            QApplication.processEvents()
            plot.grab()

    def times(change) -> int:
        seen()
        laid.clear()
        change()
        seen()
        return len(laid)
    plot.show()
    qtbot.waitExposed(plot)
    for change in (lambda: items[0].show_data([0.0, 9.0], [0.2, 0.3]), lambda: items[1].show_data([0.0, 1.0], [0.5]),
                   lambda: items[2].show_data([4.0], [0.5]), lambda: items[3].stand_at(5.0),
                   lambda: items[3].set_visible(False), lambda: plot.show_range((0.0, 10.0), (0.0, 1.0))):
        assert times(change) == 0
    for change in (lambda: plot.show_range((0.0, 20.0), (0.0, 1.0)), lambda: level.stand_at(0.4, "mean"),
                   lambda: level.hang(True, True), lambda: level.set_visible(False), plot.restyle):
        assert times(change) == 1
    assert times(lambda: plot.resize(260, 160)) in (1, 2), "the layout inside of the plot settles later"


def test_curves_lie_under_the_grid_and_end_with_the_plot(qtbot):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    plot.resize(240, 160)
    curve = plot.line()
    curve.set_look(pen("train", 3.0))
    plot.show_range((0.0, 10.0), (0.0, 1.0))
    bare = plot.grab().toImage()
    curve.show_data(np.array([-100.0, 100.0]), np.array([0.5, 0.5]))
    image, box = plot.grab().toImage(), plot.getViewBox().sceneBoundingRect()
    differing = [(x, y) for x in range(240) for y in range(160) if image.pixel(x, y) != bare.pixel(x, y)]
    assert min(x for x, _ in differing) >= box.left() - 1
    assert max(x for x, _ in differing) <= box.right() + 1
    level = round(plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(5.0, 0.5))).y())
    across = {image.pixelColor(round(box.center().x()), y).name() for y in range(level - 1, level + 2)}
    assert pen("train").color().name() in across
    # Where the line is as high as a line of the grid, that one lies on it, as it lies on all curves.
    assert len(across) > 1


def test_what_has_no_values_is_no_part_of_a_picture(qtbot):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    items = plot.line(), plot.bars(), plot.discs(), plot.upright()
    assert not [item for item in items if item.seen]
    items[0].show_data([0.0, 1.0], [1.0, 2.0])
    items[1].show_data([0.0, 1.0], [1.0])
    items[2].show_data([0.0], [1.0])
    items[3].stand_at(0.5)
    assert all(item.seen for item in items)
    items[0].show_data([0.0], [1.0])  # a line of one point draws nothing
    items[3].set_visible(False)
    assert not items[0].seen
    assert not items[3].seen


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
