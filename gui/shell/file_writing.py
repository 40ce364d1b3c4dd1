"""Writes project files in the background, one writing of a file at a time."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from core.files.user_files import size
from core.project.data_record import DataRecord
from core.project.spec import Project
from core.session.run_state import Work


class Asked(NamedTuple):
    """What shall be written into a file, and what shall follow."""

    project: Project
    work: Work
    then: tuple[Callable[[], None], ...]
    inside: bool | None = None
    """Whether the data go into it, None for as it was."""
    record: DataRecord | None = None
    """What was known of the data before."""

    def followed(self) -> None:
        """It is written: do what shall follow."""
        for follow in self.then:
            follow()


def write(path: Path, asked: Asked, known: str | None) -> tuple[str, int] | None:
    """Write a project and what its training has come to; the mark of what stands there now and its bytes. None, and
    nothing is written, where the file is another than that of the `known` mark. Runs in a thread."""
    from core.training import saved_work
    if known is not None and saved_work.mark_of(path) not in (None, known):
        return None
    document = saved_work.ProjectFile(asked.project, asked.work.weights, training=asked.work.record,
                                      data=asked.record, inside=asked.inside)
    return saved_work.save(path, document), size(path)


class FileWriting:
    """Of what is asked for while a file is being written, only the newest waits for its turn, with everything that
    shall follow. Calls `saved(path, asked, mark, bytes)` after each writing, `changed(path, asked)` where somebody else
    changed the file and nothing was written, `failed(sentence)` where it cannot be."""

    def __init__(self, background, saved: Callable, changed: Callable, failed: Callable):
        self._background, self._saved, self._changed, self._failed = background, saved, changed, failed
        self._waiting: dict[Path, Asked | None] = {}
        """The files that are being written, and what waits."""

    def write(self, path: Path, asked: Asked, known: str | None) -> None:
        """Write a file; `known` is the mark that it should still have, None where it may be replaced."""
        if path in self._waiting:
            before = self._waiting[path]
            self._waiting[path] = asked if before is None else asked._replace(then=(*before.then, *asked.then))
            return
        self._waiting[path] = None
        self._background.run(partial(write, path, asked, known), partial(self._ended, path, asked),
                             partial(self._refused, path, asked, known))

    def _ended(self, path: Path, asked: Asked, written: tuple[str, int] | None) -> None:
        newer = self._newer(path, asked)
        if written is None:
            self._changed(path, newer or asked)
            return
        self._saved(path, asked, *written)
        if newer is None:
            asked.followed()
        else:
            self.write(path, newer, written[0])  # what stands there now is no change by somebody else

    def _refused(self, path: Path, asked: Asked, known: str | None, sentence: str) -> None:
        newer = self._newer(path, asked)
        if newer is None:
            self._failed(sentence)
        else:
            self.write(path, newer, known)

    def _newer(self, path: Path, asked: Asked) -> Asked | None:
        """What waits for the file that was just written, with all that shall follow."""
        newer = self._waiting.pop(path)
        return None if newer is None else newer._replace(then=(*asked.then, *newer.then))
