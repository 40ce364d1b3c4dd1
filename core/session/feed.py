"""Which views are out of date, and the snapshot that updates them."""

from math import sqrt
from time import perf_counter, thread_time

from core.session import fault_log
from core.session.run import Run

SHARE = 0.08
"""The part of the training thread's time that needs with seconds of their own may take, all together."""
UNKNOWN = 0.01
"""Seconds that a need counts for when it was computed but once: then plans were recorded and kernels loaded too."""


class Feed:
    """Knows of every need when and for which moment it was last computed.

    A need is out of date when training has moved since, and while training runs only after its own seconds: a
    view of a whole split need not be computed thirty times a second. Where many are open, the seconds grow until all
    together take a `SHARE` of the thread: each waits as the root of its cost asks, which makes them least old in sum.
    That is counted in the thread's own time, for on a busy machine it gets but a part of what passes. Those without
    seconds of their own are what the network's picture itself shows; they come with every picture.
    """

    def __init__(self):
        self.needs: dict = {}
        self.rested = 0.0
        """Seconds in which the thread had nothing to do, which may be spent as well."""
        self.forget()

    def forget(self) -> None:
        """Another network: everything is out of date, and what failed may work now."""
        self._made: dict = {}
        self._broken: set = set()
        self._costs: dict = {}
        self._waits: dict = {}
        self._shown: tuple[int, float] = (-1, -1)

    def set_needs(self, needs: dict) -> None:
        """What snapshots shall hold: need → fewest seconds between two of it while training runs."""
        self.needs = needs
        self._made = {need: made for need, made in self._made.items() if need in needs}
        self._costs = {need: cost for need, cost in self._costs.items() if need in needs}
        self._share_out()

    def _share_out(self) -> None:
        """How long each need waits in the time of the thread, that they do not take too much together."""
        roots = {need: sqrt(cost) for need, cost in self._costs.items() if self.needs[need]}
        whole = sum(roots.values()) / SHARE
        self._waits = {need: root * whole for need, root in roots.items()}

    def _clock(self) -> float:
        return thread_time() + self.rested

    def due(self, moment, running: bool) -> list:
        """Every need that is out of date at `moment`."""
        now, clock = perf_counter(), self._clock()
        return [need for need, seconds in self.needs.items() if need not in self._broken and self._out_of_date(
            self._made.get(need), moment, now - seconds if running else now,
            clock - self._waits.get(need, 0.0) if running else clock)]

    @staticmethod
    def _out_of_date(made, moment, before, clock) -> bool:
        return made is None or (made[0] != moment and made[1] <= before and made[2] <= clock)

    def news(self, run: Run, running: bool) -> bool:
        """Whether a picture made now would differ from the last."""
        if run.trainer is None or run.problem:
            return False
        return self._curves(run) != self._shown or bool(self.due(run.moment, running))

    def snapshot(self, run: Run, running: bool):
        """(snapshot or None, sentence) of everything due. What fails is left out from then on."""
        due, moment = self.due(run.moment, running), run.moment
        if not due:
            return None, ""
        costs: dict = {}
        try:
            made = run.trainer.snapshot(due, costs)
        except Exception as error:
            self._broken.update(due)
            return None, fault_log.sentence(error, "Computing a view")
        self._made.update(dict.fromkeys(due, (moment, perf_counter(), self._clock())))
        for need, cost in costs.items():
            self._costs[need] = cost if need in self._costs else min(cost, UNKNOWN)
        self._share_out()
        return made, ""

    def curves_due(self, run: Run) -> bool:
        """Whether the curves have grown since the last call."""
        before, self._shown = self._shown, self._curves(run)
        return before != self._shown

    @staticmethod
    def _curves(run: Run) -> tuple[int, float]:
        return run.writer.version, run.goal
