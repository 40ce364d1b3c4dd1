"""Boxes that formulas are laid out from: text, rows, stacks, and lines around them."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QTransform


@dataclass
class FormulaBox:
    """A piece of a formula: `ascent` above its base line, `descent` below; `parts` stand at (x, y) from its origin."""

    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    parts: list[tuple[float, float, "FormulaBox"]] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it, its base line beginning at (x, y), in the painter's pen."""
        for dx, dy, part in self.parts:
            part.paint(painter, x + dx, y + dy)


@dataclass
class Letters(FormulaBox):
    """A run of text."""

    text: str = ""
    font: QFont | None = None

    def paint(self, painter, x, y):
        painter.setFont(self.font)
        painter.drawText(QPointF(x, y), self.text)


@dataclass
class Stroke(FormulaBox):
    """Lines and outlines, given from the origin of the box."""

    lines: QPolygonF | None = None
    outline: QPainterPath | None = None
    thick: float = 1.0

    def paint(self, painter, x, y):
        painter.save()
        painter.translate(x, y)
        if self.outline is not None:
            painter.fillPath(self.outline, painter.pen().color())
        if self.lines is not None:
            painter.setPen(QPen(painter.pen().color(), self.thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap,
                                Qt.PenJoinStyle.MiterJoin))
            painter.drawPolyline(self.lines)
        painter.restore()


def letters(text: str, font: QFont) -> Letters:
    """A run of text as high as its ink."""
    metrics = QFontMetricsF(font)
    ink = metrics.tightBoundingRect(text)
    # What a slanted letter leans over its own width would touch the next one, were it left out.
    lean = 0.5 * max(0.0, ink.right() - metrics.horizontalAdvance(text)) if font.italic() else 0.0
    return Letters(metrics.horizontalAdvance(text) + lean, max(-ink.top(), 0), max(ink.bottom(), 0), [], text, font)


def row(boxes: list[FormulaBox]) -> FormulaBox:
    """One beside the other on one base line."""
    found, x = FormulaBox(), 0.0
    for box in boxes:
        found.parts.append((x, 0, box))
        x += box.width
    found.width = x
    found.ascent = max((box.ascent for box in boxes), default=0)
    found.descent = max((box.descent for box in boxes), default=0)
    return found


def room(width: float) -> FormulaBox:
    """Nothing, but so wide."""
    return FormulaBox(width)


def stacked(above: FormulaBox | None, middle: FormulaBox, below: FormulaBox | None, gap: float) -> FormulaBox:
    """A thing with others centred above and below it; the base line is its own."""
    width = max(box.width for box in (above, middle, below) if box is not None)
    found = FormulaBox(width, middle.ascent, middle.descent, [((width - middle.width) / 2, 0, middle)])
    if above is not None:
        found.parts.append(((width - above.width) / 2, -middle.ascent - gap - above.descent, above))
        found.ascent += gap + above.height
    if below is not None:
        found.parts.append(((width - below.width) / 2, middle.descent + gap + below.ascent, below))
        found.descent += gap + below.height
    return found


def over(above: FormulaBox, below: FormulaBox, axis: float, thick: float, gap: float) -> FormulaBox:
    """A fraction, its bar `axis` above the base line."""
    width = max(above.width, below.width) + 2 * gap
    bar = Stroke(width, lines=QPolygonF([QPointF(0, 0), QPointF(width, 0)]), thick=thick)
    up, down = axis + gap + thick / 2, gap + thick / 2 - axis
    return FormulaBox(width + 2 * thick, up + above.height, down + below.height,
               [(thick + (width - above.width) / 2, -up - above.descent, above), (thick, -axis, bar),
                (thick + (width - below.width) / 2, down + below.ascent, below)])


def under_root(inside: FormulaBox, degree: FormulaBox | None, thick: float, em: float) -> FormulaBox:
    """A root whose sign grows with what it holds."""
    gap = 0.14 * em
    top, bottom, hook = inside.ascent + gap + thick, inside.descent + gap / 2, 0.5 * em
    left = max(0.0, (degree.width if degree else 0) - 0.25 * em)
    points = [(left, -0.4 * (top + bottom) + bottom), (left + 0.12 * em, -0.46 * (top + bottom) + bottom),
              (left + 0.3 * em, bottom), (left + hook, -top), (left + hook + inside.width + gap, -top)]
    sign = Stroke(lines=QPolygonF([QPointF(*point) for point in points]), thick=thick)
    found = FormulaBox(left + hook + inside.width + 2 * gap, top + thick, bottom,
                       [(0, 0, sign), (left + hook + gap / 2, 0, inside)])
    if degree:
        found.parts.append((0, -0.5 * (top + bottom) + bottom, degree))
    return found


def stretched(sign: str, font: QFont, ascent: float, descent: float) -> FormulaBox:
    """A bracket or bar, made as high as what it holds if that is higher than the sign."""
    usual = letters(sign, font)
    if ascent <= usual.ascent + 0.2 * usual.height and descent <= usual.descent + 0.2 * usual.height:
        return usual
    outline = QPainterPath()
    outline.addText(0, 0, font, sign)
    ink = outline.boundingRect()
    factor = (ascent + descent + 2) / ink.height()
    grown = QTransform(1, 0, 0, factor, 0, -ascent - 1 - ink.top() * factor).map(outline)
    return Stroke(usual.width, ascent + 1, descent + 1, outline=grown)
