"""The base of the pictures of laboratories that are pointed at, with the mouse or with the arrow keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.widgets.switches import ARROWS

KEYS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
"""Rows down and columns to the right."""


class PointedPicture(QWidget):
    """Takes focus, follows the pointer, fills its room and is made again in another theme."""

    far = 5
    """So many times as far goes an arrow key with Shift."""

    def __init__(self, name: str):
        super().__init__()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(ARROWS, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self._remake)

    def go_by(self, down: int, right: int) -> bool:
        """Go so many steps, which arrow keys ask for; False where that means nothing here."""
        return False

    def keyPressEvent(self, event):
        down, right = KEYS.get(event.key(), (0, 0))
        far = self.far if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if not (down or right) or not self.go_by(down * far, right * far):
            super().keyPressEvent(event)

    def _remake(self) -> None:
        """Have the picture in the colours of now."""
        self.update()
