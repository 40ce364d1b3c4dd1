"""The part of a run that takes steps and measures at the steps that its project says. No Qt here."""

from time import perf_counter
from typing import Any

from msgspec.structs import replace

from core import stopping


class Stepping:
    """See `core.session.run.Run`."""

    project: Any
    trainer: Any
    past: Any
    writer: Any
    meter: Any
    problem: str
    step_count: int
    epoch: float
    trained: int
    _before: tuple[int, float]
    _unmeasured: bool

    def halted(self) -> str:
        """What the stop rule says, "" while it lets training go on."""
        return stopping.halted(self.project.training, self.past.progress) or ""

    def step(self, count: int, heeds: bool = False):
        """Take `count` steps; returns the tick, counted from the last reset. Where the run `heeds` its stop rule, it
        ends at the measuring point at which the rule is met."""
        self.past.part()
        self.measure()
        begin, before = perf_counter(), self.step_count

        def heed(point) -> bool:
            point = self._counted(point)
            self.step_count, self.epoch = point.step, point.epoch
            self.past.measured(self, point)
            return heeds and bool(self.halted())
        self.trainer.heed = heed
        tick = self.trainer.step(count)
        seconds = perf_counter() - begin
        tick = self._counted(tick)
        if any(self._before):
            tick = replace(tick, points=tuple(map(self._counted, tick.points)), places=tick.places + self._before[1])
        self.trained += tick.step - before
        self.step_count, self.epoch = tick.step, tick.epoch
        self.writer.add(tick)
        self.past.add(self, tick, seconds)
        self.meter.add(tick.samples, tick.epoch)
        return tick

    def _counted(self, found):
        """A tick or point of this trainer with the steps and epochs of those before it."""
        steps, epochs = self._before
        return replace(found, step=found.step + steps, epoch=found.epoch + epochs) if steps or epochs else found

    def _begin_chapter(self) -> None:
        """Other weights than steps have led to, or another loss: nothing measured before is to be compared, and what
        they are worth is measured at the next occasion."""
        self.past.progress.begin_chapter()
        self._unmeasured = self.step_count > 0

    def measure(self) -> None:
        """Measure what no step has led to, unless it is done."""
        if self._unmeasured and self.trainer is not None and not self.problem and not self.trainer.stopped:
            self._unmeasured = False
            self.past.measure(self)
