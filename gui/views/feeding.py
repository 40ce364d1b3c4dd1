"""Hands the results of training to the views that are seen: by turns, panel by panel, a moment after the network."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from core.inspection.needs import Snapshot
from gui.model.slices import Slices
from gui.model.training_client import Runner
from gui.model.turns import Turns
from gui.views.base import Panel

STAGGER_MS = 14
PAUSE_MS = 7
"""Between two slices of drawing: the window paints some 5 ms after it was asked to."""


class Feeding(QObject):
    """`shown` gives the views that can be seen."""

    def __init__(self, parent: QObject, runner: Runner, shown: Callable[[], list[Panel]]):
        super().__init__(parent)
        self._runner, self._shown = runner, shown
        self._news, self._newest = set(), Snapshot(0, 0.0, {})
        self._owed: dict[Panel, set] = {}
        """What came anew since a view was drawn."""
        # The network's picture is drawn first; a moment later the views, so that the window never stalls for both.
        self._soon = QTimer(self, singleShot=True, interval=STAGGER_MS, timerType=Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._draw)
        # Panel by panel, with a paint between two slices.
        self._slices, self._turns = Slices(self, PAUSE_MS), Turns(self, self._serve)
        runner.state_changed.connect(self._turns.follow)
        runner.snapshot.connect(self._take)
        runner.history_changed.connect(self._soon.start)

    @property
    def busy(self) -> bool:
        """Something that came is still to be drawn."""
        return self._soon.isActive() or self._turns.waiting or self._slices.waiting

    def forget(self) -> None:
        """What came belongs to another project."""
        self._news.clear()
        self._owed.clear()

    def draw_known(self, panels: list[Panel]) -> None:
        """Draw at once what is known already."""
        known = self._runner.latest
        for panel in panels:
            self._owed.pop(panel, None)
            panel.draw(known)
            panel.draw_ticks(self._runner.history)

    def _take(self, snapshot: Snapshot) -> None:
        self._news |= snapshot.values.keys()
        self._newest = snapshot
        self._soon.start()

    def _draw(self) -> None:
        news, self._news = self._news, set()
        shown = self._shown()
        for panel in shown:
            self._owed.setdefault(panel, set()).update(news)
        self._turns.add(shown, at_once=not self._runner.state.running)

    def _serve(self, panels: list[Panel]) -> None:
        self._slices.add((panel, partial(self._draw_panel, panel)) for panel in panels)

    def _draw_panel(self, panel: Panel) -> None:
        owed = self._owed.pop(panel, ())
        if panel not in self._shown():
            return  # it has gone meanwhile
        if owed:
            known, newest = self._runner.latest.values, self._newest
            panel.draw(Snapshot(newest.step, newest.epoch, {need: known[need] for need in owed if need in known}))
        panel.draw_ticks(self._runner.history)
