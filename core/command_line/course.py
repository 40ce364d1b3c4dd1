"""A training in the terminal: its progress bar, its curves, and Ctrl-C, which ends it between two steps."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core import stopping
from core.session.history import History, HistoryWriter
from core.session.recording import record_of_trainer
from core.stopping import progress
from core.text.errors import LayerlabError
from core.text.messages import say


class Course:
    """One training. `ended` says what ended it, `interrupted` that it was Ctrl-C."""

    def __init__(self, trainer):
        self.trainer = trainer
        self.writer, self.progress = HistoryWriter(), progress.Progress()
        self.ended, self.interrupted, self.goal = "", False, 1

    def fit(self, epochs: int, console):
        """Train under a progress bar until a stop rule, so many epochs or Ctrl-C end it; the last tick. The bar is
        drawn on a terminal alone."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
        columns = (TextColumn("epoch"), MofNCompleteColumn(), BarColumn(bar_width=None),
                   TextColumn("{task.fields[loss]}"), TimeRemainingColumn())
        trainer, self.goal = self.trainer, epochs
        steps = trainer.steps_per_epoch
        chunk = max(1, steps // 20)
        trainer.stepper.heed = self._heed
        with Progress(*columns, console=console, disable=not console.is_terminal) as shown, _told(self._interrupt):
            bar = shown.add_task("", total=epochs, loss="")
            while True:
                begin = time.perf_counter()
                tick = trainer.step(min(chunk, steps - trainer.steps % steps))
                self.progress.add(tick, time.perf_counter() - begin)
                self.writer.add(tick)
                shown.update(bar, loss=f"loss {tick.loss:.4f}", completed=int(tick.epoch))
                self.ended = tick.stopped or stopping.reached(trainer.project.training, self.progress, epochs)
                if self.ended or self.interrupted:
                    return tick

    def _heed(self, point):
        self.progress.take(point)
        return stopping.halted(self.trainer.project.training, self.progress)

    def _interrupt(self) -> None:
        self.interrupted = True

    def history(self) -> History:
        """The curves."""
        return self.writer.history(self.trainer.epoch, self.goal, self.trainer.stepper.measuring_points.sentence())

    def keep(self, path: str | Path) -> None:
        """Write the project with its weights and all that training goes on with. LayerlabError where that fails."""
        from core.training import saved_work
        record: dict[str, Any] = record_of_trainer(self.trainer, self.writer, self.progress, self.goal)
        saved_work.save(path, saved_work.ProjectFile(self.trainer.project, self.trainer.weights(), training=record))

    def stopped(self, out: str, file: str | Path) -> LayerlabError:
        """Keep what was trained before Ctrl-C, in `out` or beside where one stands, and say where."""
        place = Path(out) if out else _free(Path(file).stem)
        self.keep(place)
        return LayerlabError(say("Stopped by Ctrl-C at epoch {epoch:.4g}; what was trained is kept in {path}.",
                                 epoch=self.trainer.epoch, path=str(place)))


def _free(stem: str) -> Path:
    """A name in the current folder that no file has."""
    found = (Path(f"{stem}-stopped{f'-{number}' if number else ''}.layerlab") for number in range(1000))
    return next((path for path in found if not path.exists()), Path(f"{stem}-stopped.layerlab"))


@contextmanager
def _told(what) -> Iterator[None]:
    """Ctrl-C calls `what` in place of breaking in anywhere; a second one breaks in."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number, frame):
        what()
        signal.signal(signal.SIGINT, before)
    before = signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
