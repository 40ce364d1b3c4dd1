"""One unit or filter of a block at one moment: what it gives over many records, and the weights that lead into it."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.inspection.projection import outputs_of

RECORDS = 200
MOST_ROWS = 64
"""Incoming weights that are told one by one; of more, means of neighbours."""


class UnitMoment(Struct, frozen=True):
    """Over the values that a unit gives for the records (a filter's at every place): their mean, the values below which
    5 and 95 % lie, and the share that is exactly 0. `weights` (at most 64,) lead into it in the order of their array,
    `pooled` of them in each number; `norm` is √Σw² over all of them, `bias` what is added; without any of them empty,
    1, and nan. `kernel` (height, width) is the filter where it is a picture, the mean over what comes in."""

    mean: float
    low: float
    high: float
    zeros: float
    weights: np.ndarray
    pooled: int
    norm: float
    bias: float
    kernel: np.ndarray | None


class UnitOfBlock(Need, frozen=True):
    """A unit by its place along the last axis of what the block gives; None where there is no such unit."""

    node: str
    unit: int
    split: str = "validation"

    def read(self, inspector):
        trainer = inspector.trainer
        outputs = outputs_of(inspector, self.node, self.split, RECORDS)
        type_ = trainer.check.types.get(self.node)
        if outputs is None or type_ is None or not type_.shape or not 0 <= self.unit < type_.shape[-1]:
            return None
        values = outputs.reshape(-1, type_.shape[-1])[:, self.unit].astype(np.float64)
        low, high = np.percentile(values, (5, 95))
        kernel, drawn, bias = self._own(trainer, type_.shape[-1])
        flat = kernel.ravel().astype(np.float64)
        pooled = max(1, -(-len(flat) // MOST_ROWS))
        starts = np.arange(0, len(flat), pooled)
        told = np.add.reduceat(flat, starts) / np.diff(np.append(starts, len(flat))) if len(flat) else flat
        norm = float(np.sqrt((flat ** 2).sum())) if len(flat) else np.nan
        return UnitMoment(float(values.mean()), float(low), float(high), float((values == 0).mean()), told, pooled,
                          norm, bias, kernel.mean(2) if drawn else None)

    def _own(self, trainer, units: int) -> tuple[np.ndarray, bool, float]:
        """The weights of this unit alone, whether they are a picture (height, width, what comes in), and its bias."""
        memory, owner = trainer.state_memory, trainer.project.network.node(self.node).owner
        kernel, drawn, bias = np.zeros(0), False, np.nan
        for entry in memory.entries.values():
            axes, shape = entry.weight.axes, entry.weight.shape
            if entry.node != owner or not entry.weight.trained or axes.count("o") != 1 or \
                    shape[axes.index("o")] != units:
                continue
            values = np.take(memory.weight(entry.name), self.unit, axes.index("o"))
            if entry.weight.is_kernel and not kernel.size:
                kernel, drawn = values.copy(), axes.startswith("hw")
            elif not entry.weight.is_kernel:
                bias = float(values)
        return kernel, drawn, bias
