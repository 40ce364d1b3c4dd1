"""The laboratory of initialisers: variances layer by layer, and a table of every pair."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.laboratories.initializer import Flow, SignalThroughLayers, alone, every, logarithm
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import indices
from gui.drawing.plot import Plot, pen
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.pointed import KEYS
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.widgets.basic import label
from gui.widgets.switches import ARROWS, Segments

STRONG = 6.0
"""Powers of ten at which a colour is full."""
GOOD, BAD = 0.5, 2.0
"""Up to so many powers of ten the variance counts as kept, and from so many on as lost."""


class PairTable(QWidget):
    """A cell for each initialiser and activation, in the colour of a logarithm; `chosen` with row and column."""

    chosen = Signal(int, int)

    def __init__(self, rows: tuple[str, ...], columns: tuple[str, ...]):
        super().__init__()
        self.rows, self.columns = rows, columns
        self.numbers = np.full((len(rows), len(columns)), np.nan)
        self.here = (0, 0)
        self.setAccessibleName(tr("Every pair"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(ARROWS, True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    @property
    def area(self) -> QRectF:
        """Where cells lie: beside the names of rows, below those of columns."""
        metrics = self.fontMetrics()
        left = max(map(metrics.horizontalAdvance, self.rows), default=0) + 10
        top = max(map(metrics.horizontalAdvance, self.columns), default=0) + 10
        return QRectF(left, top, max(self.width() - left - 2, 1), max(self.height() - top - 2, 1))

    def cell(self, row: int, column: int) -> QRectF:
        """The box of a cell."""
        area = self.area
        wide, high = area.width() / len(self.columns), area.height() / len(self.rows)
        return QRectF(area.left() + column * wide, area.top() + row * high, wide - 2, high - 2)

    def mousePressEvent(self, event):
        found = next((place for place in np.ndindex(*self.numbers.shape) if self.cell(*place).contains(
            event.position())), None)
        if found is not None:
            self.here = found
            self.chosen.emit(*found)

    def keyPressEvent(self, event):
        step = KEYS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        self.here = tuple(min(max(at + by, 0), count - 1) for at, by, count in zip(self.here, step, self.numbers.shape,
                                                                                  strict=True))
        self.chosen.emit(*self.here)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        colours = theme.diverging()[indices(np.clip(self.numbers, -STRONG, STRONG).astype(np.float32), STRONG, True)]
        metrics = painter.fontMetrics()
        for row, name in enumerate(self.rows):
            painter.setPen(theme.colour("text" if row == self.here[0] else "muted"))
            box = self.cell(row, 0)
            painter.drawText(QRectF(0, box.top(), self.area.left() - 8, box.height()),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        for column, name in enumerate(self.columns):
            self._upright(painter, name, self.cell(0, column).center().x() + metrics.ascent() / 2 - 1,
                          "text" if column == self.here[1] else "muted")
        for place in np.ndindex(*self.numbers.shape):
            box, number = self.cell(*place), float(self.numbers[place])
            red, green, blue = colours[place].tolist()
            ground = theme.colour("card") if np.isnan(number) else theme.colour(f"#{red:02x}{green:02x}{blue:02x}")
            painter.fillRect(box, ground)
            words = "" if np.isnan(number) else power(number)
            if metrics.horizontalAdvance(words) < box.width() - 2 and metrics.height() < box.height():
                painter.setPen(theme.readable_on(ground))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRect(self.cell(*self.here).adjusted(1, 1, -1, -1))

    def _upright(self, painter, words: str, x: float, role: str) -> None:
        """Words that read upwards, as a path: columns are narrower than their names."""
        path = QPainterPath()
        path.addText(QPointF(0, 0), self.font(), words)
        painter.save()
        painter.translate(x, self.area.top() - 6)
        painter.rotate(-90)
        painter.fillPath(path, theme.colour(role))
        painter.restore()


def power(number: float) -> str:
    """A power of ten in few letters."""
    if np.isinf(number):
        return "∞"
    return local((f"{number:.1f}" if abs(number) < 9.95 else f"{number:.0f}").replace("-", "−").replace("−0.0", "0.0"))


@laboratory
class InitializerLab(Laboratory):
    """Two pages: one pair layer by layer, and what is left at the end for every pair."""

    title, place = "First weights in depth", 4
    begins = SignalThroughLayers

    def __init__(self, window, background):
        super().__init__(window, background)
        self.flow: Flow | None = None
        self.starts, self.bends = every(), alone()
        self.flows: list[list[Flow]] = []
        self._made_for = None
        self.pages, self.page = QStackedWidget(), Segments((tr("layer by layer"), tr("every pair: values"),
                                                            tr("every pair: gradients")), name=tr("What is shown"))
        self.plots = tuple(Plot(tr(name), 40) for name in ("Variance of the values", "Variance of the gradients"))
        self.lines = tuple((plot.line(1), plot.discs(2), plot.line(0)) for plot in self.plots)
        self.table_ = PairTable(tuple(tr(one.short_name()) for one in self.starts),
                                tuple(tr(one.short_name()) for one in self.bends))
        self.table_.setFont(theme.font(11, tabular=True))
        self.bar = ColourBar()
        self.pages.setProperty("clear", True)
        first, second = QWidget(), QWidget()
        for page in (first, second):
            page.setProperty("clear", True)
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            self.pages.addWidget(page)
        for plot, words in zip(self.plots, ("log₁₀ of the variance of the values, layer by layer",
                                            "log₁₀ of the variance of the gradients, layer by layer"), strict=True):
            first.layout().addWidget(label(words, "muted", 12))
            first.layout().addWidget(plot, 1)
            plot.setMinimumHeight(theme.px(80))
        second.layout().addWidget(self.table_, 1)
        second.layout().addWidget(self.bar)
        self.board.addWidget(self.page)
        self.board.addWidget(self.pages, 1)
        self.page.chosen.connect(self.turn)
        self.table_.chosen.connect(self.choose)
        self.restyle()

    @property
    def kept(self):
        return self.settings, self.page.index

    def first(self):
        return self.begins(), 0

    def take_up(self, kept):
        settings, page = kept
        self.page.show_index(page)
        super().take_up(settings)
        self.turn(page)

    def turn(self, page: int) -> None:
        """Another page."""
        self.pages.setCurrentIndex(int(page > 0))
        self._next_row()
        self._fill()

    def choose(self, row: int, column: int) -> None:
        """A pair of the table."""
        self.change(replace(self.settings, initializer=self.starts[row], activation=self.bends[column]))
        self.form.show_value(self.settings)

    # ---- computing: the pair first, then, while it is seen, the table row by row

    def show_settings(self):
        self.reckon(self.settings.flow, self._show)

    def _show(self, flow: Flow) -> None:
        self.flow = flow
        layers = np.arange(len(flow.values))
        for (line, dots, even), variances in zip(self.lines, flow, strict=True):
            powers = np.clip(logarithm(variances), -30, 30)
            line.show_data(layers, powers)
            dots.show_data(layers, powers)
            even.show_data(layers[[0, -1]], np.zeros(2))
        for plot, variances in zip(self.plots, flow, strict=True):
            powers = np.clip(logarithm(variances), -30, 30)
            low, high = min(float(powers.min()), -1.0), max(float(powers.max()), 1.0)
            plot.show_range((0, len(layers) - 1), (low - 0.2, high + 0.2))
        self.sentence.setText(self._say(flow))
        self.table_.here = (self._place(self.starts, self.settings.initializer),
                            self._place(self.bends, self.settings.activation))
        own = self.settings.layers, self.settings.units, self.settings.seed
        if own != self._made_for:
            self._made_for, self.flows = own, []
        self._next_row()
        self._fill()

    @staticmethod
    def _place(members, one) -> int:
        return next((place for place, member in enumerate(members) if type(member) is type(one)), 0)

    def _next_row(self) -> None:
        if self.page.index and self.flow is not None and len(self.flows) < len(self.starts):
            settings, number = self.settings, len(self.flows)
            self.reckon(lambda: settings.row(self.starts[number]), lambda row: self._take_row(number, row))

    def _take_row(self, number: int, row: list[Flow]) -> None:
        if number == len(self.flows):  # it may have been asked before the settings changed
            self.flows.append(row)
        self._next_row()
        self._fill()

    def _fill(self) -> None:
        gradients = self.page.index == 2
        numbers = self.table_.numbers
        numbers[:] = np.nan
        for row, flows in enumerate(self.flows):
            numbers[row] = [flow.first if gradients else flow.last for flow in flows]
        self.bar.show_words((tr("vanishes"), tr("log₁₀ of what is left"), tr("explodes")), True)
        self.table_.update()

    def _say(self, flow: Flow) -> str:
        ways = []
        for what, left in ((tr("the values"), flow.last), (tr("the gradients"), flow.first)):
            if abs(left) <= GOOD:
                verdict = tr("keep their size")
            elif left < 0:
                verdict = tr("vanish") if left < -BAD else tr("become smaller")
            else:
                verdict = tr("explode") if left > BAD else tr("become larger")
            ways.append(tr("{what} {verdict} (variance {size})", what=what, verdict=verdict,
                           size=result(10.0 ** left) if np.isfinite(left) else "∞"))
        return tr("{start} with {activation}, {layers} layers: {forward}, {back}.",
                  start=tr(self.settings.initializer.shown_name()),
                  activation=tr(self.settings.activation.shown_name()), layers=self.settings.layers,
                  forward=ways[0], back=ways[1])

    def restyle(self):
        super().restyle()
        for (line, dots, even), role in zip(self.lines, ("positive", "gradient"), strict=True):
            line.set_look(pen(role, 2))
            dots.set_look(brush=theme.colour(role))
            even.set_look(pen("muted", 1, dashed=True))

    def table(self):
        if self.page.index and len(self.flows) == len(self.starts):
            return [("initializer", *(type(one).__name__ for one in self.bends)),
                    *((type(start).__name__, *numbers) for start, numbers in zip(self.starts, self.table_.numbers,
                                                                               strict=True))]
        return [("layer", "variance of values", "variance of gradients"),
                *((layer, *row) for layer, row in enumerate(zip(*self.flow, strict=True)))] if self.flow else []
