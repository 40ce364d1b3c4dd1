"""Opening, saving and dropping files. Reading and writing run in a thread of their own."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from core.examples import blank
from core.spec import Project
from gui import dialogs
from gui.words import tr

OPEN_FILTER = (("All that can be opened", "*.layerlab *.json *.csv *.tsv *.txt *.gz *.idx *ubyte"),
               ("Projects", "*.layerlab *.json"), ("Tables", "*.csv *.tsv *.txt"), ("All files", "*"))
SAVE_FILTER = (("Layerlab project", "*.layerlab"), ("JSON", "*.json"))


def read(path: Path):
    """What a file holds, as (project, weights or None, notes, whether it is a project file). Runs in a thread."""
    from core import importing, storage
    if importing.kind_of(path) == "project":
        found = storage.load(path)
        return found.project, found.weights, (found.note,) if found.note else (), True
    proposal = importing.inspect_file(path)
    return importing.propose_project(proposal.dataset), None, proposal.notes, False


def write(path: Path, project: Project, weights) -> Path:
    """Write a project and its weights. Runs in a thread."""
    from core import storage
    storage.save(path, storage.Document(project, weights))
    return path


def filters(kinds: tuple[tuple[str, str], ...]) -> str:
    """Kinds of files with their endings, as Qt's file dialog wants them."""
    return ";;".join(f"{tr(words)} ({endings})" for words, endings in kinds)


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
        self.runner = None
        self.reading = ""
        self.origin = ""
        """Where the project came from or lies now: a path, the file name of a starter, "" for neither."""

    # ---- opening

    def ask_open(self) -> None:
        """Let the user choose a project or data."""
        folder = str(self.document.path.parent) if self.document.path else ""
        found, _ = QFileDialog.getOpenFileName(self.window, tr("Open a project or data"), folder,
                                               filters(OPEN_FILTER))
        if found:
            self.open_path(Path(found))

    def open_path(self, path: str | Path, *_) -> None:
        """Open a project or data, after asking about unsaved changes."""
        path = Path(path)
        self.after_keeping(lambda: self._read(str(path), partial(read, path), partial(self._show, path)))

    def open_starter(self, starter, *_) -> None:
        """Open a starter project; it has no file of its own yet."""
        self.after_keeping(lambda: self._read(starter.file, partial(Project.load, starter.path),
                                              partial(self._show_project, starter.file, None, None)))

    def _read(self, what: str, function, done) -> None:
        """Have a project read elsewhere; `reading` says so meanwhile."""
        self._set_reading(what)

        def has(then, answer):
            self._set_reading("")
            then(answer)
        self.background.run(function, partial(has, done), partial(has, self._fault))

    def _set_reading(self, what: str) -> None:
        self.reading = what
        self.reading_changed.emit(what)

    def open_nothing(self) -> None:
        """A project without a single layer, on points that a small network learns while one looks on."""
        self.after_keeping(lambda: self._show_project("", None, None, blank()))

    def _show(self, path, found):
        project, weights, notes, is_project = found
        self.settings.remember(path)
        self._show_project(str(path.resolve()), path if is_project else None, weights, project)
        for note in notes:
            self.message.emit(note)

    def _show_project(self, origin, path, weights, project):
        self.origin = origin
        self.document.open(project, path)
        self.opened.emit()
        self.settled.emit()
        if weights and self.runner is not None:
            self.runner.load_weights(weights, lambda _: None)

    def show_unsaved(self, project: Project, weights, path: Path | None) -> None:
        """Work that was kept when the program ended too early; it belongs into `path`, where it has a file."""
        self._show_project(str(path.resolve()) if path else "", path, weights, project)
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
        if path.suffix.lower() == Project.suffix:
            self.weights(lambda weights: self._write(path, project, weights, then))
        else:
            self._write(path, project, None, then)

    def weights(self, answer) -> None:
        """Call `answer` with all weights by name, or None where there are none."""
        if self.runner is not None and self.runner.state.phase in ("ready", "training", "paused"):
            self.runner.ask(lambda trainer: trainer.weights(), answer)
        else:
            answer(None)

    def _write(self, path, project, weights, then):
        self.background.run(partial(write, path, project, weights), partial(self._saved, project, then), self._fault)

    def _saved(self, project, then, path):
        if project.name != self.document.project.name:
            self.document.edit(replace(self.document.project, name=project.name), tr("Name"))
        self.document.mark_saved(path, project)
        self.origin = str(path.resolve())
        self.settings.remember(path)
        self.message.emit(tr("Saved as {file}", file=path.name))
        then()

    # ---- unsaved changes

    def after_keeping(self, action) -> None:
        """Do something that replaces the project, once its changes are saved or given up."""
        answer = self.ask_keep()
        if answer == "save":
            self.save(then=action)
        elif answer == "discard":
            action()

    def ask_keep(self) -> str:
        """"discard" where nothing is lost, else what the user wants: save, discard or cancel."""
        if not self.document.modified:
            return "discard"
        return dialogs.keep_changes(self.window, self.document.project.name)


def safe_name(name: str) -> str:
    """A name as a file can have it."""
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in name).strip(" .")
    return kept or tr("project")
