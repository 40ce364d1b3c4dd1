"""Who waits for an answer, and whether they are still there: a window may close while its answer is computed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid


def still_there(answer: Callable[..., Any]) -> bool:
    """Whether every object of Qt that `answer` would reach for lives: the one whose method it is, those that were
    bound to it, and those that a function inside another one has taken along."""
    return all(isValid(found) for found in _reached(answer) if isinstance(found, QObject))


def _reached(answer: Any) -> Iterator[Any]:
    if isinstance(answer, partial):
        for part in (answer.func, *answer.args, *answer.keywords.values()):
            yield from _reached(part)
    elif isinstance(answer, QObject):
        yield answer
    elif callable(answer):
        yield getattr(answer, "__self__", None)
        for cell in getattr(answer, "__closure__", None) or ():
            # Not further than one function: what that one holds is its own concern.
            yield cell.cell_contents
