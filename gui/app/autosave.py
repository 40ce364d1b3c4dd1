"""Autosave: unsaved work is kept beside the settings; after a crash the next start offers it."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QLockFile, QObject, QTimer

from core.files.atomic_write import replace_file
from core.files.user_files import printable, reason, shown, unwritable
from core.project.spec import Project
from core.session.run_state import IN_RESCUE, RunState
from core.text.errors import LayerlabError, SpecError
from gui.shell.file_reading import FileContent
from gui.text.translation import tr
from gui.widgets import dialogs

LULL_MS = 2_000
"""An edit is kept so long after it was made."""
TRAINING_MS = 20_000
"""From one keeping to the next while training goes on."""
FOLDER, LOCK, BESIDE, WHY = "unsaved", ".lock", ".from", ".why"
MOST = 1000
UNSAVED = "unsaved"
"""How many steps of a kept run no file of its own holds, beside its record."""


class RescuedWork(NamedTuple):
    """What a program that is gone has left behind, under a lock of this one; `path` is the file it belongs to, `mark`
    told its bytes then. `training` is the record of its run."""

    file: Path
    lock: QLockFile
    project: Project
    weights: dict[str, Any] | None
    training: dict[str, Any] | None
    path: Path | None
    mark: str | None
    when: datetime


class RescueSearch(NamedTuple):
    """The newest work that can be gone on with, and a sentence for every other that cannot be read now."""

    kept: RescuedWork | None
    sentences: tuple[str, ...]


def locked(file: Path) -> QLockFile | None:
    """The lock of a file; None where a program that still runs has it. SpecError where the folder lets nobody lock."""
    lock = QLockFile(str(file.with_suffix(LOCK)))
    lock.setStaleLockTime(0)  # never too old: it holds as long as its process lives
    if lock.tryLock(0):
        return lock
    if lock.error() == QLockFile.LockError.LockFailedError:
        return None
    raise SpecError(tr("nothing can be written to {folder}.", folder=printable(file.parent)))


def remove(file: Path, lock: QLockFile) -> None:
    """What was kept is not needed any more."""
    with suppress(OSError):
        for part in (file, file.with_suffix(BESIDE), file.with_suffix(WHY), *file.parent.glob(f".{file.stem}.*.part")):
            part.unlink(missing_ok=True)
    lock.unlock()


def left_behind(folder: Path) -> RescueSearch:
    """What was left in the folder. Only what is torn, and so can never be read, is cleared away; what cannot be read
    now stays where it is, its reason beside it, and is tried again at every start."""
    from core.training import saved_work
    sentences = []
    try:
        files = _newest_first(folder)
    except OSError as error:
        return RescueSearch(None, (tr("Unsaved work that was kept cannot be read now: {reason} It stays in {folder}.",
                              reason=reason(error, folder), folder=printable(folder)),))
    for file in files:
        lock = None
        try:
            lock = locked(file)
            if lock is None:
                continue
            if saved_work.torn(file):
                remove(file, lock)
                continue
            found = saved_work.load(file, strange=False)
            path, mark = came_from(file)
            when = datetime.fromtimestamp(file.stat().st_mtime)
            _set_right(file)
            return RescueSearch(RescuedWork(file, lock, found.project, found.weights, found.training, path, mark, when),
                        tuple(sentences))
        except (LayerlabError, OSError, MemoryError) as error:
            why = str(error) if isinstance(error, LayerlabError) else reason(error, file) if isinstance(
                error, OSError) else tr("{path} takes more memory than there is.", path=shown(file))
            if _set_aside(file, why):
                sentences.append(tr("Unsaved work that was kept cannot be read now: {reason} It stays in {folder}.",
                                    reason=why, folder=printable(folder)))
        if lock is not None:
            lock.unlock()
    return RescueSearch(None, tuple(sentences))


def _newest_first(folder: Path) -> list[Path]:
    times = {}
    for file in folder.glob(f"*{Project.suffix}"):
        with suppress(OSError):
            times[file] = file.stat().st_mtime
    return sorted(times, key=times.__getitem__, reverse=True)


def _set_aside(file: Path, why: str) -> bool:
    """Write down why kept work cannot be read; whether that is news."""
    beside = file.with_suffix(WHY)
    try:
        if beside.exists() and beside.read_text(encoding="utf-8") == why:
            return False
        replace_file(beside, why.encode("utf-8", "replace"))
    except (OSError, ValueError):
        pass  # then it is said again at the next start
    return True


def _set_right(file: Path) -> None:
    with suppress(OSError):
        file.with_suffix(WHY).unlink(missing_ok=True)


def came_from(file: Path) -> tuple[Path | None, str | None]:
    """The project file that kept work belongs to, if it has one, and the mark of its bytes."""
    try:
        name, _, mark = file.with_suffix(BESIDE).read_text(
            encoding="utf-8", errors="surrogateescape").partition("\0")
    except OSError:
        return None, None
    return Path(name) if name else None, mark or None


class Berth:
    """The file of this window, claimed when there is first something to keep. Used in the background."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.file: Path | None = None
        self._lock: QLockFile | None = None
        self._from: tuple[Path | None, str | None] | None = None

    def keep(self, project: Project, weights, path: Path | None, mark: str | None = None, training=None) -> None:
        """Write work down, whole or not at all; SpecError says why not. `mark` is that of the file at `path`,
        `training` the record of the run."""
        from core.training import saved_work
        if self.file is None:
            self._claim()
        if (path, mark) != self._from:
            try:
                replace_file(self.file.with_suffix(BESIDE),
                             f"{path or ''}\0{mark or ''}".encode("utf-8", "surrogateescape"))
            except OSError as error:
                raise SpecError(unwritable(error, self.file)) from None
            self._from = path, mark
        saved_work.save(self.file, saved_work.ProjectFile(project, weights, training=training, inside=False))

    def _claim(self):
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SpecError(unwritable(error, self.folder)) from None
        for file in (self.folder / f"{number}{Project.suffix}" for number in range(1, MOST)):
            lock = None if file.exists() else locked(file)
            if lock is not None:
                self.file, self._lock = file, lock
                return
        raise SpecError(tr("nothing can be written to {folder}.", folder=printable(self.folder)))

    def take_over(self, kept: RescuedWork) -> None:
        """Go on in the file of a program that is gone."""
        self.drop()
        self.file, self._lock, self._from = kept.file, kept.lock, (kept.path, kept.mark)

    def drop(self) -> None:
        """Keep nothing."""
        if self.file is not None:
            remove(self.file, self._lock)
            self.file = self._lock = self._from = None


class Rescue(QObject):
    """Follows the document and the runner; writes in the background, so the window never waits."""

    def __init__(self, window, document, files, background, folder: Path):
        super().__init__(window)
        self.window, self.document, self.files, self.background = window, document, files, background
        self.berth = Berth(folder / FOLDER)
        self._state, self._failed = RunState(), False
        self._kept: tuple = ()
        self._turn = 0
        self._busy = self._again = False
        """Something is being written down; there is something newer to write down after it."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.keep)
        document.changed.connect(self._soon)
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
        if not self.files.unsaved.lost:
            self.drop()

    # ---- keeping

    def keep(self) -> None:
        """Write down what would be lost now."""
        project, step, trained = self.document.project, self._state.step, self._state.trained
        if self.window.starting or not self.files.unsaved.lost:
            self.drop()
        elif self._busy:
            self._again = True  # several at once would wait for each other, and each be out of date before its turn
        elif (id(project), step, trained) != self._kept[1:]:
            self._kept = project, id(project), step, trained  # held, so that no other project can have its id
            self._busy = True
            self.files.work(partial(self._write, self._turn, project, self.document.path, self.files.mark),
                            IN_RESCUE)

    def _write(self, turn, project, path, mark, work):
        if turn != self._turn:  # it was saved or given up meanwhile
            self._over()
            return
        training = None if work.record is None else work.record | {UNSAVED: self.files.unsaved.lost.steps}
        self.background.run(partial(self.berth.keep, project, work.weights, path, mark, training), self._done,
                            self._complain)

    def _over(self):
        """The next one, as things stand now."""
        self._busy = False
        if self._again:
            self._again = False
            self.keep()

    def _done(self, _):
        self._failed = False
        self._over()

    def _complain(self, sentence):
        """Once, until it works again: the work itself goes on."""
        if not self._failed:
            self.files.message.emit(tr("Unsaved work is not kept safe now: {reason}", reason=sentence))
        self._failed, self._kept = True, ()
        self._over()

    def drop(self) -> None:
        """Nothing would be lost: keep nothing."""
        self._timer.stop()
        self._kept, self._again = (), False
        self._turn += 1
        if self.berth.file is not None or not self.background.idle:
            self.background.run(self.berth.drop, lambda _: None)

    def close(self) -> None:
        """The window is left in order; the background has ended."""
        self._timer.stop()
        self.berth.drop()

    # ---- after a crash

    def _offer(self, left: RescueSearch):
        kept = left.kept
        if left.sentences:
            dialogs.say(self.window, "\n\n".join(left.sentences))
        if kept is not None:
            dialogs.offer_unsaved(
                self.window, kept.project.name, kept.when.strftime("%H:%M"),
                lambda: self.files.after_keeping(partial(self._go_on, kept)),
                lambda: self.background.run(partial(remove, kept.file, kept.lock), lambda _: None), kept.lock.unlock)

    def _go_on(self, kept: RescuedWork):
        steps = (kept.training or {}).get(UNSAVED, 0)
        self.files.show_unsaved(FileContent(kept.project, kept.weights, kept.training, mark=kept.mark), kept.path,
                                steps if isinstance(steps, int) else 0)
        self.background.run(partial(self.berth.take_over, kept), lambda _: None)
