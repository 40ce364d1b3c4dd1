"""A table, a text or pictures in place of the window's body, until used or left; and tables that are pasted.

The pages are imported when one is wanted: they bring plots along, which take longer than a window may stay blank.
"""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.files import atomic_write
from core.files.user_files import unwritable
from core.text.errors import DataError


def pasted(text: str, folder: Path) -> Path:
    """A file of what was copied as a table, named after its content, for a project reads files alone. Runs in a
    thread; DataError where it cannot be written."""
    content = text.encode("utf-8", "replace")
    path = folder / f"pasted-{atomic_write.mark(content)[:12]}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write.replace_file(path, content)
    except OSError as error:
        raise DataError(unwritable(error, path)) from None
    return path


class DataOpening:
    """Shows the page of a table, of a text or of pictures, one at a time."""

    def __init__(self, window, background):
        self.window, self.background = window, background
        self._page: QWidget | None = None

    @property
    def page(self) -> QWidget | None:
        """The page that is open; with everything else it goes when the window is made anew in another language."""
        return self._page if self._page is not None and isValid(self._page) else None

    def show_table(self, found, used, otherwise) -> None:
        """Look at a table; `used(project, notes)` is called when it is taken, `otherwise(kind, form)` where it is to be
        read as a text or a series. The page stays until another project is there: who is asked about unsaved work may
        think better of it."""
        from gui.own_data.table_page import TablePage
        page = TablePage(found, self.background)
        page.file.otherwise.connect(otherwise)
        self._show(page, used)

    def show_series(self, found, used, otherwise) -> None:
        """Look at a series in the same way; it may be read as a table."""
        from gui.own_data.series_page import SeriesPage
        page = SeriesPage(found, self.background)
        page.file.otherwise.connect(otherwise)
        self._show(page, used)

    def show_text(self, found, used, otherwise) -> None:
        """Look at a text in the same way; it may be read as a table."""
        from gui.own_data.text_page import TextPage
        page = TextPage(found, self.background)
        page.file.otherwise.connect(otherwise)
        self._show(page, used)

    def show_pictures(self, path: Path, found, used) -> None:
        """Look at pictures in the same way: at what was found, or at a folder while it is read."""
        from gui.own_data.picture_page import PicturePage
        page = PicturePage(path, self.background, found)
        page.given_up.connect(self.close)
        self._show(page, used)

    def _show(self, page, used) -> None:
        self.close()
        self._page = page
        self._page.used.connect(used)
        layout = self.window.centralWidget().layout()
        layout.insertWidget(layout.indexOf(self.window.body), self._page, 1)
        self.window.page = self._page
        self.window.body.hide()
        self._page.show()
        self._page.take_focus()

    def close(self) -> None:
        """Put the page away."""
        page, self._page = self.page, None
        if page is not None:
            self.window.page = None
            page.stop()
            page.hide()
            page.deleteLater()
            self.window.body.show()
            self.window.take_focus()
