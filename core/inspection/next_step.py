"""What the next step does, taken on a copy: the gradients it finds, what the optimiser makes of them, and how far the
weights go. Nothing of the training is changed."""

import math

import numpy as np
from msgspec import Struct

from core.declare.parameters import parameters
from core.engine.plan import SEEN_STEP, TRAIN
from core.engine.state import UPDATED, WeightEntry
from core.inspection.needs import Need
from core.kernels import batch as counting
from core.optimizers.one_weight import Line, OneWeight


class Updated:
    """The state before and after an update, and the gradients that it was made of."""

    def __init__(self, trainer, before: np.ndarray, after: np.ndarray, gradients: np.ndarray):
        self.memory, self.network = trainer.state_memory, trainer.project.network
        self.before, self.after, self.gradients = before, after, gradients
        self.numbers = {name: self.memory.cell(name) for name in (*self.memory.cell_names, *self.memory.figure_names)}
        self.rates = {rule.prefix: self.numbers[self._rate_cell(rule)] for rule in self.memory.rules}

    def told(self, entry: WeightEntry, index: tuple[int, ...]) -> tuple[Line, ...]:
        """How the optimiser moves one number, line by line."""
        return self.memory.rules[entry.update].optimizer.told(self.one(entry, index))

    def _rate_cell(self, rule) -> str:
        return f"{rule.prefix}{'rate' if 'rate' in self.memory.memory else 'learning_rate'}"

    @property
    def moved(self) -> list[WeightEntry]:
        """The arrays that an optimiser moves."""
        return [entry for entry in self.memory.entries.values() if entry.region == UPDATED]

    def _of(self, block: np.ndarray, buffer, start: int, entry: WeightEntry) -> np.ndarray:
        flat = block[buffer.offset:buffer.offset + buffer.nbytes].view(np.float32)
        return flat[start:start + math.prod(entry.weight.shape)].reshape(entry.weight.shape)

    def weight(self, entry: WeightEntry, block: np.ndarray) -> np.ndarray:
        """A weight array as it is in one of the two blocks."""
        return self._of(block, self.memory.buffers[entry.region], entry.start, entry)

    def gradient(self, entry: WeightEntry) -> np.ndarray:
        """The gradient as the optimiser got it."""
        return self.gradients[entry.start:entry.start + math.prod(entry.weight.shape)].reshape(entry.weight.shape)

    def slot(self, entry: WeightEntry, name: str, block: np.ndarray) -> np.ndarray:
        """What the optimiser keeps for an array, in one of the two blocks."""
        rule = self.memory.rules[entry.update]
        return self._of(block, self.memory.buffers[rule.slot(name)], entry.start - rule.start, entry)

    def one(self, entry: WeightEntry, index: tuple[int, ...]) -> OneWeight:
        """One number of an array, as the optimiser meets it."""
        rule = self.memory.rules[entry.update]
        names = [p.name for p in parameters(type(rule.optimizer)) if p.kind == "number"]
        numbers = {name: self.numbers[f"{rule.prefix}{name}"] for name in (*names, *rule.optimizer.memory)}
        own = next(node.rate for node in self.network.nodes if node.id == entry.node)
        numbers["learning_rate"] = self.rates[rule.prefix] * own
        slots = {name: float(self.slot(entry, name, self.before)[index]) for name in rule.optimizer.slots}
        return OneWeight(float(self.weight(entry, self.before)[index]), float(self.gradient(entry)[index]), slots,
                         numbers, self._count, not entry.weight.is_kernel)

    @property
    def _count(self) -> int:
        counters = self.before[self.memory.buffers["counters"].offset:].view(np.int64)
        return int(counters[counting.STEP] - counters[counting.OPTIMIZER_START] + 1)


def take_step(trainer) -> Updated:
    """The next step, taken and taken back again."""
    memory = trainer.state_memory
    kept, gradients = memory.block.copy(), memory.gradients.array().copy()
    ring, order = trainer.ring.copy(), trainer.order.copy()
    joined = trainer.program(TRAIN, trainer.batch_size).plan.joined
    machine, _ = trainer.machine(SEEN_STEP if joined else TRAIN)
    machine.run(1)
    found = Updated(trainer, kept, memory.block.copy(), memory.gradients.array().copy())
    memory.block[:] = kept
    memory.gradients.array()[:] = gradients
    trainer.ring[:], trainer.order[:] = ring, order
    return found


def taken(inspector) -> Updated | None:
    """The next step, taken once for all who look at one moment; None where nothing learns or training has stopped."""
    trainer = inspector.trainer
    if not trainer.state_memory.gradients.size or trainer.stopped:
        return None
    return inspector.once("next step", lambda: take_step(trainer))


class WeightUpdate(Struct, frozen=True):
    """The next step of one weight: `lines` as its optimiser has them, and what the network then really holds (`after`),
    which is another number where a limit or a frozen unit has the last word. `slots` are those after the step."""

    before: float
    gradient: float
    lines: tuple[Line, ...]
    slots: dict[str, float]
    after: float
    rate: float
    step: int
    optimizer: str
    held: bool

    @property
    def change(self) -> float:
        """How far the weight goes."""
        return self.after - self.before


class UpdateOfWeight(Need, frozen=True):
    """How the optimiser moves one number of a weight array in the next step; None where it moves none of that name."""

    name: str
    index: tuple[int, ...]

    def read(self, inspector):
        found = taken(inspector)
        entry = None if found is None else found.memory.entries.get(self.name)
        if entry is None or entry.region != UPDATED or not entry.weight.has(self.index):
            return None
        one, rule = found.one(entry, self.index), found.memory.rules[entry.update]
        lines = found.told(entry, self.index)
        after = float(found.weight(entry, found.after)[self.index])
        slots = {name: float(found.slot(entry, name, found.after)[self.index]) for name in rule.optimizer.slots}
        far = abs(lines[-1].result - after) > 1e-5 * max(abs(after), abs(one.value), 1e-6) + 0.01 * abs(
            lines[-1].result - one.value)
        return WeightUpdate(one.value, one.gradient, lines, slots, after, one["learning_rate"], one.step,
                            rule.optimizer.shown_name(), far)


class LayerSteps(Struct, frozen=True):
    """Root mean squares over the weights of each block that learns, in computing order: `gradients` and `updates` of
    the next step, `weights` before it."""

    nodes: tuple[str, ...]
    gradients: np.ndarray
    updates: np.ndarray
    weights: np.ndarray

    @property
    def ratios(self) -> np.ndarray:
        """The size of the update beside that of the weights; not a number where the weights are all zero."""
        return np.divide(self.updates, self.weights, out=np.full(len(self.nodes), np.nan), where=self.weights > 0)


class StepsOfLayers(Need, frozen=True):
    """How large gradients and updates are, block by block. A block is judged by its kernels, arrays of two axes and
    more, where it has any: biases that begin at zero would blur it."""

    def read(self, inspector):
        found = taken(inspector)
        if found is None:
            return None
        by_node: dict[str, list[WeightEntry]] = {}
        for entry in found.moved:
            by_node.setdefault(entry.node, []).append(entry)
        nodes = tuple(node for node in inspector.trainer.check.order if node in by_node)
        rows = [self._sizes(found, by_node[node]) for node in nodes]
        gradients, updates, weights = np.array(rows, np.float64).reshape(-1, 3).T
        return LayerSteps(nodes, gradients, updates, weights)

    @staticmethod
    def _sizes(found: Updated, entries: list[WeightEntry]) -> tuple[float, ...]:
        kernels = [entry for entry in entries if entry.weight.is_kernel] or entries
        before, after, gradients = (np.concatenate([part(entry).ravel() for entry in kernels]).astype(np.float64)
                                    for part in (lambda e: found.weight(e, found.before),
                                                 lambda e: found.weight(e, found.after), found.gradient))
        return tuple(float(np.sqrt((one * one).mean())) for one in (gradients, after - before, before))
