"""Going back in time: handle and keys move the run, the document follows, Play asks how to go on."""

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from core.session.orders import ChooseLine, Play, Rewind
from core.session.past_networks import UndoMoments
from gui.text.translation import counted, tr
from gui.timeline.jump import Jump
from gui.widgets import dialogs


class Rewinding(QObject):
    """Ties the timeline's card to the runner and the document."""

    def __init__(self, window, document, runner, card):
        super().__init__(window)
        self.window, self.document, self.runner, self.card = window, document, runner, card
        self._asked = 0
        self._way: UndoMoments | None = None
        self._project = document.project
        self.menu = QMenu(window)
        self.menu.setToolTipsVisible(True)
        self.go_on = self.menu.addAction("", lambda: runner.order(Play(drop=True)))
        self.branch = self.menu.addAction("", lambda: runner.order(Play()))
        card.chosen.connect(self.go)
        card.line_chosen.connect(self.choose_line)
        document.opened.connect(self._forget)
        for name, does in (("previous", lambda: self.step(-1)), ("next", lambda: self.step(1)), ("until", self.until)):
            window.commands[name].triggered.connect(lambda _=False, does=does: window.starting or does())

    def go(self, number: int) -> None:
        """Stand at a kept moment."""
        self._order(Rewind, number)

    def choose_line(self, line: int) -> None:
        """Stand at the end of another branch."""
        self._order(ChooseLine, line)

    def step(self, by: int) -> None:
        """To the moment before or after."""
        self.card.bar.step(by)

    def until(self) -> None:
        """Ask for an epoch and train until it is over."""
        state = self.runner.state
        if self.document.check.trainable:
            low = int(state.epoch) + 1
            dialogs.ask_epoch(self.window, low, max(state.epochs, low), self._play_until)

    def _play_until(self, epoch):
        self.runner.order(Play(float(epoch)))

    def _forget(self):
        self._asked += 1
        self._way = None

    def _order(self, kind, number):
        self._asked += 1
        asked, place = self._asked, UndoMoments()
        self.runner.order(kind(number, lambda project: self._arrived(asked, project, place), place))

    def _arrived(self, asked, project, place):
        """The document follows, where no other order is under way."""
        if project is None:
            return
        here = self.document.project
        way = self._gone_on(place)
        after = replace(project, name=here.name, notes=here.notes)
        if asked == self._asked and after != here:
            self.document.undo_stack.push(Jump(self.document, self.runner, way, after, tr("Go to another moment"),
                                               "rewind"))
        self._project = self.document.project

    def _gone_on(self, place: UndoMoments) -> UndoMoments:
        """The way of which one more piece was gone: from where one began to look around to where one stands now.

        Moments of one project leave no step of undo. One that is made on the way has to lead back to the beginning all
        the same; edits and training begin a new way.
        """
        way = self._way
        if way is not None and self._project is self.document.project and way.after == place.before:
            way.after = place.after
        else:
            self._way = place
        return self._way

    def asks(self) -> bool:
        """Whether Play has to ask how to go on; it does so under its button."""
        state = self.runner.state
        if not state.rewound or state.running:
            return False
        self.go_on.setText(counted(state.later, "Go on from here: drop {n} later moment",
                                   "Go on from here: drop {n} later moments"))
        self.go_on.setToolTip(tr("Training goes on from this moment; what came after it is forgotten"))
        self.branch.setText(counted(state.later, "Branch: keep {n} later moment", "Branch: keep {n} later moments"))
        self.branch.setToolTip(tr("Training goes on from this moment on a branch of its own; you can come back to the "
                                  "other one"))
        play = self.window.top.play
        self.menu.popup(play.mapToGlobal(play.rect().bottomLeft()))
        self.menu.setActiveAction(self.branch)
        return True
