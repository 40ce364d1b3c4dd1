"""Every order that the window can give the training thread: what it carries, and what it does when executed."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from core.diagnosis import Finding, Mend
from core.project.network import Check
from core.project.spec import Project
from core.session.order import Order
from core.session.past_networks import UndoMoments
from core.session.recording import take_up
from core.session.run_state import SPEEDS
from core.text.errors import LayerlabError
from core.text.messages import say

PREPARING = "Preparing kernels…"


class Show(Order, frozen=True):
    """Follow an edit: live where possible, else with a new trainer and all weights that still fit. `found` is what
    `check` says of the project, where that is known already."""

    project: Project
    found: Check | None = None
    patient: ClassVar[bool] = True

    def carry_out(self, worker: Any) -> None:
        """See `core.session.run.Run.show`."""
        run = worker.run
        if worker.mailbox.repeated(self):
            run.pass_by(self.project)
            return
        if run.take_words(self.project):
            worker.tell(worker.phase, worker.sentence)
            return
        if run.trainer is None:
            worker.prepare(say(PREPARING))
        worker.resumes = worker.phase == "training" and bool(run.step_count)
        sentence = worker.moved(lambda: run.show(self.project, self.found))
        if run.problem:
            worker.tell("empty", run.problem)
        elif worker.resumes and run.step_count:
            worker.goal.follow(run)
            worker.tell("training", sentence)
        else:
            worker.tell_still(sentence)


class DropResults(Order, frozen=True):
    """Other data come with the next project: nothing that was made from the last is of use any more."""

    patient: ClassVar[bool] = True

    def carry_out(self, worker: Any) -> None:
        """From here on all that comes out belongs to the next project, but for answers."""
        worker.feed.forget()
        worker.mailbox.begin_era()
        worker.shown_past = -1


class Forget(Order, frozen=True):
    """Another project comes: drop this one with its weights and curves."""

    def carry_out(self, worker: Any) -> None:
        """Nothing of it may come out any more but answers."""
        worker.run.forget()
        worker.feed.forget()
        worker.mailbox.begin_era()
        worker.tell("empty", "")


class Play(Order, frozen=True):
    """Train until the project's epochs are over, and from there one round more; or "batch": one batch, "epoch": until
    the epoch is over, a number: until that epoch is over. At an earlier moment the later ones stay on a branch of
    their own, or are dropped."""

    until: str | float = ""
    drop: bool = False
    trains: ClassVar[bool | None] = True

    def carry_out(self, worker: Any) -> None:
        """Begin, where there is something to train."""
        if worker.phase not in ("ready", "paused", "training"):
            return
        run = worker.run
        worker.goal.ask(self.until, run, worker.phase == "training")
        run.past.part(self.drop)
        worker.pace.start()
        run.meter.forget()
        worker.tell("training", "")


class Pause(Order, frozen=True):
    """Take no more steps, and none when everything is ready."""

    trains: ClassVar[bool | None] = False

    def carry_out(self, worker: Any) -> None:
        """Stand still."""
        if worker.phase == "training":
            worker.tell_still()


class Reset(Order, frozen=True):
    """Back to the same first weights."""

    def carry_out(self, worker: Any) -> None:
        """See `core.session.run.Run.reset`."""
        run = worker.run
        if run.trainer is not None:
            run.reset()
            worker.tell("empty" if run.problem else "ready", run.problem)


class SetSpeed(Order, frozen=True):
    """0: one batch a second, 1: ten, 2: fast, 3: as fast as the machine goes."""

    notch: int

    def __post_init__(self):
        if not 0 <= self.notch < len(SPEEDS):
            raise ValueError(f"the speed must be 0 to {len(SPEEDS) - 1}, not {self.notch}")

    def carry_out(self, worker: Any) -> None:
        """From the next chunk on."""
        worker.pace.choose(self.notch)
        worker.run.meter.forget()
        worker.tell(worker.phase, worker.sentence)


class SetNeeds(Order, frozen=True):
    """What snapshots shall hold: need → fewest seconds between two of it while training runs."""

    needs: dict
    patient: ClassVar[bool] = True

    def carry_out(self, worker: Any) -> None:
        """See `core.session.feed.Feed`."""
        worker.feed.set_needs(self.needs)


class SetWeight(Order, frozen=True):
    """Type one weight; `answer` gets what stood there, or None where it could not be set."""

    name: str
    index: tuple[int, ...]
    value: float
    answer: Callable

    def carry_out(self, worker: Any) -> None:
        """See `core.session.weight_edits`."""
        _change_weights(worker, lambda: worker.run.weights.set_value(self.name, self.index, self.value), self.answer)


class LoadWeights(Order, frozen=True):
    """Take over the weights of a file for the project that is shown; `answer` gets whether they are others than the
    first ones, or None where they could not be taken over."""

    weights: dict[str, np.ndarray]
    answer: Callable

    def carry_out(self, worker: Any) -> None:
        """See `core.session.weight_edits`."""
        _change_weights(worker, lambda: worker.run.weights.load(self.weights), self.answer)


def _change_weights(worker: Any, change: Callable, answer: Callable) -> None:
    before, said = None, []
    try:
        before = change()
    except LayerlabError as error:
        said = [str(error)]
    worker.mailbox.put(answers=[(answer, before)], failures=said)
    if before is not None:
        # A run that had stopped may go on, and one that stood at an earlier moment has begun a branch.
        worker.tell(*("paused", "") if worker.phase == "stopped" else (worker.phase, worker.sentence))


class HandOut(Order, frozen=True):
    """Call `answer` with the run's `Work`: what a file shall hold of it, in whatever phase it is; moments take so many
    bytes at most."""

    answer: Callable
    budget: int

    def carry_out(self, worker: Any) -> None:
        """Also where there is nothing: who saves waits for the answer."""
        worker.mailbox.put(answers=[(self.answer, worker.run.weights.work(self.budget))])


class TakeUp(Order, frozen=True):
    """Go on where the run of a file stood, for the project that is shown; where that cannot be, take over the weights
    alone and say why."""

    weights: dict[str, np.ndarray]
    record: dict[str, Any]

    def carry_out(self, worker: Any) -> None:
        """See `core.session.recording`."""
        run = worker.run
        if run.trainer is None:
            run.weights.load(self.weights, self.record)
            return
        try:
            take_up(run, self.record, self.weights)
        except LayerlabError as error:
            run.reset()
            worker.mailbox.put(failures=[str(error)])
            _change_weights(worker, lambda: run.weights.load(self.weights), lambda _: None)
        worker.tell_still()


class Rewind(Order, frozen=True):
    """Pause, and go back (or forth) to a kept moment; `answer` gets its project, None where it is gone. `place` is told
    the moments before and after."""

    number: int | None
    answer: Callable
    place: UndoMoments

    def carry_out(self, worker: Any) -> None:
        """See `core.session.run.Run.rewind`."""
        if worker.mailbox.repeated(self):
            return
        run, project = worker.run, None
        if self.number is not None and worker.moved(lambda: run.rewind(self.number, self.place)):
            run.past.asks = run.past.timeline.beyond > 0
            project = run.project
            worker.tell("paused" if run.step_count else "ready", "")
        worker.mailbox.put(answers=[(self.answer, project)])


class ChooseLine(Order, frozen=True):
    """Pause, and go to the end of another branch."""

    line: int
    answer: Callable
    place: UndoMoments

    def carry_out(self, worker: Any) -> None:
        """As to any moment."""
        newest = worker.run.past.timeline.newest(self.line)
        Rewind(newest.number if newest else None, self.answer, self.place).carry_out(worker)


class ApplyFix(Order, frozen=True):
    """Cure what the doctor found; `place` is told the moments before and after."""

    finding: Finding
    fix: Mend
    place: UndoMoments

    def carry_out(self, worker: Any) -> None:
        """See `core.session.run.Run.mend`."""
        if worker.run.trainer is not None:
            worker.moved(lambda: worker.run.mend(self.finding, self.fix, self.place))
            if worker.phase == "training":
                worker.tell("training", "")
            else:
                worker.tell_still()


class GoTo(Order, frozen=True):
    """Back to the moment before a cure or a jump, or forth to that after it."""

    place: UndoMoments
    after: bool

    def carry_out(self, worker: Any) -> None:
        """See `core.session.run.Run.go_to`."""
        worker.moved(lambda: worker.run.go_to(self.place, self.after))
        worker.tell_still()


class Ask(Order, frozen=True):
    """Call `question(trainer)` between two chunks, and in the window `answer(result)`; nothing without a trainer."""

    question: Callable
    answer: Callable

    def carry_out(self, worker: Any) -> None:
        """The answer comes with the next frame."""
        if worker.run.trainer is not None:
            worker.mailbox.put(answers=[(self.answer, self.question(worker.run.trainer))])
