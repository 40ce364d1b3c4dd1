"""How the values of each column of the training samples are spread, class by class."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.exploration.columns import ColumnSpread, ColumnSpreads
from core.inspection.needs import Snapshot
from gui.drawing.pictures import short
from gui.drawing.stacked_bars import draw_stacked
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import ONCE, Panel, view
from gui.views.ledger import scrolled

ROW, CHART, GAP = 40, 0.42, 10
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SpreadRows(QWidget):
    """A row a column: its name and range, the histogram, mean and deviation."""

    def __init__(self):
        super().__init__()
        self.spreads: tuple[ColumnSpread, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.signals.changed.connect(self.update)

    def show_spreads(self, spreads: tuple[ColumnSpread, ...]) -> None:
        """Other columns."""
        self.spreads = spreads
        self.setAccessibleName("; ".join(words_of(one) for one in spreads))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(ROW) * len(self.spreads))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def mouseMoveEvent(self, event):
        place = int(event.position().y() // theme.px(ROW))
        self.setToolTip(plain(words_of(self.spreads[place])) if 0 <= place < len(self.spreads) else "")

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = theme.px(ROW)
        first = max(event.rect().top() // high, 0)
        for place in range(first, min(event.rect().bottom() // high + 1, len(self.spreads))):
            self._paint(painter, self.spreads[place], place * high, high)

    def _paint(self, painter, one: ColumnSpread, top: float, high: float) -> None:
        wide = self.width() * CHART
        side = (self.width() - wide) / 2 - GAP
        self._words(painter, QRectF(0, top, side, high), LEFT, one.name, f"{short(one.low)} … {short(one.high)}")
        draw_stacked(painter, QRectF(side + GAP, top + 4, wide, high - 8), one.counts)
        self._words(painter, QRectF(side + wide + 2 * GAP, top, side, high), RIGHT, short(one.mean),
                    f"± {short(one.deviation)}")

    def _words(self, painter, box: QRectF, align, upper: str, lower: str) -> None:
        for words, role, size, half in ((upper, "text", 12, 0), (lower, "muted", 11, 1)):
            painter.setFont(theme.font(size, 600 if half == 0 else 400, tabular=True))
            painter.setPen(theme.colour(role))
            row = QRectF(box.left(), box.top() + 3 + half * (box.height() / 2 - 2), box.width(), box.height() / 2 - 3)
            painter.drawText(row, align, painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, int(row.width())))


def words_of(one: ColumnSpread) -> str:
    """A column in words."""
    said = tr("{name}: mean {mean}, deviation {deviation}, median {median}, from {low} to {high}", name=one.name,
              mean=short(one.mean), deviation=short(one.deviation), median=short(one.median), low=short(one.low),
              high=short(one.high))
    if one.told == one.told:
        said += " · " + tr("tells {share} % of the answer's differences", share=local(f"{one.told * 100:.0f}"))
    return said


@view
class ColumnsPanel(Panel):
    """A row for each column of the table."""

    place = 30
    title = "Columns"
    question, glyph, usual = "data", "histogram", False
    formula = r"\bar{x} = \frac{1}{n} \sum x_i, \quad s^2 = \frac{1}{n} \sum (x_i - \bar{x})^2"
    meaning = ("How the values of every column are spread over the training samples, in the colours of the classes: "
               "where the colours part, the column helps to tell them. At the right the mean and the deviation.")
    minimum_height = 200
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: tuple[ColumnSpread, ...] = ()
        self.rows = SpreadRows()
        self.body.addWidget(scrolled(self.rows), 1)

    @classmethod
    def accepts(cls, check, description):
        return description.input_type.is_row and not description.input_type.is_tokens

    def needs(self):
        return {ColumnSpreads(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(ColumnSpreads())
        if found is not None:
            self.found = found
            self.rows.show_spreads(found)
            samples = grouped(int(found[0].counts.sum()))
            self.say(tr("{n} training samples · mean ± deviation", n=samples), tr("{n} training samples", n=samples))

    def table(self):
        return [("column", "mean", "deviation", "median", "lowest", "highest", "told"),
                *((one.name, one.mean, one.deviation, one.median, one.low, one.high, one.told)
                  for one in self.found)] if self.found else []
