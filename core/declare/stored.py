"""Weight arrays in trees: which array of a block a piece of another library takes, and how it is turned for it."""

from typing import Any

import numpy as np

from core.declare.torch_lines import PRINTERS, Line


class Stored(Line, frozen=True):
    """A weight array of the block by its name, changed in steps before it is written: (what, with what)."""

    name: str
    steps: tuple[tuple[str, Any], ...] = ()

    def turned(self, *order: int) -> "Stored":
        """The axes in another order, or all turned round."""
        return self._with("turned", order or None)

    def shaped(self, *shape: int) -> "Stored":
        """The same numbers in another shape."""
        return self._with("shaped", shape)

    def dealt(self, parts: tuple[int, ...], axis: int) -> "Stored":
        """Its equal parts along an axis (of the gates, for example) in another order."""
        return self if parts == tuple(sorted(parts)) else self._with("dealt", (parts, axis))

    def filled(self, count: int) -> "Stored":
        """One row of numbers, with so many zeros after it."""
        return self._with("filled", count)

    def row(self, number: int) -> "Stored":
        """One entry of the first axis."""
        return self._with("row", number)

    def emptied(self) -> "Stored":
        """Zeros in its place."""
        return self._with("emptied", None)

    def of_part(self, part: str) -> "Stored":
        """The same of a part whose arrays have this word before their names."""
        return Stored(f"{part}_{self.name}", self.steps)

    def _with(self, what: str, facts) -> "Stored":
        return Stored(self.name, (*self.steps, (what, facts)))

    def value(self, weights: dict[str, np.ndarray]) -> np.ndarray:
        """The array that it stands for, of the weights of a block by their names."""
        found = weights[self.name]
        for what, facts in self.steps:
            found = CHANGES[what](found, facts)
        return np.ascontiguousarray(found, np.float32)

    def places(self, shape: tuple[int, ...]) -> np.ndarray:
        """Of an array of this shape: at which place, from 1 on, each number there stands here; 0 for none. What another
        library has twice, as the biases of gates, is the sum of both here."""
        found = np.arange(1, int(np.prod(shape)) + 1).reshape(shape)
        for what, facts in self.steps:
            found = found if what == "emptied" else CHANGES[what](found, facts)
        return found

    def undone(self, theirs: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """An array of this shape here (float32) from what another library has for it."""
        found = np.zeros(int(np.prod(shape)) + 1, np.float32)
        found[self.places(shape).ravel()] = np.asarray(theirs, np.float32).ravel()
        return found[1:].reshape(shape)


def _dealt(array, facts):
    parts, axis = facts
    pieces = np.split(array, len(parts), axis)
    return np.concatenate([pieces[part] for part in parts], axis)


CHANGES = {
    "turned": lambda array, order: array.transpose(order), "shaped": lambda array, shape: array.reshape(shape),
    "dealt": _dealt, "filled": lambda array, count: np.append(array, np.zeros(count, array.dtype)),
    "row": lambda array, number: array[number], "emptied": lambda array, _: np.zeros_like(array),
}
WRITTEN = {
    "turned": lambda text, order: f"{text}.transpose{order}" if order else f"{text}.T",
    "shaped": lambda text, shape: f"{text}.reshape({', '.join(map(str, shape))})",
    "dealt": lambda text, facts: f"reordered({text}, {facts[0]}, axis={facts[1]})",
    "filled": lambda text, count: f"with_zeros({text}, {count})",
    "row": lambda text, number: f"{text}[{number}]", "emptied": lambda text, _: f"zeros_like({text})",
}
"""The same changes as a reader has them, in the words of NumPy where it has some."""


def _written(stored: Stored) -> str:
    text = stored.name
    for what, facts in stored.steps:
        text = WRITTEN[what](text, facts)
    return text


PRINTERS[Stored] = _written
