"""How a table is written: every separator with every decimal mark, wherever in the file the first decimals stand."""

import csv
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.files.cells import mark_of, number_of
from core.files.opened_table import open_table
from core.files.parsed_table import parse
from core.files.table_form import TableForm
from core.importing.proposal import inspect_file
from core.tasks.binary import Binary
from core.tasks.regression import Regression
from core.text.errors import DataError

LENIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
SEPARATORS = [",", ";", "\t", "|"]
NAMES = {"plain": ("x", "y"), "units": ("Size, cm", "Weight, kg"), "others": ("a;b", "c|d, e"),
         "spaces": (" x  1", "y\t2")}


def written(rows, separator, ending="\n") -> str:
    """Rows as a program writes them: cells that hold the separator in quotation marks."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(rows)
    return out.getvalue()


def inputs(tmp_path, rows, separator, ending="\n"):
    path = tmp_path / "table.csv"
    path.write_bytes(written(rows, separator, ending).encode())
    return inspect_file(path)


def spelled(value: float, decimal: str, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", decimal)


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_every_separator_with_every_decimal_mark_under_every_header(tmp_path, separator, decimal, names):
    x = [0.125 * i for i in range(40)]
    y = [70.5 - i / 4 for i in range(40)]
    rows = [names, *([spelled(a, decimal, 3), spelled(b, decimal, 2)] for a, b in zip(x, y, strict=True))]
    proposal = inputs(tmp_path, rows, separator)
    assert [column.name for column in proposal.dataset.columns] == [" ".join(name.split()) for name in names]
    samples = proposal.dataset.load()
    assert samples.x[:, 0].tolist() == pytest.approx(x)
    assert samples.y[:, 0].tolist() == pytest.approx(y)
    assert not proposal.notes


@pytest.mark.parametrize("digits", [1, 2, 3])
@pytest.mark.parametrize("before", [0, 199, 201, 5000])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_decimals_that_come_late_are_decimals(tmp_path, separator, decimal, before, digits):
    late = [0.5 + i / 8 for i in range(12)]
    rows = [("x", "kind")] + [(i % 7, "ab"[i % 2]) for i in range(before)]
    rows += [(spelled(value, decimal, digits), "ab"[i % 2]) for i, value in enumerate(late)]
    found = inputs(tmp_path, rows, separator).dataset.load().x[before:, 0]
    assert found.tolist() == pytest.approx([float(f"{value:.{digits}f}") for value in late])


@pytest.mark.scene
@LENIENT
@given(st.data())
def test_drawn_tables_keep_their_numbers_or_say_what_is_open(tmp_path, data):
    """Numbers as a careful program writes them: one decimal mark, thousands in groups or not."""
    separator = data.draw(st.sampled_from(SEPARATORS))
    decimal = data.draw(st.sampled_from(".,"))
    grouped = data.draw(st.booleans())
    count, digits = data.draw(st.integers(3, 12)), data.draw(st.integers(0, 4))
    values = data.draw(st.lists(st.integers(-10**8, 10**8), min_size=count, max_size=count, unique=True))
    values = [value / 10**digits for value in values]
    signs = {",": "\0", ".": decimal}
    cells = []
    for value in values:
        text = f"{value:,.{digits}f}" if grouped else f"{value:.{digits}f}"
        text = "".join(signs.get(letter, letter) for letter in text)
        cells.append(text.replace("\0", "," if decimal == "." else "."))
    rows = [("x", "kind"), *((cell, "ab"[i % 2]) for i, cell in enumerate(cells))]
    try:
        proposal = inputs(tmp_path, rows, separator)
    except DataError as error:
        assert "decimals or thousands" in str(error) or "usable columns" in str(error)
        return
    found = proposal.dataset.load().x[:, 0].tolist()
    assert found == pytest.approx(values, rel=1e-6) or any("could be" in note for note in proposal.notes)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize(("cells", "values"), [
    (["950", "1,250", "12,400", "0.5"], [950, 1250, 12400, 0.5]),
    (["1,234,567", "1,250", "12"], [1234567, 1250, 12]),
    (["1.234.567", "1.250", "12"], [1234567, 1250, 12]),
    (["1.250,5", "1.250", "0,118"], [1250.5, 1250, 0.118]),
    (["1,250.5", "1,250", "0.118"], [1250.5, 1250, 0.118]),
    (["-1,250", "1250", "-0.118"], [-1250, 1250, -0.118]),
])
def test_groups_of_thousands_where_the_column_tells(tmp_path, separator, cells, values):
    proposal = inputs(tmp_path, [("x", "y"), *((cell, 3 * i * i) for i, cell in enumerate(cells))], separator)
    assert proposal.dataset.load().x[:, 0].tolist() == pytest.approx(values)
    assert not proposal.notes


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("cells", [["1,250", "2,375"], ["1.250", "2.375"], ["950", "1,250", "12,400"], ["7", "1.250"]])
def test_what_nothing_in_the_file_tells_is_said(tmp_path, separator, cells):
    proposal = inputs(tmp_path, [("price", "y"), *((cell, i * i) for i, cell in enumerate(cells))], separator)
    [note] = proposal.notes
    value = proposal.dataset.load().x[:, 0].tolist()[[len(cell) > 3 for cell in cells].index(True)]
    assert f"is read as {value:g}, but could be" in note
    assert "'price'" in note


@pytest.mark.parametrize("separator", SEPARATORS)
def test_another_column_tells_what_one_leaves_open(tmp_path, separator):
    rows = [("a", "b", "kind")] + [(f"{i},125", f"{i},5", "uv"[i % 2]) for i in range(1, 9)]
    proposal = inputs(tmp_path, rows, separator)
    assert proposal.dataset.load().x[0].tolist() == [1.125, 1.5]
    rows = [("a", "b", "kind")] + [(f"{i},125", f"{i}.5", "uv"[i % 2]) for i in range(1, 9)]
    proposal = inputs(tmp_path, rows, separator)
    assert proposal.dataset.load().x[0].tolist() == [1125, 1.5]
    assert not proposal.notes


def test_both_marks_in_one_column_are_read_or_refused_but_never_guessed(tmp_path):
    rows = [("x", "y")] + [("0,5", i * i) for i in range(9)] + [("0.118", 5), ("2.25", 7)]
    proposal = inputs(tmp_path, rows, ";")
    assert proposal.dataset.load().x[-3:, 0].tolist() == pytest.approx([0.5, 0.118, 2.25])
    assert any("points and with commas in 'x'" in note for note in proposal.notes)
    for cell in ("1.250", "1,250"):
        with pytest.raises(DataError, match=r"line 13, column 'x': '1.250' may be decimals or thousands"):
            inputs(tmp_path, [*rows, (cell, 9)], ";")


@LENIENT
@given(st.from_regex(r"[+-]?\d{1,7}([.,]\d{1,6}){0,3}", fullmatch=True))
def test_no_group_of_thousands_begins_with_zero(cell):
    plain = cell.lstrip("+-")
    if plain.startswith("0") and len(plain) > 1 and plain.count(".") + plain.count(",") == 1:
        sign = "." if "." in plain else ","
        assert mark_of(cell) == sign
        assert abs(number_of(cell, sign)) == pytest.approx(float(plain.replace(",", ".")))
        assert abs(number_of(cell, ",")) == pytest.approx(float(plain.replace(",", ".")))


def test_free_text_with_commas_does_not_part_a_table_of_semicolons(tmp_path):
    rows = "id;text, free;class\n" + "".join(f"{i};Hello, world {i % 3};{'ab'[i % 2]}\n" for i in range(20))
    path = tmp_path / "t.csv"
    path.write_text(rows)
    assert [column.name for column in inspect_file(path).dataset.columns] == ["id", "text, free", "class"]


@pytest.mark.parametrize("numbers", [
    [1, 2, 3, 5, 6, 7], [3, 4, 5, 6, 7, 8], [-1, 0, 1], [10, 20, 30], [0, 255], list(range(100)), [7, 1000000, -5]])
def test_any_few_whole_numbers_can_be_classes(tmp_path, numbers):
    rows = [[i * 0.37 % 5, numbers[i % len(numbers)]] for i in range(3 * len(numbers))]
    names = tuple(map(str, sorted(numbers)))
    amount = inputs(tmp_path, [("x", "amount"), *rows], ",").dataset
    classes = replace(amount, predict="class")
    assert classes.describe().classes == names
    assert [int(names[place]) for place in classes.load().y] == [row[1] for row in rows]
    assert amount.describe().task == (Regression() if len(numbers) > 2 else Binary())
    for name in ("class", "Type", "cell label", "class-number", "Klasse"):
        dataset = inputs(tmp_path, [("x", name), *rows], ",").dataset
        assert dataset.describe().classes == names
        assert replace(dataset, predict="number").load().y[:, 0].tolist() == [row[1] for row in rows]


@pytest.mark.parametrize("name", ["y", "target", "class"])
def test_a_number_for_every_row_is_no_class(tmp_path, name):
    dataset = inputs(tmp_path, [("x", name), *((i, 2 * i + 1) for i in range(1, 21))], ",").dataset
    assert dataset.describe().task == Regression()


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("rows", [9, 10, 24])
@pytest.mark.parametrize("name", ["x", "hour", "t", "id", "", "Nr."])
def test_the_only_input_is_never_dropped(tmp_path, name, rows, start):
    dataset = inputs(tmp_path, [(name, "y"), *((start + i, 2 * i + 1) for i in range(rows))], ",").dataset
    assert dataset.load().x[:, 0].tolist() == list(range(start, start + rows))


@pytest.mark.parametrize(("name", "stays"), [("t", True), ("hour", True), ("trial", True), ("id", False), ("", False),
                                             ("Row number", False), ("Unnamed: 0", False)])
def test_a_column_that_counts_the_rows_stays_unless_it_is_called_so_and_is_always_spoken_of(tmp_path, name, stays):
    rows = [(name, "x", "y"), *((i, i * 7 % 5, 3 * i) for i in range(30))]
    proposal = inputs(tmp_path, rows, ",")
    assert (len(proposal.dataset.describe().names) == 2) == stays
    assert len(proposal.notes) == 1


@pytest.mark.parametrize("rows", [
    "5.1,3.5,1.4,0.2,setosa\n4.1,3.0,1.0,0.2,virginica\n5.1,3.1,1.1,0.2,setosa\n",
    "5.1,3.5,setosa\n4.1,3.0,virginica\n", "red,small,yes\nblue,small,no\nred,large,yes\n",
    "2.5,red,yes\n3.5,blue,no\n4.5,red,yes\n", "1,2\n3,4\n"])
def test_a_first_row_of_data_is_one_of_the_rows(tmp_path, rows):
    path = tmp_path / "raw.data"
    path.write_text(rows)
    table = parse(open_table(path))
    lines = rows.splitlines()
    assert table.table.names == tuple(f"column {place}" for place in range(1, lines[0].count(",") + 2))
    assert table.lines.tolist() == list(range(1, len(lines) + 1))
    told = parse(open_table(path, TableForm(header="first-row")))
    assert told.table.names == tuple(lines[0].split(","))
    assert len(told) == len(lines) - 1


def test_years_as_names_are_names_with_a_word_about_it(tmp_path):
    rows = [("2010", "2011", "country"), *((i * 1.5, 3.25 * i * i, "AB"[i % 2]) for i in range(8))]
    proposal = inputs(tmp_path, rows, ",")
    assert proposal.dataset.rows == 8
    assert any("first row is taken for the names" in note for note in proposal.notes)


@pytest.mark.parametrize("gaps", [3, 13])
@pytest.mark.parametrize("places", ["target", "input", "both"])
def test_the_note_on_gaps_tells_what_becomes_of_them(tmp_path, gaps, places):
    def gone(place, i, shift):
        return "" if places in (place, "both") and (i + shift) % 40 < gaps else None
    rows = [("a", "b", "class")]
    rows += [(0.5 + i, gone("input", i, 20) if gone("input", i, 20) is not None else i % 6,
              gone("target", i, 0) if gone("target", i, 0) is not None else "yn"[i % 2]) for i in range(40)]
    proposal = inputs(tmp_path, rows, ",")
    left = len(proposal.dataset.load().x)
    assert left == proposal.dataset.describe().count
    filled = gaps if places != "target" and gaps > 10 else 0
    lost = sum(int(note.split()[0]) for note in proposal.notes if "left out" in note)
    assert lost == 40 - left
    assert sum(int(note.split()[0]) for note in proposal.notes if "are filled" in note) == filled
    assert np.isfinite(proposal.dataset.load().x).all()


@pytest.mark.parametrize("first", [("0.5", "Rex", "dog"), ("Braund", "male", "22", "7.25"), ("Rex", "dog"),
                                   ("7", "Rex", "dog")])
def test_a_first_row_with_one_word_of_its_own_is_data_too(tmp_path, first):
    rows = [[f"{i}.25" if cell[0].isdigit() else f"N{i}" if cell[0].isupper() else ("cat", cell)[i % 2]
             for cell in first] for i in range(30)]
    path = tmp_path / "raw.data"
    path.write_text(written([first, *rows], ","), encoding="utf-8")
    assert len(parse(open_table(path))) == 31


def test_a_decimal_among_the_names_is_told(tmp_path):
    proposal = inputs(tmp_path, [("0.5", "colour", "size"), *((i / 4, "ab"[i % 2], i * 3) for i in range(30))], ",")
    assert any("first row is taken for the names" in note for note in proposal.notes)


def test_a_year_is_no_name_for_a_count_of_rows(tmp_path):
    rows = [("2020", "2021", "country"), *((i, i * 0.3, "AB"[i % 2]) for i in range(30))]
    assert all(column.kind != "skip" for column in inputs(tmp_path, rows, ",").dataset.columns)


def test_a_number_beyond_all_reckoning_is_called_one(tmp_path):
    with pytest.raises(DataError, match="line 5, column 'x': '4e38' is too large"):
        inputs(tmp_path, [("x", "y"), *((f"{i}e38", i) for i in range(1, 30))], ",")
