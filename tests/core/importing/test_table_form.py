"""What the program guesses of a table can be said instead, and what was said is obeyed."""

import codecs

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.files import parsed_table
from core.files.parsed_table import parsed
from core.files.table_form import DECIMALS, ENCODINGS, SEPARATORS, THOUSANDS, TableForm
from core.importing.proposal import inspect_table, propose_project
from core.text.errors import DataError


@pytest.mark.parametrize("thousands", [word for word in THOUSANDS if word != "none"])
@pytest.mark.parametrize("decimal", list(DECIMALS))
@pytest.mark.parametrize("separator", list(SEPARATORS))
def test_every_form_reads_what_it_writes(tmp_path, separator, decimal, thousands):
    if THOUSANDS[thousands] == DECIMALS[decimal]:
        pytest.skip("no number could be read")
    values = [1234.5, 12.25, 1234567.0, -4321.125, 0.5]

    def spelled(value):
        text = f"{value:,.3f}".replace(",", "\0").replace(".", DECIMALS[decimal])
        return '"' + text.replace("\0", THOUSANDS[thousands]) + '"'

    sign = SEPARATORS[separator]
    if sign == " " == THOUSANDS[thousands]:
        pytest.skip("a space cannot part cells and thousands at once, quoted or not")
    path = tmp_path / "table.txt"
    path.write_text("".join(sign.join((spelled(value), str(place))) + "\n" for place, value in enumerate(values)))
    form = TableForm(separator, decimal, thousands, "no-names")
    found = parsed(path, form)
    assert found.table.names == ("column 1", "column 2")
    assert found.columns[0].values.tolist() == values


@pytest.mark.parametrize(("encoding", "name"), [*ENCODINGS.items(), ("utf-16", "utf-16-le"), ("utf-16", "utf-16-be")])
def test_every_encoding_can_be_said(tmp_path, encoding, name):
    names = {"cp1251": "Цена", "shift_jis": "値段", "gb18030": "价格", "cp437": "Größe"}.get(name, "Größe")
    path = tmp_path / "letters.csv"
    path.write_bytes(f"{names},b\n1,2\n3,4\n".encode(name))
    assert parsed(path, TableForm(encoding=encoding)).table.names == (names, "b")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_letters_are_guessed(tmp_path, name):
    path = tmp_path / "letters.csv"
    text = "Größe,b\n" + "1,2\n3,4\n" * 40
    path.write_bytes(text.encode(name))
    assert parsed(path).table.names == ("Größe", "b")


def test_letters_that_the_file_is_not_written_in_are_one_sentence(tmp_path):
    path = tmp_path / "letters.csv"
    path.write_bytes("Größe,b\n1,2\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"letters\.csv is not written in UTF-8; choose other letters"):
        parsed(path, TableForm(encoding="utf-8"))
    path.write_bytes(codecs.BOM_UTF16_LE + b"a")
    with pytest.raises(DataError, match="cannot be decoded"):
        parsed(path)


def test_columns_parted_by_spaces_are_found(tmp_path):
    path = tmp_path / "auto.data"
    path.write_text("".join(f"  {i * 0.5:6.2f}   {i * i:5d}  {i % 3}\n" for i in range(30)))
    found = parsed(path)
    assert [len(column.values) for column in found.columns] == [30, 30, 30]
    assert found.columns[1].values.tolist() == [i * i for i in range(30)]
    path.write_text("a free text\nof several words\nhere we go\n")
    with pytest.raises(DataError, match="single column"):
        parsed(path)


def test_a_wrong_guess_is_put_right_by_a_word(tmp_path):
    """1.250 alone tells nothing; said to be thousands it is read so, and the project remembers."""
    path = tmp_path / "prices.csv"
    path.write_text("price,size\n" + "".join(f"{i}.250,{i}\n" for i in range(1, 40)))
    guessed = inspect_table(path)
    assert guessed.dataset.load().x[0] == 1.25
    assert any("could be" in note for note in guessed.notes)
    said = inspect_table(path, TableForm(thousands="point"))
    assert said.dataset.load().x[0] == 1250
    assert not said.notes
    assert said.dataset.form == TableForm(thousands="point")


def test_a_file_is_read_once_while_it_stays_the_same(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n" + "".join(f"{i % 7},{i % 5},{'uv'[i % 2]}\n" for i in range(300)))
    parsed_table.forget()
    reads = []
    real = parsed_table.parse
    monkeypatch.setattr(parsed_table, "parse", lambda table: reads.append(table.form) or real(table))
    project = propose_project(inspect_table(path).dataset)
    data = project.data
    first = prepare(data)
    assert prepare(replace(data, augmentation=())) is first
    prepare(replace(data, split=replace(data.split, seed=7)))
    prepare(replace(data, dataset=replace(data.dataset, target="a", missing="mean")))
    assert len(reads) == 1
    inspect_table(path, TableForm(separator="comma"))
    assert len(reads) == 2
    path.write_text(path.read_text().replace("u", "w"))  # as long as before, within the same moment
    with pytest.raises(DataError, match="was not there when the file was opened"):
        prepare(data)
    assert len(reads) == 3


def test_what_is_kept_cannot_be_spoilt(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{'' if i % 9 == 0 else i * i},{'uv'[i % 2]}\n" for i in range(60)))
    dataset = replace(inspect_table(path).dataset, missing="mean")
    samples = dataset.load()
    before = samples.x.copy()
    samples.x[:] = 7
    assert np.array_equal(dataset.load().x, before)
    with pytest.raises(ValueError, match="read-only"):
        parsed(path).columns[0].values[0] = 3
