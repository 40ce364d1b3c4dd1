"""What it costs to keep weights in fewer bits."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need

BITS = (32, 16, 8, 4, 2)


def rounded_to(values: np.ndarray, bits: int) -> np.ndarray:
    """Values in so many bits: float32 as they are, 16 as the nearest half-precision numbers, fewer on an even grid of
    2^bits − 1 steps that is symmetric about zero and reaches to the largest of the array (Jacob et al. 2018)."""
    if bits >= 32:
        return values
    if bits == 16:
        with np.errstate(over="ignore"):
            return values.astype(np.float16).astype(np.float32)
    largest = float(np.abs(values).max(initial=0))
    if largest == 0:
        return values
    step = largest / (2 ** (bits - 1) - 1)
    return (np.round(values / step) * step).astype(np.float32)


class Rounded(Struct, frozen=True):
    """Figures over a split with weights of so many bits, and how many bytes the weights take then."""

    bits: int
    figures: dict[str, float]
    nbytes: int


class RoundedWeights(Need, frozen=True):
    """The network with its weights in 32, 16, 8, 4 and 2 bits, over a split; None without records or weights."""

    split: str = "validation"

    def read(self, inspector):
        trainer = inspector.trainer
        memory = trainer.state_memory
        if not memory.entries or not len(trainer.prepared.split(self.split)):
            return None
        kept, found = memory.block.copy(), []
        numbers = sum(memory.weight(name).size for name in memory.entries)
        try:
            for bits in BITS:
                memory.block[:] = kept
                for name in memory.entries:
                    memory.weight(name)[...] = rounded_to(memory.weight(name), bits)
                found.append(Rounded(bits, trainer.evaluation.brief(self.split), numbers * bits // 8))
        finally:
            memory.block[:] = kept
        return tuple(found)
