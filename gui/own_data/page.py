"""The base of the pages on which a file is looked at before it becomes a project."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.own_data.scrolled import MARGIN
from gui.widgets import dialogs


class KeptPage(NamedTuple):
    """How far a person has come on a page: what was found in the file, how it will be dealt, and what only a page of
    its kind knows."""

    found: Any
    split: Any
    own: Any = None


class FilePage(QWidget):
    """Cards at the side in `row`, beside them what the file holds. `used(project, notes)` when it is to become a
    project, `given_up` when it cannot be read or reading was cancelled."""

    used = Signal(object, object)
    given_up = Signal()
    keys: ClassVar[tuple[tuple[str, str], ...]] = (("Ctrl+Enter", "use"), ("Esc", "back"))
    """Keys of the page and what they do, for the status bar."""

    def __init__(self, background):
        super().__init__()
        self.background, self.asked = background, 0
        """`asked` counts the looks: what belongs to an earlier one is of no use."""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.row.setSpacing(MARGIN)
        self.on_keys(("Ctrl+Return", "Ctrl+Enter"), self.use)

    def on_keys(self, keys: tuple[str, ...], do: Callable[[], None]) -> None:
        """Do something when one of the keys is pressed on the page."""
        shortcut = QShortcut(self)
        shortcut.setKeys([QKeySequence(key) for key in keys])
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    @property
    def kept(self) -> KeptPage:
        """What a page that is made anew, in another size of text or another language, begins with."""
        return KeptPage(self.found, self.split.split)

    def take_up(self, kept: KeptPage) -> None:
        """Stand where another page of this file stood."""
        self.split.split = kept.split
        if kept.found is not None:
            self.show_overview(kept.found)

    def say_again(self) -> None:
        """Say what was found in the language of the moment, where sentences about it are kept."""

    def take_focus(self) -> None:
        """The keys to the button that is meant next."""
        self.becomes.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def use(self) -> None:
        """Make the file a project, where it can be one."""
        raise NotImplementedError

    def look(self, work: Callable[[], Any], show: Callable[[Any], None], refused: Callable[[], None]) -> None:
        """Look at the file in a thread. Of several looks only the last one is shown; where the file cannot be read so,
        `refused` shows what was there before, and the reason is said."""
        self.asked += 1
        self.background.run(work, partial(self._show_newest, self.asked, show),
                            partial(self._say_refusal, self.asked, refused))

    def _show_newest(self, number, show, found):
        if number == self.asked:
            show(found)

    def _say_refusal(self, number, refused, sentence):
        if number == self.asked:
            window = self.window()  # the page itself may go
            refused()
            dialogs.say(window, sentence)

    def stop(self) -> None:
        """The page goes; what is still looked at is of no use."""
        self.asked += 1


def page_card(margin: int = 16) -> tuple[QFrame, QVBoxLayout]:
    """A card in the middle of a page, and its column."""
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(margin, 12, margin, 12)
    return card, column
