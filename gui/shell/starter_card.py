"""One card of the start page: data → network, drawn from the starter's own data and shape."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from core.project.examples import Starter
from gui.drawing.thumbnails import draw_points, picture_image
from gui.shell.starter_pictures import CardPicture
from gui.sidebar.table_head import ROW, draw_mark, draw_table, wanted_width
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import fitting

WORDS = 78
USUAL, LEAST = 150, 90
"""Heights of the picture."""
MOST_UNITS = 9
WRAPS_FROM = 1.2
"""From this size of text on a question may take two lines."""
WRAPPED = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
CENTRE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def coloured(values: np.ndarray) -> QImage:
    """A map with values from −1 to 1 in the diverging colours, one pixel a value."""
    rows = theme.diverging()[np.clip((values + 1) * 127.5, 0, 255).astype(int)]
    pixels = np.ascontiguousarray(rows)
    height, width = values.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class StarterCard(QAbstractButton):
    """A picture above, title, question and size beneath; the picture comes in when it has been computed."""

    def __init__(self, starter: Starter):
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.starter = starter
        self.picture: CardPicture | None = None
        self._images: dict = {}
        self.setText(tr(starter.title))
        self.setAccessibleName(f"{tr(starter.title)}: {tr(starter.question)}")
        self.setToolTip(f"{tr(starter.title)}\n{tr(starter.question)}\n{tr(starter.caption)}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # Half of a card are words, which large type wraps: its height grows with them.
        self.lines = 1 if theme.text_scale() < WRAPS_FROM else 2
        self.words = theme.px(WORDS + 20 * (self.lines - 1))
        self.drawn = theme.px(USUAL)
        self.setMinimumSize(220, self.words + theme.px(LEAST))
        self.setMaximumSize(theme.px(360), self.words + theme.px(162))
        theme.signals.changed.connect(self._forget)

    def sizeHint(self) -> QSize:
        return QSize(330, self.words + self.drawn)

    def set_drawn(self, high: int) -> None:
        """Want so many pixels for the picture."""
        if high != self.drawn:
            self.drawn = high
            self.updateGeometry()

    def show_picture(self, picture: CardPicture) -> None:
        """Draw this from now on."""
        self.picture = picture
        self._forget()

    def _forget(self):
        self._images = {}
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus()
        edge = 2.0 if lit else 1.0
        box = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        whole = QPainterPath()
        whole.addRoundedRect(box, 10, 10)
        painter.fillPath(whole, theme.colour("hover" if self.underMouse() else "card"))
        painter.save()
        painter.setClipPath(whole)
        top = QRectF(box.left(), box.top(), box.width(), box.height() - self.words)
        painter.fillRect(top, theme.colour("panel"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(top.bottomLeft(), top.bottomRight())
        if self.picture is not None:
            DRAWINGS[self.starter.drawing](self, painter, top.adjusted(16, 12, -16, -12))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent" if lit else "line"), edge))
        painter.drawPath(whole)
        self._words(painter, QRectF(16, self.height() - self.words + theme.px(8), self.width() - 32, self.words))

    def _words(self, painter, box):
        rows = ((tr(self.starter.title), 14, 600, "text", 1), (tr(self.starter.question), 13, 400, "text", self.lines),
                (tr(self.starter.caption), 12, 400, "muted", 1))
        top = box.top()
        for text, pixels, weight, role, lines in rows:
            painter.setFont(theme.font(pixels, weight))
            painter.setPen(theme.colour(role))
            line = QRectF(box.left(), top, box.width(), theme.px(20 * lines))
            if lines == 1:
                text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, CENTRE_LEFT if lines == 1 else WRAPPED, text)
            top += theme.px(20.5 * lines)
        if self.starter.first:
            painter.setFont(theme.font(12, 500))
            painter.setPen(theme.colour("accent_text"))
            title = QFontMetricsF(theme.font(14, 600)).horizontalAdvance(tr(self.starter.title))
            line = QRectF(box.left(), box.top(), box.width(), theme.px(20))
            # Where large type leaves no room beside the title, its place alone says it.
            if title + painter.fontMetrics().horizontalAdvance(tr("a good first one")) + 12 <= box.width():
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                                 tr("a good first one"))

    # ---- pictures

    def _plane(self, painter, box):
        side = min(box.height(), box.width() * 0.45)
        square = QRectF(box.left(), box.center().y() - side / 2, side, side)
        if "plane" not in self._images:
            self._images["plane"] = coloured(self.picture.plane)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(square, 7, 7)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, self._images["plane"])
        draw_points(painter, square, self.picture.samples, 2.6, 1.1)
        painter.restore()
        self._network(painter, QRectF(square.right() + 28, box.top(), box.right() - square.right() - 40, box.height()))

    def _scatter(self, painter, box):
        width = box.width() * 0.56
        frame = QRectF(box.left() + 4, box.top(), width, box.height() - theme.px(16))
        painter.setPen(theme.colour("line"))
        painter.drawLine(frame.topLeft(), frame.bottomLeft())
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        points = self.picture.samples.x[:, list(self.picture.columns)]
        low, high = points.min(0), points.max(0)
        for place, label in zip((points - low) / (high - low), self.picture.samples.y, strict=True):
            centre = QPointF(frame.left() + 8 + place[0] * (frame.width() - 16),
                             frame.bottom() - 6 - place[1] * (frame.height() - 12))
            draw_mark(painter, centre, int(label), 3.2)
        names = [self.picture.description.names[column].split(" (")[0] for column in self.picture.columns]
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        words = QRectF(frame.left(), frame.bottom() + 2, frame.width(), theme.px(15))
        across, up = names[0], names[1].split()[-1]
        said = fitting(painter.fontMetrics(), (f"{across} →  {up} ↑", f"{across} →", "→ ↑"), words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, said)
        self._network(painter, QRectF(frame.right() + 24, box.top(), box.right() - frame.right() - 32, box.height()))

    def _table(self, painter, box):
        width = min(max(box.width() * 0.74, wanted_width(self.picture.description)), box.width() * 0.86)
        high = theme.px(ROW)
        rows = max(int((box.height() - 3) // high) - 1, 1)
        table = QRectF(box.left(), box.center().y() - high * (rows + 1) / 2 - 2, width, high * (rows + 1))
        draw_table(painter, table, self.picture.samples, self.picture.description, min(rows, 5))
        self._network(painter, QRectF(table.right() + 18, box.top(), box.right() - table.right() - 26, box.height()))

    def _weights(self, painter, box):
        self._tiles(painter, box, self.picture.maps[0], 5)

    def _maps(self, painter, box):
        side = box.height() * 0.46
        left = QRectF(box.left(), box.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(left.adjusted(-3, -3, 3, 3), 6, 6)
        if "grey" not in self._images:
            self._images["grey"] = picture_image(self.picture.grey[..., None], 0.0, 1.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(left, self._images["grey"])
        room = box.right() - left.right()
        big = min(box.height(), room * 0.5)
        first = QRectF(left.right() + 20, box.center().y() - big / 2, big, big)
        small = min(big * 0.8, box.right() - first.right() - 20)
        second = QRectF(first.right() + 20, box.center().y() - small / 2, small, small)
        painter.setPen(QPen(theme.colour("faint"), 1.5))
        for start, end in ((left.right() + 5, first.left() - 4), (first.right() + 4, second.left() - 4)):
            painter.drawLine(QPointF(start, box.center().y()), QPointF(end, box.center().y()))
        self._tiles(painter, first, self.picture.maps[0], 4)
        self._tiles(painter, second, self.picture.maps[1], 4)

    def _tiles(self, painter, box, maps, columns):
        rows = -(-len(maps) // columns)
        pitch = min((box.width() + 4) / columns, (box.height() + 4) / rows)
        left = box.center().x() - (pitch * columns - 4) / 2
        top = box.center().y() - (pitch * rows - 4) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for index, values in enumerate(maps):
            key = (id(maps), index)
            if key not in self._images:
                self._images[key] = coloured(values)
            row, column = divmod(index, columns)
            tile = QRectF(round(left + column * pitch), round(top + row * pitch), round(pitch) - 4, round(pitch) - 4)
            painter.drawImage(tile, self._images[key])

    def _network(self, painter, box):
        """The units of each layer as dots, at most nine a layer, and every link between neighbours."""
        layers = [min(units, MOST_UNITS) for units in self.starter.layers]
        if not layers or box.width() < 24:
            return
        step = min(box.height() / (MOST_UNITS - 0.5), 17)
        places = [[QPointF(box.left() + box.width() * index / max(len(layers) - 1, 1),
                           box.center().y() + step * (unit - (units - 1) / 2)) for unit in range(units)]
                  for index, units in enumerate(layers)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("faint", 0.55), 0.8))
        for before, after in pairwise(places):
            for start in before:
                for end in after:
                    painter.drawPath(_curve(start, end))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("muted"))
        for layer in places:
            for place in layer:
                painter.drawEllipse(place, 3.6, 3.6)


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.x() + end.x()) / 2
    path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())
    return path


DRAWINGS = {"plane": StarterCard._plane, "scatter": StarterCard._scatter, "table": StarterCard._table,
            "weights": StarterCard._weights, "maps": StarterCard._maps}
