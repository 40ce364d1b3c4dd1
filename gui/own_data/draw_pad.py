"""The pad on which a digit is drawn, and small pictures of what comes of it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.arrow_walk import WALKS

SIDE, STEP = 246, 0.03
INK = 280
"""Pixels a side of the drawing from which the picture is made."""
THIN, THICK = 0.03, 0.16


class DrawPad(QWidget):
    """`drawn()` whenever the drawing is another. A stroke is a list of places from 0 to 1."""

    drawn = Signal()

    def __init__(self):
        super().__init__()
        self.strokes: list[list[tuple[float, float]]] = []
        self.pen = 0.08
        self.at, self.down = (0.5, 0.5), False
        self.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Pad to draw on: arrows move the pen, Space puts it down and lifts it"))
        theme.signals.changed.connect(self.update)

    def ink(self) -> np.ndarray:
        """The drawing as (280, 280) from 0 to 1."""
        image = QImage(INK, INK, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        self._draw(painter, QRectF(0, 0, INK, INK), QColor("white"))
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(INK, image.bytesPerLine())
        return rows[:, :INK] / 255.0

    def show_strokes(self, strokes: list[list[tuple[float, float]]]) -> None:
        """Take another drawing."""
        self.strokes = [list(stroke) for stroke in strokes]
        self._changed()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self.strokes:
            self.strokes.pop()
            self._changed()

    def empty(self) -> None:
        """A clean pad."""
        self.strokes, self.down = [], False
        self._changed()

    def set_pen(self, width: float) -> None:
        """Another width of the pen, as a share of the pad; the whole drawing follows."""
        self.pen = float(np.clip(width, THIN, THICK))
        self._changed()

    def _changed(self):
        self.update()
        self.drawn.emit()

    def _draw(self, painter, box, colour):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, self.pen * box.width(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                   Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self.strokes:
            places = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in stroke]
            path = QPainterPath(places[0])
            for place in places[1:] or [places[0] + QPointF(0.01, 0)]:
                path.lineTo(place)
            painter.drawPath(path)

    # ---- events

    def _place(self, position) -> tuple[float, float]:
        return (min(max(position.x() / self.width(), 0), 1), min(max(position.y() / self.height(), 0), 1))

    def _to(self, place):
        self.at = place
        if self.down:
            self.strokes[-1].append(place)
            self.drawn.emit()
        self.update()

    def _begin(self):
        self.down = True
        self.strokes.append([self.at])
        self._changed()

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self.at = self._place(event.position())
            self._begin()

    def mouseMoveEvent(self, event):
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._to(self._place(event.position()))

    def mouseReleaseEvent(self, event):
        self.down = False

    def wheelEvent(self, event):
        self.set_pen(self.pen * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
        event.accept()

    def keyPressEvent(self, event):
        if event.key() in WALKS:
            right, down = WALKS[event.key()]
            self._to((min(max(self.at[0] + right * STEP, 0), 1), min(max(self.at[1] + down * STEP, 0), 1)))
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self.down:
                self.down = False
                self.update()
            else:
                self._begin()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event):
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(box, theme.colour("panel"))
        painter.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DotLine))
        for part in (0.25, 0.5, 0.75):
            painter.drawLine(QPointF(part * self.width(), 0), QPointF(part * self.width(), self.height()))
            painter.drawLine(QPointF(0, part * self.height()), QPointF(self.width(), part * self.height()))
        self._draw(painter, QRectF(self.rect()), theme.colour("text"))
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1.5))
        painter.drawRect(box)
        if self.hasFocus():
            reach = self.pen * self.width() / 2 + 2
            painter.setPen(QPen(theme.colour("accent"), 1.6 if self.down else 1.0))
            painter.drawEllipse(QPointF(self.at[0] * self.width(), self.at[1] * self.height()), reach, reach)


class MadePicture(QWidget):
    """What the network gets, pixel by pixel, never smoothed."""

    def __init__(self, side: int = 84):
        super().__init__()
        self.picture: np.ndarray | None = None
        self.setFixedSize(theme.px(side), theme.px(side))
        self.setAccessibleName(tr("What the network gets"))
        theme.signals.changed.connect(self.update)

    def show_picture(self, picture: np.ndarray) -> None:
        """(height, width) from 0 to 1."""
        self.picture = picture
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        if self.picture is not None:
            painter.drawImage(QRectF(self.rect()), picture_image(self.picture[:, :, None], 0.0, 1.0))
        painter.setPen(theme.colour("line"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class ClassBars(QWidget):
    """The answer as a bar for every class."""

    ROW = 21

    def __init__(self):
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.values = np.zeros(0)
        self.answers: tuple[int, ...] = ()
        theme.signals.changed.connect(self.update)

    def show_answer(self, names: tuple[str, ...], values: np.ndarray, answers: tuple[int, ...] = ()) -> None:
        """Show a share for each class, and in bold which ones are the answer; no values for no answer."""
        self.names, self.values, self.answers = names, values, answers
        self.setMinimumHeight(theme.px(self.ROW) * min(len(names), 16))
        said = ", ".join(names[place] for place in answers)
        self.setAccessibleName(tr("Answer: {name}", name=said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(190, theme.px(self.ROW) * 10)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, numbers = theme.px(self.ROW), theme.px(48)
        painter.setFont(theme.font(12, 600))
        widest = max((painter.fontMetrics().horizontalAdvance(name) for name in self.names[:16]), default=0)
        names = min(max(theme.px(44), widest + 8), self.width() // 2)
        for place, name in enumerate(self.names[:16]):
            top, share = place * high, float(self.values[place]) if len(self.values) else 0.0
            painter.setFont(theme.font(12, 600 if place in self.answers else 400, tabular=True))
            painter.setPen(theme.colour("text" if place in self.answers else "muted"))
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - 6)
            painter.drawText(QRectF(0, top, names, high), Qt.AlignmentFlag.AlignVCenter, text)
            room = self.width() - names - numbers
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(QRectF(names, top + high / 2 - 3, room, 6), 3, 3)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(names, top + high / 2 - 3, room * min(max(share, 0), 1), 6), 3, 3)
            painter.setPen(theme.colour("text" if place in self.answers else "muted"))
            painter.drawText(QRectF(self.width() - numbers, top, numbers, high), Qt.AlignmentFlag.AlignVCenter
                             | Qt.AlignmentFlag.AlignRight, f"{100 * share:.0f} %")
