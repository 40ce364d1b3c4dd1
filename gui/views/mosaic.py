"""A mosaic of maps as square tiles on a whole-pixel pitch; a click chooses one."""

import math

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.drawing import pictures
from gui.drawing.colour_bar import frame
from gui.drawing.pens import Sheet, ink
from gui.style import theme
from gui.text.translation import tr

GAP, LARGEST, SMALLEST = 4, 96, 14


class MapMosaic(QWidget):
    """All maps of one block (height, width, count) in one colour range."""

    chosen = Signal(int)
    opened = Signal(int)
    """A click or Enter: explain it."""

    def __init__(self):
        super().__init__()
        self.maps: np.ndarray | None = None
        self.selected = -1
        self.limit, self.signed = 1.0, True
        self._sheet: Sheet | None = None
        self._shown = np.empty(0, int)
        self._grid: pictures.Grid | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Feature maps"))
        theme.signals.changed.connect(self._compose)

    def show_maps(self, maps: np.ndarray | None, limit: float, signed: bool) -> None:
        """Draw maps with colours up to `limit`; None clears."""
        self.maps, self.limit, self.signed = maps, limit, signed
        self._compose()

    def select(self, number: int) -> None:
        """Frame one map."""
        self.selected = number
        self.update()

    @property
    def shown(self) -> list[int]:
        """The maps that are drawn."""
        return [] if self.maps is None else self._shown.tolist()

    @property
    def hidden(self) -> int:
        """How many maps are left out because there are too many."""
        return 0 if self.maps is None else self.maps.shape[-1] - len(self._shown)

    def _compose(self):
        if self.maps is None or self.width() < SMALLEST or self.height() < SMALLEST:
            self._sheet = self._grid = None
            self.update()
            return
        ratio = self.devicePixelRatioF()
        most = self._room()
        self._shown = pictures.strongest(self.maps, most)
        self._grid = self._fitting(len(self._shown), ratio)
        levels = pictures.indices(self.maps[..., self._shown], self.limit, self.signed)
        self._sheet = Sheet(pictures.mosaic(levels, self._grid, ink().table(self.signed)), ratio)
        self.update()

    def _room(self) -> int:
        across, down = ((length + GAP) // (SMALLEST + GAP) for length in (self.width(), self.height()))
        return max(1, min(across * down, 4 * pictures.STRONGEST))

    def _fitting(self, count: int, ratio: float) -> pictures.Grid:
        """The grid with nearly the largest tiles, of these one whose last row is full."""
        gap, wide, high = round(GAP * ratio), int(self.width() * ratio), int(self.height() * ratio)
        found = []
        for columns in range(1, count + 1):
            rows = math.ceil(count / columns)
            tile = min((wide + gap) // columns - gap, (high + gap) // rows - gap, int(LARGEST * ratio))
            found.append((max(tile, 1), columns))
        enough = max(found)[0] * 0.85
        tile, columns = max((entry for entry in found if entry[0] >= enough),
                            key=lambda entry: (count % entry[1] == 0, entry))
        return pictures.Grid(count, columns, tile, gap)

    def boxes(self) -> list[QRectF]:
        """Where each shown map stands: the columns share both edges of the card."""
        if self._grid is None:
            return []
        grid, ratio = self._grid, self.devicePixelRatioF()
        tile, found = grid.tile / ratio, []
        across = (self.width() - tile) / max(grid.columns - 1, 1)
        for place in range(grid.count):
            row, column = divmod(place, grid.columns)
            found.append(QRectF(round(column * across * ratio) / ratio, row * grid.pitch / ratio, tile, tile))
        return found

    def resizeEvent(self, event):
        self._compose()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)

    def _at(self, position) -> int:
        return next((int(number) for number, box in zip(self._shown, self.boxes(), strict=False)
                     if box.contains(position)), -1)

    def mousePressEvent(self, event):
        if (number := self._at(event.position())) >= 0:
            self.chosen.emit(number)
            self.opened.emit(number)

    def mouseMoveEvent(self, event):
        number = self._at(event.position())
        self.setToolTip(map_words(self.maps, number) if number >= 0 else "")

    def keyPressEvent(self, event):
        columns = self._grid.columns if self._grid else 1
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected >= 0:
            self.opened.emit(self.selected)
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns,
                Qt.Key.Key_Down: columns}.get(event.key())
        if step is None or self.maps is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(min(max(self.selected + step, 0), self.maps.shape[-1] - 1))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(event.rect(), ink().brush("panel"))
        if self._sheet is None:
            return
        # Column by column: they share both edges of the card, so the room between them is not that of the sheet.
        grid, boxes = self._grid, self.boxes()
        for column, box in enumerate(boxes[:grid.columns]):
            painter.drawImage(box.topLeft(), self._sheet.image, QRectF(column * grid.pitch, 0, grid.tile, grid.height))
        if self.selected in self._shown:
            framed = boxes[self._shown.tolist().index(self.selected)]
            frame(painter, framed.adjusted(-1, -1, 1, 1), 4)


def map_words(maps: np.ndarray, number: int) -> str:
    """One map in words: its number and range."""
    one = maps[..., number]
    return tr("Map {map}: {low} to {high}", map=number + 1, low=pictures.short(float(one.min())),
              high=pictures.short(float(one.max())))
