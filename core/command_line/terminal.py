"""Writing to a terminal, a pipe or a file: what cannot be written ends in one sentence and the exit code 2."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from core.text.errors import LayerlabError
from core.text.messages import clean, say


class Output:
    """A stream whose failures are sentences. All else is the stream's own."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name: str):
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as the stream does; LayerlabError where it cannot."""
        return self._tried(self._stream.write, text)

    def flush(self) -> None:
        """Bring out what was written; LayerlabError where that fails."""
        self._tried(self._stream.flush)

    def _tried(self, function, *given):
        try:
            return function(*given)
        except OSError as error:
            raise LayerlabError(say("The output cannot be written: {reason}.",
                                    reason=error.strerror or error)) from None


def guarded(command: Callable[[], int]) -> int:
    """Run a command whose output may be cut off, as by a full disk or the end of a pipe; returns the exit code."""
    real = sys.stdout
    if real is None:
        return command()
    if hasattr(real, "reconfigure"):
        real.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to stop
    sys.stdout = Output(real)
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except LayerlabError as error:
        _let_go(real)
        return complain(error)
    finally:
        sys.stdout = real


def complain(error: Exception) -> int:
    """One sentence on stderr for each thing that is wrong; the exit code 2."""
    problems = [problem.message for problem in getattr(error, "problems", ()) if problem.severity == "error"]
    with suppress(OSError):
        for sentence in problems or [str(error)]:
            print(clean(sentence), file=sys.stderr)
    return 2


def _let_go(stream) -> None:
    """What is still held back for a stream that takes nothing would be tried again as the program ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
