"""The first thing that is seen: the window's ground, painted before anything of the program is loaded.

Qt alone is up in a tenth of the time that all modules take. So a plain window comes first, where the real one will
stand; what takes long is imported after it, and it goes as soon as the real one has painted.
"""

import sys

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gui.app.window_place import place
from gui.model.settings import Settings
from gui.style.tokens import THEMES

USUAL = QSize(1480, 900)
TOP, BOTTOM = 64, 30
"""Height of the bars at the usual size of text."""


class Opening(QWidget):
    """The ground and the bars, without a word. `painted` is emitted once, when they are on the screen."""

    painted = Signal()

    def __init__(self, settings: Settings):
        super().__init__()
        self._tokens, self._scale, self._was_painted = THEMES[settings.theme], settings.text_scale, False
        self.setWindowTitle(QApplication.applicationName())
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(USUAL)

    def paintEvent(self, event):
        painter, colours = QPainter(self), self._tokens
        wide, high, top, bottom = self.width(), self.height(), round(TOP * self._scale), round(BOTTOM * self._scale)
        painter.fillRect(self.rect(), QColor(colours.ground))
        painter.fillRect(0, 0, wide, top, QColor(colours.panel))
        painter.fillRect(0, high - bottom, wide, bottom, QColor(colours.panel))
        painter.fillRect(0, top - 1, wide, 1, QColor(colours.line))
        painter.fillRect(0, high - bottom, wide, 1, QColor(colours.line))
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def leave(self) -> None:
        """The real window is there."""
        self.close()
        self.deleteLater()


def run(path: str = "", arguments: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    application = QApplication(arguments or sys.argv[:1])
    application.setApplicationName("Layerlab")
    application.setDesktopFileName("layerlab")
    settings = Settings()
    opening, room = Opening(settings), application.primaryScreen().availableSize()
    opened: list = []
    failed: list[BaseException] = []

    def begin() -> None:
        try:
            if not (path or settings.last or settings.toured):  # the first start ever: no kernel is compiled yet
                from core.engine.compiler_processes import processes
                processes.begin_ahead()
            from gui.app.app import open_window
            opened.append(open_window(path, settings, room, opening.leave))
        except BaseException as error:  # to whoever called, not to Qt, which would go on without a window
            failed.append(error)
            application.exit(1)
    opening.painted.connect(begin)
    place(opening, settings, room)
    try:
        code = application.exec()
        if failed:
            raise failed[0]
        return code
    finally:
        for one in opened:
            one.leave()
