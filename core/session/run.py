"""One training run on the training thread: a trainer that follows the project under edit."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from core import stopping
from core.diagnosis import Finding, Mend, cured
from core.project import masks
from core.project.network import Check, check
from core.project.spec import Project
from core.session.changes import differences
from core.session.history import HistoryWriter
from core.session.meter import Meter
from core.session.past_networks import PastNetwork, PastNetworks, UndoMoments
from core.session.run_past import RunPast
from core.session.stepping import RunStepper
from core.session.weight_edits import WeightEdits
from core.text.errors import LayerlabError
from core.text.messages import say
from core.trainer import judged
from core.training.weight_transfer import all_kept, carry_over

BACK = "The network is back, with the weights that it had."


class Run:
    """A trainer that follows the project under edit, where it stands, and what it has measured.

    The project is the trainer's; here is only one that cannot be trained, beside the trainer of the last that could.

    A network that changes in the middle of a run gets a new trainer with every weight that still fits; the
    count of epochs and the curves go on. Undo brings back the earlier network with the weights, counts and curves
    that it had. `outcomes` says of every block with weights whether the last change of networks kept them.
    """

    def __init__(self, make_trainer: Callable):
        self._make = make_trainer
        self.writer, self.meter = HistoryWriter(), Meter()
        self.past = RunPast(self.writer)
        self.generation, self._resets, self.edits = 0, 0, 0
        self._behind = PastNetworks()
        self.trainer: Any = None
        self.stepper, self.weights = RunStepper(self), WeightEdits(self)
        self.forget()

    def forget(self) -> None:
        """Drop project and trainer: the next one shown is another."""
        self._unfit: Project | None = None
        self.trainer = None
        self._behind.forget()
        self.weights.forget()
        self.problem = ""
        self.stepper.trained = 0
        self._restart()

    @property
    def project(self) -> Project | None:
        """The project under edit; None before there is one."""
        return self._unfit or (None if self.trainer is None else self.trainer.project)

    def _restart(self):
        """Another network or other data: nothing of the past holds."""
        self._zero()
        self.past.clear()

    def _zero(self):
        self.stepper.restart()
        self.goal = self.project.training.epochs if self.project else 1
        self._resets += 1
        self.typed, self.outcomes = False, ()
        self.meter.forget()

    def resume(self, step: int, epoch: float, goal: int) -> None:
        """Go on from a state that was put into the trainer, at these counts."""
        self.stepper.stand_at(step, epoch)
        self.goal, self.typed, self.outcomes = goal, True, ()
        self.edits, self._resets = self.edits + 1, self._resets + 1
        self.meter.forget()

    def show(self, project: Project, found: Check | None = None) -> str:
        """Follow an edit; returns a sentence about what was kept, or "". `problem` says why it cannot run; `found` is
        what `check` says of the project, where that is known already."""
        before = self.project
        self._behind.note(project)
        found = found or check(project)
        self.problem = next((entry.message for entry in found.problems if entry.severity == "error"), "")
        if before is None or before.training.epochs != project.training.epochs:
            self.goal = project.training.epochs
        if self.problem:
            self._unfit = project
            return ""
        try:
            sentence = self._follow(project, found)
        except LayerlabError as error:
            self.problem, self._unfit = str(error), project
            return ""
        self._unfit = None
        if self._rebuilt:
            self._behind.present = None
        self._behind.stand_for(project)
        self.weights.take_waiting()
        return sentence

    def take_words(self, project: Project) -> bool:
        """Take over a project that trains as this one does, whatever its name and notes; False where it is another."""
        own = self.project
        if own is None or self.trainer is None or self.problem or \
                replace(project, name=own.name, notes=own.notes) != own:
            return False
        if self._behind.left_elsewhere(project) is not None:
            return False  # undo leads to weights that were left, though the projects look alike
        self.trainer.take_words(project)
        self._behind.note(project)
        self._behind.stand_for(project)
        return True

    def pass_by(self, project: Project) -> None:
        """A project that is out of date before it could be followed."""
        self._behind.note(project)

    def _follow(self, project, found):
        self._rebuilt, back = False, self._behind.left_elsewhere(project)
        old = self.trainer.project if self.trainer is not None else None
        other_seed = old is None or project.training.seed != self.seed
        if back is not None or other_seed:
            self._leave()
        if back is not None:
            return self._go_back(project, back, found)
        if other_seed and old is not None and self.trainer.takes(project):
            self.past.leave(self)  # the moment that is left has the seed of its own weights
            self.trainer.change(project, found)
            self.reset(left=True)
            return ""
        if old is None or not self.trainer.change(project, found):
            if not other_seed:
                self._leave()
            return self._build(project, old, other_seed, found)
        texts = [differences(old.training, project.training)]
        if judged(old) != judged(project):
            self.stepper.begin_chapter()
        if masks.ungrouped(old.network) != masks.ungrouped(project.network):
            self.edits += 1
            texts.append(say("network changed"))
        for text in filter(None, texts):
            self.writer.mark(text, self.epoch)
            self.past.edited(self, text)
        return ""

    def _leave(self):
        """Keep what the edit would lose, for undo."""
        self._rebuilt = True
        if self.trainer is not None and self._behind.present is not None:
            place = self.past.here(self)
            state = self.trainer.state() if self.touched else None
            self._behind.keep(self._behind.present, PastNetwork(
                self.trainer.project, state, self.stepper.before, self.writer.kept(), place))

    def _go_back(self, project, back, found):
        """Undo (or redo): the network of then, with what it had then."""
        if back.state is not None and self.past.there(back.place, back.state):
            self.rewind(back.place[1])
            self.trainer.change(project, found)  # it may have been left before the last ones came
            self.outcomes = all_kept(self.trainer)
            return say(BACK)
        self.trainer = self._make(project, found) if back.state is None else self._make(back.project)
        self.generation += 1
        self._restart()
        if back.state is not None:
            self.trainer.load_state(back.state)
            self.trainer.change(project, found)
            self.typed, self.stepper.before = True, back.before
            self.writer.restore(back.curves)
            self.outcomes = all_kept(self.trainer)
        self.past.keep(self)
        return say(BACK) if back.state is not None else ""

    # ---- the past

    def rewind(self, number: int, place: UndoMoments | None = None) -> bool:
        """Stand where a kept moment was; False where it is not kept any more. `project` is then that of the moment,
        and `place` knows both sides."""
        before, shown = self.trainer, self.project
        if before is None or shown is None or not self.past.kept(number):
            return False
        if place is not None:
            place.before, place.after = self.past.here(self), (self.past.era, number)
        moment = self.past.go_back(self, number, self._make)
        if self.trainer is not before:
            self.generation += 1
            self.outcomes = ()
        self.typed, self.problem = True, ""
        self.stepper.stand_at(moment.step, moment.epoch)
        self.edits += 1
        self.meter.forget()
        # A project keeps the name that it has now, wherever it goes in its past.
        there = replace(moment.project, name=shown.name, notes=shown.notes)
        self._behind.present = None
        if there == shown:
            # Nobody shows it again: what is edited next leaves this very version.
            there = shown
            self._behind.note(shown)
            self._behind.stand_for(shown)
        self._unfit = None
        self.trainer.change(there, self.trainer.check)
        return True

    def go_to(self, place: UndoMoments, after: bool) -> bool:
        """To one of the two sides of a step of undo."""
        here = place.after if after else place.before
        return self.past.there(here) and here[1] is not None and self.rewind(here[1])

    def mend(self, finding: Finding, mend: Mend, place: UndoMoments) -> None:
        """Cure what was found; `place` is told the moments before and after."""
        mend = mend.of_seed(self.seed)  # the finding may be older
        place.before = self.past.here(self)
        best = next((moment for moment in self.past.timeline.moments if moment.best), None)
        if mend.rewind and best is not None:
            self.rewind(best.number)
        if mend.restart:
            self.past.start_again(self)
        else:
            self.past.part()
        before, project, counts = self.trainer, self.trainer.project, (self.step_count, self.epoch)
        self.trainer = cured(mend, self.trainer, self._make)
        if mend.restart:
            self._zero()
        elif self.trainer is not before:
            self.stepper.before = counts
        if self.trainer is not before or mend.renew or judged(project) != judged(mend.project):
            self.stepper.begin_chapter()
        self.generation += self.trainer is not before
        self.edits += 1
        self.typed = True
        self.writer.mark(mend.text, self.epoch)
        self.past.mended(finding, mend, self.epoch)
        place.after = self.past.era, self.past.keep(self, mend.text, apart=True)
        self._unfit = self._behind.present = None

    @property
    def touched(self) -> bool:
        """Whether the weights are others than the first ones of the seed."""
        return bool(self.step_count or self.typed)

    def _build(self, project, old, other_seed, found):
        same_data = old is not None and type(old.data.dataset) is type(project.data.dataset)
        before = self.trainer if self.touched and same_data and not other_seed else None
        counts, self.trainer = (self.step_count, self.epoch), self._make(project, found)
        self.generation += 1
        if before is None:
            self._restart()
            self.past.keep(self)
            return ""
        self.stepper.before = counts
        self.writer.mark(say("network changed"), self.epoch)
        stays = carry_over(before, self.trainer)
        self.stepper.begin_chapter()
        self.past.edited(self, say("network changed"), apart=True)  # undo leads back to the moment that was left
        self.outcomes = tuple(stays.nodes.items())
        return stays.sentence

    def reset(self, left: bool = False) -> None:
        """To the first step and weights. What was trained stays a branch; `left`: its end is kept already."""
        apart = left and self.touched  # typed weights stay a moment of their own: undo leads back to them
        self.past.start_again(self, left)
        self.trainer.reset()
        self._zero()
        self.past.keep(self, apart=apart)

    @property
    def seed(self) -> int:
        """What drew the first weights."""
        return 0 if self.trainer is None else self.trainer.project.training.seed

    @property
    def step_count(self) -> int:
        """Steps since the last reset."""
        return self.stepper.count

    @property
    def epoch(self) -> float:
        """Epochs since the last reset, with the fraction of the present one."""
        return self.stepper.epoch

    def halted(self) -> str:
        """What the stop rule says, "" while it lets training go on."""
        return "" if self.project is None else stopping.halted(self.project.training, self.past.progress) or ""

    @property
    def moment(self) -> tuple:
        """Two equal moments look the same in every view."""
        return self.generation, self._resets, self.edits, self.step_count

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, 0 while there is no trainer."""
        return self.trainer.steps_per_epoch if self.trainer is not None else 0
