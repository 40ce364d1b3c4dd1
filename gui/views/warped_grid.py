"""A layer as a warped grid: the plane of the data, bent into the space of two units, with its points."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.warped_grid import Warped, WarpedGrid
from gui.drawing.moment import plane_size
from gui.drawing.pictures import short
from gui.drawing.thumbnails import point_colours
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.widgets.basic import Elided, icon_button, restyle

EDGE, RADIUS = 18, 2.8
SELDOM = 0.1
EVERY = 3
"""Of the lines of points every so manieth is drawn, through all of its points: the finer it bends."""


class GridPicture(QWidget):
    """The grid's lines, the records on them, the ends of both axes at its edges."""

    def __init__(self):
        super().__init__()
        self.found: Warped | None = None
        self.names = ("", "")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The plane as two units see it"))
        theme.signals.changed.connect(self.update)

    def show_grid(self, found: Warped | None, names: tuple[str, str]) -> None:
        """Show another grid; `names` are those of the axes."""
        self.found, self.names = found, names
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(130))

    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        both = np.concatenate([self.found.grid.reshape(-1, 2), self.found.points])
        low, high = both.min(0), both.max(0)
        return low, np.where(high - low > 1e-9, high, low + 1e-9)

    def box(self) -> QRectF:
        """Where the plane of the units is drawn."""
        edge = theme.px(EDGE)
        return QRectF(edge, 4, max(self.width() - edge - 4, 1), max(self.height() - edge - 4, 1))

    def pixels(self, values: np.ndarray) -> np.ndarray:
        """Where values (…, 2) of both units stand."""
        (low, high), box = self._ends(), self.box()
        share = (values - low) / (high - low)
        return np.stack([box.left() + share[..., 0] * box.width(), box.bottom() - share[..., 1] * box.height()], -1)

    def mouseMoveEvent(self, event):
        if self.found is None:
            return
        (low, high), box = self._ends(), self.box()
        at = event.position()
        x = low[0] + (at.x() - box.left()) / box.width() * (high[0] - low[0])
        y = high[1] - (at.y() - box.top()) / box.height() * (high[1] - low[1])
        self.setToolTip(plain(f"{self.names[0]}: {short(float(x))}\n{self.names[1]}: {short(float(y))}"))

    def paintEvent(self, event):
        if self.found is None or not np.isfinite(self.found.grid).all():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self.pixels(self.found.grid)
        painter.setPen(QPen(theme.mixed("muted", "panel", 0.6), 1.0))
        for line in (*places[::EVERY], *places.transpose(1, 0, 2)[::EVERY]):
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
        painter.setPen(QPen(theme.colour("ring"), 1.0))
        for (x, y), name in zip(self.pixels(self.found.points).tolist(), point_colours(self.found.targets),
                                strict=True):
            painter.setBrush(theme.colour(name))
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
        self._paint_axes(painter)

    def _paint_axes(self, painter) -> None:
        (low, high), box = self._ends(), self.box()
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        line = painter.fontMetrics().height()
        for axis, room in ((0, QRectF(box.left(), box.bottom() + 2, box.width(), line)),
                           (1, QRectF(0, 0, box.height(), line))):
            painter.save()
            if axis:
                painter.translate(box.left() - line - 2, box.bottom())
                painter.rotate(-90)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, short(float(low[axis])))
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, self.names[axis])
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, short(float(high[axis])))
            painter.restore()


@view
class WarpedGridPanel(BlockPanel):
    """The plane of the data as two units of a block see it."""

    place = 25
    title = "Warped grid"
    short = "Grid"
    question, glyph, usual = "layer", "landscape", False
    formula = r"(a_j, a_{j+1}) = f(x_1, x_2)"
    meaning = ("A square grid over the plane of the data, as two units of a block see it: a layer bends the plane "
               "until a straight line parts the classes.")
    minimum_height = 230
    share = 26

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Warped | None = None
        self.unit = 0
        self.picture, self.name = GridPicture(), Elided()
        self.before = icon_button("minus", "The pair of units before", framed=False, size=14)
        self.after = icon_button("plus", "The next pair of units", framed=False, size=14)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _=False, step=step: self.choose(self.unit + step))
        row = QHBoxLayout()
        for widget in (self.before, self.name, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addWidget(self.picture, 1)
        self.body.addLayout(row)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return description.over_plane and any(
            type_.is_row and type_.shape[0] > 1 for id, type_ in check.types.items()
            if id not in {port.name for port in description.inputs})

    def fitting(self):
        types = self.document.check.types
        return [node.id for node in self.document.project.network.nodes
                if node.id in types and types[node.id].is_row and types[node.id].shape[0] > 1]

    @property
    def need(self) -> WarpedGrid:
        """The two units of the block over the plane, from the pictures that the canvas has anyway."""
        return WarpedGrid(self.node, (self.unit, self.unit + 1), plane_size(self.document.check.total))

    def needs(self):
        return {self.need: SELDOM} if self.node else {}

    def show_node(self) -> None:
        self.unit, self.found = 0, None
        self.picture.show_grid(None, ("", ""))

    def refresh(self) -> None:
        super().refresh()
        self.say(self.spoken)
        self.choose(self.unit)

    def choose(self, unit: int) -> None:
        """Another pair of neighbouring units."""
        last = max(self.document.check.shapes.get(self.node, (2,))[0] - 2, 0)
        self.unit = min(max(unit, 0), last)
        self.before.setEnabled(self.unit > 0)
        self.after.setEnabled(self.unit < last)
        self.name.show_text(tr("units {first} and {second}", first=self.unit + 1, second=self.unit + 2))
        restyle(self.name, "role", "muted")
        self.needs_changed.emit()

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.node else None
        if found is not None:
            self.found = found
            self.picture.show_grid(found, tuple(tr("unit {unit}", unit=self.unit + place) for place in (1, 2)))

    @property
    def kept(self):
        return super().kept | {"unit": self.unit}

    def take_up(self, kept):
        super().take_up(kept)
        if self.node == kept["node"]:
            self.choose(kept["unit"])

    def table(self):
        if self.found is None:
            return []
        rows = [("record", number + 1, *pair) for number, pair in enumerate(self.found.points.tolist())]
        grid = [("grid", number + 1, *pair) for number, pair in enumerate(self.found.grid.reshape(-1, 2).tolist())]
        return [("what", "number", "first unit", "second unit"), *rows, *grid]
