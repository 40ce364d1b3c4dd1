"""The right column: views of training, in cards that fit its size."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.model.document import Document
from gui.model.selection import Selection
from gui.model.training_client import Runner
from gui.text.translation import tr
from gui.views.add_row import AddRow
from gui.views.arrange import GAP, share
from gui.views.base import Panel
from gui.views.desk import ViewDesk
from gui.views.feeding import Feeding
from gui.views.view_card import PanelCard


class RightColumn(QWidget):
    """Keeps the views that mean something for the project, arranges them, and feeds those that are seen."""

    explanation_wanted = Signal(str, tuple)
    """A block, and a place in its output with −1 for what is left open."""
    said = Signal(str)
    """A sentence about a view that was saved."""

    def __init__(self, document: Document, selection: Selection, runner: Runner):
        super().__init__()
        self.document, self.selection, self.runner = document, selection, runner
        self.panels: dict[type[Panel], Panel] = {}
        self.cards: list[PanelCard] = []
        self._arrangement: list = []
        self._asking: set[Panel] = set()
        """The views that asked for something else since the last settling."""
        self._front: set[type[Panel]] = set()
        self._data: tuple | None = None
        self.setAccessibleName(tr("Views"))
        self.setProperty("clear", True)
        self._guest: QWidget | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(GAP)
        # The column may be narrower than its content: it is then arranged again.
        self._whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._columns = QHBoxLayout()
        self._whole.addLayout(self._columns, 1)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(GAP)
        self.desk, self.add_row = ViewDesk(self), AddRow()
        self.add_row.clicked.connect(self.desk.open_gallery)
        self._whole.addWidget(self.add_row)
        self.setMinimumWidth(280)
        # Several edits in a row (a slider that is dragged) arrange and ask but once.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._settle)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._rearrange)
        self.feeding = Feeding(self, runner, self.shown)
        for other in (document.opened, document.other_data):
            other.connect(self._opened)
        document.changed.connect(self._project_changed)
        selection.node_changed.connect(self._refresh)
        selection.sample_changed.connect(self._refresh)
        self._project_changed()

    def panel(self, kind: type[Panel]) -> Panel | None:
        """The view of a kind, None where the project has no use for it."""
        return self.panels.get(kind)

    def show_panel(self, kind: type[Panel]) -> None:
        """Bring a view to the front of its card."""
        for card in self.cards:
            card.show_panel(kind)

    def bring(self, kind: type[Panel]) -> None:
        """Have a view in front, now and from now on."""
        self._front.add(kind)
        self.show_panel(kind)

    @property
    def front(self) -> list[str]:
        """The classes of the views that stand in front of others."""
        return sorted(kind.__name__ for kind in self._front)

    def bring_to_front(self, names: list[str]) -> None:
        """Have these views in front, now or when they come in."""
        self._front = {kind for name in names if (kind := self.desk.chosen.named(name)) is not None}
        for kind in tuple(self._front):
            self.show_panel(kind)

    @property
    def kept(self) -> dict[str, dict]:
        """What was chosen in every view, by its class."""
        return {kind.__name__: panel.kept for kind, panel in self.panels.items()}

    def take_up(self, kept: dict[str, dict]) -> None:
        """Choose it again; where the network cannot compute, in the views that it had."""
        if self.why:
            self._choose([kind for kind in self.desk.kinds() if kind in self.panels or kind.__name__ in kept])
            self._refresh()
        for kind, panel in self.panels.items():
            if kind.__name__ in kept:
                panel.take_up(kept[kind.__name__])

    # ---- which views, and where

    def _opened(self):
        """Another project comes, or other data: new views know nothing of the last."""
        self.feeding.forget()
        self._data = None
        self._choose([])

    def _project_changed(self, *_):
        description = self.document.description
        if description is not None:
            data = self.document.check.judged, description.inputs
            # A network that cannot compute for a while has the views that it had.
            stay = set(self.panels) if self.why and data == self._data else set()
            kinds = [kind for kind in self.desk.kinds() if kind in stay or self.desk.fits(kind)]
            self._data = data
            if kinds != list(self.panels):
                self._choose(kinds)
        self._refresh()

    def choose_again(self) -> None:
        """Other views were chosen."""
        self._project_changed()

    @property
    def arrangement(self) -> list:
        """How the docked views stand now: columns of rows of cards of tabs."""
        return self._arrangement

    def arrange_again(self) -> None:
        """The same views stand elsewhere."""
        self._arrangement = []
        self._rearrange()

    @property
    def why(self) -> str:
        """Why the network cannot compute, in one sentence; empty where it can."""
        found = next((problem for problem in self.document.check.problems if problem.severity == "error"), None)
        if found is None:
            return ""
        # What is wrong with a block stands there at length.
        return tr("This network cannot compute yet; mend the marked block first.") if found.node else found.message

    def _choose(self, kinds: list[type[Panel]]):
        old, self.panels = self.panels, {}
        for kind in kinds:
            self.panels[kind] = old.pop(kind, None) or self._made(kind)
        self._dissolve()
        for panel in old.values():
            self.runner.set_needs(panel, ())
            panel.deleteLater()
        self._arrangement = []
        self._rearrange()

    def _made(self, kind) -> Panel:
        panel = kind(self.document, self.selection, self.runner)
        panel.needs_changed.connect(self._ask_one)
        panel.explanation_wanted.connect(self.explanation_wanted)
        return panel

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._rearrange()

    def showEvent(self, event):
        super().showEvent(event)
        self.desk.follow(True)
        self._ask_all()

    def hideEvent(self, event):
        super().hideEvent(event)
        self.desk.follow(False)
        self._ask_all()

    def put_on_top(self, guest: QWidget) -> None:
        """Something that stands above the views while it is visible, and pushes them down."""
        self._guest = guest
        self._whole.insertWidget(0, guest)
        guest.installEventFilter(self)

    def eventFilter(self, watched, event):
        if watched is self._guest and event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._again.start()
        return super().eventFilter(watched, event)

    def _rearrange(self):
        guest = self._guest
        taken = guest.height() + GAP if guest is not None and guest.isVisibleTo(self) else 0
        taken += self.add_row.height() + GAP
        wanted = self.desk.arranged(self.desk.docked(self.panels), self.width(), self.height() - taken)
        if wanted == self._arrangement:
            return
        self._dissolve()
        self._arrangement = wanted
        for rows in wanted:
            column = QVBoxLayout()
            column.setSpacing(GAP)
            for row in rows:
                line = QHBoxLayout()
                line.setSpacing(GAP)
                for kinds in row:
                    line.addWidget(self._card(kinds), 1)
                column.addLayout(line, share(row))
            self._columns.addLayout(column, 1)
        self.desk.show_floating()
        self._ask_all()

    def _card(self, kinds) -> PanelCard:
        card = PanelCard([self.panels[kind] for kind in kinds])
        for kind in kinds:
            if kind in self._front:
                card.show_panel(kind)
        card.tab_changed.connect(self._tab_changed)
        self.desk.connect_card(card)
        self.cards.append(card)
        return card

    def _tab_changed(self):
        hidden = {type(panel) for card in self.cards if len(card.panels) > 1 for panel in card.panels}
        self._front = self._front - hidden | {type(card.shown) for card in self.cards if len(card.panels) > 1}
        self._ask_all()

    def _dissolve(self):
        for card in self.cards:
            card.release()
            card.deleteLater()
        self.cards = []
        self.desk.let_go()
        while (item := self._columns.takeAt(0)) is not None:
            _delete(item.layout())

    # ---- what they are fed with

    def shown(self) -> list[Panel]:
        """The views that can be seen now and have something to show."""
        return [panel for panel in self.panels.values() if panel.isVisible() and not panel.why.text()]

    def _refresh(self, *_):
        why = self.why
        for panel in self.panels.values():
            panel.show_why(why if panel.of_network else "")
            if not panel.why.text():
                panel.refresh()
        self._ask_all()

    def _ask_all(self) -> None:
        """Any view may need something else, or has come into sight."""
        self._asking.update(self.panels.values())
        self._later.start()

    def _ask_one(self) -> None:
        """A view needs something else: the others have what they need, and are not drawn again for it."""
        self._asking.add(self.sender())
        self._later.start()

    def _settle(self):
        """Ask for what the visible views need, and draw what those that asked know of it already."""
        shown, asking = self.shown(), self._asking
        self._asking = set()
        for panel in self.panels.values():
            self.runner.set_needs(panel, panel.needs() if panel in shown else {})
        self.feeding.draw_known([panel for panel in shown if panel in asking])


def _delete(layout) -> None:
    while layout is not None and (item := layout.takeAt(0)) is not None:
        _delete(item.layout())
    if layout is not None:
        layout.deleteLater()
