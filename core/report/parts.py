"""What a report is made of; how it is put on paper is told elsewhere (`page` writes HTML, the window PDF)."""

import math
from typing import ClassVar

from msgspec import Struct


class Part(Struct, frozen=True):
    """One thing below the other: `drawn` says that it is a drawing, which may stand beside others; all else takes the
    whole width of a page."""

    drawn: ClassVar[bool] = False

    @property
    def room(self) -> tuple[float, float]:
        """(width, height) that it takes at least."""
        return math.inf, 40.0


class Words(Part, frozen=True):
    """A paragraph."""

    text: str


class Facts(Part, frozen=True):
    """Names with what belongs to them, one below the other."""

    rows: tuple[tuple[str, str], ...]


class Table(Part, frozen=True):
    """Rows of cells under a head; columns from `numbers` on are numbers. `marked` are rows that stand out."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    marked: frozenset[int] = frozenset()


class Figure(Part, frozen=True):
    """A drawing (SVG with its size in it) and what it shows in a sentence."""

    svg: str
    width: float
    height: float
    caption: str = ""
    drawn: ClassVar[bool] = True

    @property
    def room(self):
        return self.width, self.height


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
