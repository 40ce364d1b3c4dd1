"""The rules of a training step as the engine sees them: which run of weights each update moves, under which names."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Rule(Struct, frozen=True):
    """One update: its optimiser, and the run of trained weights that it moves (`start` and `size`, in values)."""

    number: int
    optimizer: Any
    start: int
    size: int

    @property
    def prefix(self) -> str:
        """What the names of its cells and slots begin with: nothing for the first one."""
        return f"update{self.number}." if self.number else ""

    def slot(self, name: str) -> str:
        """The buffer in which its optimiser keeps a slot."""
        return f"{self.prefix}slot:{name}"


def rules_of(training, sizes: Mapping[int, int]) -> tuple[Rule, ...]:
    """The rules of a `core.project.spec.Training`; `sizes` says how many values each of them moves."""
    found, start = [], 0
    for number, update in enumerate(training.rules):
        found.append(Rule(number, update.optimizer, start, sizes.get(number, 0)))
        start += sizes.get(number, 0)
    return tuple(found)
