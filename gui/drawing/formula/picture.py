"""The picture of a formula in the colours of the theme."""

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from core.text.formula import parse
from core.text.formula.tree import Atom, Node, Space
from gui.drawing.formula import boxes
from gui.drawing.formula.setting import Setting
from gui.style import theme

MARGIN = 0.2
"""Around the whole, in widths of an m: slanted letters lean out of their boxes."""
LEADING = 0.7
"""Room between the lines of a long formula, in widths of an m."""


def formula_picture(tex: str, pixels: float, widest: float, ratio: float = 1.0) -> QImage:
    """A formula at a size of text, broken after commas where it is wider than `widest`, smaller if that is not enough.

    Sharp at the device pixel ratio, which the picture carries. Raises FormulaError where it cannot be read.
    """
    setting = Setting(pixels)
    margin = math.ceil(MARGIN * setting.em)
    inner = max(widest - 2 * margin, 1)
    box = _broken(tex, setting, inner)
    factor = min(1.0, inner / max(box.width, 1))
    width, height = (math.ceil(length * factor) + 2 * margin for length in (box.width, box.height))
    image = QImage(math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setPen(theme.colour("text"))
    painter.translate(margin, margin)
    painter.scale(factor, factor)
    box.paint(painter, 0, box.ascent)
    painter.end()
    return image


def _broken(tex: str, setting: Setting, widest: float) -> boxes.FormulaBox:
    """In one line, or in as few as it takes."""
    whole = setting.set(parse(tex))
    if whole.width <= widest:
        return whole
    lines: list[list[Node]] = []
    for piece in _pieces(list(parse(tex).items)):
        joined = [*(lines[-1] if lines else []), *piece]
        if lines and boxes.row(setting.spaced(joined)).width <= widest:
            lines[-1] = joined
        else:
            lines.append([item for place, item in enumerate(piece) if place or not isinstance(item, Space)])
    return _lines([boxes.row(setting.spaced(line)) for line in lines], LEADING * setting.em)


def _pieces(items: list[Node]) -> list[list[Node]]:
    """A row in parts that may stand on lines of their own: each ends with a comma outside of brackets."""
    found: list[list[Node]] = [[]]
    depth = 0
    for place, item in enumerate(items):
        found[-1].append(item)
        depth += {"open": 1, "close": -1}.get(item.kind, 0) if isinstance(item, Atom) else 0
        if isinstance(item, Atom) and (item.kind == "comma" or item.text.endswith(",")) and not depth \
                and isinstance((*items[place + 1:], None)[0], Space):
            found.append([])
    return [piece for piece in found if piece]


def _lines(lines: list[boxes.FormulaBox], gap: float) -> boxes.FormulaBox:
    """Lines under one another, left ends in one line."""
    found, y = boxes.FormulaBox(max(line.width for line in lines)), 0.0
    for line in lines:
        y += line.ascent
        found.parts.append((0, y, line))
        y += line.descent + gap
    first = lines[0].ascent
    found.parts = [(x, down - first, line) for x, down, line in found.parts]
    found.ascent, found.descent = first, y - gap - first
    return found
