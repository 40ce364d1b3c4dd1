"""Any file that holds a table: text, or a sheet of a workbook."""

from pathlib import Path

from core.files.table_form import ALL_GUESSED, TableForm
from core.files.text_table import Table, open_text


def open_table(path: str | Path, form: TableForm = ALL_GUESSED) -> Table:
    """The table of a file, read as `form` says; DataError with one sentence where there is none."""
    return open_text(path, form)
