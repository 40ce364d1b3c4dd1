"""Any file that holds a table: text, or a sheet of a workbook."""

from pathlib import Path

from core.files.table_form import ALL_GUESSED, TableForm
from core.files.text_table import Table, open_text
from core.files.user_files import regular_file
from core.files.workbook import is_workbook, open_workbook
from core.text.errors import DataError


def open_table(path: str | Path, form: TableForm = ALL_GUESSED) -> Table:
    """The table of a file, read as `form` says; DataError with one sentence where there is none."""
    found = regular_file(path, DataError)
    return open_workbook(found, form) if is_workbook(found) else open_text(found, form)
