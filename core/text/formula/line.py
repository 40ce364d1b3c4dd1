"""Formats a formula as one line of text: `\\frac{1}{1+e^{-z}}` becomes `1 / (1 + e^(−z))`, as near as letters allow."""

import unicodedata

from core.text.formula.parse import parse
from core.text.formula.tree import Accent, Atom, FormulaTable, Fraction, Node, Root, Row, Script, Space
from core.text.messages import say

RAISED = dict(zip("0123456789+−ntT′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵗᵀ′", strict=True))
LOWERED = dict(zip("0123456789+−aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
WIDE = 0.9
"""Spaces of the source from this width on are shown as two blanks, which part a formula from the next."""


def in_line(tex: str) -> str:
    """A formula in one line, words in the reader's language. Raises FormulaError where it cannot be read."""
    return _row(parse(tex), False).strip()


def _text(node: Node, tight: bool) -> str:
    return _WRITTEN[type(node)](node, tight)


def _row(row: Row, tight: bool) -> str:
    """The parts with the blanks that belong between them; none around signs where it is `tight` (in an index)."""
    items = [item for item in row.items if not (isinstance(item, Space) and item.em < 0)]
    found = ""
    for place, item in enumerate(items):
        before, behind = items[:place], items[place + 1:]
        if isinstance(item, Space):
            found += _blank(item, before, behind, found, tight)
            continue
        text, kind = _text(item, tight), _kind(item)
        if isinstance(item, Fraction) and _multiplied(behind):
            text = f"({text})"
        if kind == "comma":
            found = found.rstrip() + (text if tight else f"{text} ")
        elif not tight and (kind == "relation" or (kind == "operator" and _binary(before))):
            found = f"{found.rstrip()} {text} "
        elif found and _apart(before, item) and found[-1] not in " ([{⌊|‖":
            found += f" {text}"
        else:
            found += text
    return found.rstrip(" ") if tight else found


def _blank(space: Space, before: list[Node], behind: list[Node], found: str, tight: bool) -> str:
    """What a space of the source is in one line."""
    if space.em >= WIDE:
        return " " if found.endswith(" ") else "  "
    last, next_ = _last(before), next((one for one in behind if not isinstance(one, Space)), None)
    if not found or found[-1] == " " or next_ is None or (tight and space.em < 0.2):
        return ""
    if space.em == 0 and (_kind(next_) in ("close", "comma", "slash") or _kind(last) in ("open", "slash", "prefix")
                          or _unary(before)):
        return ""
    return " "


def _apart(before: list[Node], item: Node) -> bool:
    """Whether a blank belongs before an item: beside words and names of functions, unless a bracket follows."""
    if _unary(before) or _kind(_last(before)) in ("prefix", "slash"):
        return False
    return _kind(item) in ("words", "function", "big") or (
        _kind(_last(before)) in ("words", "function", "big") and _kind(item) not in ("open", "close", "comma"))


def _unary(before: list[Node]) -> bool:
    """Whether a row ends in a sign that belongs to what follows."""
    things = [item for item in before if not isinstance(item, Space)]
    return bool(things) and _kind(things[-1]) == "operator" and not _binary(things[:-1])


def _binary(before: list[Node]) -> bool:
    """Whether an operator after these has something to its left."""
    return _kind(_last(before)) not in ("", "relation", "operator", "open", "comma", "function", "big", "slash")


def _last(items: list[Node]) -> Node | None:
    return next((item for item in reversed(items) if not isinstance(item, Space)), None)


def _multiplied(behind: list[Node]) -> bool:
    """Whether a factor follows, which a fraction in one line would swallow."""
    things = [item for item in behind if not (isinstance(item, Space) and item.em < WIDE)]
    if things and _kind(things[0]) == "words":  # a name that is multiplied stands close, other words further away
        return 0 < sum(item.em for item in behind[:behind.index(things[0])]) < 0.2
    return bool(things) and _kind(things[0]) in ("letter", "number", "open", "prefix", "function", "big", "other")


def _kind(node: Node | None) -> str:
    if node is None or isinstance(node, Space):
        return ""
    if isinstance(node, Script):
        return _kind(node.base)
    return node.kind if isinstance(node, Atom) else "other"


def _atom(atom: Atom, tight: bool) -> str:
    return str(say(atom.text)) if atom.kind == "words" else f" {atom.text} " if atom.kind == "slash" and not tight \
        else atom.text


def _fraction(node: Fraction, tight: bool) -> str:
    slash = "/" if tight else " / "
    return f"{_grouped(node.above, tight)}{slash}{_grouped(node.below, tight)}"


def _grouped(node: Node, tight: bool) -> str:
    """In brackets where it is more than one thing."""
    items = [item for item in node.items if not isinstance(item, Space)] if isinstance(node, Row) else [node]
    text = _text(node, tight).strip()
    items = items[1:] if _kind((*items, None)[0]) == "prefix" else items
    return text if (len(items) < 2 and not isinstance((*items, None)[0], Fraction)) or _closed(items) else f"({text})"


def _closed(items: list[Node]) -> bool:
    """Whether a pair of brackets holds all of it, a function's name before them."""
    rest = items[1:] if _kind(items[0]) in ("function", "words") else items
    depth, ends = 0, []
    for place, item in enumerate(rest):
        depth += {"open": 1, "close": -1}.get(_kind(item), 0)
        if not depth:
            ends.append(place)
    return bool(rest) and _kind(rest[0]) == "open" and ends[:1] == [len(rest) - 1] and isinstance(rest[-1], Atom)


def _root(node: Root, tight: bool) -> str:
    degree = "" if node.degree is None else _shifted(node.degree, RAISED, "")
    return f"{degree}√{_grouped(node.inside, tight)}"


def _script(node: Script, tight: bool) -> str:
    base = _grouped(node.base, tight) if not isinstance(node.base, Atom) else _text(node.base, tight)
    lower = "" if node.lower is None else _shifted(node.lower, LOWERED, "_")
    return base + lower + ("" if node.upper is None else _shifted(node.upper, RAISED, "^"))


def _shifted(node: Node, table: dict[str, str], sign: str) -> str:
    text = _text(node, True).strip()
    if all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _accent(node: Accent, tight: bool) -> str:
    text = _text(node.base, tight).strip()
    return unicodedata.normalize("NFC", text + MARKS[node.mark]) if len(text) == 1 else f"{node.mark}({text})"


def _table(node: FormulaTable, tight: bool) -> str:
    rows = "; ".join(", ".join(_text(cell, tight).strip() for cell in row) for row in node.rows)
    return f"{node.left or '['}{rows}{node.right or ('' if node.left else ']')}"


_WRITTEN = {Atom: _atom, Space: lambda node, tight: "", Row: _row, Fraction: _fraction, Root: _root, Script: _script,
            Accent: _accent, FormulaTable: _table}
