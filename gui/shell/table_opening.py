"""A table, a text or pictures in place of the window's body, until used or left; and tables that are pasted.

The pages are imported when one is wanted: they bring plots along, which take longer than a window may stay blank.
"""

from functools import partial
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
        self._how: tuple = ()

    @property
    def page(self) -> QWidget | None:
        """The page that is open."""
        return self._page if self._page is not None and isValid(self._page) else None

    def show(self, kind: str, path: Path, found, used, otherwise) -> None:
        """Look at a file on the page of a kind ("table", "series", "text", "pictures"); `found` is what is known of it,
        None for a folder of pictures that the page reads itself. `used(project, notes)` is called when it is taken,
        `otherwise(kind, form)` when it is to be read as another kind. The page stays until another project is there:
        who is asked about unsaved work may think better of it."""
        from gui.own_data.picture_page import PicturePage
        from gui.own_data.series_page import SeriesPage
        from gui.own_data.table_page import TablePage
        from gui.own_data.text_page import TextPage
        pages = {"table": TablePage, "series": SeriesPage, "text": TextPage, "pictures": partial(PicturePage, path)}
        self.close()
        self._how = kind, path, used, otherwise
        page = self._page = pages[kind](found, self.background)
        page.file.otherwise.connect(otherwise)
        page.given_up.connect(self.close)
        page.used.connect(used)
        layout = self.window.centralWidget().layout()
        layout.insertWidget(layout.indexOf(self.window.body), page, 1)
        self.window.page = page
        self.window.body.hide()
        page.show()
        page.take_focus()
        self.window.status.show_page(page.keys)

    def put_aside(self) -> tuple | None:
        """Close the page before the window is made anew; what `take_up` needs to open it again, None without a page."""
        page = self.page
        kept = None if page is None else (*self._how, page.kept)
        self.close()
        return kept

    def take_up(self, kept: tuple | None, words: bool) -> None:
        """Open a page again where it stood; `words` when it is in another language."""
        if kept is None:
            return
        kind, path, used, otherwise, of_page = kept
        self.show(kind, path, of_page.found, used, otherwise)
        self._page.take_up(of_page)
        if words:
            self._page.say_again()

    def close(self) -> None:
        """Put the page away."""
        page, self._page = self.page, None
        if page is not None:
            self.window.page = None
            page.stop()
            page.hide()
            page.deleteLater()
            self.window.body.show()
            self.window.status.show_page(())
            self.window.take_focus()
