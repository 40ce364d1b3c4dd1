"""Sheets of workbooks (xlsx, xls, ods) as rows of cells, through python-calamine.

calamine lays a sheet out from its first cell to its last, so a small file with one cell far away could take all memory:
where the last cell lies is looked up first. It reads values, not formulas: nothing in a file is ever computed or run.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from msgspec.structs import replace

from core.files.column_names import MOST_COLUMNS
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.text_table import Table, header
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.files.workbook_extent import TooFarError, check_old_workbook, check_packed_workbook
from core.text.errors import DataError
from core.text.messages import clean, say

OLD = b"\xd0\xcf\x11\xe0"
LARGEST_FILE = 2**28
LARGEST_UNPACKED = 2**30
BLOCK = 2**20


class SheetTable(Table, frozen=True):
    """One sheet, held as text. `sheets` are the names of all."""

    sheets: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    skipped: int = 0
    above: int = 0

    @property
    def decimal(self) -> str:
        """Numbers are no texts in a workbook: they come with the mark that a person said, or with a point."""
        return super().decimal or "."

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        for line, row in enumerate(self.cells[self.skipped:], 1 + self.skipped):
            if any(row):
                yield line, list(row)


def is_workbook(path: str | Path) -> bool:
    """Whether a file is a workbook, by its content; never raises."""
    try:
        with open(path, "rb") as file:
            start = file.read(4)
        if start == OLD:
            return True
        return start[:2] == b"PK" and _kind(path) != ""
    except (OSError, ValueError):
        return False


def _kind(path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ""
    return "xlsx" if "xl/workbook.xml" in names else "ods" if {"content.xml", "mimetype"} <= names else ""


def open_workbook(path: str | Path, form: TableForm = ALL_GUESSED) -> SheetTable:
    """The sheet that `form` names, or the first that has cells; DataError with one sentence."""
    found = regular_file(path, DataError)
    if size(found) > LARGEST_FILE:
        raise DataError(say("{path} has {size}; workbooks of up to {most} can be read, so save the sheet as CSV.",
                            path=shown(path), size=megabytes(size(found)), most=megabytes(LARGEST_FILE)))
    _refuse_bombs(found)
    sheets, name, rows = _read(found, form)
    decimal = "," if form.decimal == "comma" else "."
    cells = tuple(tuple(clean(_text(cell, decimal)) for cell in row) for row in rows)
    used = [any(column) for column in zip(*cells, strict=True)]
    cells = tuple(tuple(cell for cell, kept in zip(row, used, strict=True) if kept) for row in cells)
    if len(sheets) > 1:  # another sheet before it, filled later, shall not take its place
        form = replace(form, sheet=name)
    table = SheetTable(found, (), form, True, sheets, cells)
    names, named, line, above = header(found, table._records(), form)
    return SheetTable(found, names, form, named, sheets, cells, line - 1 if above else 0, above)


def _read(path: Path, form: TableForm) -> tuple[tuple[str, ...], str, list[list]]:
    """(names of all sheets, name of the one that is read, its rows)."""
    from python_calamine import PasswordError, WorksheetNotFound, load_workbook
    try:
        with load_workbook(str(path)) as book:
            names = tuple(book.sheet_names)
            for name in [form.sheet] if form.sheet else names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height and sheet.total_width:
                    if sheet.total_width > MOST_COLUMNS:
                        raise DataError(say("{path} has {count:,} columns; up to {most:,} can be read, so leave some "
                                            "out.", path=shown(path), count=sheet.total_width, most=MOST_COLUMNS))
                    return names, name, _filled(sheet)
    except PasswordError:
        raise DataError(say("{path} is locked with a password; save it without one.", path=shown(path))) from None
    except WorksheetNotFound:
        raise DataError(say("{path} has no sheet {name!r}; choose another.", path=shown(path),
                            name=form.sheet[:60])) from None
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except DataError:
        raise
    except Exception:  # whatever the reader may meet in a damaged file
        raise _damaged(path) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the Rust inside gives up with
            raise
        raise _damaged(path) from None
    raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.", path=shown(path)))


def _damaged(path) -> DataError:
    return DataError(say("{path} cannot be read as a workbook; save it again, or save the sheet as CSV.",
                         path=shown(path)))


def _filled(sheet) -> list[list]:
    """All rows of a sheet. Cells that are merged downwards each hold what is written in them."""
    rows = sheet.to_python(skip_empty_area=False)
    try:
        merged = sheet.merged_cell_ranges or ()
    except Exception:  # not told for every kind of workbook
        merged = ()
    for (top, left), (bottom, _) in merged:
        for row in rows[top + 1:bottom + 1]:
            if top < len(rows) and left < len(row):
                row[left] = rows[top][left]
    return rows


def _text(cell, decimal: str) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        whole = float(cell).is_integer() and abs(cell) < 1e15
        return str(int(cell)) if whole else repr(float(cell)).replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return repr(cell.total_seconds()).replace(".", decimal)
    return "" if cell is None else str(cell).strip()


def _refuse_bombs(path: Path) -> None:
    """DataError where a workbook would unpack to more than it may, or where its cells lie further apart."""
    try:
        if _kind(path):
            _check_parts(path)
        else:
            check_old_workbook(path.read_bytes())
    except TooFarError:
        raise _too_large(path) from None
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, ValueError, RuntimeError, OSError,
            zlib.error):
        raise _damaged(path) from None


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
            raise TooFarError
        for info in archive.infolist():  # a size that the directory tells wrong is found out by reading
            with archive.open(info) as file:
                while file.read(BLOCK):
                    pass
        check_packed_workbook(archive)


def _too_large(path) -> DataError:
    return DataError(say("{path} would unpack to more cells than can be held; save the sheet that you need as CSV.",
                         path=shown(path)))
