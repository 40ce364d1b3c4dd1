"""What happens when something unforeseen goes wrong in the window: one sentence, a log, a way to save a copy.

Qt goes on after an exception in a slot, so does the window. The same fault is said once and not at every frame.
"""

import sys
import threading
import traceback
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.files.user_files import shown
from core.project.spec import Project
from core.session import fault_log
from core.session.run_state import IN_FILE
from core.training import saved_work
from gui.text.file_names import filters, safe_name
from gui.text.translation import tr
from gui.widgets import dialogs

WHAT = "The window"
PATIENCE_MS = 5_000
"""So long the training thread may take to hand out what it has."""


class Faults(QObject):
    """Takes what no one else has caught, from any thread, until it is closed. `app` may not stand yet."""

    _found = Signal(str, str)

    def __init__(self):
        super().__init__()
        self.app = None
        self.box: QMessageBox | None = None
        self._said: set[str] = set()
        self._waits: Path | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._write(self._waits, None))
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = lambda kind, error, trace: self.take(error)
        threading.excepthook = lambda given: self.take(given.exc_value)
        self._found.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def take(self, error: BaseException | None) -> None:
        """An exception that nobody caught: into the log, and to the person at the window."""
        if error is None:
            return
        if not isinstance(error, Exception):
            self._before[0](type(error), error, error.__traceback__)
            return
        details = "".join(traceback.format_exception(error))
        sentence = fault_log.sentence(error, WHAT)
        print(details, file=sys.stderr)
        where = traceback.extract_tb(error.__traceback__)[-1:]
        mark = f"{type(error).__name__} {where}"
        if mark not in self._said:
            self._said.add(mark)
            self._found.emit(sentence, details)

    def _show(self, sentence: str, details: str) -> None:
        window = self.app.window if self.app is not None else None
        box = self.box = QMessageBox(window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Layerlab")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(sentence)
        box.setInformativeText(tr("Work goes on where it can; a copy is safe in any case."))
        role = QMessageBox.ButtonRole
        copy = box.addButton(tr("Copy details"), role.ActionRole)
        copy.clicked.disconnect()  # it does not close the box
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        if window is not None:
            box.addButton(tr("Save a copy"), role.AcceptRole).clicked.connect(self.save_copy)
        box.setDefaultButton(box.addButton(tr("Go on"), role.RejectRole))
        box.open()

    def save_copy(self) -> None:
        """Write the project, with its weights where the training thread still hands them out, to another file."""
        document, files = self.app.document, self.app.files
        stem = document.path.stem if document.path else safe_name(document.project.name)
        folder = document.path.parent if document.path else Path.home()
        proposed = folder / f"{stem}-copy{Project.suffix}"
        found, _ = QFileDialog.getSaveFileName(self.app.window, tr("Save a copy"), str(proposed),
                                               filters((("Layerlab project", f"*{Project.suffix}"),)))
        if found:
            path = Path(found)
            path = path if path.suffix else path.with_suffix(Project.suffix)
            self._waits = path
            # The training thread may be what has failed: then the project goes without it.
            self._patience.start()
            files.work(partial(self._write, path), IN_FILE)

    def _write(self, path: Path | None, work) -> None:
        if path is None or self._waits != path:
            return
        self._waits = None
        self._patience.stop()
        document = saved_work.ProjectFile(self.app.document.project, work.weights if work else None,
                                          training=work.record if work else None)
        said = tr("A copy is kept in {file}", file=shown(path))
        self.app.background.run(partial(saved_work.save, path, document), lambda _: self.app.window.status.say(said),
                                lambda sentence: dialogs.say(self.app.window, sentence))
