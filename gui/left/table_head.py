"""The first rows of a table, with the target's column in the colours of its classes."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.base import Description, Samples
from gui import theme
from gui.left.thumbnails import point_colours

ROW, ROWS, COLUMNS = 21, 4, 4
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


class TableHead(QWidget):
    """Up to four rows and four input columns; more are said in words."""

    def __init__(self):
        super().__init__()
        self.samples: Samples | None = None
        self.description: Description | None = None
        self.setFixedHeight(ROW * (ROWS + 1) + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def show_samples(self, samples: Samples | None, description: Description) -> None:
        """Draw the first rows of these samples."""
        self.samples, self.description = samples, description
        self.setToolTip("Columns: " + ", ".join(description.names))
        self.update()

    def paintEvent(self, event):
        if self.description is None:
            return
        painter = QPainter(self)
        draw_table(painter, QRectF(self.rect()), self.samples, self.description)


def draw_table(painter: QPainter, box: QRectF, samples: Samples | None, description: Description,
               rows: int = ROWS) -> None:
    """Column names, a rule, rows of numbers right-aligned, and what each row is."""
    names = description.names[:COLUMNS]
    width = box.width() / (len(names) + 1.4)
    painter.setFont(theme.font(11))
    painter.setPen(theme.colour("muted"))
    metrics = painter.fontMetrics()
    for column, name in enumerate(names):
        cell = QRectF(box.left() + column * width, box.top(), width - 10, ROW)
        short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(width - 4))
        painter.drawText(cell, RIGHT, short)
    painter.setPen(theme.colour("line"))
    painter.drawLine(QPointF(box.left(), box.top() + ROW), QPointF(box.right(), box.top() + ROW))
    if samples is None:
        return
    for row, (x, y) in enumerate(zip(samples.x[:rows], samples.y[:rows], strict=True)):
        top = box.top() + ROW * (row + 1) + 3
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.colour("text"))
        for column in range(len(names)):
            cell = QRectF(box.left() + column * width, top, width - 10, ROW)
            painter.drawText(cell, RIGHT, f"{x[column]:.4g}")
        _target(painter, QRectF(box.left() + len(names) * width, top, width * 1.4, ROW), y, description)


def _target(painter: QPainter, cell: QRectF, y, description: Description) -> None:
    centre = QPointF(cell.left() + 10, cell.center().y())
    painter.setFont(theme.font(12, 600))
    if description.classes and np.issubdtype(np.asarray(y).dtype, np.integer):
        draw_mark(painter, centre, int(y))
        text = description.classes[int(y)]
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(point_colours(np.atleast_1d(np.float32(np.ravel(y)[0])))[0]))
        text = f"{float(np.ravel(y)[0]):.4g}"
    painter.setPen(theme.colour("text"))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(cell.width() - 22))
    painter.drawText(cell.adjusted(20, 0, 0, 0), LEFT, short)
