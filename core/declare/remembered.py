"""A cache of results computed from immutable values: an edit of a large network leaves most of them unchanged."""

from typing import Any

MOST = 20_000


class Remembered:
    """Answers by the identity of a value, and by whatever else they depend on. Values are held, so that no other can
    have the same identity; where there are too many, all are forgotten."""

    def __init__(self, most: int = MOST):
        self._most = most
        self._known: dict[tuple, tuple] = {}

    def find(self, value: Any, *more: Any) -> Any:
        """The answer for this very value, or None."""
        found = self._known.get((id(value), *more))
        return None if found is None else found[1]

    def keep(self, answer: Any, value: Any, *more: Any) -> Any:
        """Keep an answer, and give it back."""
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[id(value), *more] = value, answer
        return answer
