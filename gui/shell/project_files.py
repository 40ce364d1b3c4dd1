"""Opening, saving and dropping files. Reading and writing run in a thread of their own."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from core.datasets.text_folder import holds_texts
from core.files.user_files import is_bare
from core.importing.proposal import is_folder
from core.project import data_paths, former_version
from core.project.examples import blank
from core.project.spec import Project
from core.session.orders import HandOut, LoadWeights, TakeUp
from core.session.run_state import IN_FILE, Work
from gui.shell.data_place import DataPlace
from gui.shell.file_kinds import OPEN_FILTER, SAVE_FILTER
from gui.shell.file_reading import FileContent, read, read_former
from gui.shell.file_writing import Asked, FileWriting
from gui.shell.table_opening import DataOpening, pasted
from gui.shell.unsaved_work import Unsaved
from gui.text.file_names import filters, safe_name
from gui.text.translation import counted, tr
from gui.widgets import dialogs


class Files(QObject):
    """`opened` when another project took the place of the last, `settled` when an attempt to open one is over,
    `message` with what is worth a word."""

    opened = Signal()
    settled = Signal()
    message = Signal(str)
    reading_changed = Signal(str)
    """What is being read: a path or the file name of a starter, "" when it has been."""

    def __init__(self, window, document, background, settings):
        super().__init__(window)
        self.window, self.document, self.background, self.settings = window, document, background, settings
        self.unsaved = Unsaved(window, document)
        self.tables = DataOpening(window, background)
        self.data = DataPlace(self)
        self.mark: str | None = None
        """Tells the bytes of the document's file from others, as they were when it was opened or saved last."""
        self.reading = ""
        self.origin = ""
        """Where the project came from or lies now: a path, the file name of a starter, "" for neither."""
        self._writing = FileWriting(background, self._saved, self._changed, self._fault)

    @property
    def runner(self):
        """The training thread's face; None until it comes in."""
        return self.unsaved.runner

    @runner.setter
    def runner(self, runner) -> None:
        self.unsaved.runner = runner

    # ---- opening

    def ask_open(self) -> None:
        """Let the user choose a project or data."""
        folder = str(self.document.path.parent) if self.document.path else ""
        found, _ = QFileDialog.getOpenFileName(self.window, tr("Open a project or data"), folder,
                                               filters(OPEN_FILTER))
        if found:
            self.open_path(Path(found))

    def ask_open_folder(self) -> None:
        """Let the user choose a folder of pictures."""
        if found := QFileDialog.getExistingDirectory(self.window, tr("Open a folder of pictures")):
            self.open_path(Path(found))

    def open_path(self, path: str | Path, *_, kind: str = "", form=None) -> None:
        """Open a project or data. What is unsaved is asked about when the file has proved to be readable. A person may
        say what `kind` of file it is ("table", "text", "series") and in which `form` a table is written."""
        path = Path(path)
        if holds_texts(path):
            kind = "folder"
        elif is_folder(path):
            self._take(path, FileContent(None, page="pictures"))
            return
        self._read(str(path), partial(read, path, kind, self.document.project, form), partial(self._take, path),
                   partial(self._unreadable, path))

    def _unreadable(self, path: Path, sentence: str) -> None:
        """Say why a file cannot be read, and offer its former version where there is one."""
        self.settled.emit()
        if former_version.of(path) is None:
            dialogs.say(self.window, sentence)
        else:
            opens = partial(self._read, str(path), partial(read_former, path), partial(self._take, path))
            dialogs.offer_former(self.window, sentence, opens)

    def paste_table(self) -> None:
        """Open the table that was copied elsewhere, as from a spreadsheet."""
        text = QGuiApplication.clipboard().text()
        if len(text.splitlines()) < 2:
            self.message.emit(tr("Nothing was copied that could be a table: copy some rows first"))
            return
        self.background.run(partial(pasted, text, self.settings.path.parent / "pasted"), self.open_path, self._fault)

    def open_starter(self, starter, *_) -> None:
        """Open a starter project; it has no file of its own yet."""
        self._read(starter.file, partial(Project.load, starter.path), lambda project: self.after_keeping(
            partial(self._show_starter, starter, project), self.settled.emit))

    def _show_starter(self, starter, project):
        """Its name and the lesson in its notes come in the reader's language."""
        name, notes = tr(project.name), tr(project.notes)
        self._show_project(starter.file, None, None, replace(project, name=str(name), notes=str(notes)))
        self.document.told = name, notes

    def _read(self, what: str, function, show, failed=None) -> None:
        """Have a project read elsewhere; `reading` says so meanwhile."""
        self._set_reading(what)

        def has(then, answer):
            self._set_reading("")
            then(answer)

        self.background.run(function, partial(has, show), partial(has, failed or self._fault))

    def _take(self, path, found):
        """Show what was read: a project at once, data on their page. What is unsaved is asked about when they are
        taken."""
        if found.project is None:
            self.tables.show(found.page, path, found.seen, partial(self._use, path),
                             lambda kind, form: self.open_path(path, kind=kind, form=form))
            self.settled.emit()
        else:
            self.after_keeping(partial(self._show_known, path, found), self.settled.emit)

    def _use(self, path, project, notes):
        self.after_keeping(partial(self._show, path, FileContent(project, notes=notes)), self.settled.emit)

    def _set_reading(self, what: str) -> None:
        self.reading = what
        self.reading_changed.emit(what)

    def open_nothing(self) -> None:
        """A project without a single layer, on points that a small network learns while one looks on."""
        self.after_keeping(lambda: self._show_project("", None, None, blank()))

    def _show_known(self, path, found):
        """Data outside of the project's folder are read after a word, for the project may come from anybody."""
        strange = [name for name in found.outside if name not in self.settings.trusted]
        if strange:
            dialogs.ask_outside(self.window, path, strange, lambda: self._compare(path, found), self.settled.emit)
        else:
            self._compare(path, found)

    def _compare(self, path, found):
        """Data that are gone or another are asked about."""
        if not found.mark:
            self._show(path, found)
            return

        def use(project, changed):
            self._show(path, found._replace(project=project))
            if changed:
                self.document.mark_unsaved()
        self.data.look(found.project, found.data, use, self.settled.emit)

    def _show(self, path, found):
        self.settings.remember(path)
        self.settings.trust(found.outside if found.mark else data_paths.named(found.project.data.dataset).values())
        self._show_project(str(path.resolve()), path if found.mark else None, found, found.project)
        self.mark = found.mark
        if found.former:
            self.document.mark_unsaved()
        for note in found.notes:
            self.message.emit(note)

    def _show_project(self, origin, path, found, project):
        self.origin, self.mark = origin, None
        self.data.begin(found.data if found is not None else None)
        self.tables.close()
        self.document.open(project, path)
        self.opened.emit()
        self.settled.emit()
        if found is None or not found.weights or self.runner is None:
            return
        if found.training is None:
            self.runner.order(LoadWeights(found.weights, lambda _: None))
        else:
            self.runner.order(TakeUp(found.weights, found.training))

    def show_unsaved(self, found: FileContent, path: Path | None, steps: int) -> None:
        """Work that was kept when the program ended too early; it belongs into `path`, where it has a file, which had
        the mark of `found` then. So many steps of it are unsaved."""
        self._show_project(str(path.resolve()) if path else "", path, found, found.project)
        self.mark = found.mark
        self.unsaved.hold(-steps)
        self.document.mark_unsaved()

    def _fault(self, sentence):
        self.settled.emit()
        dialogs.say(self.window, sentence)

    # ---- saving

    def save(self, then=lambda: None) -> None:
        """Write to the project's file, or ask for one; `then` is called once it is written."""
        if self.document.path is None:
            self.save_as(then)
        else:
            self._save_to(self.document.path, then)

    def save_as(self, then=lambda: None) -> None:
        """Ask for a file and write to it."""
        folder = self.document.path.parent if self.document.path else Path.home()
        stem = self.document.path.stem if self.document.path else safe_name(self.document.project.name)
        proposed = str(folder / f"{stem}{Project.suffix}")
        found, _ = QFileDialog.getSaveFileName(self.window, tr("Save the project"), proposed,
                                               filters(SAVE_FILTER))
        if found:
            path = Path(found)
            self._save_to(path if path.suffix else path.with_suffix(Project.suffix), then)

    def _save_to(self, path, then):
        project = self.document.project
        if project.name == Project().name:
            project = replace(project, name=path.stem[:80])
        known = self.mark if self.document.path is not None and path == self.document.path else None
        self.work(lambda work: self._writing.write(path, Asked(project, work, (then,), self.data.inside,
                                                           self.data.record), known))

    def work(self, answer, budget: int = IN_FILE) -> None:
        """Call `answer` with what training has come to (`Work`), in whatever phase it is; kept moments take so many
        bytes at most."""
        if self.runner is None:
            answer(Work(None, 0))
        else:
            self.runner.order(HandOut(answer, budget))

    def _changed(self, path, asked):
        meant = {"replace": lambda: self._writing.write(path, asked, None),
                 "elsewhere": lambda: self.save_as(asked.followed)}
        dialogs.replace_changed(self.window, path.name, lambda answer: meant.get(answer, lambda: None)())

    def _saved(self, path, asked, mark, count):
        project, work = asked.project, asked.work
        # A project without a name is called as its file; one that was renamed meanwhile keeps its newer name.
        if self.document.project.name == Project().name != project.name:
            self.document.edit(replace(self.document.project, name=project.name), tr("Name"))
        if not is_bare(path):
            self.unsaved.hold(work.trained)
        self.document.mark_saved(path, project)
        self.origin, self.mark = str(path.resolve()), mark
        self.settings.remember(path)
        self.settings.trust(data_paths.named(project.data.dataset).values())
        if is_bare(path) and self.unsaved.lost.steps:
            self.message.emit(tr("Saved as {file}, without trained weights: only a .layerlab file holds them",
                                 file=path.name))
        elif work.moments and not is_bare(path):
            self.message.emit(counted(work.moments, "Saved as {file}, with its past: {n} kept moment ({size:.1f} MB)",
                                      "Saved as {file}, with its past: {n} kept moments ({size:.1f} MB)",
                                      file=path.name, size=count / 1e6))
        else:
            self.message.emit(tr("Saved as {file}", file=path.name))

    # ---- unsaved work

    def after_keeping(self, action, otherwise=lambda: None) -> None:
        """Do something that replaces the project, once its work is saved or given up; `otherwise` where it shall
        stay."""
        self.unsaved.ask(action, self._keep, otherwise)

    def _keep(self, action):
        """Save on the way to something else. Bare JSON has no room for trained weights: another file has to."""
        path, steps = self.document.path, self.unsaved.lost.steps
        save = self.save_as if steps and path is not None and is_bare(path) else self.save
        save(lambda: self.after_keeping(action) if steps and is_bare(self.document.path) else action())
