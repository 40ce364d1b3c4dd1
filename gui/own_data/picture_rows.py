"""Rows of thumbnails: some pictures of every class, each row with its name and number."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.importing.picture_overview import PictureRow
from gui.drawing.thumbnails import picture_image
from gui.sidebar.table_head import draw_mark
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import tr

SIDE, GAP, NAMES = 56, 6, 150


class PictureRows(QWidget):
    """Drawn by hand: a thousand small labels would be slow."""

    def __init__(self):
        super().__init__()
        self.rows: tuple[PictureRow, ...] = ()
        self.range, self.marked = (0.0, 255.0), False
        self._images = []
        self.setProperty("clear", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._remake)

    def show_rows(self, rows: tuple[PictureRow, ...], range_: tuple[float, float], marked: bool) -> None:
        """Show these; `marked` where they are classes, which have a colour and a mark."""
        self.rows, self.range, self.marked = rows, range_, marked
        self.setFixedHeight(max(len(rows) * self._pitch, 1))
        self.setAccessibleName(", ".join(tr("{name}: {count} pictures", name=row.name, count=grouped(row.count))
                                         for row in rows))
        self._remake()

    @property
    def _pitch(self) -> int:
        return theme.px(SIDE) + GAP

    def _remake(self):
        self._images = [[picture_image(picture, *self.range) for picture in row.pictures] for row in self.rows]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(NAMES) + 6 * self._pitch, max(len(self.rows), 1) * self._pitch)

    def paintEvent(self, event):
        painter = QPainter(self)
        seen = event.rect()
        side, names = theme.px(SIDE), theme.px(NAMES)
        for place, (row, images) in enumerate(zip(self.rows, self._images, strict=True)):
            top = place * self._pitch
            if top > seen.bottom() or top + self._pitch < seen.top():
                continue
            self._draw_name(painter, place, row, QRectF(0, top, names - 10, side))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            for number, image in enumerate(images):
                left = names + number * self._pitch
                if left + side > self.width():
                    break
                scale = side / max(image.width(), image.height())
                width, height = image.width() * scale, image.height() * scale
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
                painter.drawImage(QRectF(left + (side - width) / 2, top + (side - height) / 2, width, height), image)

    def _draw_name(self, painter, place: int, row: PictureRow, box: QRectF):
        if self.marked:
            draw_mark(painter, QPointF(box.left() + 7, box.center().y()), place)
            box = box.adjusted(20, 0, 0, 0)
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("text"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(box.width()))
        half = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
        painter.drawText(half, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, name)
        painter.setFont(theme.font(12, tabular=True))
        painter.setPen(theme.colour("muted"))
        painter.drawText(half.translated(0, half.height()), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
                         grouped(row.count))
