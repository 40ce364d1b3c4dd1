"""The stage of a race: two to four lanes of one's own network that differ in one thing, side by side."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.project.spec import Project
from core.races import cures
from core.races.comparisons import COMPARISONS, Comparison, Offer
from core.races.race import RaceMoment
from core.races.race_thread import RaceThread
from core.races.verdict import leader, times
from core.text.errors import LayerlabError
from gui.centre.race_curves import RaceCurves
from gui.centre.race_lanes import LaneCard
from gui.centre.race_side import RaceSide
from gui.drawing.moment import plane_size
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import again, tr
from gui.views.ledger import scrolled
from gui.widgets.basic import Elided, label
from gui.widgets.switches import Segments

LOOK_MS = 60
SIDE = 216


def found_offers(project: Project, comparison: Comparison, strength: float) -> tuple[tuple[Offer, ...], dict[str, str]]:
    """The lanes of a comparison, and why some of them cannot run: not for the window's thread."""
    offers, refusals = comparison.offers(project, strength), {}
    for offer in offers:
        try:
            refusals[offer.key] = cures.refusal(offer.change(project))
        except LayerlabError as error:
            refusals[offer.key] = str(error)
    return offers, {key: why for key, why in refusals.items() if why}


class RaceStage(QWidget):
    """`closed` asks to be taken away; `adopted` carries the change of a lane and its name. Nothing of the project is
    touched before that; the lanes train in a thread of their own."""

    closed = Signal()
    needs_changed = Signal()
    adopted = Signal(object, str)

    def __init__(self, document, background):
        super().__init__()
        self.document, self.background = document, background
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("clear", True)
        self.project = document.project
        self.thread: RaceThread | None = None
        self.moment = RaceMoment()
        self.running: list[Offer] = []
        self.cards: list[LaneCard] = []
        self._asked, self._shut = 0, False
        self.keys = list(COMPARISONS)
        self.which = Segments(tuple(tr(one.title) for one in COMPARISONS.values()),
                              tuple(tr(one.meaning) for one in COMPARISONS.values()), tr("What differs"))
        self.which.chosen.connect(lambda _: self.find())
        self.side, self.curves = RaceSide(), RaceCurves()
        self.side.changed.connect(self.start)
        self.side.strength_changed.connect(lambda _: self.find())
        self.side.go_wanted.connect(self.go)
        self.side.again_wanted.connect(self.start)
        self.curves.pointed_at.connect(self._point)
        self.told = label("", "", 12, wrap=True)
        self.timer = QTimer(self, interval=LOOK_MS)
        self.timer.timeout.connect(self._look)
        document.changed.connect(self._project_changed)
        self._lay_out()
        self.find()

    def _lay_out(self) -> None:
        whole, head = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(14, 10, 14, 10)
        whole.setSpacing(8)
        head.addWidget(label("Network", "muted", 13))
        head.addWidget(label("›", "muted", 13))
        head.addWidget(label("compare", "", 13, 600))
        self.which_of = Elided()
        head.addWidget(self.which_of, 1)
        close = QPushButton(tr("Esc  close"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        whole.addLayout(head)
        row = QHBoxLayout()
        row.addWidget(self.which)
        row.addStretch(1)
        whole.addLayout(row)
        self.lanes = QHBoxLayout()
        self.lanes.setSpacing(12)
        whole.addLayout(self.lanes, 3)
        foot, left = QHBoxLayout(), QVBoxLayout()
        foot.setSpacing(14)
        left.addWidget(self.curves, 1)
        left.addWidget(self.told)
        foot.addLayout(left, 1)
        area = scrolled(self.side)
        area.setFixedWidth(theme.px(SIDE))
        foot.addWidget(area)
        whole.addLayout(foot, 2)

    # ---- which lanes

    @property
    def comparison(self) -> Comparison:
        """What differs."""
        return COMPARISONS[self.keys[self.which.index]]

    def compare(self, key: str) -> None:
        """Race another difference: one of `COMPARISONS`."""
        self.which.show_index(self.keys.index(key))
        self.find()

    def find(self) -> None:
        """Find out which lanes there are, elsewhere, and race the usual ones."""
        self._stop()
        self._asked += 1
        asked, project, comparison = self._asked, self.project, self.comparison
        strength = self.side.factor if comparison.strengths else 1.0
        self.side.strength.setVisible(comparison.strengths)
        self.which_of.show_text(tr(comparison.meaning))
        self.background.run(lambda: found_offers(project, comparison, strength),
                            lambda found: asked == self._asked and self._found(*found), self.told.setText)

    def _found(self, offers, refusals) -> None:
        able = [offer for offer in offers if offer.key not in refusals]
        kept = [offer.key for offer in able if offer.key in self.side.chosen]
        same = {offer.key for offer in offers} == {offer.key for offer in self.side.offers}
        usual = [offer.key for offer in able if offer.usual] + [offer.key for offer in able if not offer.usual]
        chosen = kept if same and len(kept) > 1 else usual[:max(sum(offer.usual for offer in able), 2)]
        order = [offer.key for offer in offers]
        self.side.show_offers(offers, refusals, sorted(chosen, key=order.index))
        self.start()

    # ---- the race

    def start(self) -> None:
        """Race the chosen lanes from the first step on."""
        self._stop()
        self.running = [offer for offer in self.side.offers if offer.key in self.side.chosen]
        if len(self.running) < 2:
            self.told.setText(tr("There is nothing to compare: this project cannot be trained."))
            return
        self._make_cards()
        self.side.show_fair(None)
        self.told.setText("")
        project = self.project
        entries = [(offer.name, offer.change(project)) for offer in self.running]
        self.thread = RaceThread(entries, plane_size(self.document.check.total))
        self.timer.start()
        self._look()

    def _make_cards(self) -> None:
        while (item := self.lanes.takeAt(0)) is not None:
            item.widget().deleteLater()
        description = self.document.description
        over_plane = description is not None and description.over_plane
        self.cards = []
        for place, offer in enumerate(self.running):
            card = LaneCard(place, offer.name, over_plane, offer.change(self.project) == self.project)
            card.adopt_wanted.connect(lambda offer=offer: self.adopted.emit(offer.change, offer.name))
            self.lanes.addWidget(card, 1)
            self.cards.append(card)

    def go(self) -> None:
        """Pause, or go on."""
        if self.thread is not None:
            self.thread.pause(self.moment.phase != "paused")
            self.timer.start()

    def _look(self) -> None:
        moment = self.thread.take() if self.thread is not None else None
        if moment is None:
            return
        self.moment = moment
        self.side.show_phase(moment.phase)
        self.side.show_fair(moment.fair)
        if moment.phase in ("over", "failed", "paused"):
            self.timer.stop()
        if not moment.lanes:
            self.told.setText(again(moment.sentence))
            return
        best, found = leader(moment.lanes), self.document.judged
        two = found is not None and len(found.classes) == 2
        for place, (card, standing) in enumerate(zip(self.cards, moment.lanes, strict=True)):
            card.show_standing(standing, place == best, self.epochs, two)
        self.curves.show_standings(moment.lanes, self.epochs)
        self.told.setText(again(moment.sentence) if moment.phase == "failed" else self._differs(moment, best))

    @property
    def epochs(self) -> int:
        """How far the race goes."""
        return self.project.training.epochs

    def _differs(self, moment: RaceMoment, best: int) -> str:
        """The outcome in figures, and what one race cannot say."""
        first, own = moment.lanes[best], moment.lanes[0]
        other = max((one for one in moment.lanes if one is not first and len(one.watched)), default=own,
                    key=lambda one: times(first, one))
        said = tr("“{lane}” has the smallest loss, {n} times smaller than “{other}”.", lane=first.name,
                  n=local(f"{times(first, other):.3g}"), other=other.name)
        return f"{said} {tr('One start is one throw of the dice: other seeds may order them otherwise.')}"

    def _point(self, epoch) -> None:
        for card in self.cards:
            card.show_at(epoch)

    def _project_changed(self, project: Project) -> None:
        """The project was edited meanwhile: race what it is now."""
        before, self.project = self.project, project
        if (before.network, before.data, before.training) != (project.network, project.data, project.training):
            self.find()

    def _stop(self) -> None:
        """Let go of the lanes that run; they end by themselves after their chunk."""
        self.timer.stop()
        if self.thread is not None:
            self.thread.close()
            self.thread = None

    def shut(self, seconds: float = 0.0) -> bool:
        """Let go of everything; whether the thread has left after so many seconds."""
        thread, self._asked = self.thread, self._asked + 1
        if not self._shut:
            self._shut = True
            self.document.changed.disconnect(self._project_changed)
        self._stop()
        return thread is None or thread.close(seconds)

    # ---- as a stage

    def needs(self) -> dict:
        """Nothing of the network in training: the lanes are networks of their own."""
        return {}

    def take(self, _snapshot) -> None:
        """Nothing comes from the network in training."""

    def take_focus(self) -> None:
        """Keys go to the stage."""
        self.setFocus()

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in self._does():
            event.accept()  # the window's own keys rest meanwhile
            return True
        return super().event(event)

    def _does(self) -> dict:
        return {Qt.Key.Key_Escape: self.closed.emit, Qt.Key.Key_Space: self.go, Qt.Key.Key_R: self.start}

    def keyPressEvent(self, event):
        do = self._does().get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()
