"""How weights, biases, gradients and activations of a block are spread at one moment."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.inspection.next_step import taken
from core.inspection.projection import outputs_of

WEIGHTS, BIASES, GRADIENTS, ACTIVATIONS = "weights", "biases", "gradients", "activations"
WHAT = (WEIGHTS, BIASES, GRADIENTS, ACTIVATIONS)
BINS, RECORDS = 48, 200
SHARES = (5, 25, 50, 75, 95)


class Spread(Struct, frozen=True):
    """Counts per bin over `edges` (bins + 1), which are symmetric about zero, and the values below which 5, 25, 50, 75
    and 95 % of all lie; `largest` is the largest size of any."""

    edges: np.ndarray
    counts: np.ndarray
    quantiles: np.ndarray
    largest: float
    deviation: float

    @classmethod
    def of(cls, values: np.ndarray) -> "Spread | None":
        """Of some values; None where none of them is a number."""
        flat = values.ravel().astype(np.float64)
        flat = flat[np.isfinite(flat)]
        if not len(flat):
            return None
        largest = float(np.abs(flat).max()) or 1e-12
        edges = np.linspace(-largest, largest, BINS + 1)
        return cls(edges, np.histogram(flat, edges)[0], np.percentile(flat, SHARES), largest, float(flat.std()))


class SpreadOf(Need, frozen=True):
    """The spread of one kind of values of a block; None where it has none of them."""

    node: str
    what: str = WEIGHTS
    split: str = "validation"

    def read(self, inspector):
        values = self._values(inspector)
        return None if values is None else Spread.of(values)

    def _values(self, inspector) -> np.ndarray | None:
        if self.what == ACTIVATIONS:
            return outputs_of(inspector, self.node, self.split, RECORDS)
        memory = inspector.trainer.state_memory
        entries = [entry for entry in memory.entries.values() if entry.node == self.node and entry.weight.trained]
        kernels = [entry for entry in entries if entry.weight.is_kernel]
        if self.what == BIASES:
            entries = [entry for entry in entries if not entry.weight.is_kernel]
        else:
            entries = kernels or entries
        if not entries:
            return None
        if self.what == GRADIENTS:
            step = taken(inspector)
            if step is None:
                return None
            moved = [entry for entry in entries if entry in step.moved]
            return np.concatenate([step.gradient(entry).ravel() for entry in moved]) if moved else None
        return np.concatenate([memory.weight(entry.name).ravel() for entry in entries])
