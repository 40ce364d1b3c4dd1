"""Workbooks that other programs wrote, and such as nobody should write."""

import io
import re
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.files.opened_table import open_table
from core.files.table_form import TableForm
from core.files.workbook import is_workbook
from core.importing.proposal import inspect_file, kind_of, look_at
from core.text.errors import DataError

FILES = sorted((Path(__file__).parent / "workbooks").glob("trees.*"))
XLSX = next(path for path in FILES if path.suffix == ".xlsx")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_workbooks_of_other_libraries_are_tables(path):
    assert kind_of(path) == "table"
    proposal = inspect_file(path)
    dataset = proposal.dataset
    assert [column.name for column in dataset.columns] == ["day", "kind", "size", "share", "price", "good"]
    assert [column.kind for column in dataset.columns] == ["date", "category", "number", "number", "number", "yes/no"]
    assert dataset.columns[1].categories == ("ash", "elm", "oak")
    assert dataset.gap_rows == 1
    samples = dataset.load()
    kept = [i for i in range(12) if i != 2]
    assert samples.x[:, 0].tolist() == [(date(2024, 1 + i % 12, 3) - date(1970, 1, 1)).days for i in kept]
    assert samples.x[:, 1].tolist() == [0.5 + i for i in kept]
    assert samples.x[:, 3].tolist() == [1234.5 * (i + 1) for i in kept]
    assert not any("could be" in note for note in proposal.notes)


def test_the_first_sheet_with_cells_is_taken_and_another_can_be_said():
    table = open_table(XLSX)
    assert table.sheets == ("empty", "Bäume")
    assert table.form.sheet == "Bäume"
    assert next(table.rows())[0] == 4
    with pytest.raises(DataError, match="is empty"):
        open_table(XLSX, TableForm(sheet="empty"))
    with pytest.raises(DataError, match="has no sheet 'Büsche'; choose another"):
        open_table(XLSX, TableForm(sheet="Büsche"))


@pytest.mark.parametrize("decimal", ["point", "comma"])
def test_numbers_of_a_workbook_are_numbers_whatever_is_said_of_decimals(decimal):
    table, _ = look_at(XLSX, TableForm(decimal=decimal))
    assert table.column("price").values.tolist() == [1234.5 * (i + 1) for i in range(12)]


def rewritten(path: Path, target: Path, change) -> Path:
    """A packed workbook with the parts that `change` gives another content."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return target


@pytest.mark.parametrize("cell", [b"XFD1048576", b"ZZ1048576"])
def test_a_cell_far_away_takes_no_memory(tmp_path, cell):
    def far(name, content):
        return re.sub(rb'r="G15"', b'r="%s"' % cell, content) if "sheet2" in name else content
    path = rewritten(XLSX, tmp_path / "far.xlsx", far)
    _refused_small(path, "would unpack to more cells")


FAR = [b'<row r="4000000000"><c><v>2</v></c></row>', b'<row><c r="A4000000000"/></row>', b'<row><c r="ZZZZZZ1"/></row>',
       b"<row><c r='ZZZ900000'/></row>", b'<row><c\nr = "zzz900000"/></row>',
       b'<x:row xmlns:x="y"><x:c r="ZZZ900000"/></x:row>',
       b'<row r="1048576">' + b"<c/>" * 17 + b"</row>"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/worksheets/other.xml", "elsewhere/sheet2.dat"])
@pytest.mark.parametrize("rows", FAR)
def test_however_a_far_cell_is_spelled_and_wherever_its_sheet_lies(tmp_path, rows, part):
    def far(name, content):
        if "sheet2" in name:
            return content.replace(b"<sheetData>", b"<sheetData>" + rows)
        return content.replace(b"worksheets/sheet2.xml", f"/{part}".encode()) if name.endswith(".rels") else content
    path = rewritten(XLSX, tmp_path / "far.xlsx", far)
    moved = path.read_bytes().replace(b"xl/worksheets/sheet2.xml", part.encode())
    if len(part) != len("xl/worksheets/sheet2.xml"):
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "moved.xlsx", "w") as new:
            for info in old.infolist():
                new.writestr(part if "sheet2" in info.filename else info.filename, old.read(info))
        moved = (tmp_path / "moved.xlsx").read_bytes()
    path.write_bytes(moved)
    _refused_small(path, "would unpack to more cells|cannot be read as a workbook")


def test_a_sheet_may_not_declare_words_of_its_own_or_lie_too_deep(tmp_path):
    for start in (b'<!DOCTYPE w [<!ENTITY a "b">]>', b""):
        def changed(name, content, start=start):
            if "sheet2" not in name:
                return content
            return start + content if start else content.replace(b"<sheetData>", b"<sheetData>" + b"<a>" * 100_000)
        path = rewritten(XLSX, tmp_path / "odd.xlsx", changed)
        _refused_small(path, "cannot be read as a workbook")


XLS = next(path for path in FILES if path.suffix == ".xls")


@pytest.mark.parametrize(("kind", "at", "value"), [
    (0x0203, 2, 256), (0x0203, 2, 65535), (0x00FD, 2, 9000), (0x0200, 4, 2**32 - 1), (0x0200, 10, 65535),
    (0x00FC, 4, 2**32 - 1)])
def test_numbers_of_an_old_workbook_that_would_take_all_memory_are_refused(tmp_path, kind, at, value):
    """Its first record of that kind, with a number of it made too large."""
    content = bytearray(XLS.read_bytes())
    place = next(place for place in range(512, len(content)) if content[place:place + 2] == kind.to_bytes(2, "little")
                 and 6 <= int.from_bytes(content[place + 2:place + 4], "little") < 4000)
    size = 4 if value >= 2**16 else 2
    content[place + 4 + at:place + 4 + at + size] = value.to_bytes(size, "little")
    path = tmp_path / "odd.xls"
    path.write_bytes(bytes(content))
    _refused_small(path, "cannot be read as a workbook")


def test_rows_of_an_old_workbook_that_run_backwards_are_refused(tmp_path):
    content = XLS.read_bytes()
    first = content.index(b"\xfd\x00\x0a\x00") + 4
    path = tmp_path / "odd.xls"
    path.write_bytes(content[:first] + b"\x60\xea" + content[first + 2:])
    _refused_small(path, "cannot be read as a workbook")


def test_repeated_cells_take_no_memory(tmp_path):
    def repeated(name, content):
        return content.replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="1048576"').replace(
            b"<table:table-cell office:value-type=\"float\"",
            b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float"', 3)
    path = rewritten(next(path for path in FILES if path.suffix == ".ods"), tmp_path / "many.ods", repeated)
    _refused_small(path, "would unpack to more cells")


@pytest.mark.scene
def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_holds(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        with archive.open("xl/sharedStrings.xml", "w") as file:
            for _ in range(1100):
                file.write(bytes(2**20))
    _refused_small(path, "would unpack to more cells")
    content = bytearray(path.read_bytes())
    told = (1100 * 2**20).to_bytes(4, "little")
    assert told in content
    path.write_bytes(bytes(content).replace(told, (1000).to_bytes(4, "little")))
    _refused_small(path, "cannot be read as a workbook")


def _refused_small(path, words):
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=words):
            open_table(path)
        assert tracemalloc.get_traced_memory()[1] < 32_000_000
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.sampled_from(FILES), st.integers(0, 8000), st.binary(min_size=1, max_size=4), st.booleans())
def test_damaged_workbooks_are_read_or_refused_in_one_sentence(tmp_path, capfd, source, place, garbage, cut):
    content = source.read_bytes()
    place %= len(content)
    path = tmp_path / f"damaged{source.suffix}"
    path.write_bytes(content[:place] + (b"" if cut else garbage + content[place + len(garbage):]))
    if not is_workbook(path):
        return
    try:
        found, _ = look_at(path)
        assert np.isfinite(len(found))
    except DataError as error:
        assert "\n" not in str(error)


def test_a_packed_file_that_is_no_workbook_is_none(tmp_path):
    path = tmp_path / "other.xlsx"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    path.write_bytes(buffer.getvalue())
    with pytest.raises(DataError, match=r"other\.xlsx is a packed file: unpack it first"):
        inspect_file(path)


@pytest.mark.parametrize("entry", range(3, 9))
def test_sectors_that_run_in_a_circle_are_refused_at_once(tmp_path, entry):
    """A reader that follows them would never come to an end."""
    content = bytearray(next(path for path in FILES if path.suffix == ".xls").read_bytes())
    table = (int.from_bytes(content[76:80], "little") + 1) * 512
    content[table + 4 * entry:table + 4 * entry + 4] = entry.to_bytes(4, "little")
    path = tmp_path / "circle.xls"
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match=r"circle\.xls cannot be read as a workbook"):
        open_table(path)
