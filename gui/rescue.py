"""Unsaved work is kept beside the settings while one works; after a crash the next start offers it."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QLockFile, QObject, QTimer

from core.atomic import replace_file
from core.errors import LayerlabError, SpecError
from core.files import reason
from core.spec import Project
from gui import dialogs
from gui.training.run_state import RunState
from gui.words import tr

LULL_MS = 2_000
"""An edit is kept so long after it was made."""
TRAINING_MS = 20_000
"""From one keeping to the next while training goes on."""
FOLDER, LOCK, BESIDE = "unsaved", ".lock", ".from"
MOST = 1000


class Kept(NamedTuple):
    """What a program that is gone has left behind, under a lock of this one; `path` is the file it belongs to."""

    file: Path
    lock: QLockFile
    project: Project
    weights: dict[str, Any] | None
    path: Path | None
    when: datetime


def locked(file: Path) -> QLockFile | None:
    """The lock of a file; None where a program that still runs has it, or the folder cannot be written to."""
    lock = QLockFile(str(file.with_suffix(LOCK)))
    lock.setStaleLockTime(0)  # never too old: it holds as long as its process lives
    return lock if lock.tryLock(0) else None


def remove(file: Path, lock: QLockFile) -> None:
    """What was kept is not needed any more."""
    with suppress(OSError):
        for part in (file, file.with_suffix(BESIDE), *file.parent.glob(f".{file.stem}.*.part")):
            part.unlink(missing_ok=True)
    lock.unlock()


def left_behind(folder: Path) -> Kept | None:
    """The newest work left in the folder, if there is any. What nobody can read is cleared away."""
    from core import storage
    files = {file: file.stat().st_mtime for file in folder.glob(f"*{Project.suffix}")}
    for file in sorted(files, key=files.__getitem__, reverse=True):
        lock = locked(file)
        if lock is None:
            continue
        with suppress(LayerlabError):
            found = storage.load(file)
            return Kept(file, lock, found.project, found.weights, came_from(file), datetime.fromtimestamp(files[file]))
        remove(file, lock)
    return None


def came_from(file: Path) -> Path | None:
    """The project file that kept work belongs to, if it has one."""
    try:
        name = file.with_suffix(BESIDE).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return Path(name) if name else None


class Berth:
    """The file of this window, claimed when there is first something to keep. Used in the background."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.file: Path | None = None
        self._lock: QLockFile | None = None
        self._path: Path | None = None

    def keep(self, project: Project, weights, path: Path | None) -> None:
        """Write work down, whole or not at all; SpecError says why not."""
        from core import storage
        if self.file is None:
            self._claim()
        if path != self._path:
            self._path = path
            try:
                replace_file(self.file.with_suffix(BESIDE), str(path or "").encode("utf-8", "surrogateescape"))
            except OSError as error:
                raise SpecError(reason(error, self.file)) from None
        storage.save(self.file, storage.Document(project, weights))

    def _claim(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in (self.folder / f"{number}{Project.suffix}" for number in range(1, MOST)):
            lock = None if file.exists() else locked(file)
            if lock is not None:
                self.file, self._lock = file, lock
                return
            if not (file.exists() or file.with_suffix(LOCK).exists()):
                break
        raise SpecError(tr("nothing can be written to {folder}.", folder=self.folder))

    def take_over(self, kept: Kept) -> None:
        """Go on in the file of a program that is gone."""
        self.drop()
        self.file, self._lock, self._path = kept.file, kept.lock, kept.path

    def drop(self) -> None:
        """Keep nothing."""
        if self.file is not None:
            remove(self.file, self._lock)
            self.file = self._lock = self._path = None


class Rescue(QObject):
    """Follows the document and the runner; writes in the background, so the window never waits."""

    def __init__(self, window, document, files, background, folder: Path):
        super().__init__(window)
        self.window, self.document, self.files, self.background = window, document, files, background
        self.berth = Berth(folder / FOLDER)
        self._state, self._failed = RunState(), False
        self._kept: tuple = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.keep)
        document.changed.connect(lambda _: self._soon())
        document.opened.connect(self.drop)
        document.saved_changed.connect(self._saved)

    def take_in(self, runner) -> None:
        """Trained weights are work as well."""
        runner.state_changed.connect(self._trained)
        self.background.run(partial(left_behind, self.berth.folder), self._offer)

    def _soon(self):
        """Not later than that, however many edits follow."""
        if not 0 <= self._timer.remainingTime() <= LULL_MS:
            self._timer.start(LULL_MS)

    def _trained(self, state: RunState):
        stopped, self._state = self._state.running and not state.running, state
        if stopped:
            self._soon()
        elif state.running and not self._timer.isActive():
            self._timer.start(TRAINING_MS)

    def _saved(self):
        if not self.document.modified and self.document.path is not None:
            self.drop()

    # ---- keeping

    def keep(self) -> None:
        """Write down what would be lost now."""
        project, step = self.document.project, self._state.step
        if self.window.starting or not (self.document.modified or step):
            self.drop()
        elif (id(project), step) != self._kept[1:]:
            self._kept = project, id(project), step  # held, so that no other project can have its id
            self.files.weights(partial(self._write, project, self.document.path))

    def _write(self, project, path, weights):
        self.background.run(partial(self.berth.keep, project, weights, path), self._done, self._complain)

    def _done(self, _):
        self._failed = False

    def _complain(self, sentence):
        """Once, until it works again: the work itself goes on."""
        if not self._failed:
            self.files.message.emit(tr("Unsaved work is not kept safe now: {reason}", reason=sentence))
        self._failed, self._kept = True, ()

    def drop(self) -> None:
        """Nothing would be lost: keep nothing."""
        self._timer.stop()
        self._kept = ()
        if self.berth.file is not None or not self.background.idle:
            self.background.run(self.berth.drop, lambda _: None)

    def close(self) -> None:
        """The window is left in order; the background has ended."""
        self._timer.stop()
        self.berth.drop()

    # ---- after a crash

    def _offer(self, kept: Kept | None):
        if kept is not None:
            dialogs.offer_unsaved(
                self.window, kept.project.name, kept.when.strftime("%H:%M"),
                lambda: self.files.after_keeping(partial(self._go_on, kept)),
                lambda: self.background.run(partial(remove, kept.file, kept.lock), lambda _: None), kept.lock.unlock)

    def _go_on(self, kept: Kept):
        self.files.show_unsaved(kept.project, kept.weights, kept.path)
        self.background.run(partial(self.berth.take_over, kept), lambda _: None)
