"""The training thread: executes orders between chunks, and fills the mailbox."""

import sys
import threading
from collections.abc import Callable
from time import perf_counter
from typing import Any

from core.engine import priority
from core.session import fault_log
from core.session.feed import Feed
from core.session.goal import Goal, finished
from core.session.mailbox import Mailbox
from core.session.pace import Pace
from core.session.run import Run
from core.session.state_report import state_of

SWITCH = 0.0005
"""Seconds after which this thread hands Python on to a window that waits: it waits at every paint and signal."""


class Leaving(Exception):  # noqa: N818
    """The window closes while something long is under way."""


class Worker:
    """Carries out orders, trains while the `phase` says so, and tells the window. What an order needs is public."""

    def __init__(self, make_trainer: Callable, notch: int = 2):
        self.mailbox, self.feed, self.pace = Mailbox(), Feed(), Pace(notch)
        # A person waits for kernels, data and a trainer: they do not give way.
        self._deputy = priority.Deputy("preparing")
        self.run = Run(lambda project, found=None: self._deputy.do(lambda: make_trainer(project, self.prepare, found)))
        self.phase, self.sentence = "empty", ""
        self.resumes = False
        """Training goes on by itself as soon as the network of the last edit is there."""
        self.goal, self.shown_past = Goal(), 0
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    # ---- from the window's thread

    def start(self) -> None:
        """Start the threads."""
        self._deputy.start()
        self._thread.start()

    def close(self, seconds: float = 30.0) -> bool:
        """Stop after the chunk that runs, and join; False where the thread has not left after so long."""
        self.mailbox.close()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        if self._thread.is_alive():
            return False
        self._deputy.end(seconds)
        self.run.forget()  # its memory goes now, whoever still holds the window
        return True

    # ---- for the orders, on the training thread

    def prepare(self, sentence: str) -> None:
        """Also called again and again while kernels come in; gives that up when the window closes."""
        if self.mailbox.closing:
            raise Leaving
        if (self.phase, self.sentence) != ("preparing", sentence):
            self.tell("preparing", sentence)

    def moved(self, move: Callable) -> Any:
        """Do what may put another trainer in the place of this one; returns what it returns."""
        before = self.run.generation
        done = move()
        if self.run.generation != before:
            self.pace.forget()
            self.feed.forget()
        return done

    def tell_still(self, sentence: str = "") -> None:
        """Tell the window that nothing is trained."""
        self.tell("paused" if self.run.step_count else "ready", sentence)

    def tell(self, phase: str, sentence: str) -> None:
        """Tell the window what goes on from here."""
        if phase in ("paused", "stopped") and self.phase == "training":
            self.run.past.rest(self.run)
        self.phase, self.sentence = phase, sentence
        run = self.run
        if phase != "training":
            run.meter.forget()
        self.mailbox.put(state=state_of(run, phase, sentence, self.goal.until, self.pace.notch,
                                        phase == "preparing" and self.resumes))

    # ---- the loop

    def _work(self):
        sys.setswitchinterval(SWITCH)
        priority.give_way()
        while not self.mailbox.closing:
            try:
                self._carry_out()
                self.run.stepper.measure()
                worked = self._chunk()
                self._look()
                if not (self._picture() or worked):
                    self._rest()
            except Leaving:
                return
            except Exception as error:
                # Nothing may escape from a thread: whatever it was, the window says it in one sentence.
                said = fault_log.sentence(error, "Training")
                self.mailbox.put(failures=[said])
                self.tell("stopped", said)

    def _carry_out(self):
        while (order := self.mailbox.next_order()) is not None:
            order.carry_out(self)

    def _rest(self):
        running = self.phase == "training"
        wait = self.pace.seconds_to_wait() if running else self.run.past.seconds_to_look(running)
        begin = perf_counter()
        self.mailbox.rest(wait, lambda: self.feed.news(self.run, running))
        self.feed.rested += perf_counter() - begin

    def _look(self):
        """Have the doctor look, where training goes on or something was changed; hand out the moments."""
        run = self.run
        if run.trainer is not None:
            still = run.past.seconds_to_look(self.phase == "training")
            if still == 0.0 and run.past.examine(run, now=True):
                self.tell(self.phase, self.sentence)
        if run.past.version != self.shown_past and self.mailbox.track_wanted():
            self.shown_past = run.past.version
            self.mailbox.put(track=run.past.track)

    def _chunk(self) -> bool:
        if self.phase != "training" or self.pace.seconds_to_wait() or self.mailbox.closing:
            return False
        run, begin = self.run, perf_counter()
        steps = self.pace.steps(self.goal.steps(run), run.steps_per_epoch)
        tick = run.stepper.step(steps, self.goal.heeds)
        self.pace.took(steps, begin, perf_counter())
        self.mailbox.put(ticks=[tick])
        if tick.stopped:
            run.past.examine(run)
            self.tell("stopped", tick.stopped)
        elif self.goal.heeds and (why := run.halted()):
            self.tell("paused", why)
        elif self.goal.reached(run):
            self.tell("paused", finished(run))
        else:
            self.tell("training", self.sentence)
        return True

    def _picture(self) -> bool:
        """Make the next snapshot and curves, where the last ones were taken and there is news."""
        running = self.phase == "training"
        if not self.feed.news(self.run, running) or not self.mailbox.start_picture():
            return False
        snapshot, failure = self.feed.snapshot(self.run, running)
        run = self.run
        history = (run.writer.history(run.epoch, run.goal, run.trainer.stepper.measuring_points.sentence(),
                                      run.past.former()) if self.feed.curves_due(run) else None)
        self.mailbox.put(snapshot=snapshot, history=history, failures=[failure] if failure else ())
        return True
