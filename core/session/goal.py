"""How far training goes: so many single batches, to the end of an epoch, or as far as the project says."""

from math import ceil, floor

from core.session.run import Run
from core.text.messages import counted

NEAR = 1e-6
MOST_ASKED = 4
"""Single batches or epochs that may be waiting: a key that is held must not order more than one can watch."""


class Goal:
    """What was asked for last. `heeds` says whether a stop rule may end it before."""

    def __init__(self):
        self.until, self.heeds = 0.0, False
        self._asked, self._batches = "", 0

    def ask(self, until: str | float, run: Run, running: bool) -> None:
        """"batch", "epoch", "" for all epochs of the project, or an epoch. Who asks for a batch or an epoch again while
        the last one is under way wants one more."""
        more = self._waiting(run) if running and until == self._asked else 0
        self._asked = until
        self._batches = more + 1 if until == "batch" else 0
        if not isinstance(until, str):
            run.goal = max(run.goal, ceil(until))
            self.until = float(until)
        else:
            self.until = next_epoch(run) + more if until == "epoch" else next_epoch(run) if until else next_goal(run)
        # A rule that has ended training already does not forbid to go on.
        self.heeds = not until and not run.halted()

    def _waiting(self, run: Run) -> int:
        waiting = {"batch": self._batches, "epoch": round(self.until - next_epoch(run)) + 1}
        return min(waiting.get(self._asked, 0), MOST_ASKED - 1)

    def follow(self, run: Run) -> None:
        """The project may have got more or fewer epochs while training goes on."""
        if not self._asked:
            self.until = float(run.goal)

    def steps(self, run: Run) -> int:
        """Steps that the next chunk may take at most."""
        return 1 if self._batches else max(1, round((self.until - run.epoch) * run.steps_per_epoch))

    def reached(self, run: Run) -> bool:
        """A chunk is over: whether that was all."""
        if self._batches:
            self._batches -= 1
            return not self._batches
        return reached(run, self.until)


def next_epoch(run: Run) -> float:
    """The whole epoch that comes next."""
    return floor(run.epoch + NEAR) + 1.0


def next_goal(run: Run) -> float:
    """Where Play stops: the project's epochs, and when they are over as many again."""
    while reached(run, run.goal):
        run.goal += _epochs(run)
    return float(run.goal)


def reached(run: Run, epoch: float) -> bool:
    """Whether an epoch is over."""
    return run.epoch >= epoch - NEAR


def finished(run: Run) -> str:
    """A sentence when all epochs are done, "" before."""
    return "" if not reached(run, run.goal) else counted(
        run.goal, "{n} epoch done; Play goes on for {more} more.",
        "{n} epochs done; Play goes on for {more} more.", more=_epochs(run))


def _epochs(run: Run) -> int:
    """Those of the project under edit."""
    return 1 if run.project is None else run.project.training.epochs
