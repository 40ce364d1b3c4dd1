"""Pens, brushes, fonts and colour tables of the current theme, made once a theme and not once a paint."""

from functools import cache, cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.style import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
RADIUS_CARD, RADIUS_PICTURE = 10, 7


class Ink:
    """What painting takes from the theme. `ink()` gives the one in use."""

    def __init__(self, tokens, scale: float):
        self.tokens, self.scale = tokens, scale
        self._made: dict = {}

    def once(self, key, make):
        """What `make` gives, made once for this theme."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """A token or `#rrggbb`."""
        return self.once((name, alpha), lambda: theme.colour(name, alpha))

    def pen(self, name: str, width: float = 1.0, alpha: float = 1.0, dashes: tuple[float, ...] = ()) -> QPen:
        """A pen with round ends; `dashes` in units of its width."""
        def make():
            made = QPen(self.colour(name, alpha), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                        Qt.PenJoinStyle.RoundJoin)
            if dashes:
                made.setCapStyle(Qt.PenCapStyle.FlatCap)
                made.setDashPattern(list(dashes))
            return made
        return self.once(("pen", name, width, alpha, dashes), make)

    def brush(self, name: str, alpha: float = 1.0) -> QBrush:
        """A plain brush."""
        return self.once(("brush", name, alpha), lambda: QBrush(self.colour(name, alpha)))

    def font(self, pixels: int, weight: int = 400, tabular: bool = False) -> QFont:
        """Inter at a size in pixels."""
        return self.once(("font", pixels, weight, tabular), lambda: theme.font(pixels, weight, tabular))

    def width(self, text: str, pixels: int, weight: int = 400, tabular: bool = False) -> float:
        """How wide a text is."""
        return self._metrics(pixels, weight, tabular).horizontalAdvance(text)

    def height(self, text: str, room: float, pixels: int, weight: int = 400) -> float:
        """How high a text is when it wraps at `room`."""
        metrics = self._metrics(pixels, weight, True)
        return metrics.boundingRect(QRectF(0, 0, room, 4000), int(WRAP), text).height()

    def wrapped(self, text: str, room: float, high: float, pixels: int) -> str:
        """The text, cut with … at a word where it needs more than `high` when it wraps at `room`."""
        def make():
            words = text.split(" ")
            for count in range(len(words), 0, -1):
                shown = text if count == len(words) else " ".join(words[:count]) + " …"
                if self.height(shown, room, pixels) <= high:
                    return shown
            return ""
        return self.once(("wrapped", text, round(room), round(high), pixels), make)

    def elided(self, text: str, room: float, pixels: int, weight: int = 400, tabular: bool = False) -> str:
        """The text, cut with … where it is wider than `room`."""
        key = ("elided", text, round(room), pixels, weight, tabular)
        return self.once(key, lambda: self._metrics(pixels, weight, tabular).elidedText(
            text, Qt.TextElideMode.ElideRight, max(room, 0)))

    def fitting(self, words: tuple[str, ...], room: float, pixels: int, weight: int = 400, tabular: bool = False
                ) -> str:
        """The first of some words, longest first, that fits into `room`; the last cut with … where none does."""
        whole = next((one for one in words if self.width(one, pixels, weight, tabular) <= room), None)
        return whole or self.elided(words[-1], room, pixels, weight, tabular)

    def _metrics(self, pixels, weight, tabular) -> QFontMetricsF:
        return self.once(("metrics", pixels, weight, tabular),
                          lambda: QFontMetricsF(self.font(pixels, weight, tabular)))

    @cached_property
    def diverging(self) -> np.ndarray:
        """(256,) uint32 from orange through zero to blue."""
        return pictures.table(theme.diverging())

    @cached_property
    def sequential(self) -> np.ndarray:
        """(256,) uint32 from zero to blue."""
        return pictures.table(theme.sequential())

    @cached_property
    def grey(self) -> np.ndarray:
        """(256,) uint32 for pictures: from zero's colour to that of text."""
        return pictures.table(theme.ramp((self.tokens.zero, self.tokens.text)))

    def table(self, signed: bool) -> np.ndarray:
        """The colours for values of one sign or of both."""
        return self.diverging if signed else self.sequential


@cache
def _ink(name: str, scale: float) -> Ink:
    return Ink(theme.tokens(), scale)


def ink() -> Ink:
    """The inks of the theme in use."""
    return _ink(theme.tokens().name, theme.text_scale())


def qrect(box: Box) -> QRectF:
    """A box for Qt."""
    return QRectF(*box)


def write(painter: QPainter, box: Box, text: str, font: QFont, pen: QPen, flags=LEFT) -> None:
    """Text in a box."""
    painter.setFont(font)
    painter.setPen(pen)
    painter.drawText(QRectF(*box), int(flags), text)


class Sheet:
    """An image over an array of colours that it keeps alive."""

    def __init__(self, colours: np.ndarray, ratio: float = 1.0):
        self.colours = np.ascontiguousarray(colours)
        height, width = self.colours.shape
        self.image = QImage(self.colours.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.setDevicePixelRatio(ratio)

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Pixel for pixel."""
        painter.drawImage(QPointF(x, y), self.image)

    def stretch(self, painter: QPainter, target: Box, source: QRectF | None = None, smooth: bool = False) -> None:
        """Scaled into `target`; smooth only for what is a sampled function and not a picture."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        if source is None:
            painter.drawImage(QRectF(*target), self.image)
        else:
            painter.drawImage(QRectF(*target), self.image, source)


def rounded(painter: QPainter, box: Box, radius: float, pen: QPen | None, brush: QBrush | None) -> None:
    """A rounded box whose border of one pixel lies on whole pixels."""
    painter.setPen(pen or Qt.PenStyle.NoPen)
    painter.setBrush(brush or Qt.BrushStyle.NoBrush)
    inset = pen.widthF() / 2 if pen else 0
    painter.drawRoundedRect(QRectF(box.x + inset, box.y + inset, box.w - 2 * inset, box.h - 2 * inset), radius, radius)
