"""Finds out what the columns of a table hold, from its cells."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import numpy as np
from msgspec import Struct

from core.datasets.table_columns import Column, ColumnKind, DateOrder, DecimalMark
from core.files.cells import is_too_large, looks_like_an_amount, number_of
from core.files.dates import ORDERS, day_number
from core.files.parsed_table import ParsedTable
from core.files.user_files import quotable, shown
from core.files.yes_no import as_no_and_yes
from core.importing.cell_facts import MOST_CATEGORIES, CellFacts
from core.text.errors import DataError
from core.text.messages import say

NOTHING_SAID: Mapping[str, str] = {}
FEW = 20
"""So many different values at most: a column that mixes numbers and words is one of categories."""
EVERY_WHOLE = 2**53
"""Up to which every whole number can be told from the next in float64."""
ROW_NUMBERS = frozenset(("id", "ids", "index", "idx", "row", "rows", "rownames", "rowid", "no", "nr", "num", "number",
                         "unnamed", "column", "lfd", "nummer", "zeile", "sample", "key"))


class TableFacts(Struct, frozen=True):
    """What is known of all columns of a table. `faults` are sentences on columns that cannot be used as what they are
    taken for, by name."""

    columns: tuple[Column, ...]
    rows: int
    gap_rows: int
    notes: tuple[str, ...]
    faults: dict[str, str]


def column_facts(table: ParsedTable, said: Mapping[str, str] = NOTHING_SAID) -> TableFacts:
    """What the columns of a table hold. `said` tells by name what a column is to be taken for: a kind, or the order of
    year, month and day in dates."""
    path = table.table.path
    if not len(table):
        raise DataError(say("{path} has column names but no rows; add rows below the first line.", path=shown(path)))
    facts = [CellFacts(column, table) for column in table.columns]
    notes: list[str] = []
    faults: dict[str, str] = {}
    columns = tuple(_column(path, fact, said.get(fact.name, ""), notes, faults) for fact in facts)
    columns = _without_row_numbers(columns, facts, notes, said)
    notes += _doubts(columns, facts) + _rounded(columns, facts)
    return TableFacts(columns, len(table), int(gaps_of(table, columns).sum()), tuple(notes), faults)


def gaps_of(table: ParsedTable, columns: tuple[Column, ...]) -> np.ndarray:
    """(rows,) which rows lack a value in a column that is used."""
    found = np.zeros(len(table), bool)
    for column, parsed in zip(columns, table.columns, strict=True):
        if column.used and column.gaps:
            found |= parsed.gaps()
    return found


def _column(path, fact: CellFacts, said: str, notes: list[str], faults: dict[str, str]) -> Column:
    kind, note = ("date" if said in ORDERS else said, "") if said else _kind(path, fact)
    if note:
        notes.append(note)
    if kind == "skip":
        return Column(fact.name, "skip")
    if kind == "date":
        return _date_column(path, fact, said if said in ORDERS else "", notes, faults)
    if fault := _fault(path, fact, kind):
        faults[fact.name] = fault
    categories = fact.categories() if kind == "number" else fact.names() if kind != "text" else ()
    if kind == "yes/no":
        categories = as_no_and_yes(categories) or categories
    mean = fact.mean if kind == "number" else float(fact.share(categories)) if kind == "yes/no" else 0.0
    return Column(fact.name, cast(ColumnKind, kind), categories, fact.gaps, mean, cast(DecimalMark, fact.mark.decimal))


def _date_column(path, fact: CellFacts, said: str, notes: list[str], faults: dict[str, str]) -> Column:
    orders = (said,) if said else fact.orders
    days = [day_number(text, orders[0] if orders else "ymd") for text in fact.parsed.texts]
    if not days or None in days:
        word = fact.parsed.texts[days.index(None)] if days else ""
        faults[fact.name] = say("{path}, line {line}, column {name!r}: {word!r} is no date; mend the cell, or take the "
                                "column for something else.", path=shown(path), line=fact.line_of(word),
                                name=fact.name, word=quotable(path, word))
        return Column(fact.name, "date", (), fact.gaps, order=cast(DateOrder, orders[0] if orders else "ymd"))
    different = next((text for text in fact.parsed.texts for order in orders[1:]
                      if day_number(text, order) != day_number(text, orders[0])), "")
    if different:
        found = date.fromordinal(int(day_number(different, orders[0]) or 0) + date(1970, 1, 1).toordinal())
        notes.append(say("{cell} in column {name!r} is read as {year}-{month:02d}-{day:02d}, but day and month may "
                         "stand the other way round; say so in the column's type if they do.",
                         cell=quotable(path, different), name=fact.name, year=str(found.year), month=found.month,
                         day=found.day))
    codes = fact.parsed.codes
    assert codes is not None, "cells of dates are words"
    mean = float(np.mean(np.array(days)[codes[codes >= 0]]))
    return Column(fact.name, "date", (), fact.gaps, mean, order=cast(DateOrder, orders[0]))


def _fault(path, fact: CellFacts, kind: str) -> str:
    """Why a column cannot be of this kind, "" where it can."""
    where: dict[str, Any] = {"path": shown(path), "name": fact.name}
    if kind == "number" and fact.first_word:
        line, word = fact.first_word
        where |= {"line": line, "word": quotable(path, word)}
        if is_too_large(word):
            return say("{path}, line {line}, column {name!r}: {word!r} is too large to reckon with; write the column "
                       "in a larger unit.", **where)
        if not fact.numbers:
            return say("{path}, line {line}, column {name!r}: {word!r} is no number, and no other cell is; take the "
                       "column for something else.", **where)
        return say("{path}, line {line}, column {name!r}: {word!r} is no number, though {numbers:,} of {filled:,} "
                   "cells there are; mend the cell or empty it.", numbers=fact.numbers,
                   filled=fact.numbers + fact.words, **where)
    if kind == "number" and fact.mark.doubt == "both":
        return say("{path}, line {line}, column {name!r}: {cell!r} may be decimals or thousands, for the column writes "
                   "decimals with points and with commas; write them all in one way.", line=fact.mark.line,
                   cell=quotable(path, fact.mark.cell), **where)
    if kind == "yes/no" and len(fact.names()) != 2:
        return say("{path}, column {name!r}: yes and no are two values, but there are {count}; take it for categories.",
                   count=len(fact.names()) or say("more than {most}", most=MOST_CATEGORIES), **where)
    if kind == "category" and not fact.names():
        return say("{path}, column {name!r}: it holds more than {most} different values, or very long ones; take it "
                   "for numbers or for text.", most=MOST_CATEGORIES, **where)
    return ""


def _without_row_numbers(columns, facts, notes, said) -> tuple[Column, ...]:
    """Leave out a column that only numbers the rows, where its name says so and another input is left. One that counts
    under any other name may be what the target depends on (hours, trials): it stays, with a word about it."""
    left = [column for column in columns if column.used]
    kept = []
    for column, fact in zip(columns, facts, strict=True):
        numbered = column.kind == "number" and fact.numbers_the_rows and column.name not in said
        named = sounds_like_a_row_number(column.name)
        if numbered and named and len(left) > 2:
            left.remove(column)
            column = Column(fact.name, "skip")
            notes.append(say("Column {name!r} only numbers the rows, so it is left out; give it another name if it is "
                             "to be an input.", name=fact.name))
        elif numbered and (named or (len(left) > 2 and column is not left[-1])):
            notes.append(say("Column {name!r} counts the rows and is used all the same; delete it from the file if it "
                             "says nothing about the others.", name=fact.name))
        kept.append(column)
    return tuple(kept)


def _doubts(columns, facts) -> list[str]:
    """What could not be known of decimals and thousands: how it is read now."""
    marks = [fact.mark for column, fact in zip(columns, facts, strict=True) if column.kind == "number"]
    names = [column.name for column in columns if column.kind == "number"]
    notes = []
    guessed = [(name, mark) for name, mark in zip(names, marks, strict=True) if mark.doubt == "guessed"]
    if guessed:
        name, mark = guessed[0]
        here, there = (number_of(mark.cell, decimal) for decimal in (mark.decimal, "," if mark.decimal == "." else "."))
        notes.append(say("{cell} is read as {here:g}, but could be {there:g}: nothing in column {name!r} tells; if "
                         "that is wrong, write numbers with a decimal point and without groups of thousands.",
                         cell=mark.cell, here=here, there=there, name=name))
        if len(guessed) > 1:
            notes.append(say("The same holds for {names}.", names=_listed([name for name, _ in guessed[1:]])))
    notes += [_without_signs(name, mark.signs) for name, mark in zip(names, marks, strict=True) if mark.signs]
    mixed = [name for name, mark in zip(names, marks, strict=True) if mark.doubt == "mixed"]
    if mixed:
        notes.append(say("Decimals are written with points and with commas in {names}; both are read as decimals.",
                         names=_listed(mixed)))
    return notes


def _without_signs(name: str, signs: str) -> str:
    if len(signs) == 1:
        return say("Column {name!r} is read without the sign {sign}: what stands beside it is the number.", name=name,
                   sign=signs)
    return say("Column {name!r} has signs of several units ({signs}), which are left out; write all of it in one unit.",
               name=name, signs=" ".join(signs))


def _rounded(columns, facts) -> list[str]:
    """Which columns count farther than every whole number has a place of its own."""
    far = [fact.name for column, fact in zip(columns, facts, strict=True)
           if column.kind == "number" and fact.far > EVERY_WHOLE]
    return [say("Whole numbers beyond {most:,} are rounded to some 16 digits in {names}; subtract what they have in "
                "common if the last digits count.", most=EVERY_WHOLE, names=_listed(far))] if far else []


def sounds_like_a_row_number(name: str) -> bool:
    """Whether a column is called as those that only number the rows: "id", "Nr.", "row number", without a name. A
    year is a name."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    return all(word in ROW_NUMBERS for word in words) and (bool(words) or not re.search(r"\d", name))


def _listed(names: list[str]) -> str:
    shown_names = ", ".join(f"{name[:40]!r}" for name in names[:4])
    return shown_names + (f" … (+{len(names) - 4})" if len(names) > 4 else "")


def _kind(path, fact: CellFacts) -> tuple[str, str]:
    filled, different = fact.numbers + fact.words, fact.different
    if not filled:
        return "skip", say("Column {name!r} is empty, so it is left out.", name=fact.name)
    if not fact.words:
        return "number", ""
    if fact.words == filled and fact.orders:
        return "date", ""
    repeated = different <= max(2, filled // 2)
    few = different <= FEW and filled >= 3 * different
    # Sizes like 1, 2, XL are categories; a single word among numbers is a slip, be they few or many.
    if fact.numbers >= filled * (0.95 if few else 0.5) or (
            fact.first_word is not None and is_too_large(fact.first_word[1])):
        return "number", ""
    if different > MOST_CATEGORIES or fact.long or not repeated:
        many = say("more than {most}", most=MOST_CATEGORIES) if different > MOST_CATEGORIES else str(different)
        return "text", say("Column {name!r} holds {many} different texts, so it is left out.", name=fact.name,
                           many=many)
    amounts = [text for text in fact.parsed.texts if looks_like_an_amount(text)]
    if 2 * len(amounts) >= different:
        return "category", say("Column {name!r} holds texts such as {cell!r}, which are read as categories; if they "
                               "are amounts, dates or times, write them as plain numbers.", name=fact.name,
                               cell=quotable(path, min(amounts)))
    return "yes/no" if as_no_and_yes(fact.parsed.texts) else "category", ""
