"""What views ask of networks that follow series: forecasts beside naive ones, rows written free, gates by step."""

import numpy as np
from msgspec import Struct

from core.inspection import free_running
from core.inspection.needs import Need
from core.ops.tensor_type import STEPS
from core.text.messages import say

SHOWN_BEFORE = 40
"""Steps of the series that are shown before the first forecast."""


class NaiveLine(Struct, frozen=True):
    """A forecast that anybody could make: what it says of the next step (n,), and by how much it misses."""

    name: str
    values: np.ndarray
    miss: float


class Foretold(Struct, frozen=True):
    """Forecasts in the unit of the data: `foretold` (n, horizon), the first of each at the `places` (n,) of the series.
    `start` is the place of the first of the measured `values` that are shown; `miss` is the root of the mean squared
    error over all that is foretold."""

    start: int
    values: np.ndarray
    places: np.ndarray
    foretold: np.ndarray
    miss: float
    naive: tuple[NaiveLine, ...]


class Forecasts(Need, frozen=True):
    """How a series goes on by the network, over the test part, or what is there of the others; None where the data are
    no series in time."""

    def read(self, inspector):
        trainer = inspector.trainer
        prepared, dataset = trainer.prepared, trainer.project.data.dataset
        if not trainer.description.targets[0].task.foretells:
            return None
        split = next(one for one in ("test", "validation", "train") if len(prepared.split(one)))
        outputs = trainer.evaluation.outputs(prepared.split(split).inputs)
        changed = trainer.evaluation.in_units_of_the_data(trainer.main_aim.output, outputs)
        places, values = dataset.first_place(getattr(prepared.indices, split)), dataset.read()
        found = dataset.restored(changed.astype(np.float64), places)
        truth = values[places[:, None] + np.arange(found.shape[1])]
        naive = tuple(NaiveLine(one.name, one.values[:, 0], _miss(one.values, truth)) for one in dataset.naive(places))
        start = max(int(places[0]) - SHOWN_BEFORE, 0)
        return Foretold(start, values[start:], places, found, _miss(found, truth), naive)


def _miss(foretold: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(((foretold - truth) ** 2).mean()))


class WrittenRow(Struct, frozen=True):
    """One row that was read, what the network wrote of it running free, and what is right: tokens."""

    read: tuple[int, ...]
    written: tuple[int, ...]
    truth: tuple[int, ...]


class WrittenRows(Need, frozen=True):
    """What the network writes for the first rows of a split when it reads its own answers, or where it answers without
    them; None where it writes no series."""

    split: str
    count: int = 8

    def read(self, inspector):
        trainer = inspector.trainer
        port, samples = trainer.judged_port, trainer.prepared.split(self.split).chosen(slice(0, self.count))
        if port is None or not port.type.in_time or not len(samples):
            return None
        written = free_running.written(trainer, trainer.evaluation.answers, samples.inputs)
        if written is None:
            written = trainer.evaluation.outputs(samples.inputs).argmax(-1)
        return tuple(WrittenRow(*(tuple(map(int, row)) for row in rows))
                     for rows in zip(samples.x, written, samples.targets[port.name], strict=True))


class Strips(Struct, frozen=True):
    """The gates of one unit over the steps of a sample, in words, each (steps,); `tokens` are the sample where it is of
    tokens. `signed` tells which strips go from −1 to 1."""

    names: tuple[str, ...]
    values: np.ndarray
    signed: tuple[bool, ...]
    tokens: tuple[int, ...]


class Gates(Need, frozen=True):
    """The gates of a unit of a recurrent block over one sample; None where there is no such block."""

    split: str
    index: int
    node: str
    unit: int = 0

    def read(self, inspector):
        node, trainer = inspector.trainer.project.network.node(self.node), inspector.trainer
        gates = None if node is None else inspector.kept(self.split, self.index, self.node, "gates")
        if gates is None or not node.layer.gate_words:
            return None
        layer, found = node.layer, []
        order = slice(None, None, -1 if layer.go_backwards else 1)
        unit = min(self.unit, layer.units - 1)
        for number, word in enumerate(layer.gate_words):
            found.append((say(word), gates[:, 0, number * layer.units + unit], layer.signed_gate == number))
        cells = inspector.kept(self.split, self.index, self.node, "cells")
        if cells is not None:
            found.append((say("memory"), cells[1:, 0, unit], True))
        states = inspector.kept(self.split, self.index, self.node, "states")
        found.append((say("state"), states[1:, 0, unit], True))
        names, values, signed = zip(*found, strict=True)
        port = trainer.description.inputs[0]
        tokens = ()
        if port.type.is_tokens and port.type.axes == STEPS and len(values[0]) == port.type.shape[0]:
            tokens = tuple(map(int, trainer.prepared.split(self.split).inputs[port.name][self.index]))
        return Strips(names, np.stack(values)[:, order].astype(np.float64), signed, tokens)
