"""Lays out a formula's tree in boxes: sizes, slant, and the space between signs."""

from core.text.formula.tree import Accent, Atom, FormulaTable, Fraction, Node, Root, Row, Script, Space
from gui.drawing.formula import boxes
from gui.drawing.formula.boxes import FormulaBox
from gui.style import theme
from gui.text.translation import tr

SMALLER = 0.72
"""The size of an index beside that of what it belongs to."""
LIMITS = ("max", "min", "lim", "Σ", "∏")
"""What has its limits above and below."""
PRIME = Atom("′", "number")


class Setting:
    """Sets trees in one size (pixels, before the text size of the window); `depth` counts indices of indices."""

    def __init__(self, pixels: float, depth: int = 0):
        self.pixels, self.depth = pixels, depth
        self.em = boxes.QFontMetricsF(self.font()).horizontalAdvance("M")
        self.axis = boxes.letters("−", self.font()).ascent - boxes.letters("−", self.font()).height / 2
        self.thick = max(1.0, self.em / 14)

    def font(self, slanted: bool = False, factor: float = 1.0):
        """Inter at this size; letters that stand for something are slanted."""
        found = theme.font(self.pixels * factor)
        found.setItalic(slanted)
        return found

    def smaller(self) -> "Setting":
        """What indices are set in."""
        return Setting(self.pixels * SMALLER, self.depth + 1)

    def set(self, node: Node) -> FormulaBox:
        """The box of any part of a tree."""
        return SETTERS[type(node)](self, node)

    # ---- rows

    def row(self, node: Row) -> FormulaBox:
        return boxes.row(self.spaced(list(node.items)))

    def spaced(self, items: list[Node]) -> list[FormulaBox]:
        """The boxes of a row with the room that signs want; brackets as high as what they hold."""
        items = [item for item in items if item != Space(0.0)]
        made: list[FormulaBox] = [self.set(item) for item in items]
        for first, last in pairs(items):
            inside = boxes.row(made[first + 1:last])
            for place in (first, last):
                made[place] = self.fence(items[place], inside)
        found: list[FormulaBox] = []
        for place, box in enumerate(made):
            found += [boxes.room(self.em * self.gap(items, place)), box]
        return found

    def gap(self, items: list[Node], place: int) -> float:
        """The room before an item, in widths of an m."""
        if not place:
            return 0.0
        before, kind = kind_of(items[place - 1]), kind_of(items[place])
        share = 0.45 if self.depth else 1.0
        if "relation" in (before, kind):
            return 0.28 * share
        if kind == "operator":
            return 0.2 * share if binary(items[:place]) else 0.0
        if before == "operator":
            return 0.2 * share if binary(items[:place - 1]) else 0.03
        if before == "comma":
            return 0.2 * share
        if "words" in (before, kind):
            return 0.0 if "space" in (before, kind) or kind in ("open", "close", "comma") or before == "open" else 0.22
        if before in ("function", "big") or kind in ("function", "big"):
            return 0.0 if kind in ("open", "close", "comma") or before in ("open", "prefix") else 0.14
        return 0.08 if "slash" in (before, kind) else 0.0 if self.depth else 0.02

    def fence(self, item: Node, inside: FormulaBox) -> FormulaBox:
        if isinstance(item, Script):
            return self.scripted(self.fence(item.base, inside), item)
        return boxes.stretched(item.text, self.font(), inside.ascent, inside.descent)

    # ---- single things

    def atom(self, node: Atom) -> FormulaBox:
        if node.kind == "big":
            return self.lowered(boxes.letters(node.text, self.font(factor=1.0 if self.depth else 1.45)))
        text = tr(node.text) if node.kind == "words" else node.text
        return boxes.letters(text, self.font(node.kind == "letter"))

    def lowered(self, box: FormulaBox) -> FormulaBox:
        """Set about the axis on which fractions and signs stand."""
        down = (box.ascent - box.descent) / 2 - self.axis
        return FormulaBox(box.width, box.ascent - down, box.descent + down, [(0, down, box)])

    def space(self, node: Space) -> FormulaBox:
        return boxes.room(node.em * self.em)

    def fraction(self, node: Fraction) -> FormulaBox:
        inner = self.smaller() if node.small or self.depth else self
        return boxes.over(inner.set(node.above), inner.set(node.below), self.axis, self.thick, 0.16 * inner.em)

    def root(self, node: Root) -> FormulaBox:
        degree = None if node.degree is None else self.smaller().set(node.degree)
        return boxes.under_root(self.set(node.inside), degree, self.thick, self.em)

    def script(self, node: Script) -> FormulaBox:
        return self.scripted(self.set(node.base), node)

    def scripted(self, base: FormulaBox, node: Script) -> FormulaBox:
        inner = self.smaller()
        lower = None if node.lower is None else inner.set(node.lower)
        upper = None if node.upper is None else inner.set(node.upper)
        if node.upper == PRIME:  # which stands high by itself
            return self.scripted(boxes.row([base, self.set(PRIME)]), node._replace(upper=None))
        if isinstance(node.base, Atom) and node.base.text in LIMITS and not self.depth:
            return boxes.stacked(upper, base, lower, 0.12 * self.em)
        x = boxes.letters("x", self.font()).ascent
        found = FormulaBox(base.width, base.ascent, base.descent, [(0, 0, base)])
        shifts = ((upper, -max(0.75 * x, base.ascent - 0.45 * x)), (lower, max(0.3 * x, base.descent + 0.1 * x)))
        for script, down in shifts:
            if script is not None:
                found.parts.append((base.width + 0.04 * self.em, down, script))
                found.width = max(found.width, base.width + script.width + 0.08 * self.em)
                found.ascent, found.descent = max(found.ascent, script.ascent - down), max(found.descent,
                                                                                        script.descent + down)
        return found

    def accent(self, node: Accent) -> FormulaBox:
        base, em = self.set(node.base), self.em
        left, right, low, high = 0.12 * base.width, base.width, -base.ascent - 0.1 * em, -base.ascent - 0.26 * em
        middle = (left + right) / 2
        points = {
            "bar": [(left, low), (right, low)], "hat": [(left, low), (middle, high), (right, low)],
            "tilde": [(left, low), (left + 0.3 * (right - left), high), (left + 0.7 * (right - left), low),
                      (right, high)],
            "dot": [(middle - self.thick, low), (middle + self.thick, low)],
        }[node.mark]
        thick = 2 * self.thick if node.mark == "dot" else self.thick
        mark = boxes.Stroke(lines=boxes.QPolygonF([boxes.QPointF(*point) for point in points]), thick=thick)
        return FormulaBox(base.width, base.ascent + 0.3 * em + thick, base.descent, [(0, 0, base), (0, 0, mark)])

    def table(self, node: FormulaTable) -> FormulaBox:
        cells = [[self.set(cell) for cell in line] for line in node.rows]
        columns = [max(line[place].width for line in cells if place < len(line))
                   for place in range(max(map(len, cells)))]
        gap, found, y = 0.35 * self.em, FormulaBox(), 0.0
        for line in cells:
            y += max(cell.ascent for cell in line)
            for place, cell in enumerate(line):
                x = sum(columns[:place]) + 0.8 * self.em * place
                found.parts.append((x + (0 if node.left == "{" else (columns[place] - cell.width) / 2), y, cell))
            y += max(cell.descent for cell in line) + gap
        found.width = sum(columns) + 0.8 * self.em * (len(columns) - 1)
        found.ascent, found.descent = (y - gap) / 2, (y - gap) / 2
        inner = FormulaBox(found.width, found.ascent + self.axis, found.descent - self.axis,
                    [(0, -found.ascent - self.axis, found)])
        fences = [boxes.stretched(sign, self.font(), inner.ascent, inner.descent) if sign else FormulaBox()
                  for sign in (node.left, node.right)]
        return boxes.row([fences[0], boxes.room(0.15 * self.em), inner, boxes.room(0.15 * self.em), fences[1]])


SETTERS = {Atom: Setting.atom, Space: Setting.space, Row: Setting.row, Fraction: Setting.fraction, Root: Setting.root,
           Script: Setting.script, Accent: Setting.accent, FormulaTable: Setting.table}


def kind_of(node: Node) -> str:
    """The kind of a sign, with an index or without."""
    if isinstance(node, Script):
        return kind_of(node.base)
    return node.kind if isinstance(node, Atom) else "space" if isinstance(node, Space) else "other"


def binary(before: list[Node]) -> bool:
    """Whether a sign after these stands between two things."""
    things = [item for item in before if not isinstance(item, Space)]
    return bool(things) and kind_of(things[-1]) not in ("relation", "operator", "open", "comma", "function", "big",
                                                        "slash")


def pairs(items: list[Node]) -> list[tuple[int, int]]:
    """The places of brackets that belong together, inner ones first."""
    found, opened = [], []
    for place, item in enumerate(items):
        if kind_of(item) == "open":
            opened.append(place)
        elif kind_of(item) == "close" and opened:
            found.append((opened.pop(), place))
    return found
