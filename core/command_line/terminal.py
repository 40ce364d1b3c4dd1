"""Writing to a terminal, a pipe or a file: a failed write ends in one sentence and the exit code 2."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from core.text.errors import LayerlabError
from core.text.messages import clean, say


class CommandParser(argparse.ArgumentParser):
    """What can be typed after a command: examples stand below its help, what is typed wrong ends in one sentence."""

    def __init__(self, command: str, meaning: str, examples: str):
        super().__init__(prog=f"main.py {command}".strip(), description=meaning, epilog=examples,
                         formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str):
        """End with the exit code 2."""
        self.exit(2, clean(f"{self.prog}: {message}; {self.prog} --help says what can be typed.") + "\n")


class GuardedOutput:
    """A stream whose failures are sentences. All else is the stream's own."""

    def __init__(self, stream):
        self._stream, self.failed = stream, False

    def __getattr__(self, name: str):
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as the stream does; LayerlabError where it cannot."""
        return self._tried(self._stream.write, text)

    def writes_to(self, stream) -> bool:
        """Whether this stands for a stream."""
        return stream is self._stream

    def let_go(self) -> None:
        """What is still held back for a stream that takes nothing would be tried again as the program ends."""
        if self.failed:
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)

    def flush(self) -> None:
        """Bring out what was written; LayerlabError where that fails."""
        self._tried(self._stream.flush)

    def _tried(self, function, *given):
        try:
            return function(*given)
        except OSError as error:
            self.failed = True
            raise LayerlabError(say("The output cannot be written: {reason}.",
                                    reason=error.strerror or error)) from None


def guarded(command: Callable[[], int]) -> int:
    """Run a command whose output may be cut off, as by a full disk or the end of a pipe; returns the exit code."""
    real = sys.stdout, sys.stderr
    for stream in real:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to stop
    outputs = [GuardedOutput(stream) for stream in real if stream is not None]
    sys.stdout, sys.stderr = (next((output for output in outputs if output.writes_to(stream)), None) for stream in real)
    try:
        try:
            return command()
        finally:
            for output in outputs:
                output.flush()
    except LayerlabError as error:
        sys.stdout, sys.stderr = real
        for output in outputs:
            output.let_go()
        return complain(error)
    finally:
        sys.stdout, sys.stderr = real


def complain(error: LayerlabError) -> int:
    """One sentence on stderr for each thing that is wrong; the exit code 2."""
    problems = [problem.message for problem in error.problems if problem.severity == "error"]
    with suppress(OSError):
        for sentence in problems or [str(error)]:
            print(clean(sentence), file=sys.stderr)
    return 2
