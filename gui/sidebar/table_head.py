"""The first rows of a table, with the target column in the colours of its classes."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from core.datasets.base import Description, Samples
from gui.drawing.pictures import short
from gui.drawing.thumbnails import point_colours
from gui.sidebar.samples_head import SamplesHead
from gui.style import theme
from gui.text.number_text import THIN, amount, compact
from gui.text.translation import tr

ROW, ROWS, COLUMNS = 21, 4, 4
LINE, MARK = 14, 16
"""Pixels: the height of a second line of names, the room of a class's mark."""
TIGHT, SPILL = 4.0, 3
"""The least pixels after a column, and how far its name may reach into them."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def draw_mark(painter: QPainter, centre: QPointF, class_number: int, radius: float = 4.0) -> None:
    """The mark of a class: a disc, a square, a triangle, a diamond in turn, so that colour is not alone."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    classes = theme.class_colours()
    painter.setBrush(theme.colour(classes[class_number % len(classes)]))
    shape, x, y, r = class_number % 4, centre.x(), centre.y(), radius
    if shape == 0:
        painter.drawRect(QRectF(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r))
    elif shape == 1:
        painter.drawEllipse(centre, r, r)
    elif shape == 2:
        _polygon(painter, (x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8))
    else:
        _polygon(painter, (x, y - r), (x + r, y), (x, y + r), (x - r, y))


def _polygon(painter, *corners):
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


class TableHead(SamplesHead):
    """Up to four rows and four input columns; more are said in words."""

    def words(self, description):
        return tr("Columns: {names}", names=", ".join(description.names))

    def high(self):
        head = head_height(self.width(), self.description) if self.description else theme.px(ROW)
        return head + theme.px(ROW) * ROWS

    def resizeEvent(self, event):
        self.fit()

    def paintEvent(self, event):
        if self.description is None:
            return
        painter = QPainter(self)
        draw_table(painter, QRectF(self.rect()), self.samples, self.description)


def wanted_width(description: Description) -> float:
    """The width in which no word of a table is shortened."""
    return len(description.names[:COLUMNS]) * (_longest(description) + TIGHT - SPILL + 1) + _target(description)


def column_width(width: float, description: Description) -> float:
    """The width of a column of numbers: even shares, less where the names of the classes want more."""
    columns = len(description.names[:COLUMNS])
    return min(width / (columns + 1.4), max((width - _target(description)) / columns, 34))


def gap(column: float, description: Description) -> float:
    """The pixels after a column of so many pixels: few where it is narrow, or a word of a name needs the room."""
    return TIGHT if column < 40 or _longest(description) > column - 10 + SPILL else 10.0


def _longest(description) -> float:
    """The longest word that cannot go into a second line of the heads."""
    metrics = QFontMetricsF(theme.font(11))
    words = (word for name in description.names[:COLUMNS] for word in name.rsplit(" ", 1))
    return max(map(metrics.horizontalAdvance, words), default=0)


def _target(description) -> float:
    metrics = QFontMetricsF(theme.font(12, 600))
    return max((metrics.horizontalAdvance(name) for name in description.classes or ()), default=0) + MARK + 1


def head_height(width: float, description: Description) -> float:
    """One line of names, or two where a name of several words does not fit into its column."""
    metrics, column = QFontMetricsF(theme.font(11)), column_width(width, description)
    room = column - gap(column, description)
    long = any(" " in name and metrics.horizontalAdvance(name) > room for name in description.names[:COLUMNS])
    return theme.px(ROW) + theme.px(LINE) * long


def draw_table(painter: QPainter, box: QRectF, samples: Samples | None, description: Description,
               rows: int = ROWS) -> None:
    """Column names, a rule, rows of numbers right-aligned, and what each row is."""
    names = description.names[:COLUMNS]
    width = column_width(box.width(), description)
    apart = gap(width, description)
    painter.setFont(theme.font(11))
    painter.setPen(theme.colour("muted"))
    head = head_height(box.width(), description)
    metrics, high = painter.fontMetrics(), theme.px(ROW)
    for column, name in enumerate(names):
        lines = [name] if head == high else name.rsplit(" ", 1)
        for up, line in enumerate(reversed(lines)):
            top = box.top() + head - high - up * theme.px(LINE)
            cell = QRectF(box.left() + column * width - 2, top, width - apart + SPILL, high)
            room = int(cell.width())
            painter.drawText(cell, RIGHT, metrics.elidedText(line, Qt.TextElideMode.ElideRight, room))
    last = QRectF(box.left() + len(names) * width + MARK, box.top() + head - high, box.width(), high)
    last.setRight(box.right())
    for name in description.target_names[:1]:
        painter.drawText(last, LEFT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(last.width())))
    painter.setPen(theme.colour("line"))
    painter.drawLine(QPointF(box.left(), box.top() + head), QPointF(box.right(), box.top() + head))
    if samples is None:
        return
    for row, (x, y) in enumerate(zip(samples.x[:rows], samples.y[:rows], strict=True)):
        top = box.top() + head + high * row + 3
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.colour("text"))
        for column in range(len(names)):
            cell = QRectF(box.left() + column * width, top, width - apart, high)
            painter.drawText(cell, RIGHT, _fitting(painter, float(x[column]), cell.width()))
        left = len(names) * width
        draw_target(painter, QRectF(box.left() + left, top, box.width() - left, high), y, description)


def _fitting(painter: QPainter, value: float, room: float) -> str:
    """A number as exactly as there is room for."""
    exact = amount(value)
    forms = (exact, exact.replace(THIN, ""), compact(value) or short(value))
    return next((form for form in forms if painter.fontMetrics().horizontalAdvance(form) <= room), forms[-1])


def draw_target(painter: QPainter, cell: QRectF, y, description: Description) -> None:
    """What one sample is: the mark and name of its class, or the amount to predict."""
    centre = QPointF(cell.left() + MARK / 2, cell.center().y())
    painter.setFont(theme.font(12, 600))
    if description.classes and np.issubdtype(np.asarray(y).dtype, np.integer):
        draw_mark(painter, centre, int(y))
        text = description.classes[int(y)]
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(point_colours(np.atleast_1d(np.float32(np.ravel(y)[0])))[0]))
        text = _fitting(painter, float(np.ravel(y)[0]), cell.width() - MARK)
    painter.setPen(theme.colour("text"))
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(cell.width() - MARK))
    painter.drawText(cell.adjusted(MARK, 0, 0, 0), LEFT, words)
