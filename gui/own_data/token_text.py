"""The beginning of a text, cut into its tokens: each on a ground of its own, so that one sees where it ends."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.token_flow import flowing
from gui.style import theme

LINE, EDGE, MOST = 24, 8, 1500
"""Pixels of a line and around the text; tokens that are shown at most."""
WEAK, STRONG, MARKED = 0.10, 0.22, 0.65
"""How strongly the grounds of neighbours are tinted, and that of the newest token."""


class TokenText(QWidget):
    """Drawn by hand: a label for each token would be slow."""

    def __init__(self):
        super().__init__()
        self.tokens: list[tuple[int, str]] = []
        self.marked = -1
        self._places: list[QRectF] = []
        self.setProperty("clear", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._place)

    def show_tokens(self, numbers: Sequence[int], names: Sequence[str], marked: int = -1) -> None:
        """Show tokens by their numbers and names; those of the number `marked` stand out."""
        self.tokens = [(number, names[number]) for number in numbers[:MOST]]
        self.marked = marked
        self.setAccessibleName(" ".join(name for _, name in self.tokens[:200]))
        self._place()

    def _place(self):
        """Where each token stands."""
        metrics, high = QFontMetricsF(theme.font(13)), theme.px(LINE)
        self._places = flowing([name for _, name in self.tokens], metrics, self.width(), high, EDGE)
        self.setFixedHeight(round((self._places[-1].bottom() if self._places else 0) + high))
        self.update()

    def resizeEvent(self, event):
        if event.oldSize().width() != self.width():
            self._place()

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def paintEvent(self, event):
        painter, seen = QPainter(self), QRectF(event.rect())
        painter.setFont(theme.font(13))
        metrics = QFontMetricsF(painter.font())
        ground = theme.colour("accent")
        for place, ((number, name), box) in enumerate(zip(self.tokens, self._places, strict=True)):
            if not box.intersects(seen):
                continue
            ground.setAlphaF(MARKED if number == self.marked else STRONG if place % 2 else WEAK)
            painter.fillRect(box, ground)
            painter.setPen(theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter,
                             metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width()))
