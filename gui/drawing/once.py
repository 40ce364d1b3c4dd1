"""What seldom changes is painted once and kept as a picture."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap


class Once:
    """A picture of something, made when it is first painted and after each `forget`, or when `key` is another."""

    kept: ClassVar[bool] = True
    """Whether pictures are kept; without, everything is drawn each time."""

    def __init__(self):
        self._picture: QPixmap | None = None
        self._key: tuple = ()

    def forget(self) -> None:
        """It looks otherwise now."""
        self._picture = None

    def paint(self, painter: QPainter, width: int, height: int, draw: Callable[[QPainter], None],
              key: tuple = (), at: tuple[int, int] = (0, 0)) -> None:
        """Paint what `draw` draws from (0, 0) to (width, height), with its corner at `at`."""
        if not self.kept:
            painter.save()
            painter.translate(*at)
            draw(painter)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        key = (width, height, ratio, *key)
        if self._picture is None or key != self._key:
            self._picture, self._key = drawn(width, height, ratio, draw), key
        painter.drawPixmap(*at, self._picture)


def drawn(width: int, height: int, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """What `draw` draws, on a clear ground."""
    made = QPixmap(max(round(width * ratio), 1), max(round(height * ratio), 1))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    inner = QPainter(made)
    draw(inner)
    inner.end()
    return made


@contextmanager
def drawing_anew():
    """Nothing is kept meanwhile: whoever listens to the painter hears everything."""
    Once.kept = False
    try:
        yield
    finally:
        Once.kept = True
