"""The syntax tree of a formula."""

from typing import NamedTuple, Union


class Atom(NamedTuple):
    """A sign, a name or some words. `kind` decides about slant and room around it: letter, number, relation, operator,
    open, close, comma, slash, prefix (∂), function (max), big (Σ), words (in the reader's language)."""

    text: str
    kind: str


class Space(NamedTuple):
    """Room, in widths of an m; 0 where the source merely has a blank, which only the line of text shows."""

    em: float


class Row(NamedTuple):
    """One thing after the other."""

    items: tuple["Node", ...]


class Fraction(NamedTuple):
    """One thing over another; `small` within a line."""

    above: "Node"
    below: "Node"
    small: bool = False


class Root(NamedTuple):
    """A square root, or one of another degree."""

    inside: "Node"
    degree: Union["Node", None] = None


class Script(NamedTuple):
    """Something with an index, an exponent or both."""

    base: "Node"
    lower: Union["Node", None] = None
    upper: Union["Node", None] = None


class Accent(NamedTuple):
    """Something under a mark: hat, bar, tilde or dot."""

    base: "Node"
    mark: str


class FormulaTable(NamedTuple):
    """Rows of cells between two fences, either of which may be empty."""

    rows: tuple[tuple["Node", ...], ...]
    left: str
    right: str


Node = Atom | Space | Row | Fraction | Root | Script | Accent | FormulaTable
