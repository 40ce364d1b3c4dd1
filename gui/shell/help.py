"""The help commands: reference, the project as text, laboratories, colour vision check and tour."""

from typing import Any, NamedTuple

from PySide6.QtCore import QObject

from core.project.examples import first
from gui.shell.shortcut_list import Shortcuts


class Explaining(NamedTuple):
    """What is open of it: the list of keys, the entry and the search of the reference, the kind of sight, the step of
    the tour, the laboratories."""

    keys: bool
    entry: tuple[str, str] | None
    sight: int | None
    step: int | None
    laboratories: dict[str, tuple[bool, Any]]


class Help(QObject):
    """What a session shows to explain itself; all are made when they are first wanted."""

    def __init__(self, session):
        super().__init__(session)
        self.session = session
        self.reference = self.sight = self.tour = self.shelf = None
        self._remembered: dict = {}

    def show_keys(self) -> None:
        """Every key."""
        Shortcuts(self.session.window).show()

    def show_guide(self) -> None:
        """The guide, with the teacher's page."""
        from gui.shell.guide_window import Guide
        Guide(self.session.window).show()

    def show_project_text(self) -> None:
        """The project as text, in a window of its own."""
        from gui.shell.project_text import ProjectText
        opened = self.session.window.findChildren(ProjectText)
        found = opened[-1] if opened else ProjectText(self.session)
        found.show()
        found.activateWindow()

    def show_reference(self) -> None:
        """The reference, at the entry of the selected block."""
        session = self.session
        node = session.document.project.network.node(session.selection.node)
        self._open_reference(type(node.layer).__name__ if node is not None else "")

    def _open_reference(self, name: str) -> None:
        from gui.reference.window import ReferenceWindow
        if self.reference is None:
            self.reference = ReferenceWindow(self.session.window)
        if name:
            self.reference.open_at(name)
        self.reference.show()
        self.reference.raise_()
        self.reference.activateWindow()

    def show_laboratory(self, name: str) -> None:
        """A laboratory, by the name of its class."""
        self._shelf().open(name)

    def _shelf(self):
        from gui.laboratories.shelf import Shelf  # not before the first paint
        if self.shelf is None:
            self.shelf = Shelf(self.session.window)
            self.shelf.remembered = dict(self._remembered)
        return self.shelf

    @property
    def laboratories(self) -> dict:
        """What was chosen in laboratories, as plain values by their names."""
        return self._remembered if self.shelf is None else self.shelf.saved

    def remember(self, laboratories: object) -> None:
        """What was chosen in laboratories at an earlier start; the settings are a file, and may hold anything."""
        self._remembered = laboratories if isinstance(laboratories, dict) else {}

    def show_sight(self) -> None:
        """The window as people see it who lack one kind of cone."""
        from gui.colour_vision.window import ColourVisionWindow
        if self.sight is None:
            self.sight = ColourVisionWindow(self.session.window, self.session.window.background)
        self.sight.show()
        self.sight.raise_()
        self.sight.look()

    def show_tour(self, step: int = 0) -> None:
        """Five steps through the window."""
        from gui.tour.tour import Tour
        session = self.session
        if self.tour is None and session.network is not None:
            self.tour = Tour(session.window, lambda: session.open_starter(first()))
            self.tour.ended.connect(self._toured)
            self.tour.begin(step)

    @property
    def kept(self) -> Explaining:
        """What is open now."""
        keys = self.session.window.findChild(Shortcuts)
        reference, sight = (window if window is not None and window.isVisible() else None
                            for window in (self.reference, self.sight))
        return Explaining(keys is not None and keys.isVisible(), None if reference is None else reference.kept,
                          None if sight is None else sight.choice.index,
                          None if self.tour is None else self.tour.index,
                          {} if self.shelf is None else self.shelf.kept)

    def take_up(self, kept: Explaining) -> None:
        """Open it again."""
        if kept.keys:
            self.show_keys()
        if kept.entry is not None:
            name, searched = kept.entry
            self._open_reference(name)
            self.reference.search.setText(searched)
        if kept.sight is not None:
            self.show_sight()
            self.sight.choice.choose(kept.sight)
        if kept.step is not None:
            self.show_tour(kept.step)
        if kept.laboratories:
            self._shelf().take_up(kept.laboratories)

    def leave(self) -> None:
        """Another session takes over: end what lies over the window."""
        if self.tour is not None:
            self.tour.ended.disconnect(self._toured)  # nobody took or skipped it
            self.tour.end()

    def _toured(self):
        self.tour = None
        self.session.settings.toured = True
        self.session.window.take_focus()
