"""Brings each change of the settings to the disk, and says once where that cannot be."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from gui.model.settings import Settings


class KeptSettings(QObject):
    """Writes after each change, as soon as the window has nothing else to do; `say` is told why that failed, once until
    it works again."""

    def __init__(self, settings: Settings, say: Callable[[str], None], parent: QObject):
        super().__init__(parent)
        self.settings, self._say, self._said = settings, say, ""
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.write)
        settings.changed = self._timer.start

    def write(self) -> None:
        """Write what has changed."""
        sentence = self.settings.write()
        if sentence and not self._said:
            self._say(sentence)
        self._said = sentence

    def close(self) -> None:
        """The window is left: the last ones. There is no window any more that could say anything."""
        self._timer.stop()
        self.settings.changed = None
        self._say = lambda sentence: print(sentence, file=sys.stderr)
        self.write()
