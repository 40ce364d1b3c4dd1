"""Everything that the next step depends on, in one block of memory: a snapshot is one copy of it."""

import math
import zlib

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.declare.parameters import parameters
from core.engine.rules import Rule, rules_of
from core.kernels import batch as counting
from core.kernels.runtime.tensor import Buffer
from core.ops.op import Weight
from core.project.network import Check, owned
from core.project.objectives import trained_by
from core.project.spec import Project

ALIGNMENT = 64
UPDATED, FIXED, CARRIED = "weights", "fixed", "carried"


class WeightEntry(Struct, frozen=True):
    """One weight array: "dense1.kernel", where it lies, and the number of the update that moves it (−1: none does)."""

    name: str
    node: str
    weight: Weight
    region: str
    start: int
    update: int = 0


def aligned_block(size: int) -> np.ndarray:
    """`size` zero bytes that start on a cache line."""
    raw = np.zeros(size + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start:start + size]


def padded(count: int) -> int:
    """A number of float32 values rounded up to whole cache lines."""
    return -(-count // 16) * 16


class State:
    """Counters, cells, weights, optimiser slots: laid out once for a network and an optimiser."""

    def __init__(self, project: Project, check: Check, allocate: bool = True):
        self.entries = {entry.name: entry for entry in _entries(project, check)}
        sizes = {region: sum(padded(math.prod(e.weight.shape)) for e in self.entries.values() if e.region == region)
                 for region in (UPDATED, FIXED)}
        self.training = project.training
        self.rules = rules_of(self.training, self._moved())
        self.objectives = objective_cells(self.training)
        self.memory = _memory(self.training, self.rules) | dict.fromkeys(self.objectives, 0.0)
        every = ("losses", "loss", "alarm", *_numbers(self.training, self.rules), *self.memory, *self._penalties())
        self.figure_names = tuple(name for name in every if _is_figure(name))
        self.cell_names = tuple(name for name in every if not _is_figure(name))
        self.buffers = {"counters": Buffer("counters", np.int64, 16, True),
                        "cells": Buffer("cells", np.float32, padded(len(self.cell_names)), True),
                        "figures": Buffer("figures", np.float64, padded(len(self.figure_names)), True),
                        UPDATED: Buffer(UPDATED, np.float32, sizes[UPDATED], True),
                        FIXED: Buffer(FIXED, np.float32, sizes[FIXED], True)}
        kept = {rule.slot(name): rule.size for rule in self.rules for name in rule.optimizer.slots}
        self.slots = tuple(kept)
        for slot, size in kept.items():
            self.buffers[slot] = Buffer(slot, np.float32, size, True)
        self.carried = carried_of(project)
        if self.carried:
            width = sum(units for _, units in self.carried.values())
            self.buffers[CARRIED] = Buffer(CARRIED, np.float32, padded(width * self.training.batch_size), True)
        self.gradients = Buffer("gradients", np.float32, sizes[UPDATED], True)
        self.nbytes = sum(buffer.nbytes for buffer in self.buffers.values())
        if allocate:
            self._allocate()

    def _allocate(self) -> None:
        self.block = aligned_block(self.nbytes)
        offset = 0
        for buffer in self.buffers.values():
            buffer.block, buffer.offset = self.block, offset
            offset += buffer.nbytes
        # Gradients are made again in every step: they lie outside the state, in the same order as the weights.
        self.gradients.block = aligned_block(self.gradients.nbytes)
        # Looked at many times between two chunks of steps.
        self.counters, self._cells = self.buffers["counters"].array(), self.buffers["cells"].array()
        self._figures = self.buffers["figures"].array()
        self.set_cells(self.training)

    def _moved(self) -> dict[int, int]:
        """How many values each update moves, whole cache lines for every array."""
        found: dict[int, int] = {}
        for entry in self.entries.values():
            if entry.region == UPDATED:
                found[entry.update] = found.get(entry.update, 0) + padded(math.prod(entry.weight.shape))
        return found

    def _penalties(self) -> dict[str, float]:
        found = {}
        for entry in self.entries.values():
            if entry.weight.regularizer is not None:
                found[f"{entry.name}.l1"], found[f"{entry.name}.l2"] = entry.weight.regularizer.factors
        return found

    def cell_index(self, name: str) -> int:
        """Where a named number lies among the cells."""
        return self.cell_names.index(name)

    def cell(self, name: str) -> float:
        """A named number: a cell (float32), or one of the figures that are kept in double precision."""
        if name in self.figure_names:
            return float(self._figures[self.figure_names.index(name)])
        return float(self._cells[self.cell_index(name)])

    def set_cell(self, name: str, value: float) -> None:
        """Write a named number; between two steps only."""
        if name in self.figure_names:
            self._figures[self.figure_names.index(name)] = value
        else:
            self._cells[self.cell_index(name)] = value

    def begin_stretch(self) -> None:
        """What is summed up from one measuring point to the next begins again."""
        self.set_cell("losses", 0.0)
        self.counters[counting.RIGHT] = self.counters[counting.ASKED] = 0
        self.counters[counting.MEASURED] = self.counters[counting.STEP]
        self.counters[counting.MEASURED_SAMPLES] = self.counters[counting.SAMPLES]

    def set_cells(self, training) -> None:
        """Write every number parameter of the optimiser, its schedule, the clipping and the penalties."""
        self.training = training
        self.rules = tuple(replace(rule, optimizer=update.optimizer)
                           for rule, update in zip(self.rules, training.rules, strict=True))
        for name, value in (_numbers(training, self.rules) | self._penalties()).items():
            self.set_cell(name, value)

    def weight(self, name: str) -> np.ndarray:
        """A weight array by name, live."""
        entry = self.entries[name]
        flat = self.buffers[entry.region].array()
        return flat[entry.start:entry.start + math.prod(entry.weight.shape)].reshape(entry.weight.shape)

    def weights(self) -> dict[str, np.ndarray]:
        """Every weight array by name, copied."""
        return {name: self.weight(name).copy() for name in self.entries}

    def gradient(self, name: str) -> np.ndarray:
        """The gradient of a weight after a step, live; zeros where the weight is fixed."""
        entry = self.entries[name]
        if entry.region == FIXED:
            return np.zeros(entry.weight.shape, np.float32)
        return self.gradients.array()[entry.start:entry.start + math.prod(entry.weight.shape)].reshape(
            entry.weight.shape)

    def slot(self, slot: str, name: str) -> np.ndarray:
        """What the optimiser keeps for a weight (slot "mean" of Adam, for example), live."""
        entry = self.entries[name]
        rule = self.rules[entry.update]
        start = entry.start - rule.start
        flat = self.buffers[rule.slot(slot)].array()
        return flat[start:start + math.prod(entry.weight.shape)].reshape(entry.weight.shape)

    def draw(self, seed: int, shuffle: bool) -> None:
        """First weights for a seed, empty slots, counters at zero. Each array draws from a generator of its own, so
        that adding a layer leaves the first weights of all others alone."""
        for name in (UPDATED, FIXED):
            self.buffers[name].array()[:] = 0
        if self.carried:
            self.buffers[CARRIED].array()[:] = 0
        for rule in self.rules:
            self.empty(rule, rule.optimizer.slots)
        for name, value in self.memory.items():
            self.set_cell(name, value)
        for entry in self.entries.values():
            rng = np.random.default_rng([seed, zlib.crc32(entry.name.encode())])
            weight = entry.weight
            self.weight(entry.name)[...] = weight.initializer.sample(rng, weight.shape, weight.fan_in, weight.fan_out)
        self.counters[:] = 0
        self.counters[counting.SEED] = seed
        self.begin_stretch()
        self.set_shuffle(shuffle)

    def set_shuffle(self, shuffle: bool) -> None:
        """Shuffle or not: at once where an epoch begins, else from the next one on. Where layers go on from one batch
        to the next, samples come in their order, in as many lanes as a batch has samples."""
        order = -self.training.batch_size if self.carried else shuffle
        self.counters[counting.SHUFFLE_NEXT] = order
        if not self.counters[counting.POSITION]:
            self.counters[counting.SHUFFLE] = order

    def take_over(self, old: "State") -> None:
        """What an older state of the same network holds: weights and counters; what the optimiser and the schedule
        keep only where the same rule goes on. After `draw`, which empties the rest."""
        goes_on = [rule.optimizer.keeps() for rule in self.rules] == [rule.optimizer.keeps() for rule in old.rules]
        self.counters[:] = old.counters
        for name, entry in self.entries.items():
            self.weight(name)[...] = old.weight(name)
            before = old.entries[name]
            if goes_on and entry.region == before.region == UPDATED and entry.update == before.update:
                both = set(self.rules[entry.update].optimizer.slots) & set(old.rules[entry.update].optimizer.slots)
                for slot in both:
                    self.slot(slot, name)[...] = old.slot(slot, name)
        self.set_cell("losses", old.cell("losses"))
        for name in _kept(self.rules) if goes_on else ():
            self.set_cell(name, old.cell(name))
        schedule, before = self.training.schedule, old.training.schedule
        if schedule is not None:
            for prefix in (rule.prefix for rule in self.rules):
                # The rate of the last step, which no schedule may have made.
                self.set_cell(f"{prefix}rate", old.cell(f"{prefix}{'learning_rate' if before is None else 'rate'}"))
        for name in schedule.memory if schedule is not None and type(schedule) is type(before) else ():
            self.set_cell(f"schedule.{name}", old.cell(f"schedule.{name}"))
        if not goes_on:
            self.counters[counting.OPTIMIZER_START] = self.counters[counting.STEP]

    def empty(self, rule: Rule, slots) -> None:
        """Slots of an optimiser as they were before the first step."""
        for slot in slots:
            self.buffers[rule.slot(slot)].array()[:] = rule.optimizer.first(slot)


def _numbers(training, rules: tuple[Rule, ...]) -> dict[str, float]:
    """Every number that may change between two steps, by the name of its cell."""
    found: dict[str, float] = {}
    for rule in rules:
        found |= _of(rule.optimizer, rule.prefix)
    found |= {f"objective{number}.weight": weight for number, weight in enumerate(weights_of_losses(training))}
    if training.clipping is not None:
        found |= _of(training.clipping, "clipping.")
    if training.schedule is not None:
        found |= _of(training.schedule, "schedule.")
    return found


def _of(part, prefix: str) -> dict[str, float]:
    return {f"{prefix}{p.name}": getattr(part, p.name) for p in parameters(type(part)) if p.kind == "number"}


def objective_cells(training) -> tuple[str, ...]:
    """The names of the cells in which the losses of a step with several of them lie, in the order of the objectives."""
    return tuple(f"objective{number}.loss" for number in range(len(weights_of_losses(training))))


def weights_of_losses(training) -> list[float]:
    """How much each loss of a step counts; empty where there is one loss that counts as it is."""
    found = [one.weight for update in training.rules for one in update.objectives]
    return [] if found == [1.0] else found


def _kept(rules: tuple[Rule, ...]) -> dict[str, float]:
    """Single numbers that optimisers keep from step to step, with their first values."""
    return {f"{rule.prefix}{name}": value for rule in rules for name, value in rule.optimizer.memory.items()}


def _memory(training, rules: tuple[Rule, ...]) -> dict[str, float]:
    """Single numbers that optimisers and schedule keep from step to step, and the losses of a step with several."""
    found = _kept(rules)
    if training.schedule is not None:
        found |= {f"{rule.prefix}rate": 0.0 for rule in rules}
        found |= {f"schedule.{name}": value for name, value in training.schedule.memory.items()}
    return found


def _is_figure(name: str) -> bool:
    """Whether a number is kept in double precision: the sum of losses, and everything of a schedule."""
    return name == "losses" or name.startswith("schedule.")


def carried_of(project: Project) -> dict[str, tuple[int, int]]:
    """What layers hand on from one batch to the next, by block and name: (first value for a batch of one, how many
    values a sample has)."""
    found, start = {}, 0
    for node in project.network.nodes:
        for name, units in node.layer.carried().items():
            found[f"{node.id}.{name}"] = start, units
            start += units
    return found


def _entries(project: Project, check: Check):
    starts = {UPDATED: 0, FIXED: 0}
    nodes, movers = {node.id: node for node in project.network.nodes}, trained_by(project.network, project.training)
    # What one update moves lies side by side.
    for name in sorted(check.order, key=lambda name: movers.get(name, -1)):
        node = nodes[name]
        if node.shares:
            continue
        learns, update = node.layer.trainable, movers.get(name, -1)
        for key, weight in owned(node.layer, [check.types[source] for source in node.inputs]).items():
            region = UPDATED if learns and weight.trained and update >= 0 else FIXED
            yield WeightEntry(f"{name}.{key}", name, weight, region, starts[region], update)
            starts[region] += padded(math.prod(weight.shape))
