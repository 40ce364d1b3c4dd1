"""Takes the steps of a run: counts them over all its trainers, and measures at the steps that the project names."""

from time import perf_counter

from msgspec.structs import replace


class RunStepper:
    """Steps of whichever trainer a run has. `before` are the steps and epochs of the trainers before it, `trained`
    counts all steps since the project was opened, those of other branches and before a reset too."""

    def __init__(self, run):
        self._run = run
        self.trained = 0
        self.restart()

    def restart(self) -> None:
        """The trainer stands at its first step, and nothing was before it."""
        self.before, self.unmeasured = (0, 0.0), False

    @property
    def count(self) -> int:
        """Steps since the last reset."""
        trainer = self._run.trainer
        return 0 if trainer is None else trainer.steps + self.before[0]

    @property
    def epoch(self) -> float:
        """Epochs since the last reset, with the fraction of the present one."""
        trainer = self._run.trainer
        return 0.0 if trainer is None else trainer.epoch + self.before[1]

    def stand_at(self, step: int, epoch: float) -> None:
        """The trainer as it is now stands at these counts."""
        trainer = self._run.trainer
        self.before, self.unmeasured = (step - trainer.steps, epoch - trainer.epoch), False

    def step(self, count: int, heeds: bool = False):
        """Take `count` steps; returns the tick, counted from the last reset. Where the run `heeds` its stop rule, it
        ends at the measuring point at which the rule is met."""
        run = self._run
        run.past.part()
        self.measure()
        begin, before = perf_counter(), self.count

        def heed(point) -> bool:
            run.past.measured(run, self._counted(point))
            return heeds and bool(run.halted())
        run.trainer.stepper.heed = heed
        tick = run.trainer.step(count)
        seconds = perf_counter() - begin
        tick = self._counted(tick)
        if any(self.before):
            tick = replace(tick, points=tuple(map(self._counted, tick.points)), places=tick.places + self.before[1])
        self.trained += tick.step - before
        run.writer.add(tick)
        run.past.add(run, tick, seconds)
        run.meter.add(tick.samples, tick.epoch)
        return tick

    def _counted(self, found):
        """A tick or point of this trainer with the steps and epochs of those before it."""
        steps, epochs = self.before
        return replace(found, step=found.step + steps, epoch=found.epoch + epochs) if steps or epochs else found

    def begin_chapter(self) -> None:
        """Other weights than steps have led to, or another loss: nothing measured before is to be compared, and what
        they are worth is measured at the next occasion."""
        self._run.past.progress.begin_chapter()
        self.unmeasured = self.count > 0

    def measure(self) -> None:
        """Measure what no step has led to, unless it is done."""
        run = self._run
        if self.unmeasured and run.trainer is not None and not run.problem and not run.trainer.stopped:
            self.unmeasured = False
            run.past.measure(run)
