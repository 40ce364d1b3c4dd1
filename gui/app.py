"""The composition root: paints the window first, brings in the training thread, canvas and views afterwards."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from core.examples import starters
from gui import theme
from gui.background import Background
from gui.document import Document
from gui.files import Files
from gui.main_window import MainWindow
from gui.menus import KeyGuard
from gui.selection import Selection
from gui.session import Session
from gui.settings import Settings


class App(QObject):
    """Everything that one window needs, put together. `ready` once canvas, views and training thread stand."""

    ready = Signal()

    def __init__(self, settings: Settings, project=None, path: str | Path | None = None):
        super().__init__()
        self.settings = settings
        theme.set_text_scale(settings.text_scale)
        theme.apply(settings.theme)
        self.document, self.selection = Document(project, path), Selection()
        self.background = Background()
        self.window = MainWindow(self.document, self.selection, self.background)
        self.files = Files(self.window, self.document, self.background, settings)
        self.session = Session(self.window, self.document, self.selection, self.files, settings)
        self.guard = KeyGuard(self.window, self.selection)
        self.runner = None
        self.window.closing.connect(self._closing)
        self.window.painted.connect(self._bring_in)
        self.window.show_start(project is None)

    def show(self) -> None:
        """Open the window where it stood last."""
        if self.settings.geometry:
            self.window.restoreGeometry(self.settings.geometry)
        self.window.show()

    def open(self, path: str) -> None:
        """Open a file, or the starter of that file name."""
        starter = next((one for one in starters() if one.file == path), None)
        if starter:
            self.session.open_starter(starter)
        else:
            self.session.open_path(path)

    def _bring_in(self):
        """What takes longer to import than a window may stay blank."""
        from gui.canvas.view import NetworkView
        from gui.doctor.desk import Desk
        from gui.panels.column import RightColumn
        from gui.runner import Runner
        from gui.timeline.card import TimelineCard
        from gui.timeline.rewinding import Rewinding
        self.runner = Runner(parent=self)
        network = NetworkView(self.document, self.selection, self.runner)
        timeline = TimelineCard(self.runner)
        views = RightColumn(self.document, self.selection, self.runner)
        self.window.take_in(network, timeline, views)
        self.rewinding = Rewinding(self.window, self.document, self.runner, timeline)
        self.desk = Desk(self.window, self.document, self.selection, self.runner, network, views)
        self.session.take_in(self.runner, network, self.rewinding)
        if self.window.starting:
            self.window.start.draw_cards()
        self.ready.emit()

    def _closing(self, event):
        answer = self.files.ask_keep()
        if answer == "discard":
            # Out of sight at once; the training thread may need a moment for the chunk that runs.
            self.settings.geometry = self.window.saveGeometry()
            self.window.hide()
            self._close()
            return
        event.ignore()
        if answer == "save":
            self.files.save(then=self.window.close)

    def _close(self):
        self.settings.last = self.files.origin
        self.settings.write()
        if self.runner is not None:
            self.runner.close()
        self.background.close()


def run(path: str = "", arguments: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    application = QApplication(arguments or sys.argv[:1])
    application.setApplicationName("Layerlab")
    settings = Settings()
    app = App(settings)
    app.show()
    wanted = path or settings.last
    if wanted:
        app.window.start.hold(True)
        app.files.settled.connect(lambda: app.window.start.hold(False))
        app.ready.connect(lambda: app.open(wanted))
    return application.exec()
