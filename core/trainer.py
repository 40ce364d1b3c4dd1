"""Trains a project: epochs, metrics, live changes, a stop at the first number that is not finite."""

import math

import numpy as np
from msgspec.structs import replace

from core.data.given_arrays import from_arrays, wider
from core.data.prepare import Prepared, prepare
from core.data.split import SPLITS
from core.engine.batch_source import all_targets
from core.engine.machine import Machine
from core.engine.memory import refuse_too_large, refuse_too_many_samples
from core.engine.plan import TRAIN
from core.engine.state import State, weights_of_losses
from core.engine.threads import usual_threads
from core.inspection.needs import Snapshot
from core.kernels import batch as counting
from core.project import masks
from core.project.network import Check, check
from core.project.objectives import aims
from core.project.spec import Project
from core.text.errors import LayerlabError, SpecError
from core.text.messages import say
from core.training.evaluation import Measuring
from core.training.state_access import SavedState, StateAccess  # noqa: F401  (part of this face)
from core.training.stepping import RING, Stepping, Tick  # noqa: F401  (part of this face)


class Trainer(Stepping, Measuring, StateAccess):
    """See ARCHITECTURE: the headless face of the product. One trainer belongs to one thread at a time."""

    def __init__(self, project: Project, threads: int | None = None, data: dict | None = None,
                 found: Check | None = None):
        """`found` is what `check` says of the project, where that is known already."""
        if data is None:
            self.check = _sound(found or check(project))
            refuse_too_many_samples(project.data, self.check.description)
            self.prepared = prepare(project.data, self.check.description)
        else:
            self.prepared = _widened(from_arrays(data, project), project)
            self.check = _sound(check(project, self.prepared.description))
        self.description = self.prepared.description
        self.threads = usual_threads() if threads is None else threads
        if self.threads < 1:
            raise LayerlabError(say("threads must be at least 1, not {threads}.", threads=threads))
        self._lay_out(project)
        self.reset()

    def _lay_out(self, project: Project) -> None:
        """New state and no plans: after a change of the network or of the kind of optimiser."""
        rows = min(project.training.batch_size, len(self.prepared.train.x))
        self.memory = refuse_too_large(project, self.check, rows, self.prepared.nbytes)
        self.project = project
        self.state_memory = State(project, self.check)
        # Kept from call to call: fresh memory costs more than the copy.
        self._backup = np.empty_like(self.state_memory.block)
        self._plans: dict = {}
        self._machines: dict[int, Machine] = {}
        self._inspector = None
        self.aims = aims(project.network, project.training, self.description)
        self.targets = {name: all_targets(project, self.check, self.prepared.split(name).targets, name)
                        for name in SPLITS}
        self.order = np.full(len(self.prepared.train.x) + counting.MARKS, -1, np.int64)
        self.ring = np.zeros(RING, np.float32)
        self.stopped = self.stopped_at = ""

    @property
    def batch_size(self) -> int:
        """Samples a step; never more than there are."""
        return min(self.project.training.batch_size, len(self.prepared.train.x))

    @property
    def steps_per_epoch(self) -> int:
        """Steps in which every training sample is used once."""
        return math.ceil(len(self.prepared.train.x) / self.batch_size)

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the present one."""
        counters = self.state_memory.counters
        return float(counters[counting.EPOCH] + counters[counting.POSITION] / len(self.prepared.train.x))

    def change(self, project: Project, found: Check | None = None) -> bool:
        """Take over a changed project between two steps where that costs no weights: training settings, units switched
        off or held by hand, rates of single blocks, name, notes. `found` is what `check` says of it, where that is
        known already.

        Returns False where network or data differ: that takes a new trainer.
        """
        bare = masks.bare(project.network)
        if bare != masks.bare(self.project.network) or project.data != self.project.data:
            return False
        old, new, same_kind = self.project.training, project.training, judged(self.project) == judged(project)
        found = _sound(found or check(project, self.description))
        if project.network != self.project.network:
            self.check, self._plans, self._inspector = found, {}, None
            self._machines.clear()
        if _recorded(old) != _recorded(new):
            before = self.state_memory
            self._lay_out(project)
            self.state_memory.draw(new.seed, new.shuffle)
            self.state_memory.take_over(before)
        if old.batch_size != new.batch_size:
            self._machines.clear()
            self._plans = {key: plan for key, plan in self._plans.items() if key[0] is not TRAIN}
        self.project = project
        self.aims = aims(project.network, new, self.description)
        self.state_memory.set_cells(new)
        for rule, before in zip(self.state_memory.rules, old.rules, strict=True):
            unread = set(before.optimizer.unread()) - set(rule.optimizer.unread())
            self.state_memory.empty(rule, set(rule.optimizer.slots) & unread)
        self.state_memory.set_shuffle(new.shuffle)
        if not same_kind:
            self.begin_again()
        self.stopped = self.stopped_at = ""
        return True

    def reset(self, seed: int | None = None) -> None:
        """Back to the first weights: the same ones, or those of another seed."""
        if seed is not None:
            training = replace(self.project.training, seed=seed)
            self.project = replace(self.project, training=training)
        self.state_memory.draw(self.project.training.seed, self.project.training.shuffle)
        self.state_memory.set_cells(self.project.training)
        self.state_memory.set_cell("alarm", 0.0)
        self.order[:] = -1
        self.stopped = self.stopped_at = ""
        self.initial = self.weights()

    def snapshot(self, needs=()) -> Snapshot:
        """The results of needs for this moment."""
        if self._inspector is None:
            from core.inspection.inspector import Inspector
            self._inspector = Inspector(self)
        self._inspector.refresh()
        values = {need: need.read(self._inspector) for need in needs}
        return Snapshot(int(self.state_memory.counters[counting.STEP]), self.epoch, values)


def _sound(found: Check) -> Check:
    """What was found, where it forbids nothing; else SpecError with every problem."""
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors:
        first = errors[0]
        raise SpecError(say("{message} (at {path})", message=first.message, path=first.path), tuple(errors))
    return found


def _recorded(training) -> tuple:
    """What decides which kernels a step has; a change of anything else is a change of cells."""
    rules = tuple((type(rule.optimizer), rule.optimizer.structure(), rule.trains,
                   tuple(replace(one, weight=1.0) for one in rule.objectives)) for rule in training.rules)
    return (rules, len(weights_of_losses(training)), type(training.schedule), type(training.clipping),
            training.class_weight)


def judged(project: Project) -> tuple:
    """What two losses must have in common to be compared: what is measured, and on which network."""
    return (tuple(rule.objectives for rule in project.training.rules),
            tuple(node.off for node in project.network.nodes))


def _widened(prepared: Prepared, project: Project) -> Prepared:
    """Class numbers in arrays do not tell how many classes there are: the output layer does."""
    description = prepared.description
    shapes = check(project, description).shapes
    units = {aim.target: shapes[aim.output][-1] for aim in aims(project.network, project.training, description)
             if shapes.get(aim.output)}
    targets = tuple(wider(port, units[port.name]) if port.type.is_tokens and units.get(port.name, 0) > port.outputs
                    else port for port in description.targets)
    return replace(prepared, description=replace(description, targets=targets))
