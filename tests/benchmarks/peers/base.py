"""What a peer is to the benchmark: variants of a library, each giving sessions that can be checked and timed."""

from typing import NamedTuple

OURS = "layerlab"
"""The variant that all others are compared with."""

TOGETHER = {"W1": 1024, "W2": 64, "W3": 4, "W4": 2}
"""Steps in one call where a library takes many: as many for Layerlab as for a scan of JAX, and enough that the start of
a call costs nothing beside them."""


class Variant(NamedTuple):
    """One way of using a library. `many_steps` says that one call takes many steps; variants with `shuffle` are shown
    beside the others and take no part in the comparison."""

    name: str
    module: str
    meaning: str
    many_steps: bool = False
    shuffle: bool = False


class NotApplicableError(Exception):
    """This peer cannot do this case; the message says why."""


class Session:
    """A network ready to train (or to run forward) on ready batches.

    `stride` is how many steps one call of the peer takes. `note` says how the peer's mathematics differs; where the
    losses cannot be the same, `same` is False.
    """

    stride = 1
    note = ""
    same = True

    def check(self, count: int) -> list[float]:
        """The losses of the first `count` steps from the given weights (forward: outputs of `spread_rows`)."""
        raise NotImplementedError

    def run(self, steps: int) -> None:
        """`steps` more steps (a multiple of `stride`), finished when it returns."""
        raise NotImplementedError
