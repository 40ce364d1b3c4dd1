"""A cache of results computed from immutable values: an edit of a large network leaves most of them unchanged."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Found = TypeVar("Found")
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


class ComputedOnce(Generic[Found]):
    """A property that is computed when it is first asked for, and kept: functools.cached_property without the lock
    that Python 3.11 takes each time, which costs as much as measuring a small network. For values of one thread."""

    def __init__(self, compute: Callable[[Any], Found]):
        self._compute, self._name, self.__doc__ = compute, compute.__name__, compute.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> Found:
        # What it leaves in the object's own dictionary is found before this from then on.
        found = owner.__dict__[self._name] = self._compute(owner)
        return found
