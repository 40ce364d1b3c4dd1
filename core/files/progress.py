"""How far a long reading is, told to whoever asked for it, and given up where that one wishes so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.text.errors import LayerlabError

_listener: ContextVar[Callable[[int, int], None] | None] = ContextVar("progress", default=None)


class GivenUp(LayerlabError):  # noqa: N818
    """Nobody wants the rest any more."""


@contextmanager
def told_to(listener: Callable[[int, int], None]) -> Iterator[None]:
    """Tell `listener(done, total)` of what is read here and beneath, and whoever listens already; any of them may raise
    to have that given up."""
    outer = _listener.get()

    def both(done: int, total: int) -> None:
        listener(done, total)
        if outer is not None:
            outer(done, total)
    before = _listener.set(both)
    try:
        yield
    finally:
        _listener.reset(before)


def tell(done: int, total: int) -> None:
    """So much is read."""
    listener = _listener.get()
    if listener is not None:
        listener(done, total)
