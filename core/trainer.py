"""Trains a project: epochs, metrics, live changes, a stop at the first number that is not finite."""

from time import thread_time
from typing import Any
from weakref import proxy

import numpy as np
from msgspec.structs import replace

from core.data.given_arrays import from_arrays, wider
from core.data.prepare import Prepared, prepare
from core.engine.memory import refuse_too_many_samples
from core.engine.state import weights_of_losses
from core.inspection.needs import Snapshot
from core.kernels import batch as counting
from core.project import masks
from core.project.network import Check, check
from core.project.objectives import aims
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say
from core.training.evaluation import Evaluation
from core.training.setup import RING, Setup  # noqa: F401  (part of this face)
from core.training.state_access import SavedState, StateAccess
from core.training.stepping import Stepper, Tick


class Trainer(Setup):
    """See ARCHITECTURE: the headless face of the product. One trainer belongs to one thread at a time.

    What it trains with is laid out in itself (`Setup`); `stepper` trains, `evaluation` looks, `access` gives out and
    takes in weights and state.
    """

    def __init__(self, project: Project, threads: int | None = None, data: dict | None = None,
                 found: Check | None = None):
        """`found` is what `check` says of the project, where that is known already."""
        if data is None:
            found = _sound(found or check(project))
            assert found.description is not None, "a sound project has data"
            refuse_too_many_samples(project.data, found.description)
            prepared = prepare(project.data, found.description)
        else:
            prepared = _widened(from_arrays(data, project), project)
            found = _sound(check(project, prepared.description))
        super().__init__(project, prepared, found, threads)
        own = proxy(self)  # which owns them
        self.evaluation = Evaluation(own)
        self.stepper = Stepper(own, self.evaluation.brief)
        self.access = StateAccess(own, self.stepper.begin_again)
        self._inspector: Any = None
        self.reset()

    # ---- the contract

    def step(self, count: int = 1) -> Tick:
        """Train `count` mini-batches. After a non-finite number the weights of the last good step are kept."""
        return self.stepper.step(count)

    def evaluate(self, split: str = "test") -> dict[str, float]:
        """Loss (with regularisers) and every metric that suits the task or that the project asks for, over a split."""
        return self.evaluation.evaluate(split)

    def predict(self, x) -> np.ndarray | dict[str, np.ndarray]:
        """Outputs (n, *output shape) for inputs (n, *input shape), both as the data has them; dicts by port and by
        block where there are several."""
        return self.evaluation.predict(x)

    def gradients(self, x, y=None) -> dict[str, np.ndarray]:
        """∂cost/∂w by name for one batch, as the data has it."""
        return self.evaluation.gradients(x, y)

    def weights(self) -> dict[str, np.ndarray]:
        """Every weight array by name, copied."""
        return self.access.weights()

    def set_weights(self, weights: dict[str, np.ndarray]) -> None:
        """Replace weights by name; DataError where a name or shape does not fit (nothing is changed then)."""
        self.access.set_weights(weights)

    def state(self) -> SavedState:
        """Everything that the next step depends on."""
        return self.access.state()

    def load_state(self, state: SavedState) -> None:
        """Back to a saved moment; training goes on from there with the same bits."""
        self.access.load_state(state)

    # ---- changes

    def change(self, project: Project, found: Check | None = None) -> bool:
        """Take over a changed project between two steps where that costs no weights: training settings, units switched
        off or held by hand, rates of single blocks, name, notes. `found` is what `check` says of it, where that is
        known already.

        Returns False where network or data differ: that takes a new trainer.
        """
        if not self.takes(project):
            return False
        old, new, same_kind = self.project.training, project.training, judged(self.project) == judged(project)
        found = _sound(found or check(project, self.description))
        if project.network != self.project.network:
            self.check, self._inspector = found, None
            self.forget_plans()
        if _recorded(old) != _recorded(new) or (self.state_memory.carried and old.batch_size != new.batch_size):
            before = self.state_memory
            self.lay_out(project)
            self._inspector = None
            self.state_memory.draw(new.seed, new.shuffle)
            self.state_memory.take_over(before)
        if old.batch_size != new.batch_size:
            self.forget_plans(training_alone=True)
        self.project = project
        self.settle_aims()
        self.state_memory.set_cells(new)
        for rule, earlier in zip(self.state_memory.rules, old.rules, strict=True):
            unread = set(earlier.optimizer.unread()) - set(rule.optimizer.unread())
            self.state_memory.empty(rule, set(rule.optimizer.slots) & unread)
        self.state_memory.set_shuffle(new.shuffle)
        if not same_kind:
            self.stepper.begin_again()
        self.stopped = self.stopped_at = ""
        return True

    def takes(self, project: Project) -> bool:
        """Whether `change` can take a project over."""
        return project.data == self.project.data and masks.bare(project.network) == masks.bare(self.project.network)

    def take_words(self, project: Project) -> None:
        """Take over a project that differs in name and notes alone."""
        self.project = project

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

    def snapshot(self, needs=(), costs: dict | None = None) -> Snapshot:
        """The results of needs for this moment; `costs` is told the seconds of processor time that each took. What
        several share is paid by the first of them."""
        if self._inspector is None:
            from core.inspection.inspector import Inspector
            self._inspector = Inspector(self)
        self._inspector.refresh()
        values = {}
        for need in needs:
            begin = thread_time()
            values[need] = need.read(self._inspector)
            if costs is not None:
                costs[need] = thread_time() - begin
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
