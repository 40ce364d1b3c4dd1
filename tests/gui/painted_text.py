"""What the window paints by hand, measured: every text that a paint event draws, against the room that it has.

Labels and buttons can be asked for their size; a text that is drawn with a painter leaves nothing behind. So while the
window paints, the painter's own method is listened to: Qt still draws, and each text is kept with its box and widget.
"""

from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QGraphicsView, QLabel, QLineEdit, QWidget

from gui.drawing.once import drawing_anew
from gui.drawing.plot import Plot
from gui.widgets.basic import Elided

SLACK = 1.5
"""Pixels that may stick out before anybody sees a letter cut."""
LINE_EDGE = 6
"""Pixels between the end of the words in a line to type in and its right edge."""


class Painted(NamedTuple):
    """A text as it was drawn, in pixels of the widget: `ink` where its letters lie, `room` what is not cut away.

    `edge` is the widget's own area; what is painted into a picture has a tuple in place of a widget.
    """

    text: str
    widget: QWidget | tuple
    ink: QRectF
    room: QRectF
    edge: QRectF

    def lost(self) -> float:
        """How many pixels of the letters are cut off, at the worst side."""
        room = self.room.intersected(self.edge)
        return max(room.left() - self.ink.left(), self.ink.right() - room.right(),
                   room.top() - self.ink.top(), self.ink.bottom() - room.bottom())


def _measured(painter: QPainter, arguments: tuple) -> tuple[str, QRectF, QRectF | None]:
    """(text, where its letters lie, the box it was given) of one call of drawText, in the painter's own units."""
    metrics = QFontMetricsF(painter.font())
    first, *rest = arguments
    if isinstance(first, QPointF) or hasattr(first, "toPointF"):
        return rest[0], metrics.tightBoundingRect(rest[0]).translated(first.x(), first.y()), None
    if isinstance(first, int | float) and len(rest) == 2:
        return rest[1], metrics.tightBoundingRect(rest[1]).translated(first, rest[0]), None
    if isinstance(first, int | float):
        first, rest = QRectF(first, *rest[:3]), rest[3:]
    box, (flags, text) = QRectF(first), rest[:2]
    flags = int(getattr(flags, "value", flags))
    whole = metrics.boundingRect(box, flags, text)
    if flags & Qt.TextFlag.TextWordWrap.value:
        return text, whole, box
    # boundingRect moves a line that is too long into the box; the letters go where the alignment sends them.
    wide = metrics.horizontalAdvance(text)
    if flags & Qt.AlignmentFlag.AlignHCenter.value:
        left = box.center().x() - wide / 2
    else:
        left = box.right() - wide if flags & Qt.AlignmentFlag.AlignRight.value else box.left()
    high = metrics.ascent() + metrics.descent()
    if flags & Qt.AlignmentFlag.AlignVCenter.value:
        top = box.center().y() - high / 2
    else:
        top = box.bottom() - high if flags & Qt.AlignmentFlag.AlignBottom.value else box.top()
    tight = metrics.tightBoundingRect(text)
    ink = QRectF(left, top + metrics.ascent() + tight.top(), wide, tight.height())
    return text, ink, box


@contextmanager
def listening():
    """Collect every text that is drawn with a painter on a widget."""
    found: list[Painted] = []
    drawn = QPainter.drawText

    def draw_text(painter, *arguments):
        widget = painter.device()
        if isinstance(widget, QWidget | QPixmap):
            text, ink, box = _measured(painter, arguments)
            if text.strip():
                # deviceTransform maps to the pixels of the picture; combinedTransform stays within the widget.
                turn = painter.combinedTransform()
                edge = QRectF(QPointF(), QSizeF(widget.size()) / (widget.devicePixelRatioF() if isinstance(
                    widget, QPixmap) else 1))
                room = turn.mapRect(box) if box is not None else edge.adjusted(-1e4, -1e4, 1e4, 1e4)
                if painter.hasClipping():
                    room = room.intersected(turn.mapRect(painter.clipBoundingRect()))
                # A picture lives as long as it is painted. Kept here, it would stand for whatever lies there next, and
                # Qt would be asked about that: the process ended so.
                where = widget if isinstance(widget, QWidget) else (id(painter), widget.width(), widget.height())
                found.append(Painted(text, where, turn.mapRect(ink), room, edge))
        return drawn(painter, *arguments)
    QPainter.drawText = draw_text
    try:
        with drawing_anew():
            yield found
    finally:
        QPainter.drawText = drawn


def painted(window: QWidget) -> list[Painted]:
    """Every text that the window paints by hand when it is drawn now."""
    with listening() as found:
        window.grab()
    return found


def cut_words(window: QWidget) -> list[str]:
    """What is painted and cut off. Below the fold of what scrolls nothing counts as cut."""
    found = []
    for one in painted(window):
        if _scrolls(one.widget):
            one = one._replace(edge=one.edge.adjusted(0, -1e5, 0, 1e5))
        if one.lost() > SLACK:
            found.append(f"{one.text!r} in {_place(one.widget)}: "
                         f"{one.lost():.0f} px, letters {_numbers(one.ink)} in {_numbers(one.room)}")
    return sorted({*found, *_meetings(window), *_axes(window)})


def cut_labels(win: QWidget) -> list[str]:
    """What is seen of the window and does not fit: words wider or higher than their label, parts beyond the edge."""
    found = []
    for _ in range(3):  # a number that has just grown moves what is beside it, then what is beside that
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    for widget in win.findChildren(QLabel) + win.findChildren(QAbstractButton) + win.findChildren(QComboBox) + \
            win.findChildren(QLineEdit):
        if not widget.isVisible() or widget.window() is not win or widget.visibleRegion().isEmpty():
            continue
        name = f"{type(widget).__name__} {getattr(widget, 'text', str)() or widget.accessibleName()!r}"
        place = widget.mapTo(win, QPoint(0, 0))
        if place.x() < 0 or place.x() + widget.width() > win.width():
            found.append(f"{name} sticks out of the window")
        if isinstance(widget, QLabel) and not isinstance(widget, Elided) and widget.text():
            wanted = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            if widget.height() < wanted - 2:
                found.append(f"{name} is cut below: {widget.height()} of {wanted}")
            if not widget.wordWrap() and widget.width() < widget.sizeHint().width() - 2:
                found.append(f"{name} is cut at the side: {widget.width()} of {widget.sizeHint().width()}")
            wraps = widget.wordWrap() and widget.textFormat() == Qt.TextFormat.PlainText
            wide = max(map(widget.fontMetrics().horizontalAdvance, widget.text().split()), default=0) if wraps else 0
            if wide > widget.contentsRect().width() + 1:
                found.append(f"{name} has a word of {wide} px and {widget.contentsRect().width()} px for it")
        elif getattr(widget, "text", widget.accessibleName)() and widget.height() < widget.fontMetrics().ascent():
            found.append(f"{name} is too low for its text")
        if isinstance(widget, QLineEdit) and not widget.text():
            # A line to type in begins its text where its cursor stands, right of any glyph.
            room = widget.width() - widget.cursorRect().center().x() - LINE_EDGE
            if widget.fontMetrics().horizontalAdvance(widget.placeholderText()) > room:
                found.append(f"{name} cuts its hint {widget.placeholderText()!r}: {room} pixels")
        parent = widget.parentWidget()
        inside = parent is None or parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
        if not inside:
            found.append(f"{name} sticks out of {type(parent).__name__}")
    return found


def _scrolls(widget) -> bool:
    bar = getattr(_parent(widget), "verticalScrollBar", None)
    return bar is not None and bar().maximum() > 0


def _parent(widget):
    return widget.parent() if isinstance(widget, QWidget) else None


def _place(widget) -> str:
    return f"{type(widget).__name__} in {type(_parent(widget)).__name__}"


def _meetings(window: QWidget) -> list[str]:
    """Pairs of words of one widget that stand on each other. On the canvas a card may lie over words."""
    found, by_widget = [], {}
    for one in painted(window):
        if not isinstance(_parent(one.widget), QGraphicsView):
            by_widget.setdefault(one.widget, []).append(one)
    for widget, texts in by_widget.items():
        for first, second in combinations(texts, 2):
            shared = first.ink.intersected(second.ink)
            if first.text != second.text and shared.width() > SLACK and shared.height() > SLACK:
                found.append(f"{first.text!r} and {second.text!r} meet in {_place(widget)}")
    return found


def _axes(window: QWidget) -> list[str]:
    """Numbers of plots that leave the plot or meet each other: pyqtgraph keeps them as pictures of its own."""
    found = []
    for plot in window.findChildren(Plot):
        if not plot.isVisible() or plot.viewport().visibleRegion().isEmpty():
            continue
        edge = QRectF(plot.rect()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
        for axis in plot._axes.values():
            canvas = QPixmap(1, 1)
            painter = QPainter(canvas)
            specs = axis.generateDrawSpecs(painter)
            metrics = QFontMetricsF(axis.style["tickFont"])
            painter.end()
            boxes = []
            for box, flags, text in specs[2] if specs else ():
                ink = axis.mapRectToScene(_measured_box(metrics, box, flags, text))
                if not edge.contains(ink):
                    found.append(f"{text!r} leaves the plot {plot.accessibleName()!r}: {_numbers(ink)} "
                                 f"of {_numbers(edge)}")
                found += [f"{text!r} and {other!r} meet in the plot {plot.accessibleName()!r}"
                          for there, other in boxes if there.intersects(ink)]
                boxes.append((ink, text))
    return found


def _measured_box(metrics, box, flags, text) -> QRectF:
    wide, tight = metrics.horizontalAdvance(text), metrics.tightBoundingRect(text).height()
    left = box.center().x() - wide / 2
    if flags & Qt.AlignmentFlag.AlignRight:
        left = box.right() - wide
    return QRectF(left, box.center().y() - tight / 2, wide, tight)


def _numbers(box: QRectF) -> str:
    return f"{box.x():.0f},{box.y():.0f} {box.width():.0f}×{box.height():.0f}"
