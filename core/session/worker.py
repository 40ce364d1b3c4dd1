"""The training thread: carries out orders between chunks, and fills the mailbox. No Qt here."""

import sys
import threading
from collections.abc import Callable
from time import perf_counter

from core.session import fault_log
from core.session.feed import Feed
from core.session.goal import Goal
from core.session.mailbox import Mailbox
from core.session.orders import Orders
from core.session.pace import Pace
from core.session.run import Run
from core.session.run_state import Frame
from core.session.state_report import state_of
from core.text.errors import LayerlabError
from core.text.messages import say

PREPARING = "Preparing kernels…"
SWITCH = 0.0005
"""Seconds after which this thread hands Python on to a window that waits: it waits at every paint and signal."""


class Leaving(Exception):  # noqa: N818
    """The window closes while something long is under way."""


class Worker(Orders):
    """Carries out what `core.session.orders` takes in. Public methods are called from the window's thread."""

    def __init__(self, make_trainer: Callable, notch: int = 2):
        self._mailbox, self._feed, self._pace = Mailbox(), Feed(), Pace(notch)
        self._run = Run(lambda project: make_trainer(project, self._prepare))
        self._phase, self._sentence, self._resumes = "empty", "", False
        self._goal, self._shown_past = Goal(), 0
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def take(self) -> Frame:
        """Everything since the last call."""
        return self._mailbox.take()

    @property
    def quiet(self) -> bool:
        """Nothing is going on and there is nothing to take."""
        return self._mailbox.quiet

    def close(self, seconds: float = 30.0) -> bool:
        """Stop after the chunk that runs, and join; False where the thread has not left after so long."""
        self._mailbox.close()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        if self._thread.is_alive():
            return False
        self._run.forget()  # its memory goes now, whoever still holds the window
        return True

    # ---- orders, in the training thread

    def _show(self, project):
        if self._mailbox.repeated(self._show):
            self._run.pass_by(project)
            return
        if self._run.take_words(project):
            self._tell(self._phase, self._sentence)
            return
        if self._run.trainer is None:
            self._prepare(say(PREPARING))
        generation = self._run.generation
        self._resumes = self._phase == "training" and bool(self._run.step_count)
        sentence = self._run.show(project)
        self._notice(generation)
        if self._run.problem:
            self._tell("empty", self._run.problem)
        elif self._resumes and self._run.step_count:
            self._goal.follow(self._run)
            self._tell("training", sentence)
        else:
            self._tell_still(sentence)

    def _prepare(self, sentence):
        """Also called again and again while kernels come in; gives that up when the window closes."""
        if self._mailbox.closing:
            raise Leaving
        if (self._phase, self._sentence) != ("preparing", sentence):
            self._tell("preparing", sentence)

    def _begin_era(self):
        self._feed.forget()
        self._mailbox.begin_era()
        self._shown_past = -1

    def _forget(self):
        self._run.forget()
        self._feed.forget()
        self._mailbox.begin_era()
        self._tell("empty", "")

    def _play(self, until, drop):
        if self._phase not in ("ready", "paused", "training"):
            return
        run = self._run
        self._goal.ask(until, run, self._phase == "training")
        run.past.part(drop)
        self._pace.start()
        run.meter.forget()
        self._tell("training", "")

    def _pause(self):
        if self._phase == "training":
            self._tell_still()

    def _reset(self, seed):
        if self._run.trainer is not None:
            self._run.reset(seed)
            self._tell("empty" if self._run.problem else "ready", self._run.problem)

    def _weigh(self, change, answer):
        before, said = None, []
        try:
            before = change(self._run)
        except LayerlabError as error:
            said = [str(error)]
        self._mailbox.put(answers=[(answer, before)], failures=said)
        if before is not None:
            # A run that had stopped may go on, and one that stood at an earlier moment has begun a branch.
            self._tell(*("paused", "") if self._phase == "stopped" else (self._phase, self._sentence))

    def _rewind(self, number, answer, place):
        if self._mailbox.repeated(self._rewind):
            return
        run, project = self._run, None
        if number is not None and self._moved(lambda: run.rewind(number, place)):
            run.past.asks = run.past.timeline.beyond > 0
            project = run.project
            self._tell("paused" if run.step_count else "ready", "")
        self._mailbox.put(answers=[(answer, project)])

    def _choose_line(self, line, answer, place):
        newest = self._run.past.timeline.newest(line)
        self._rewind(newest.number if newest else None, answer, place)

    def _mend(self, finding, mend, place):
        if self._run.trainer is not None:
            self._moved(lambda: self._run.mend(finding, mend, place))
            if self._phase == "training":
                self._tell("training", "")
            else:
                self._tell_still()

    def _go_to(self, place, after):
        self._moved(lambda: self._run.go_to(place, after))
        self._tell_still()

    def _moved(self, move: Callable):
        """Do what may put another trainer in the place of this one."""
        generation = self._run.generation
        done = move()
        self._notice(generation)
        return done

    def _notice(self, before: int):
        """Another trainer may have taken the place of that of a generation before."""
        if self._run.generation != before:
            self._pace.forget()
            self._feed.forget()

    def _set_speed(self, notch):
        self._pace.choose(notch)
        self._run.meter.forget()
        self._tell(self._phase, self._sentence)

    def _hand_out(self, answer, budget):
        # Also where there is nothing: who saves waits for the answer.
        self._mailbox.put(answers=[(answer, self._run.work(budget))])

    def _take_up(self, weights, record):
        run = self._run
        try:
            if run.trainer is None:
                run.load_weights(weights, record)
                return
            run.take_up(record, weights)
        except LayerlabError as error:
            run.reset(run.project.training.seed)
            self._mailbox.put(failures=[str(error)])
            self._weigh(lambda run: run.load_weights(weights), lambda _: None)
        self._tell_still()

    def _ask(self, question, answer):
        if self._run.trainer is not None:
            self._mailbox.put(answers=[(answer, question(self._run.trainer))])

    # ---- the loop

    def _work(self):
        sys.setswitchinterval(SWITCH)
        while not self._mailbox.closing:
            try:
                self._carry_out()
                self._run.measure()
                worked = self._chunk()
                self._look()
                if not (self._picture() or worked):
                    self._rest()
            except Leaving:
                return
            except Exception as error:
                # Nothing may escape from a thread: whatever it was, the window says it in one sentence.
                said = fault_log.sentence(error, "Training")
                self._mailbox.put(failures=[said])
                self._tell("stopped", said)

    def _carry_out(self):
        while (order := self._mailbox.next_order()) is not None:
            action, arguments = order
            action(*arguments)

    def _rest(self):
        running = self._phase == "training"
        wait = self._pace.seconds_to_wait() if running else self._run.past.seconds_to_look(running)
        self._mailbox.rest(wait, lambda: self._feed.news(self._run, running))

    def _look(self):
        """Have the doctor look, where training goes on or something was changed; hand out the moments."""
        run = self._run
        if run.trainer is not None:
            still = run.past.seconds_to_look(self._phase == "training")
            if still == 0.0 and run.past.examine(run, now=True):
                self._tell(self._phase, self._sentence)
        if run.past.version != self._shown_past and self._mailbox.track_wanted():
            self._shown_past = run.past.version
            self._mailbox.put(track=run.past.track)

    def _chunk(self) -> bool:
        if self._phase != "training" or self._pace.seconds_to_wait() or self._mailbox.closing:
            return False
        run, begin = self._run, perf_counter()
        steps = self._pace.steps(self._goal.steps(run), run.steps_per_epoch)
        tick = run.step(steps, self._goal.heeds)
        self._pace.took(steps, begin, perf_counter())
        self._mailbox.put(ticks=[tick])
        if tick.stopped:
            run.past.examine(run)
            self._tell("stopped", tick.stopped)
        elif self._goal.heeds and (why := run.halted()):
            self._tell("paused", why)
        elif self._goal.reached(run):
            self._tell("paused", run.finished())
        else:
            self._tell("training", self._sentence)
        return True

    def _picture(self) -> bool:
        """Make the next snapshot and curves, where the last ones were taken and there is news."""
        running = self._phase == "training"
        if not self._feed.news(self._run, running) or not self._mailbox.start_picture():
            return False
        snapshot, failure = self._feed.snapshot(self._run, running)
        history = self._feed.history(self._run, self._run.goal)
        self._mailbox.put(snapshot=snapshot, history=history, failures=[failure] if failure else ())
        return True

    def _tell_still(self, sentence=""):
        self._tell("paused" if self._run.step_count else "ready", sentence)

    def _tell(self, phase, sentence):
        if phase in ("paused", "stopped") and self._phase == "training":
            self._run.past.rest(self._run)
        self._phase, self._sentence = phase, sentence
        run = self._run
        if phase != "training":
            run.meter.forget()
        self._mailbox.put_state(state_of(run, phase, sentence, self._goal.until, self._pace.notch,
                                         phase == "preparing" and self._resumes))
