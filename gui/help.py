"""The reference, the check of colours and the tour, as the commands open them."""

from PySide6.QtCore import QObject

from core.examples import first


class Help(QObject):
    """What a session shows to explain itself; all are made when they are first wanted."""

    def __init__(self, session):
        super().__init__(session)
        self.session = session
        self.reference = self.sight = self.tour = None

    def show_reference(self) -> None:
        """The reference, at the entry of the selected block."""
        from gui.reference.window import ReferenceWindow
        session = self.session
        if self.reference is None:
            self.reference = ReferenceWindow(session.window)
        node = session.document.project.network.node(session.selection.node)
        if node is not None:
            self.reference.open_at(type(node.layer).__name__)
        self.reference.show()
        self.reference.raise_()
        self.reference.activateWindow()

    def show_sight(self) -> None:
        """The window as people see it who lack one kind of cone."""
        from gui.sight.window import SightWindow
        if self.sight is None:
            self.sight = SightWindow(self.session.window, self.session.window.background)
        self.sight.show()
        self.sight.raise_()
        self.sight.look()

    def show_tour(self) -> None:
        """Five steps through the window."""
        from gui.tour.tour import Tour
        session = self.session
        if self.tour is None and session.network is not None:
            self.tour = Tour(session.window, lambda: session.open_starter(first()))
            self.tour.ended.connect(self._toured)
            self.tour.begin()

    def leave(self) -> None:
        """Another session takes over: end what lies over the window."""
        if self.tour is not None:
            self.tour.end()

    def _toured(self):
        self.tour = None
        self.session.settings.toured = True
        self.session.window.setFocus()
