"""What a plot draws: items of pyqtgraph that take arrays, and cost nothing while they show what they showed."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen

EMPTY = np.empty(0)


class PlotCurve(pg.PlotCurveItem):
    """A curve that takes the whole plot as its place: ranges are fixed, nobody needs the bounds of the data."""

    def boundingRect(self):
        view = self.getViewBox()
        return view.viewRect() if view is not None else QRectF()

    def dataBounds(self, ax, frac=1.0, orthoRange=None):
        return None, None


class Item:
    """The base: values, a look, and whether it is seen. An item without values is left out of the scene's painting."""

    def __init__(self, plot, made: pg.GraphicsObject, depth: int):
        self.plot, self.made, self.visible = plot, made, True
        self.x, self.y = EMPTY, EMPTY
        made.setZValue(depth)
        made.setVisible(False)
        plot.addItem(made)

    def show_data(self, x, y) -> None:
        """Draw other values."""
        self.x, self.y = np.asarray(x, float), np.asarray(y, float)
        if len(self.y) >= self.least:
            self.put()
        self._show()

    least = 1
    """From so many values on there is something to draw."""

    def put(self) -> None:
        """Hand the values to pyqtgraph."""
        self.made.setData(self.x, self.y)

    def set_look(self, pen: QPen | None = None, brush: QBrush | None = None) -> None:
        """Take another pen or brush; None for none."""
        self.made.setPen(pen if pen is not None else QPen(Qt.PenStyle.NoPen))
        if brush is not None:
            self.made.setBrush(brush)

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        self.visible = visible
        self._show()

    def _show(self) -> None:
        self.made.setVisible(self.visible and len(self.y) >= self.least)


class Curve(Item):
    """A line through points, drawn in segments: a wide line of many points is slow in one piece."""

    least = 2

    def __init__(self, plot, depth: int, smooth: bool):
        made = PlotCurve(antialias=smooth)
        made.setSegmentedLineMode("on")
        super().__init__(plot, made, depth)

    def put(self) -> None:
        self.made.setData(*thinned(self.x, self.y, self.plot.getViewBox().width()))


class PlotBars(Item):
    """Counts (n,) between edges (n + 1,): filled down to zero, or their outline."""

    def __init__(self, plot, depth: int):
        super().__init__(plot, PlotCurve(np.array([0.0, 1.0]), np.zeros(1), stepMode="center", antialias=False), depth)

    def set_look(self, pen: QPen | None = None, brush: QBrush | None = None) -> None:
        super().set_look(pen, brush)
        self.made.setFillLevel(None if brush is None else 0)


class Discs(Item):
    """A disc at every point, or another glyph."""

    def __init__(self, plot, depth: int, size: float, symbol: str = "o"):
        super().__init__(plot, pg.ScatterPlotItem(size=size, pen=None, pxMode=True, symbol=symbol), depth)


class Upright(Item):
    """An upright line from edge to edge with a small arrow at its upper end."""

    def __init__(self, plot, depth: int):
        made = pg.InfiniteLine(angle=90, movable=False)
        made.addMarker("v", position=1.0, size=8)
        super().__init__(plot, made, depth)

    def stand_at(self, x: float) -> None:
        """Stand at another place."""
        self.show_data([x], [0.0])

    def put(self) -> None:
        self.made.setPos(float(self.x[0]))


class Level(Item):
    """A level line from edge to edge, with a word at its right end, on a ground of its own. Below the line it stands at
    the left end: a line at the upper edge is where good curves end up."""

    ABOVE, BELOW = [(1.0, 1.0)] * 2, [(0.0, 0.0)] * 2
    """Which corner of the word stands on the line."""

    def __init__(self, plot, depth: int):
        made = pg.InfiniteLine(angle=0, movable=False)
        self.word = pg.InfLineLabel(made, "", movable=False, position=1.0, anchors=self.ABOVE)
        super().__init__(plot, made, depth)

    def stand_at(self, y: float, word: str) -> None:
        """Stand at another height under another word."""
        self.word.setFormat(word.replace("{", "{{").replace("}", "}}"))
        self.show_data([0.0], [y])

    def hang(self, below: bool, seen: bool) -> None:
        """Have the word below the line or above it, or leave it out."""
        self.word.anchors = self.BELOW if below else self.ABOVE
        self.word.setPosition(0.0 if below else 1.0)
        self.word.setVisible(seen)
        self.word.updatePosition()

    @property
    def high(self) -> float:
        """Pixels that the word takes."""
        return self.word.boundingRect().height()

    def write_in(self, font: QFont, colour: QColor, ground: QColor) -> None:
        """The look of the word."""
        self.word.setFont(font)
        self.word.setColor(colour)
        self.word.fill = QBrush(ground)
        self.word.update()

    def put(self) -> None:
        self.made.setPos(float(self.y[0]))


def thinned(x: np.ndarray, y: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """No more points than tell on so many pixels: of each run of neighbours the lowest and the highest, in order."""
    run = len(x) // max(int(width), 1)
    if run < 4 or not math.isfinite(float(y.sum())):
        return x, y
    whole = len(x) // run * run
    high = y[:whole].reshape(-1, run)
    places = np.sort(np.stack((high.argmin(1), high.argmax(1)), 1), 1) + np.arange(0, whole, run)[:, None]
    places = np.unique(np.r_[0, places.ravel(), np.arange(whole, len(x)), len(x) - 1])
    return x[places], y[places]
