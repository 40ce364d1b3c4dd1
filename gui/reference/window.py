"""The reference window: everything that is registered, to search and to read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.declare import registry
from core.reference.entries import Chapter, Entry, chapters
from core.text.formula import in_line
from gui.reference.page import chapter_html, entry_html
from gui.reference.reader import Reader
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.activation_curve import CurveLegend, CurvePicture, has_curve
from gui.widgets.basic import label

ROLE = Qt.ItemDataRole.UserRole


class ReferenceWindow(QDialog):
    """Chapters and entries at the left, the chosen one at the right; typing narrows the list."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self.setWindowTitle(tr("Reference"))
        self.resize(1000, 700)
        self.chapters = chapters()
        self.shown: Chapter | Entry | None = None
        self.search = QLineEdit()
        self.search.setFont(theme.font(13))
        self.search.setPlaceholderText(tr("Find an entry"))
        self.search.setToolTip(tr("Search by name, purpose, parameter or formula"))
        self.search.setAccessibleName(tr("Search the reference"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.filter)
        self.search.returnPressed.connect(self._first)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setFont(theme.font(13))
        self.tree.setAccessibleName(tr("Entries"))
        self.tree.currentItemChanged.connect(lambda item, _: item and self._show(item.data(0, ROLE)))
        self.nothing = label("Nothing of that name or purpose.", "muted", 12, wrap=True)
        self.text = Reader()
        self.text.setFont(theme.font(13))
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(tr("The entry"))
        self.text.anchorClicked.connect(lambda url: self.open_at(url.path()))
        self.curve, self.legend = CurvePicture(), CurveLegend()
        self.legend.setFixedWidth(round(90 * theme.text_scale()))
        self._lay_out()
        self._fill()
        theme.signals.changed.connect(self._restyle)
        self.search.setFocus()

    def _lay_out(self):
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self.nothing)
        right = QWidget()
        page = QVBoxLayout(right)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.text, 1)
        picture = QHBoxLayout()
        picture.addWidget(self.legend)
        picture.addWidget(self.curve, 1)
        page.addLayout(picture)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(12)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([300, 700])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.addWidget(splitter)

    def _fill(self):
        for chapter in self.chapters:
            head = QTreeWidgetItem(self.tree, [tr(chapter.title)])
            head.setFont(0, theme.font(13, 600))
            head.setData(0, ROLE, chapter)
            for one in chapter.entries:
                item = QTreeWidgetItem(head, [tr(one.title)])
                item.setData(0, ROLE, one)
                item.setToolTip(0, tr(one.meaning))
        self.filter("")
        self.tree.setCurrentItem(self.tree.topLevelItem(0))

    # ---- finding

    def filter(self, text: str) -> None:
        """Show only entries that hold every word of `text`."""
        wanted = text.lower().split()
        found = 0
        for head in self._heads():
            hits = 0
            for index in range(head.childCount()):
                item = head.child(index)
                fits = all(word in searched(item.data(0, ROLE), head.data(0, ROLE)) for word in wanted)
                item.setHidden(not fits)
                hits += fits
            head.setHidden(not hits)
            head.setExpanded(bool(wanted) or head.isExpanded())
            found += hits
        self.nothing.setVisible(not found)

    def found(self) -> list[Entry]:
        """The entries that the search leaves."""
        return [item.data(0, ROLE) for item in self._items() if not item.isHidden()]

    @property
    def kept(self) -> tuple[str, str]:
        """The name of what is shown and what is searched."""
        return "" if self.shown in self.chapters else self.shown.name, self.search.text()

    def open_at(self, name: str) -> bool:
        """Show the entry of a class name; False where there is none."""
        item = next((item for item in self._items() if item.data(0, ROLE).name == name), None)
        if item is not None:
            self.search.clear()
            self.tree.setCurrentItem(item)
            self.tree.scrollToItem(item)
        return item is not None

    def _heads(self):
        return [self.tree.topLevelItem(index) for index in range(self.tree.topLevelItemCount())]

    def _items(self):
        return [head.child(index) for head in self._heads() for index in range(head.childCount())]

    def _first(self):
        """Enter: the best fit, a name that begins so before one that only mentions it."""
        text = self.search.text().strip().lower()
        fits = [item for item in self._items() if not item.isHidden()]
        fits.sort(key=lambda item: not (item.text(0).lower().startswith(text)
                                        or item.data(0, ROLE).name.lower().startswith(text)))
        if fits:
            self.tree.setCurrentItem(fits[0])

    # ---- reading

    def _show(self, what: Chapter | Entry):
        self.shown = what
        chapter = next((one for one in self.chapters if what in one.entries), None)
        if chapter is None:
            self.text.read(chapter_html(what))
            self.text.setAccessibleDescription("")
        else:
            self.text.read(entry_html(what, chapter.title), what.formula)
            self.text.setAccessibleDescription(in_line(what.formula))
        member = None if chapter is None else _member(chapter.family, what.name)
        drawn = member is not None and has_curve(member())
        for part in (self.curve, self.legend):
            part.setVisible(drawn)
        if drawn:
            self.curve.show_value(member())

    def _restyle(self):
        if self.shown is not None:
            self._show(self.shown)


def _member(family: str, name: str) -> type | None:
    """The class of an entry."""
    return registry.Family.every[family].get(name)


def searched(entry: Entry, chapter: Chapter) -> str:
    """What a search looks into, in small letters: the words of the declarations and of the language in use."""
    words = [chapter.title, tr(chapter.title), entry.name, entry.title, tr(entry.title), entry.meaning,
             tr(entry.meaning), entry.more, in_line(entry.formula), *entry.elsewhere.lines.values()]
    words += [f"{p.name} {p.title} {tr(p.title)}" for p in entry.parameters]
    return " ".join(words).lower()
