"""Parses a subset of TeX strictly: an unknown command is an error and never shown as it stands."""

import re
from functools import cache

from core.text.formula import signs
from core.text.formula.tree import Accent, Atom, FormulaTable, Fraction, Node, Root, Row, Script, Space

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


class FormulaError(ValueError):
    """A formula that cannot be read; says what and where."""


@cache
def parse(tex: str) -> Row:
    """The tree of a formula. Raises FormulaError for an unknown command, a missing argument or a loose brace."""
    reader = _FormulaReader(tex)
    found = reader.row(())
    if reader.peek():
        raise reader.wrong(f"{reader.peek()} closes nothing")
    return found


class _FormulaReader:
    def __init__(self, tex: str):
        self.tex = tex
        self.tokens = TOKEN.findall(tex)
        self.place = 0

    def wrong(self, what: str) -> FormulaError:
        return FormulaError(f"{what} in the formula {self.tex}")

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        found = self.peek()
        self.place += 1
        return found

    def blanks(self) -> bool:
        found = False
        while self.peek().isspace():
            self.place, found = self.place + 1, True
        return found

    def row(self, ends: tuple[str, ...]) -> Row:
        """Everything up to a token that ends it, which is left where it is."""
        items: list[Node] = []
        while True:
            if self.blanks() and items:
                items.append(Space(0.0))
            token = self.peek()
            if not token or token in ends or token in ("}", r"\right", r"\end"):
                return Row(tuple(self.fitted(items)))
            if token in ("^", "_"):
                items.append(self.script(items))
            elif token == "'":
                self.next()
                items.append(_raised(self, items, Atom("′", "number")))
            elif token == r"\left":
                items += self.fenced()
            elif token.isdigit():
                items.append(self.number())
            else:
                items.append(self.one())

    def number(self) -> Atom:
        """All digits of a number; an index takes only one of them, as in TeX."""
        found = self.next()
        while self.peek().isdigit() or (self.peek() == "." and self.tokens[self.place + 1:self.place + 2]
                                        and self.tokens[self.place + 1].isdigit()):
            found += self.next()
        return Atom(found, "number")

    def fitted(self, items: list[Node]) -> list[Node]:
        """Bars made opening and closing ones in turn, and relations side by side (+=) made one."""
        found: list[Node] = []
        opened = False
        for item in items:
            last = found[-1] if found else None
            if _is(item, "bar"):
                opened = not opened
                found.append(item._replace(kind="open" if opened else "close"))
            elif isinstance(item, Script) and _is(item.base, "bar"):
                opened = not opened
                found.append(item._replace(base=item.base._replace(kind="open" if opened else "close")))
            elif _is(item, "relation") and _is(last, "relation"):
                found[-1] = last._replace(text=last.text + item.text)
            else:
                found.append(item)
        if opened:
            raise self.wrong("a bar is open")
        return found

    def script(self, items: list[Node]) -> Script:
        upper = self.next() == "^"
        self.blanks()
        if self.peek() in ("", "}", "^", "_"):
            raise self.wrong("an index or exponent is missing")
        wanted = self.one()
        return _raised(self, items, wanted) if upper else _lowered(self, items, wanted)

    def one(self) -> Node:
        """A group, a command with its arguments, or a single sign."""
        self.blanks()
        token = self.next()
        if not token or token in "}&":
            raise self.wrong("an argument is missing")
        if token == "{":
            return self.closed("}")
        if token[0] == "\\":
            return self.command(token[1:])
        return Atom("−" if token == "-" else token, signs.CHARACTERS.get(token, "letter" if token.isalpha()
                                                                         else "number"))

    def closed(self, end: str) -> Row:
        found = self.row((end,))
        if self.next() != end:
            raise self.wrong(f"{end} is missing")
        return found

    def command(self, name: str) -> Node:
        if name in signs.COMMANDS:
            return Atom(*signs.COMMANDS[name])
        if name in signs.SPACES:
            return Space(signs.SPACES[name])
        if name in signs.SPOKEN:
            return Atom(self.words(), "words")
        if name in signs.ACCENTS:
            return Accent(self.one(), signs.ACCENTS[name])
        if name in signs.ALPHABETS:
            return self.one()
        if name in ("frac", "dfrac", "tfrac"):
            return Fraction(self.one(), self.one(), small=name == "tfrac")
        if name == "mathrel":
            return Atom("".join(atom.text for atom in _atoms(self.one())), "relation")
        if name == "sqrt":
            return self.root()
        if name == "begin":
            return self.table()
        raise self.wrong(f"unknown command \\{name}")

    def words(self) -> str:
        """An argument as it is written, `\\ ` being a blank."""
        if self.next() != "{":
            raise self.wrong("words stand in braces")
        found = []
        while (token := self.next()) != "}":
            if not token or token in ("{", "^", "_") or (token[0] == "\\" and token not in ("\\ ", "\\,", "\\;")):
                raise self.wrong(f"{token or 'the end'} among words")
            found.append(" " if token[0] == "\\" else token)
        return "".join(found).strip()

    def root(self) -> Root:
        degree = None
        if self.peek() == "[":
            self.next()
            degree = self.closed("]")
        return Root(self.one(), degree)

    def fenced(self) -> list[Node]:
        """\\left( … \\right): fences grow by themselves, so that both only have to match."""
        self.next()
        opening, inside = self.fence("open"), self.row(())
        if self.next() != r"\right":
            raise self.wrong(r"\right is missing")
        return [*opening, *inside.items, *self.fence("close")]

    def fence(self, kind: str) -> list[Node]:
        self.blanks()
        if self.peek() == ".":
            self.next()
            return []
        found = self.one()
        if not isinstance(found, Atom) or found.kind not in ("open", "close", "bar"):
            raise self.wrong("no fence")
        return [Atom(found.text, kind)]

    def table(self) -> FormulaTable:
        name = self.words()
        if name not in signs.TABLES:
            raise self.wrong(f"unknown table {name}")
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row(("&", "\\\\")))
            token = self.next()
            if token == "&":
                continue
            rows.append(tuple(cells))
            cells = []
            if token == r"\end":
                if self.words() != name:
                    raise self.wrong(f"\\end{{{name}}} is missing")
                return FormulaTable(tuple(rows), *signs.TABLES[name])
            if token != "\\\\":
                raise self.wrong(f"\\end{{{name}}} is missing")


def _is(node: Node | None, kind: str) -> bool:
    return isinstance(node, Atom) and node.kind == kind


def _atoms(node: Node) -> list[Atom]:
    found = node.items if isinstance(node, Row) else (node,)
    return [atom for atom in found if isinstance(atom, Atom)]


def _base(items: list[Node]) -> Script:
    """Takes what a script belongs to off the row."""
    while items and items[-1] == Space(0.0):
        items.pop()
    base = items.pop() if items else Row(())
    return base if isinstance(base, Script) else Script(base)


def _raised(reader: _FormulaReader, items: list[Node], upper: Node) -> Script:
    base = _base(items)
    if base.upper is not None:
        raise reader.wrong("two exponents")
    return base._replace(upper=upper)


def _lowered(reader: _FormulaReader, items: list[Node], lower: Node) -> Script:
    base = _base(items)
    if base.lower is not None:
        raise reader.wrong("two indices")
    return base._replace(lower=lower)
