"""What a report is made of; how it is put on paper is told elsewhere (`page` writes HTML, the window PDF)."""

from msgspec import Struct


class Words(Struct, frozen=True):
    """A paragraph."""

    text: str


class Facts(Struct, frozen=True):
    """Names with what belongs to them, one below the other."""

    rows: tuple[tuple[str, str], ...]


class Table(Struct, frozen=True):
    """Rows of cells under a head; columns from `numbers` on are numbers. `marked` are rows that stand out."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    marked: frozenset[int] = frozenset()


class Figure(Struct, frozen=True):
    """A drawing (SVG with its size in it) and what it shows in a sentence."""

    svg: str
    width: float
    height: float
    caption: str = ""


Part = Words | Facts | Table | Figure


class Section(Struct, frozen=True):
    """A heading and what stands under it."""

    title: str
    parts: tuple[Part, ...]


class Report(Struct, frozen=True):
    """A whole report. `language` is its code."""

    title: str
    line: str
    sections: tuple[Section, ...]
    language: str = "en"
