"""Where a window opens: as it stood last, or in its usual size if the screen has it."""

from PySide6.QtCore import QMargins, QSize
from PySide6.QtWidgets import QWidget

from gui.model.settings import Settings

FRAME = QMargins(4, 36, 4, 4)
"""What the frame of a window takes of the screen, about."""


def place(window: QWidget, settings: Settings, room: QSize | None) -> None:
    """Open a window where the last one stood; the first time in its usual size, or over all of a screen that has less
    `room` than that."""
    if settings.geometry:
        window.restoreGeometry(settings.geometry)
    elif room is not None and window.size().grownBy(FRAME).expandedTo(room) != room:
        window.resize(room.shrunkBy(FRAME).boundedTo(window.size()))  # as large when it is made smaller
        window.showMaximized()
        return
    window.show()
