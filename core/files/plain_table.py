"""The fast way through a table: blocks of lines without quotation marks, by NumPy's reader in C.

It takes what it is sure of and gives up at the first thing that it is not, such as a quoted cell, a comma that may be a
decimal, a blank line or a word among numbers; then the table is read cell by cell (`core.files.parsed_table`), with
sentences on what is wrong. What both read is the same.
"""

from collections.abc import Sequence

import numpy as np

from core.declare.parameters import FINITE
from core.files.cells import GAPS
from core.files.decimal_marks import Traces
from core.files.text_table import LONGEST_LINE, Table
from core.text.messages import clean

BLOCK = 2**18
"""Letters that are read at once: NumPy holds the interpreter meanwhile, and the window shall not wait for it."""
WRITTEN_GAPS = sorted({form(gap) for gap in GAPS for form in (str, str.upper, str.capitalize)} - {""})


class PlainReader:
    """Reads the rows of a table whose columns `words` hold texts and all others numbers. `lines` is the line of each
    row, `parts` what each column holds, block by block; `traces` what the cells tell of the decimal marks."""

    def __init__(self, table: Table, words: set[int]):
        self.table, self.words, self.width = table, words, len(table.names)
        self.lines: list[np.ndarray] = []
        self.parts: list[list[np.ndarray | list[str]]] = [[] for _ in table.names]
        self.traces = [Traces() for _ in table.names]
        self.types = np.dtype([(f"c{place}", object if place in words else np.float64)
                               for place in range(self.width)])

    def read(self) -> bool:
        """Whether all of the table could be read so."""
        table = self.table
        if table.thousands or table.decimal not in ("", ".") or table.separator == " " or (
                table.form.missing):
            return False
        line = 1 + table.skipped
        with open(table.path, encoding=table.encoding, newline="") as file:
            for _ in range(table.skipped):
                file.readline()
            if table.named:
                head = file.readline(LONGEST_LINE)
                line += 1
                if '"' in head or not head.endswith("\n") or not head.replace(table.separator, "").strip():
                    return False
            while block := file.read(BLOCK):
                rest = file.readline(LONGEST_LINE)
                text = block + rest
                if "\r" in text:
                    text = text.replace("\r\n", "\n")
                if (rest and not rest.endswith("\n") and file.read(1)) or not self._take(text, line):
                    return False
                line += len(self.lines[-1])
        return bool(self.lines)

    def _take(self, text: str, line: int) -> bool:
        if '"' in text or "\r" in text or "\n\n" in text or text.startswith("\n") or "\0" in text:
            return False
        sign = self.table.separator
        if sign != "," and "," in text:
            return False
        rows = text.removesuffix("\n").split("\n")
        numbered = range(line, line + len(rows))
        columns = self._columns(rows)
        if columns is None:  # most blocks have no gaps: to look for all of them would cost a fifth
            text = self._filled(text, "")
            rows = text.removesuffix("\n").split("\n")
            columns = self._columns(rows)
        if columns is None:  # a gap may be written as a word
            for gap in WRITTEN_GAPS:
                text = self._filled(text, gap) if gap in text else text
            rows = text.removesuffix("\n").split("\n")
            columns = self._columns(rows)
        if columns is None or not self._sane(*columns, len(rows)):
            return False
        values, texts = columns
        if "_" in text and text.count("_") > sum("".join(cells).count("_") for cells in texts.values()):
            return False  # 1_000 is a number to Python alone
        self._trace(text, rows, numbered, values, texts)
        self.lines.append(np.arange(numbered.start, numbered.stop))
        for place, column in values.items():
            self.parts[place].append(column)
        for place, cells in texts.items():
            self.parts[place].append(cells)
        return True

    def _filled(self, text: str, gap: str) -> str:
        """With `nan` for every gap that is written so, which NumPy's reader knows."""
        sign = self.table.separator
        before, after = f"{sign}{gap}{sign}", f"{sign}nan{sign}"
        if before in text:
            text = text.replace(before, after).replace(before, after)
        text = text.replace(f"\n{gap}{sign}", f"\nnan{sign}").replace(f"{sign}{gap}\n", f"{sign}nan\n")
        if text.startswith(f"{gap}{sign}"):
            text = f"nan{text[len(gap):]}"
        return f"{text[:len(text) - len(gap)]}nan" if text.endswith(f"{sign}{gap}") else text

    def _columns(self, rows: list[str]) -> tuple[dict[int, np.ndarray], dict[int, list[str]]] | None:
        """The columns of numbers and those of texts by place, None where one is something else than was presumed."""
        sign = self.table.separator
        try:
            if not self.words:
                whole = np.loadtxt(rows, ndmin=2, delimiter=sign, comments=None, quotechar=None)
                # Turned over while it is in the cache: columns are put together at the end.
                return (dict(enumerate(np.ascontiguousarray(whole.T))), {}) if whole.shape[1] == self.width else None
            found = np.loadtxt(rows, dtype=self.types, ndmin=1, delimiter=sign, comments=None, quotechar=None)
        except (ValueError, OverflowError):
            return None
        return ({place: found[f"c{place}"] for place in range(self.width) if place not in self.words},
                {place: found[f"c{place}"].tolist() for place in self.words})

    @staticmethod
    def _sane(values: dict[int, np.ndarray], texts: dict[int, list[str]], count: int) -> bool:
        """As many rows as lines, none of nothing but gaps, which may be blank, and no number beyond float32."""
        empty = np.ones(count, bool)
        for column in values.values():
            if len(column) != count or (np.abs(column) > FINITE).any():
                return False
            empty &= np.isnan(column)
        for cells in texts.values():
            if len(cells) != count:
                return False
            if empty.any():
                empty &= np.array([cell in ("", "nan") for cell in cells])
        return not empty.any()

    def _trace(self, text: str, rows: list[str], numbered: Sequence[int], values: dict[int, np.ndarray],
               texts: dict[int, list[str]]) -> None:
        """What this block tells of decimal marks; looked at cell by cell only where a column has told nothing yet and
        has a point somewhere."""
        told = all("." in self.traces[place].found for place in values)
        points = 0 if told else text.count(".")
        for place, cells in texts.items():
            together = "".join(cells)
            if not together.isprintable():
                texts[place] = cells = [clean(cell) for cell in cells]
            if "." in together or "," in together:
                self.traces[place].add(numbered, cells)
            points -= together.count(".")
        left = {}
        if told:
            return
        for place, column in values.items():
            decimals = int(np.count_nonzero((column != np.floor(column)) & ~np.isnan(column)))
            points -= decimals
            if "." not in self.traces[place].found:
                left[place] = decimals
        # Where every point is that of a number with decimals, whole numbers have none.
        wanted = [place for place, decimals in left.items() if decimals or points]
        if wanted:
            found = np.loadtxt(rows, dtype=object, usecols=wanted, ndmin=2, comments=None, quotechar=None,
                               delimiter=self.table.separator)
            for number, place in enumerate(wanted):
                self.traces[place].add(numbered, found[:, number].tolist())
        for place in left:
            self._lengths(self.traces[place], values[place])

    @staticmethod
    def _lengths(traces: Traces, column: np.ndarray) -> None:
        whole = np.abs(column[column == np.floor(column)])
        traces.short |= bool((whole < 1000).any())
        traces.long |= bool((whole >= 1000).any())
