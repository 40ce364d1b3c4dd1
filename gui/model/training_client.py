"""The window's client of the training thread: sends orders, and thirty times a second receives the results."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter, thread_time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.inspection.needs import Snapshot
from core.session.history import History
from core.session.order import Order
from core.session.orders import DropResults, Forget, SetNeeds, Show
from core.session.run_state import Frame, RunState
from core.session.trainer_factory import trainer_for
from core.session.worker import Worker
from core.training.checkpoints import Track
from gui.model.askers import still_there
from gui.model.redraw_rate import FASTEST_MS, RedrawRate

KEPT = "kept"
"""Owner of the needs of views that have gone while their successors have not come."""
FIGURES = 0.1
"""Seconds between two tellings of how far a training under way has come: who reads figures cannot follow more."""
SLOWLY = 0.4
"""Seconds between two results of a need that covers a whole split, while training runs."""


class Runner(QObject):
    """Owns the training thread. A precise timer pulls; it runs only while there is something to wait for.

    `ticks` carries every tick since the frame before, `snapshot` the newest one, `history_changed` the curves,
    `track_changed` the kept moments. `state`, `history` and `track` are the last ones that came; of a state that
    differs in figures alone, `state_changed` tells a little later.
    """

    ticks = Signal(list)
    snapshot = Signal(object)
    history_changed = Signal(object)
    track_changed = Signal(object)
    state_changed = Signal(object)
    failed = Signal(str)

    def __init__(self, make_trainer: Callable = trainer_for, parent=None):
        super().__init__(parent)
        self.state, self.history, self.track = RunState(), History(), Track()
        self._worker = Worker(make_trainer, self.state.speed)
        self._mailbox = self._worker.mailbox
        self._needs: dict[object, dict] = {}
        self._sent_needs: dict = {}
        self._latest: dict = {}
        self._drawn: deque[float] = deque()
        self._closed, self._era = False, 0
        self._blank = False  # other data were announced, and their project has not come
        self._later: list[Order] = []
        self._at_redraw: list[Callable[[], None]] = []
        self._rate, self._redrawn = RedrawRate(), -1.0
        self._awaited: bool | None = None  # what was asked for since; None: whatever the training thread says
        self._told, self._untold = -FIGURES, False
        self._timer = QTimer(self, interval=FASTEST_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self._worker.start()

    # ---- orders

    def order(self, order: Order) -> None:
        """Leave one of `core.session.orders` for the training thread. One that is patient waits until the window has
        painted, never longer than until the next order."""
        if self._closed:
            return
        self._watch()
        if order.patient:
            self._later.append(order)
            if len(self._later) == 1:
                QTimer.singleShot(0, self, self._hand_over)
            if self._blank and type(order) is Show:
                self._blank = False
                self._set_state(RunState("preparing", epochs=order.project.training.epochs, speed=self.state.speed,
                                         seed=self.state.seed, trained=self.state.trained))
            return
        self._hand_over()
        self._mailbox.order(order)
        if order.trains is not None and self.state.unsettled:
            # The training thread hears it when it has everything; the window says at once what it will do then.
            self._awaited = order.trains
            self._set_state(replace(self.state, awaited=order.trains))

    def at_redraw(self, call: Callable[[], None]) -> None:
        """Call something once with the next redraw, before it: what changes many times between two is shown once."""
        if not self._closed:
            self._at_redraw.append(call)
            self._watch()

    def forget(self) -> None:
        """Another project is about to be shown: drop the weights and curves of this one. Here nothing of it is shown
        from now on, whatever the training thread still has under way; who asked something gets the answer."""
        self._era, self._awaited = self._era + 1, None
        self.order(Forget())
        self._blank = False
        self._set_state(RunState("preparing", speed=self.state.speed))
        self._clear()

    def drop_results(self) -> None:
        """The project that is shown next has other data: from now on nothing is seen that was made from the last,
        whatever the training thread still has under way."""
        self._era, self._blank = self._era + 1, True
        self.order(DropResults())
        self._clear()

    def _clear(self) -> None:
        self._latest.clear()
        self._drawn.clear()
        self.history, self.track = History(), Track()
        self.history_changed.emit(self.history)
        self.track_changed.emit(self.track)

    def set_needs(self, owner: object, needs: Iterable) -> None:
        """What `owner` draws from now on; the union over all owners is computed, and nothing else."""
        found = needs if isinstance(needs, dict) else dict.fromkeys(needs, 0.0)
        if self._needs.get(owner) == found:
            return
        self._needs[owner] = found
        if not found:
            del self._needs[owner]
        union: dict = {}
        for wanted in self._needs.values():
            for need, seconds in wanted.items():
                union[need] = min(seconds, union.get(need, seconds))
        if union != self._sent_needs:
            self._sent_needs = union
            self._latest = {need: value for need, value in self._latest.items() if need in union}
            self.order(SetNeeds(union))

    def keep_needs(self, owners: Iterable) -> None:
        """Others take the place of these owners: go on with what they asked for until this is called again, so that who
        comes next finds it. What was kept before is forgotten."""
        kept: dict = {}
        for owner in owners:
            for need, seconds in self._needs.pop(owner, {}).items():
                kept[need] = min(seconds, kept.get(need, seconds))
        self.set_needs(KEPT, kept)

    @property
    def fed(self) -> bool:
        """Whether everything that was asked for has come; nothing comes where there is no network to compute."""
        return self.state.phase in ("empty", "preparing") or (not self._later and self._latest.keys() >= set(
            self._sent_needs))

    @property
    def latest(self) -> Snapshot:
        """The newest result of every need, for a view that was just opened."""
        return Snapshot(self.state.step, self.state.epoch, dict(self._latest))

    def close(self) -> None:
        """Stop after the chunk that runs and join the thread; later orders do nothing."""
        self._closed = True
        self._timer.stop()
        self._worker.close()

    # ---- frames

    def _watch(self):
        if not self._timer.isActive():
            self._timer.start()

    def _hand_over(self):
        """Give out what waits, in its order."""
        later, self._later = self._later, []
        for order in () if self._closed else later:
            self._mailbox.order(order)

    def _frame(self):
        due, self._at_redraw = self._at_redraw, []
        for call in due:
            if still_there(call):
                call()
        if self._mailbox.quiet and not self._later:
            self._timer.stop()
            self._tell()
            return
        self._measure()
        frame = self._mailbox.take()
        if frame.era != self._era:
            frame = Frame(answers=frame.answers)
        if frame.state is not None and frame.state.generation != self.state.generation:
            self._latest.clear()
        if frame.history is not None:
            self.history = frame.history
            self.history_changed.emit(frame.history)
        if frame.track is not None:
            self.track = frame.track
            self.track_changed.emit(frame.track)
        if frame.ticks:
            self.ticks.emit(frame.ticks)
        if frame.snapshot is not None:
            self._drawn.append(perf_counter())
            self._redrawn = thread_time()
            self._latest.update(frame.snapshot.values)
            self.snapshot.emit(frame.snapshot)
        for answer, result in frame.answers:
            if still_there(answer):
                answer(result)
        if frame.state is not None:
            awaited = frame.state.awaited if self._awaited is None else self._awaited
            if not frame.state.unsettled:
                awaited, self._awaited = False, None
            self._set_state(replace(frame.state, frames=self._frames_per_second(frame.state), awaited=awaited))
        for sentence in frame.failures:
            self.failed.emit(sentence)

    def _measure(self):
        """Everything that this thread did since the last picture belongs to it."""
        if self._redrawn >= 0 and self._rate.took(thread_time() - self._redrawn):
            self._timer.setInterval(self._rate.interval_ms)
        self._redrawn = -1.0

    def _set_state(self, state):
        if state == self.state:
            return
        goes_on, self.state, self._untold = state.goes_on_from(self.state), state, True
        if not goes_on or perf_counter() - self._told >= FIGURES:
            self._tell()

    def _tell(self):
        if self._untold:
            self._untold, self._told = False, perf_counter()
            self.state_changed.emit(self.state)

    def _frames_per_second(self, state) -> float:
        now = perf_counter()
        while self._drawn and self._drawn[0] < now - 1.0:
            self._drawn.popleft()
        return float(len(self._drawn)) if state.running else 0.0
