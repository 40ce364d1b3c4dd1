"""Reads and writes a trainer's contents: weights by name, and the whole state."""

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from core.engine.state import CARRIED, FIXED, UPDATED
from core.kernels import batch as counting
from core.text.errors import DataError
from core.text.messages import say
from core.training.setup import Setup


class SavedState(Struct, frozen=True):
    """Everything that the next step depends on: an immutable copy of the state block and the layout it fits."""

    block: bytes
    layout: tuple

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        return len(self.block)


class StateAccess:
    """Weights and state of a trainer. Every array that is given out is a copy."""

    def __init__(self, setup: Setup, begin_again: Callable[[], None]):
        self.setup, self._begin_again = setup, begin_again

    def weights(self) -> dict[str, np.ndarray]:
        """Every weight array by name, copied."""
        return self.setup.state_memory.weights()

    def set_weights(self, weights: dict[str, np.ndarray]) -> None:
        """Replace weights by name; DataError where a name or shape does not fit (nothing is changed then)."""
        for name, value in weights.items():
            shape = self._entry(name).weight.shape
            if np.shape(value) != shape:
                raise DataError(f"{name} has the shape {shape}, not {np.shape(value)}.")
        for name, value in weights.items():
            self.setup.state_memory.weight(name)[...] = value
        self._resume()
        self._begin_again()

    def set_weight_value(self, name: str, index: tuple[int, ...], value: float) -> float:
        """Type one weight by hand; returns what stood there. DataError where name, place or number make no sense."""
        weight, place = self._entry(name).weight, tuple(int(i) for i in np.atleast_1d(index))
        if min(place, default=0) < 0 or not weight.has(place):
            raise DataError(f"{name} has the shape {weight.shape}; there is no place {place} in it.")
        with np.errstate(over="ignore"):
            fits = math.isfinite(value) and math.isfinite(np.float32(value))
        if not fits:
            raise DataError(f"A weight must be a number that float32 can hold, not {value!r}.")
        array = self.setup.state_memory.weight(name)
        before = float(array[place])
        array[place] = value
        self._resume()
        self._begin_again()
        return before

    def optimizer_state(self, name: str) -> dict[str, np.ndarray]:
        """What the optimiser keeps for a weight array, by the names of its slots, copied; nothing if it is frozen."""
        if self._entry(name).region == FIXED:
            return {}
        return {slot: self.setup.state_memory.slot(slot, name).copy() for slot in self._rule(name).optimizer.slots}

    def _rule(self, name: str):
        return self.setup.state_memory.rules[self._entry(name).update]

    def _entry(self, name: str):
        entry = self.setup.state_memory.entries.get(name)
        if entry is None:
            names = ", ".join(self.setup.state_memory.entries)
            raise DataError(f"This network has no weight {name!r}; it has {names}.")
        return entry

    def _resume(self) -> None:
        """Other weights: what halted training need not halt it again."""
        self.setup.stopped = self.setup.stopped_at = ""
        self.setup.state_memory.set_cell("alarm", 0.0)

    def state(self) -> SavedState:
        """Everything that the next step depends on."""
        return SavedState(self.setup.state_memory.block.tobytes(), self._layout())

    def load_state(self, state: SavedState) -> None:
        """Back to a saved moment; training goes on from there with the same bits.

        The settings of the moment (learning rate, batch size …) are the project's: `change` to that project first.
        """
        if state.layout != self._layout():
            raise DataError("This state belongs to another network or optimiser; load it into a trainer of the same "
                            "one.")
        if not self._makes_sense(state.block):
            raise DataError(say("This state is damaged: its counters or its numbers make no sense."))
        self.setup.state_memory.block[:] = np.frombuffer(state.block, np.uint8)
        self.setup.state_memory.set_cells(self.setup.project.training)
        self.setup.state_memory.set_shuffle(self.setup.project.training.shuffle)
        # The order lying there may have been dealt with other settings than those of the state.
        self.setup.order[:] = -1
        self._resume()

    def _makes_sense(self, block: bytes) -> bool:
        """Whether a state can be gone on with. Kernels take places in memory from its counters, and it may come from a
        file."""
        memory = self.setup.state_memory
        if len(block) != memory.block.nbytes:
            return False
        start, parts = 0, {}
        for name, buffer in memory.buffers.items():
            parts[name] = np.frombuffer(block, buffer.dtype, buffer.nbytes // np.dtype(buffer.dtype).itemsize, start)
            start += buffer.nbytes
        counters = parts.pop("counters")
        places = counters[[counting.STEP, counting.EPOCH, counting.POSITION, counting.SAMPLES,
                           counting.OPTIMIZER_START]]
        return bool((places >= 0).all() and (places < 2**53).all() and -2**31 < counters[counting.SHUFFLE] <= 1
                    and counters[counting.POSITION] < len(self.setup.prepared.train.x)
                    and counters[counting.OPTIMIZER_START] <= counters[counting.STEP]
                    and all(np.isfinite(parts[name]).all() for name in (UPDATED, FIXED, CARRIED) if name in parts))

    def _layout(self) -> tuple:
        memory = self.setup.state_memory
        return (tuple((e.name, e.weight.shape, e.region) for e in memory.entries.values()), memory.slots,
                memory.cell_names, memory.figure_names, memory.block.nbytes)
