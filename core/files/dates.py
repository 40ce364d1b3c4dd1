"""Dates as people write them, as days since the first of January 1970."""

import re
from collections.abc import Iterable
from datetime import date

ORDERS = ("ymd", "dmy", "mdy", "ydm")
"""In which order year, month and day stand. Where the cells allow several, the first that is meant by their sign."""
MONTHS = {name: number for number, names in enumerate((
    ("jan", "jän"), ("feb",), ("mar", "mär", "mrz"), ("apr",), ("may", "mai"), ("jun",), ("jul",), ("aug",), ("sep",),
    ("oct", "okt"), ("nov",), ("dec", "dez")), 1) for name in names}
NUMBERED = re.compile(r"(\d{1,4})([-./]) ?(\d{1,2})\2 ?(\d{1,4})\.?")
NAMED = re.compile(r"(\d{1,4})[-./ ]{1,2}([^\W\d_]{3,12})[-./ ,]{1,2}(\d{1,4})|([^\W\d_]{3,12}) (\d{1,2}),? (\d{4})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(am|pm|AM|PM)?(?:Z|[+-]\d{2}:?\d{2})?")
FEWEST_YEARS = 69
"""Two digits from here on are of the last century, as POSIX has it."""


def day_number(cell: str, order: str) -> float | None:
    """Days since 1970-01-01, the time of day as a fraction; None where a cell is no date in this order. A zone is not
    computed with."""
    text = cell.strip()
    clock = 0.0
    if cut := re.search(r"[ T](?=\d{1,2}:)", text):
        found = CLOCK.fullmatch(text[cut.end():].strip())
        if found is None:
            return None
        clock = _part_of_day(found)
        text = text[:cut.start()]
    parts = _parts(text.rstrip(","), order)
    if parts is None or not 0 <= clock < 1:
        return None
    year, month, day = parts
    try:
        return date(year, month, day).toordinal() - date(1970, 1, 1).toordinal() + clock
    except ValueError:
        return None


def _part_of_day(found: re.Match) -> float:
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    if found[4]:
        if not 1 <= hours <= 12:
            return -1
        hours = hours % 12 + 12 * (found[4].lower() == "pm")
    return (hours * 3600 + minutes * 60 + seconds) / 86_400 if hours < 24 and minutes < 60 and seconds < 61 else -1


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    if found := NUMBERED.fullmatch(text):
        pieces = dict(zip(order, (found[1], found[3], found[4]), strict=True))
        return _whole(pieces["y"], int(pieces["m"]), pieces["d"])
    if not (found := NAMED.fullmatch(text)):
        return None
    first, name, last = (found[1], found[2], found[3]) if found[2] else (found[5], found[4], found[6])
    month = MONTHS.get(name.lower()[:3])
    year, day = (first, last) if order[0] == "y" and found[2] else (last, first)
    return None if month is None else _whole(year, month, day)


def _whole(year: str, month: int, day: str) -> tuple[int, int, int] | None:
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    number = int(year)
    return number + (0 if len(year) == 4 else 1900 if number >= FEWEST_YEARS else 2000), month, int(day)


def date_orders(cells: Iterable[str]) -> tuple[str, ...]:
    """The orders in which all cells are dates, the likeliest first; none where there are none."""
    cells = list(cells)
    left = [order for order in ORDERS if all(day_number(cell, order) is not None for cell in cells)]
    if cells and "/" in cells[0] and "mdy" in left and "dmy" in left and re.match(r"\d{1,2}/", cells[0]):
        left.sort(key=lambda order: order != "mdy")
    if cells and re.match(r"\d{1,2}[./]", cells[0]):  # a year of two digits stands behind points and strokes
        left.sort(key=lambda order: order[0] == "y")
    elif "ymd" in left:  # a year in front is followed by the month, unless that cannot be
        left = [order for order in left if order != "ydm"]
    return tuple(left) if cells else ()
