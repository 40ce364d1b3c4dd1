"""A unit or filter over time: what it gives, its bias and its weights, moment by moment."""

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.unit_course import UnitMoment, UnitOfBlock
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import indices, short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.caption import Caption
from gui.views.read_out import nearest, read_out
from gui.widgets.basic import Elided, icon_button, restyle
from gui.widgets.switches import Segments

MOST = 120
"""Moments that are kept; beyond that every second of the older ones goes."""
WHAT = ("what it gives", "share at 0", "size of weights", "bias")
TILE, GAP = 34, 4
LEAST = 0.1
"""Epochs on the axis at least."""


class WeightCourse(QWidget):
    """The weights that lead into a unit: a column for each moment, a row for each weight; a filter that is a picture
    stands as such, moment beside moment."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[float, UnitMoment]] = []
        self.limit = 1.0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Weights of the unit over time"))
        theme.signals.changed.connect(self.update)

    def show_rows(self, rows: list[tuple[float, UnitMoment]]) -> None:
        """Other moments, the oldest first."""
        self.rows = [row for row in rows if len(row[1].weights)]
        self.limit = max((float(np.abs(self._values(moment)).max()) for _, moment in self.rows), default=0.0) or 1.0
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.px(TILE) + 4)

    @staticmethod
    def _values(moment: UnitMoment) -> np.ndarray:
        """(height, width) of a filter, else (weights, 1)."""
        return moment.kernel if moment.kernel is not None else moment.weights[:, None]

    def shown(self) -> list[tuple[float, UnitMoment]]:
        """The moments that find room, evenly chosen, the first and the newest among them."""
        if not self.rows or self.rows[0][1].kernel is None:
            return self.rows
        room = max(int((self.width() + GAP) // (min(theme.px(TILE), self.height()) + GAP)), 2)
        places = np.unique(np.linspace(0, len(self.rows) - 1, min(room, len(self.rows))).round().astype(int))
        return [self.rows[place] for place in places.tolist()]

    def boxes(self) -> list[QRectF]:
        """Where each of `shown` stands."""
        rows = self.shown()
        if not rows:
            return []
        if rows[0][1].kernel is None:
            wide = self.width() / len(rows)
            return [QRectF(place * wide, 0, wide, self.height()) for place in range(len(rows))]
        side = min(float(theme.px(TILE)), float(self.height()))
        pitch = (self.width() - side) / max(len(rows) - 1, 1)
        return [QRectF(place * min(pitch, side * 2), 0, side, side) for place in range(len(rows))]

    def words_at(self, position) -> str:
        """The moment and the weight under a place."""
        for (epoch, moment), box in zip(self.shown(), self.boxes(), strict=True):
            if not box.contains(position):
                continue
            values = self._values(moment)
            row = min(int((position.y() - box.top()) / box.height() * values.shape[0]), values.shape[0] - 1)
            column = min(int((position.x() - box.left()) / box.width() * values.shape[1]), values.shape[1] - 1)
            facts = {"n": local(f"{epoch:.2f}"), "value": local(short(float(values[row, column])))}
            if moment.kernel is not None:
                return tr("epoch {n}: row {row}, column {column}: {value}", row=row + 1, column=column + 1, **facts)
            first = row * moment.pooled + 1
            if moment.pooled > 1:
                return tr("epoch {n}: mean of weights {first} to {last}: {value}", first=first,
                          last=first + moment.pooled - 1, **facts)
            return tr("epoch {n}: weight {first}: {value}", first=first, **facts)
        return ""

    def mouseMoveEvent(self, event):
        self.setToolTip(plain(self.words_at(event.position())))

    def paintEvent(self, event):
        painter, table = QPainter(self), theme.diverging()
        for (_, moment), box in zip(self.shown(), self.boxes(), strict=True):
            values = self._values(moment)
            pixels = np.ascontiguousarray(table[indices(values, self.limit, True)], np.uint8)
            image = QImage(pixels.data, values.shape[1], values.shape[0], 3 * values.shape[1],
                           QImage.Format.Format_RGB888)
            painter.drawImage(box, image)


@view
class UnitCoursePanel(BlockPanel):
    """One unit of the chosen block."""

    place = 27
    title = "Unit or filter over time"
    short = "Unit"
    question, glyph, usual = "layer", "unit_course", False
    formula = r"\frac{1}{n} \sum_i a_j(x_i), \quad |w_j| = \sqrt{\sum_k w_{kj}^2}"
    meaning = ("How one unit or filter came about: what it gives over 200 validation records (the mean, and where 90 % "
               "of its values lie), how often that is 0, its bias, and below the weights that lead into it. A weight "
               "that is clicked in the network chooses its unit.")
    minimum_height = 260
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.rows: list[tuple[float, UnitMoment]] = []
        self.unit, self._count = 0, 0
        self.name = Elided()
        self.before = icon_button("minus", "The unit before", framed=False, size=14)
        self.after = icon_button("plus", "The next unit", framed=False, size=14)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _=False, step=step: self.choose(self.unit + step))
        head, row = QHBoxLayout(), QHBoxLayout()
        for widget in (self.before, self.name, self.after):
            head.addWidget(widget)
        head.addStretch(1)
        self.choice = Segments(tuple(map(tr, WHAT)), name=tr("What is drawn over the epochs"), wraps=True)
        self.choice.chosen.connect(lambda _: self._show())
        row.addWidget(self.choice)
        row.addStretch(1)
        self.plot = Plot(tr("The unit over the epochs"), x_ticks=3, y_ticks=3)
        self.low, self.high, self.line = self.plot.line(0), self.plot.line(0), self.plot.line(1)
        read_out(self.plot, self.words_at)
        self.axes, self.course, self.bar = Caption(), WeightCourse(), ColourBar()
        self.body.setSpacing(4)
        for line in (head, row):
            self.body.addLayout(line)
        for widget, stretch in ((self.plot, 3), (self.axes, 0), (self.course, 2), (self.bar, 0)):
            self.body.addWidget(widget, stretch)
        self.plot.setMinimumHeight(theme.px(64))
        selection.weight_changed.connect(self._weight_chosen)
        self.restyle()
        self.refresh()

    def fitting(self):
        types = self.document.check.types
        return [node.id for node in self.document.project.network.nodes if node.id in types and types[node.id].shape]

    def first(self, fitting):
        own = [id for id in fitting if self.document.check.parameters.get(id)]
        return (own or fitting or [""])[0]

    def show_node(self) -> None:
        self.unit = 0
        self.start_again()

    def start_again(self) -> None:
        """Another unit: nothing of its past is known."""
        self.rows = []
        self._show()
        self.needs_changed.emit()

    @property
    def need(self) -> UnitOfBlock | None:
        """The unit of now."""
        return UnitOfBlock(self.node, self.unit, self.split) if self.node else None

    def needs(self):
        return {self.need: 0.1} if self.need else {}

    def refresh(self) -> None:
        super().refresh()
        self._count = (self.document.check.shapes.get(self.node) or (1,))[-1]
        self.say(self.spoken)
        self.choose(self.unit)

    def choose(self, unit: int) -> None:
        """Another unit of the block."""
        unit = min(max(unit, 0), max(self._count - 1, 0))
        self.before.setEnabled(unit > 0)
        self.after.setEnabled(unit < self._count - 1)
        self.name.show_text(tr("unit {n} of {all}", n=unit + 1, all=self._count))
        restyle(self.name, "role", "muted")
        if unit != self.unit:
            self.unit = unit
            self.start_again()

    def _weight_chosen(self) -> None:
        """The last place in the array of a weight is its unit, where there are as many."""
        if self.selection.weight is None or self.pinned:
            return
        name, index = self.selection.weight
        if name.partition(".")[0] in self.fitting() and index:
            self.node = name.partition(".")[0]
            self.refresh()
            self.choose(index[-1])

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        # What comes after an earlier moment that is looked at stays in sight, until training goes on from there.
        if not (self.rows and self.runner.state.rewound):
            while self.rows and self.rows[-1][0] >= snapshot.epoch:
                self.rows.pop()
            self.rows.append((snapshot.epoch, found))
        if len(self.rows) > MOST:
            self.rows = [self.rows[0], *self.rows[1:-MOST // 2:2], *self.rows[-MOST // 2:]]
        self._show()

    def series(self) -> np.ndarray:
        """(moments, 3): what is drawn over the epochs, and the ends of its band, nan where it has none."""
        found = [((one.mean, one.low, one.high), (one.zeros, np.nan, np.nan), (one.norm, np.nan, np.nan),
                  (one.bias, np.nan, np.nan))[self.choice.index] for _, one in self.rows]
        return np.array(found, float).reshape(-1, 3)

    def _show(self) -> None:
        y, x = self.series(), np.array([epoch for epoch, _ in self.rows])
        for line, column in ((self.line, 0), (self.low, 1), (self.high, 2)):
            known = np.isfinite(y[:, column])
            line.show_data(x[known], y[known, column])
        self.course.show_rows(self.rows)
        self.bar.setVisible(bool(self.course.rows))
        limit = short(self.course.limit)
        self.bar.show_words((f"−{limit}", "0", f"+{limit}"), True, tr("a weight that leads into the unit"))
        self.axes.show_parts([(tr(WHAT[self.choice.index]), "line", ""), (tr("epoch"), "", "right")])
        if not np.isfinite(y).any():
            return
        low, high = float(np.nanmin(y)), float(np.nanmax(y))
        room = (high - low) * 0.08 or abs(high) * 0.1 or 1e-6
        self.plot.show_range((min(float(x[0]), float(x[-1]) - LEAST), float(x[-1])), (low - room, high + room))

    def words_at(self, epoch: float) -> str:
        """What is drawn nearest to an epoch."""
        here, y = nearest(epoch, [one for one, _ in self.rows]), self.series()
        if here < 0 or not np.isfinite(y[here, 0]):
            return ""
        said = tr("epoch {n}: {name} {value}", n=local(f"{self.rows[here][0]:.2f}"),
                  name=tr(WHAT[self.choice.index]), value=local(short(float(y[here, 0]))))
        ends = [local(short(float(one))) for one in y[here, 1:]]
        return said + ("\n" + tr("90 % lie from {low} to {high}", low=ends[0], high=ends[1])
                       if np.isfinite(y[here, 1:]).all() else "")

    @property
    def kept(self):
        return super().kept | {"unit": self.unit}

    def take_up(self, kept):
        super().take_up(kept)
        if self.node == kept["node"]:
            self.choose(kept["unit"])

    def table(self):
        if not self.rows:
            return []
        count = len(self.rows[-1][1].weights)
        return [("epoch", "mean", "5 %", "95 %", "share at 0", "norm", "bias", *(f"w{n + 1}" for n in range(count))),
                *((epoch, one.mean, one.low, one.high, one.zeros, one.norm, one.bias, *map(float, one.weights))
                  for epoch, one in self.rows)]

    def restyle(self) -> None:
        self.line.set_look(pen("accent", 2.0))
        for line in (self.low, self.high):
            line.set_look(pen("muted", 1.0, dashed=True))
        self.update()
