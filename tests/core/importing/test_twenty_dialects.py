"""One table, written in twenty ways that people meet: each is read as the same numbers, or refused in one sentence."""

import csv
import io

import pytest

from core.importing.proposal import inspect_file
from core.text.errors import LayerlabError

SIZES = [1.5, 2.25, 3.75, 4.5] * 8
COLOURS = ["red", "blue"] * 16
ROWS = [("size", "colour"), *((str(size), colour) for size, colour in zip(SIZES, COLOURS, strict=True))]


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


def test_headers_that_repeat_are_one_sentence_and_a_nameless_one_gets_a_name(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(written([("a", "", "kind"), *((str(n), str(-n), COLOURS[n]) for n in range(30))]))
    assert all(column.name for column in inspect_file(path).dataset.columns)
    path.write_text(written([("a", "a", "kind"), *((str(n), str(-n), COLOURS[n]) for n in range(30))]))
    with pytest.raises(LayerlabError, match=r"line 1: columns 1 and 2 are both called 'a'; rename one of them\.$"):
        inspect_file(path)
