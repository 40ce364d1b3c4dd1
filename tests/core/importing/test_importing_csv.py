"""Tables of the user's own: what is understood, and what is refused in one sentence."""

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.datasets.csv_table import CsvTable
from core.files.cells import number_of
from core.files.opened_table import open_table
from core.importing.proposal import inspect_file, kind_of, propose_project
from core.project.spec import Project
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.regression import Regression
from core.text.errors import DataError, LayerlabError


@pytest.fixture
def table(tmp_path):
    def write(content, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path
    return write


FLOWERS = "length,colour,kind\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n4.5,blue,b\n"


def test_numbers_categories_and_target(table):
    proposal = inspect_file(table(FLOWERS))
    assert proposal.targets == ("length", "colour", "kind")
    description, samples = proposal.dataset.describe(), proposal.dataset.load()
    assert (description.task, description.outputs, description.count) == (Binary(), 2, 4)
    assert description.names == ("length", "colour = blue", "colour = red")
    assert description.classes == ("a", "b")
    assert samples.x.tolist() == [[1.5, 0, 1], [2.5, 1, 0], [3.5, 0, 1], [4.5, 1, 0]]
    assert samples.y.tolist() == [0, 1, 0, 1]
    assert samples.y.dtype == np.int32


def test_another_target_needs_no_second_look_at_the_file(table):
    dataset = replace(inspect_file(table(FLOWERS)).dataset, target="length")
    assert dataset.options("target") == ("length", "colour", "kind")
    description, samples = dataset.describe(), dataset.load()
    assert (description.task, description.outputs) == (Regression(), 1)
    assert samples.x.shape == (4, 4)
    assert samples.y.tolist() == [[1.5], [2.5], [3.5], [4.5]]


def test_the_declaration_survives_json_and_describes_without_the_file(table):
    path = table(FLOWERS)
    project = propose_project(inspect_file(path).dataset)
    path.unlink()
    again = Project.from_json(project.to_json())
    assert again == project
    assert again.data.dataset.describe().names == ("length", "colour = blue", "colour = red")
    with pytest.raises(DataError, match=r"table\.csv was not found"):
        again.data.dataset.load()


def test_decimal_comma_semicolon_and_windows_letters(table):
    path = table("Größe;Käse;Preis €\n1,5;grün;1.234,5\n2,5;weiß;2\n3,5;grün;3,25\n", encoding="cp1252")
    dataset = replace(inspect_file(path).dataset, target="Käse")
    assert dataset.describe().names == ("Größe", "Preis €")
    assert dataset.describe().classes == ("grün", "weiß")
    assert dataset.load().x.tolist() == [[1.5, 1234.5], [2.5, 2], [3.5, 3.25]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(table, encoding, separator, ending):
    rows = [["größe", "art"], ["1.5", "ä"], ["2", "ö"], ["3", "ä"]]
    path = table(ending.join(separator.join(row) for row in rows) + ending, encoding=encoding)
    dataset = inspect_file(path).dataset
    assert dataset.describe().names == ("größe",)
    assert dataset.describe().classes == ("ä", "ö")
    assert dataset.load().x.tolist() == [[1.5], [2], [3]]


def test_quoted_cells_may_hold_separators_and_line_breaks(table):
    path = table('a,"b, or c",t\n1,"x, ""y""",no\n2,"two\nlines",yes\n3,"two\nlines",no\n')
    samples = inspect_file(path).dataset.load()
    assert samples.x.shape == (3, 3)
    path = table('a,b,t\n1,"two\nlines",no\n2,x,yes\n3,x\n')
    with pytest.raises(DataError, match=r"line 5: 2 cells, but the header names 3"):
        inspect_file(path)


def test_excel_announces_its_separator(table):
    dataset = inspect_file(table("sep=;\na;b\n1;2,5\n2;3,5\n3;4,5\n")).dataset
    assert dataset.load().y.tolist() == [[2.5], [3.5], [4.5]]


def test_class_numbers_are_classes_and_amounts_are_not(table):
    rows = "".join(f"{i / 3:.3f},{i % 3},{i % 2}\n" for i in range(30))
    assert inspect_file(table("x,label,flag\n" + rows)).dataset.describe().classes == ("0", "1", "2")
    rooms = inspect_file(table("x,rooms\n" + "".join(f"{i / 3:.3f},{i % 3}\n" for i in range(30)))).dataset
    assert rooms.describe().task == Regression()
    as_class = replace(rooms, predict="class")
    assert as_class.describe().task == MultiClass()
    assert as_class.load().y.tolist() == [i % 3 for i in range(30)]
    flag = replace(inspect_file(table("x,label,flag\n" + rows)).dataset, target="flag")
    assert flag.describe().task == Binary()
    assert replace(flag, predict="number").load().y[:3].tolist() == [[0], [1], [0]]


def test_gaps_are_left_out_or_filled(table):
    path = table("x,colour,y\n" + "1,red,1.5\n" * 8 + ",red,2.5\n3,NA,3.5\n5,blue,\n5,blue,2\n")
    proposal = inspect_file(path)
    assert "3 of 12 rows have gaps; they are left out." in proposal.notes
    assert proposal.dataset.describe().count == len(proposal.dataset.load().x) == 9
    filled = replace(proposal.dataset, missing="mean")
    samples = filled.load()
    assert filled.describe().count == len(samples.x) == 11  # never without a target
    assert samples.x[8, 0] == pytest.approx((8 * 1 + 3 + 5 + 5) / 11)
    assert samples.x[9].tolist() == [3, 0, 0]


def test_columns_that_teach_nothing_are_left_out_with_a_note(table):
    rows = "".join(f"{i},name {i},,{i * 0.7:.2f},{'ab'[i % 2]}\n" for i in range(1, 200))
    proposal = inspect_file(table("id,name,empty,x,kind\n" + rows))
    assert proposal.dataset.describe().names == ("x",)
    assert len(proposal.notes) == 3
    assert any("only numbers the rows" in note for note in proposal.notes)
    assert any("more than 100 different texts" in note for note in proposal.notes)


def test_blank_lines_and_trailing_separators_do_no_harm(table):
    samples = inspect_file(table("a,b,\n1,2,\n\n3,5,,,\n,,\n4,9,\n")).dataset.load()
    assert samples.x.tolist() == [[1], [3], [4]]


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"),
    (b"\n\n\n", "is empty"),
    (b"a,b\n", "no rows"),
    (b"a,b\n1,2\n3\n", r"line 3: 1 cells, but the header names 2 columns"),
    (b"a,b\n1,2\n3,4,5\n", r"line 3: 3 cells"),
    (b"alone\n1\n2\n", "single column"),
    (b"a,b\n" + b"1,2\n" * 40 + b"oops,3\n", r"line 42, column 'a': 'oops' is no number"),
    (b"a,b\n" + b"1.5,2\n2.5,3\n" * 40 + b"1e99,3\n", r"line 82, column 'a': '1e99' is too large"),
    (b'a,b\n1,"2\n3,4\n', r"line \d: .*quotation mark"),
    (b"a,b\0c\n1,2\n", "is not a table of text"),
    (b"PK\3\4 something", "a packed file: unpack it first"),
    (b"\xd0\xcf\x11\xe0 something", "cannot be read as a workbook"),
    (b"\x89PNG\r\n\x1a\n", "single picture"),
    (b"\xff\xfea", "cannot be decoded"),
    (b"a,b\n,\nNA,?\n", "no rows|usable columns"),
    (b"x" * 300 + b",b\n1,2\n", "name of column 1 has 300 letters"),
    (b"a,b\n" + b'1,"' + b"x" * 140_000 + b'"\n', "longer than 131,072 letters"),
])
def test_what_cannot_be_read_is_one_sentence_that_names_the_place(table, content, words):
    path = table(content, "mine.csv")
    with pytest.raises(DataError, match=words) as caught:
        inspect_file(path)
    assert "mine.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(DataError, match="was not found"):
        inspect_file(tmp_path / "gone.csv")
    with pytest.raises(DataError, match="holds no pictures"):
        inspect_file(tmp_path)
    with pytest.raises(DataError, match="no plain file"):
        inspect_file("/dev/null")


def test_a_file_that_is_too_large_is_refused_with_its_size(table, monkeypatch):
    monkeypatch.setattr("core.files.text_table.LARGEST_FILE", 2**20)
    with pytest.raises(DataError, match="has 2 MB; tables of up to 1 MB"):
        inspect_file(table("a,b\n" + "1,2\n" * (2**19)))


def test_a_changed_file_is_noticed(table):
    path = table(FLOWERS)
    dataset = inspect_file(path).dataset
    for content, words in (
            (FLOWERS + "5,red,a\n", "its rows are not the 4"),
            (FLOWERS.replace("1.5", "one"), r"line 2, column 'length': 'one' is no number"),
            (FLOWERS.replace("blue", "green"), r"line 3, column 'colour': 'green' was not there"),
            (FLOWERS.replace("length", "width"), "columns are not those"),
            (FLOWERS.replace("4.5,blue,b\n", ""), "its rows are not the 4")):
        path.write_text(content)
        with pytest.raises(DataError, match=words):
            dataset.load()


@pytest.mark.parametrize(("change", "words"), [
    ({"target": "nowhere"}, "no column 'nowhere'"),
    ({"columns": ()}, "open a file"),
    ({"predict": "number"}, "holds words"),
    ({"target": "length", "predict": "class"}, "between 2 and 100 classes"),
    ({"rows": 0}, "No row"),
    ({"rows": 2**40}, "of memory"),
])
def test_a_declaration_that_cannot_be_loaded_says_why(table, change, words):
    dataset = replace(inspect_file(table(FLOWERS)).dataset, **change)
    assert any(words in sentence for _, sentence in dataset.problems())
    for use in (dataset.describe, dataset.load):
        with pytest.raises(DataError, match=words):
            use()


def test_numbers():
    assert number_of(" 1.5 ", ".") == 1.5
    assert number_of("−2e3", ".") == -2000
    assert number_of("1,234,567.5", ".") == 1234567.5
    assert number_of("1.234.567,5", ",") == 1234567.5
    assert number_of("1,5", ",") == 1.5
    for text in ("", "1,5", "inf", "nan", "1e400", "0x10", "1_000", "--1", "."):
        assert number_of(text, ".") is None


def test_kinds(table):
    assert kind_of(table(FLOWERS)) == "table"
    assert kind_of(table(Project().to_json(), "p.txt")) == "project"
    with pytest.raises(DataError, match="open it as a project"):
        inspect_file(table(Project().to_json(), "p.json"))


LENIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


def _only_sentences(path):
    complaint = ""
    try:
        dataset = inspect_file(path).dataset
        samples, description = dataset.load(), dataset.describe()
    except LayerlabError as error:
        complaint = str(error)
    assert "\n" not in complaint
    assert len(complaint) < 600
    if not complaint:
        assert samples.x.shape == (description.count, *description.input_shape)
        assert np.isfinite(samples.x).all()
        assert np.isfinite(samples.y).all()
        assert msgspec.json.decode(msgspec.json.encode(dataset), type=CsvTable) == dataset


@LENIENT
@given(st.binary(max_size=300))
def test_random_bytes_never_make_anything_but_a_sentence(tmp_path, content):
    path = tmp_path / "random.csv"
    path.write_bytes(content)
    _only_sentences(path)


@LENIENT
@given(st.lists(st.lists(st.sampled_from(["1", "2.5", "-3", "", "NA", "red", "blue", '"', "1,5", "ü", "1e50", "a b"]),
                         min_size=1, max_size=4), max_size=12), st.sampled_from(",;\t|"))
def test_random_tables_load_or_say_why(tmp_path, rows, separator):
    path = tmp_path / "random.csv"
    path.write_text("\n".join(separator.join(row) for row in [["a", "b", "c"], *rows]), encoding="utf-8")
    _only_sentences(path)


@LENIENT
@given(st.integers(0, 60), st.binary(min_size=1, max_size=3))
def test_damaged_tables_load_or_say_why(tmp_path, place, garbage):
    content = FLOWERS.encode()
    path = tmp_path / "damaged.csv"
    path.write_bytes(content[:place] + garbage + content[place + len(garbage):])
    _only_sentences(path)


def test_open_table_leaves_no_file_open(table):
    rows = open_table(table(FLOWERS)).rows()
    assert next(rows) == (2, ["1.5", "red", "a"])
    rows.close()
