"""Parses a cell of a table: a number in one of several notations, a gap, or words."""

import re

import numpy as np
from msgspec import Struct

from core.declare.parameters import FINITE

GAPS = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?", "<na>", "nat", "#nv", "#div/0!", "#wert!", "#value!",
                  "#bezug!", "#ref!", "#zahl!", "#num!", "#name?", "\\n"))
"""What says in any column that a value is missing: as pandas, R, databases and Excel write it."""
GAPS_AMONG_AMOUNTS = frozenset(("-", "--", "---", "–", "—", "−", ".", "..", "none", "nil", "missing", "unknown", "k.a.",
                                "k. a.", "ka", "fehlt", "unbekannt", "(null)", "n.a.", "n. a.", "n.v."))
"""What says so beside numbers or dates; elsewhere it may be a category of its own."""
SIGNS = "%‰€$£¥°"
"""Signs of a unit that stand at numbers."""

SPACES, APOSTROPHES = " \u00a0\u2009\u202f", "'\u2019"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# A group of thousands never begins with 0: 0.118 is less than one in every language.
DOT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?")
COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([ \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*([.,]\d*)?")
"""Thousands parted by spaces or apostrophes, as in France and Switzerland: a point or comma behind is a decimal."""
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
"""1.234 and 1,234: decimals to one, thousands to the other."""
DECIMAL = re.compile(r"[+-]?(\d+[.,]\d*|[.,]\d+)([eE][+-]?\d+)?")

WITH_SIGN = re.compile(rf"([+-]?)(?:[{SIGNS}]\s?)?([^{SIGNS}]*?)(?:\s?(?:[{SIGNS}]|°[CF]))?")
"""An amount with the sign of its unit before or behind it: €5, 12 %, 20 °C."""
AMOUNT = re.compile(r"[^\w\s]{0,2}\s?\d")
"""How cells begin that are an amount, a date or a time with signs of their own: 10 %, €5, 12:30, 2024-01-31."""


class Missing(Struct, frozen=True):
    """What a person said to stand for a missing value, in lower case, and the numbers among it."""

    words: frozenset[str] = frozenset()
    values: tuple[float, ...] = ()


NOTHING_SAID = Missing()


def said_missing(text: str, decimal: str) -> Missing:
    """The words and numbers in a list with commas between them."""
    words = frozenset(word.strip().lower() for word in text.split(",")) - {""}
    found = (number_of(word, decimal or ".") for word in words)
    return Missing(words, tuple(value for value in found if value is not None))


def is_gap(cell: str, missing: Missing = NOTHING_SAID) -> bool:
    """Whether a cell says that the value is missing."""
    word = cell.strip().lower()
    return word in GAPS or word in missing.words


def may_be_gap(cell: str) -> bool:
    """Whether a cell says beside amounts that the value is missing."""
    return cell.strip().lower() in GAPS_AMONG_AMOUNTS


def looks_like_a_number(cell: str) -> bool:
    """Whether a cell is a number to somebody, whatever the decimal mark."""
    return number_of(cell, ".") is not None or number_of(cell, ",") is not None


def mark_of(cell: str) -> str:
    """What a cell tells of the decimal mark: "." or ","; "?." or "?," where the sign in it may as well part thousands;
    "" where it tells nothing."""
    text = _signed(cell)
    if grouped := GROUPED.fullmatch(text):
        return (grouped[2] or "")[:1]
    dot, comma = "." in text, "," in text
    if not (dot or comma):
        return ""
    if (dot and comma) or text.count(".") > 1 or text.count(",") > 1:
        return "." if COMMA_GROUPS.fullmatch(text) else "," if DOT_GROUPS.fullmatch(text) else ""
    mark = "." if dot else ","
    if EITHER.fullmatch(text):
        return "?" + mark
    return mark if DECIMAL.fullmatch(text) else ""


def number_of(cell: str, decimal: str, thousands: str = "") -> float | None:
    """The number in a cell, or None. Groups of thousands are taken off; a value beyond float32 is none.

    Where the decimal mark is a comma, what can only be meant the other way (0.5, 1,234.5) is read so too. Where a
    person said what parts the `thousands`, nothing else does; "none" for no groups at all.
    """
    text = _signed(cell)
    if thousands:
        return _number_as_said(text, decimal, thousands)
    if GROUPED.fullmatch(text):
        text = re.sub(r"[^\d.,+-]", "", text).replace(",", ".")
    elif decimal == ",":
        if mark_of(text) == ".":
            text = text.replace(",", "")
        else:
            text = (text.replace(".", "") if DOT_GROUPS.fullmatch(text) else text).replace(",", ".")
    elif COMMA_GROUPS.fullmatch(text):
        text = text.replace(",", "")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= FINITE else None


def _number_as_said(text: str, decimal: str, thousands: str) -> float | None:
    if thousands != "none":
        signs = SPACES if thousands == " " else APOSTROPHES if thousands == "'" else re.escape(thousands)
        if re.fullmatch(rf"[+-]?\d{{1,3}}([{signs}]\d{{3}})+({re.escape(decimal)}\d*)?", text):
            text = re.sub(f"[{signs}]", "", text)
    if decimal == ",":
        text = text.replace(".", "x").replace(",", ".")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= FINITE else None


def is_too_large(cell: str) -> bool:
    """Whether a cell holds a number beyond float32."""
    return bool(NUMBER.fullmatch(_signed(cell))) and not abs(float(_signed(cell))) <= FINITE


def looks_like_an_amount(cell: str) -> bool:
    """Whether words begin like an amount, a date or a time."""
    return AMOUNT.match(cell.strip()) is not None


def _signed(cell: str) -> str:
    text = cell.strip().replace("−", "-")
    if text[-1:].isdigit() and text[:1].isdigit():
        return text
    found = WITH_SIGN.fullmatch(text)
    return found[1] + found[2] if found else text


def signs_in(cells: str) -> str:
    """The signs of units that stand somewhere in cells."""
    return "".join(sign for sign in SIGNS if sign in cells)


def numbers(cells: list[str], decimal: str, thousands: str = "", missing: Missing = NOTHING_SAID
            ) -> tuple[np.ndarray, list[int]]:
    """(values, words): float64 with NaN where there is no number; the places that hold neither number nor gap."""
    values, words = _numbers(cells, decimal, thousands)
    if missing.words:
        values[np.isin(values, missing.values)] = np.nan
        words = [place for place in words if not is_gap(cells[place], missing)]
    return values, words


def _numbers(cells: list[str], decimal: str, thousands: str) -> tuple[np.ndarray, list[int]]:
    together = "\0".join(cells)
    if not ("_" in together or (decimal == "," and "." in together)):
        plain = cells if decimal == "." else together.replace(",", ".").split("\0")
        try:
            values = np.fromiter(map(_float, plain), np.float64, len(plain))
            if not (np.abs(values) > FINITE).any():
                return values, []
        except ValueError:
            pass  # some cell is no plain number: look at each
    values, words = np.full(len(cells), np.nan), []
    for place, cell in enumerate(cells):
        value = number_of(cell, decimal, thousands)
        if value is not None:
            values[place] = value
        elif not is_gap(cell):
            words.append(place)
    return values, words


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        if is_gap(cell):
            return np.nan
        raise
