"""One table, written in twenty ways that people meet: each is read as the same numbers, or refused in one sentence."""

import csv
import io
import re

import pytest

from core.files.cells import GAPS, GAPS_AMONG_AMOUNTS, SIGNS
from core.files.column_names import column_names
from core.files.dates import date_orders
from core.files.opened_table import open_table
from core.files.table_form import FIRST_ROW, TableForm
from core.importing.proposal import inspect_file, look_at, proposed
from core.text.errors import LayerlabError

SIZES = [1.5, 2.25, 3.75, 4.5] * 8
COLOURS = ["red", "blue"] * 16
ROWS = [("size", "colour"), *((str(size), colour) for size, colour in zip(SIZES, COLOURS, strict=True))]

SIGN = re.compile(f"[{SIGNS}]")


def written(rows=ROWS, **dialect) -> str:
    """As Python's own writer has it."""
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\n"} | dialect).writerows(rows)
    return out.getvalue()


def changed(change) -> list[tuple[str, ...]]:
    return [ROWS[0], *(change(place, *row) for place, row in enumerate(ROWS[1:]))]


DIALECTS = {
    "comma": written().encode(),
    "semicolon with decimal comma": written(changed(lambda _, a, b: (a.replace(".", ","), b)), delimiter=";").encode(),
    "tab": written(delimiter="\t").encode(),
    "bar": written(delimiter="|").encode(),
    "Windows line ends": written(lineterminator="\r\n").encode(),
    "all quoted": written(quoting=csv.QUOTE_ALL).encode(),
    "quoted newlines": written(changed(lambda _, a, b: (a, f"{b}\n{b}"))).encode(),
    "quoted separators": written(changed(lambda _, a, b: (a, f"{b}, {b}"))).encode(),
    "UTF-8 with BOM": written().encode("utf-8-sig"),
    "UTF-16": written().encode("utf-16"),
    "Latin-1": written(changed(lambda _, a, b: (a, "größer" if b == "red" else "blau"))).encode("latin-1"),
    "no header": written(ROWS[1:]).encode(),
    "trailing blanks": written(changed(lambda _, a, b: (f"{a}  ", f" {b} "))).encode(),
    "trailing delimiters": written([(*row, "") for row in ROWS]).encode(),
    "no last newline": written().rstrip("\n").encode(),
    "blank lines": written().replace("\n", "\n\n").encode(),
    "signs and exponents": written(changed(lambda _, a, b: (f"+{float(a) * 10:g}e-1", b))).encode(),
    "sep line": b"sep=;\n" + written(delimiter=";").encode(),
    "separators among the names": written([("size, in cm", "colour"), *ROWS[1:]]).encode(),
    "gaps written as words": written([*ROWS, ("NA", "red"), ("n/a", "blue")]).encode(),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_the_same_numbers_come_out(tmp_path, name):
    path = tmp_path / "t.csv"
    path.write_bytes(DIALECTS[name])
    samples = inspect_file(path).dataset.load()
    assert samples.x[:len(SIZES), 0].tolist() == SIZES
    assert len(samples) == len(SIZES)
    assert (samples.y[::2] == samples.y[0]).all()
    assert (samples.y[1::2] == samples.y[1]).all()
    assert samples.y[0] != samples.y[1]


@pytest.mark.parametrize(("cell", "value"), [("1e5", 1e5), ("12,345", None), ("1.234.567,5", 1234567.5),
                                             ("10 %", None)])
def test_amounts_written_otherwise_are_numbers_or_spoken_of(tmp_path, cell, value):
    path = tmp_path / "t.csv"
    path.write_text(written([("n", "colour"), *((cell if place % 3 else "7", COLOURS[place]) for place in range(30))],
                            delimiter=";"))
    found = inspect_file(path)
    column = found.dataset.columns[0]
    if value is not None:
        assert column.kind == "number"
        assert found.dataset.load().x[1, 0] == value
    else:
        assert column.kind == "number" or found.notes, "nothing is guessed in silence"


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b" ", bytes(range(256)) * 40, b"\x7fELF" + bytes(4000), b"a\n1\n",
                                     b"only,names\n", b"\xff\xfe", b"a,b\n1,2\n1,2,3,4\n"],
                         ids=["empty", "newlines", "a blank", "binary", "a program", "one column of one row",
                              "names alone", "a mark alone", "a longer row"])
def test_what_is_no_table_is_one_sentence(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(LayerlabError) as refused:
        inspect_file(path).dataset.load()
    said = str(refused.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "t.csv" in said


def columns(path):
    return {column.name: column for column in inspect_file(path).dataset.columns}


def test_headers_that_repeat_are_told_apart_and_spoken_of_and_a_nameless_one_gets_a_name(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(written([("a", "", "kind"), *((str(n), str(-n), COLOURS[n]) for n in range(30))]))
    assert all(column.name for column in inspect_file(path).dataset.columns)
    path.write_text(written([("a", "a", "a (2)", "kind"), *((str(n), str(-n), "7", COLOURS[n]) for n in range(30))]))
    found = inspect_file(path)
    assert [column.name for column in found.dataset.columns] == ["a", "a (3)", "a (2)", "kind"]
    assert found.dataset.load().x[:, :2].tolist() == [[n, -n] for n in range(30)]
    assert any("'a'" in note for note in found.notes), "nothing is guessed in silence"


def test_ten_thousand_columns_of_one_name_are_named_at_once():
    names = column_names("t.csv", 1, ["a" * 200] * 10_000, [], TableForm(header=FIRST_ROW))
    assert len(set(names)) == 10_000
    assert max(map(len, names)) <= 200


@pytest.mark.parametrize("above", ["Class 7b\n", "Class 7b;;\n;;\n", "# by a log\n# 2024, May\n", "Report, 2024\n\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_title_and_remarks_above_the_names_are_left_out_and_spoken_of(tmp_path, above, separator):
    path = tmp_path / "t.csv"
    path.write_text(above.replace(";", separator) + written([("size", "colour", "n"), *(
        (size, colour, str(n * 3 % 7)) for n, (size, colour) in enumerate(ROWS[1:]))], delimiter=separator))
    found = inspect_file(path)
    assert [column.name for column in found.dataset.columns] == ["size", "colour", "n"]
    assert len(found.dataset.load()) == len(SIZES)
    assert any("above the table" in note for note in found.notes)


@pytest.mark.parametrize("start", ["a;;\n1;2;3\n4;5;6\n", "red;\nred;x\nblue;y\n", "a;b;c\n1;;\n2;3;4\n"])
def test_names_and_rows_with_gaps_are_no_titles(tmp_path, start):
    path = tmp_path / "t.csv"
    path.write_text(start)
    assert not open_table(path).above


@pytest.mark.parametrize("sign", ["{}%", "{} %", "€{}", "{} €", "-{}$", "£ {}", "{} °C", "{}‰"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_signs_of_units_beside_numbers_are_left_out_and_spoken_of(tmp_path, sign, decimal):
    path = tmp_path / "t.csv"
    values = [number + 0.25 for number in range(30)]
    path.write_text(written([("share", "colour"), *((sign.format(str(value).replace(".", decimal)), colour)
                                                     for value, colour in zip(values, COLOURS, strict=False))],
                            delimiter=";"))
    found = inspect_file(path)
    assert (abs(found.dataset.load().x[:, 0]) == values).all()
    assert any(SIGN.search(sign)[0] in note and "'share'" in note for note in found.notes)


@pytest.mark.parametrize("gap", sorted(GAPS | GAPS_AMONG_AMOUNTS))
@pytest.mark.parametrize("late", [False, True])
def test_every_way_to_write_a_gap_is_one_among_amounts_and_dates(tmp_path, gap, late):
    path = tmp_path / "t.csv"
    rows = [(str(number + 0.5), f"2024-01-{1 + number % 28:02}", "xy"[number % 2]) for number in range(40)]
    rows = rows * 40 + [(gap.upper(), gap, "y")] if late else [(gap, gap, "x"), *rows]
    path.write_text(written([("size", "day", "kind"), *rows]))
    found = columns(path)
    assert [(found[name].kind, found[name].gaps) for name in ("size", "day")] == [("number", 1), ("date", 1)]


@pytest.mark.parametrize("word", sorted(GAPS_AMONG_AMOUNTS))
def test_among_words_such_a_word_is_a_category_of_its_own(tmp_path, word):
    path = tmp_path / "t.csv"
    path.write_text(written([("drink", "n"), *((("tea", word, "milk")[n % 3], str(n % 5)) for n in range(30))]))
    assert columns(path)["drink"].categories == tuple(sorted(("tea", word, "milk")))


@pytest.mark.parametrize(("said", "cells", "gaps"), [
    ("-999", ["-999", "-999.0", "-999,5"], 2), ("-999, [cm]", ["[cm]", "-999", "[CM]"], 3),
    ("absent", ["absent", "Absent "], 2)])
def test_what_a_person_says_stands_for_a_missing_value(tmp_path, said, cells, gaps):
    path = tmp_path / "t.csv"
    rows = [(cell, "x") for cell in cells] + [(f"{number}.5", "xy"[number % 2]) for number in range(60)]
    path.write_text(written([("size", "kind"), *rows], delimiter=";"))
    table, facts = look_at(path, TableForm(missing=said))
    assert facts.columns[0].gaps == gaps
    assert facts.columns[0].kind == "number"
    dataset, _ = proposed(table, facts)
    assert len(dataset.load()) == len(rows) - gaps


@pytest.mark.parametrize(("written_as", "order"), [
    ("{d:02}.{m:02}.{y:02}", "dmy"), ("{d}.{m}.20{y:02}", "dmy"), ("{m}/{d}/{y:02}", "mdy"),
    ("20{y:02}-{m}-{d}", "ymd"), ("{y:02}-{m:02}-{d:02}", "ymd"), ("20{y:02}/{m}/{d}", "ymd")])
def test_dates_that_could_be_read_otherwise_are_read_as_they_are_mostly_meant(written_as, order):
    assert date_orders([written_as.format(d=day, m=4, y=24) for day in range(1, 11)])[0] == order
