"""Recently opened or saved files, as the start page offers them."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.model.settings import MOST_RECENT
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import label

ROWS = 2
"""So many rows of them at most: below them stand the other ways to begin."""
EDGES = 30
"""Padding and border of a button, and the gap beside its glyph."""
ENDINGS = (".layerlab", ".json")
"""Endings of projects, which go without saying."""


def there(paths: list[Path]) -> list[Path]:
    """Those that can be opened still. Looks at the disk: runs in a thread."""
    return [path for path in paths if path.exists()]


def names(paths: list[Path]) -> list[str]:
    """A name for each: that of the file, of a project without its ending, and with its folder where two would read
    alike."""
    short = [path.stem if path.suffix.lower() in ENDINGS else path.name for path in paths]
    return [f"{name} – {path.parent.name}" if short.count(name) > 1 else name
            for name, path in zip(short, paths, strict=True)]


class RecentFile(QPushButton):
    """A file; a long name ends in an ellipsis, the whole path stands in the tooltip."""

    def __init__(self):
        super().__init__()
        self.path: Path | None = None
        self.name = ""
        self.setAccessibleName(tr("Recent"))
        self.setFont(theme.font(13))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_icon(self, "folder", "muted", 14)

    def show_path(self, path: Path, name: str) -> None:
        """Stand for this file."""
        self.path, self.name = path, name
        self.setAccessibleName(name)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def _fit(self):
        room = self.width() - EDGES - self.iconSize().width() - 12
        shown = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideMiddle, max(room, 1))
        self.setText(f"  {shown}".replace("&", "&&"))


class RecentFiles(QWidget):
    """A heading and up to two rows of files; nothing at all where there are none."""

    chosen = Signal(object)

    def __init__(self):
        super().__init__()
        self.setProperty("clear", True)
        self.columns, self.count = 3, 0
        self.buttons = [RecentFile() for _ in range(MOST_RECENT)]
        self.head = label(tr("Recent").upper(), "muted")
        self.head.setFont(theme.heading())
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(20)
        self.grid.setVerticalSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addLayout(self.grid)
        for button in self.buttons:
            button.setParent(self)
            button.clicked.connect(lambda _=False, button=button: self.chosen.emit(button.path))
        self.show_paths([])

    def show_paths(self, paths: list[Path]) -> None:
        """Offer these, the first as the newest."""
        self.count = min(len(paths), MOST_RECENT)
        for button, path, name in zip(self.buttons, paths, names(paths), strict=False):
            button.show_path(path, name)
        self._place()

    def arrange(self, columns: int) -> None:
        """Stand in so many columns."""
        if columns != self.columns:
            self.columns = columns
            self._place()

    def rows(self) -> list[list[QWidget]]:
        """The buttons that are seen, row by row."""
        seen = self.buttons[:min(self.count, ROWS * self.columns)]
        return [seen[first:first + self.columns] for first in range(0, len(seen), self.columns)]

    def _place(self):
        rows = self.rows()
        seen = sum(map(len, rows))
        for button in self.buttons:
            self.grid.removeWidget(button)
        for column in range(self.grid.columnCount()):
            self.grid.setColumnStretch(column, int(column < self.columns))
        for row, buttons in enumerate(rows):
            for column, button in enumerate(buttons):
                self.grid.addWidget(button, row, column)
                button.show()
        for button in self.buttons[seen:]:
            button.hide()
        self.setVisible(bool(seen))
