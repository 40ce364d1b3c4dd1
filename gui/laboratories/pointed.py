"""The base of the pictures of laboratories that are pointed at, with the mouse or with the arrow keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.widgets.switches import ARROWS


class PointedPicture(QWidget):
    """Takes focus, follows the pointer, fills its room and is made again in another theme."""

    def __init__(self, name: str):
        super().__init__()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(ARROWS, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self._remake)

    def _remake(self) -> None:
        """Have the picture in the colours of now."""
        self.update()
