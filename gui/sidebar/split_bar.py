"""The split of the samples: a bar in the colours of the splits with boundaries to drag, counts beneath."""

from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.project.spec import Split
from gui.forms.editors import PressGesture
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import tr
from gui.widgets.switches import ARROWS

BAR, GRIP, STEP, LARGEST = 9, 6, 0.01, 0.9
SHORT = (("Train", "Validation", "Test"), ("Train", "Val", "Test"), ("", "", ""))


class SplitBar(QWidget):
    """`edited(split, gesture)` while a boundary is dragged or moved with ← → (with Shift the second)."""

    edited = Signal(object, str)

    def __init__(self):
        super().__init__()
        self.split, self.count, self._held, self._holding = Split(), 0, None, PressGesture()
        self.setProperty(ARROWS, True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(BAR + 8 + round(17 * theme.text_scale()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Split into training, validation and test"))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def show_split(self, split: Split, count: int) -> None:
        """Show how `count` samples are dealt."""
        self.split, self.count = split, count
        train, validation, test = split.counts(count)
        self.setToolTip(tr("{train} samples train the network, {validation} watch over it, {test} are kept for the "
                           "last word.\nDrag a boundary to deal anew.", train=grouped(train),
                           validation=grouped(validation), test=grouped(test)))
        self.update()

    def _edges(self) -> tuple[float, float]:
        """Where validation and test begin, in pixels."""
        width = self.width()
        return (width * (1 - self.split.validation - self.split.test), width * (1 - self.split.test))

    def _near(self, x: float) -> int | None:
        distances = [abs(x - edge) for edge in self._edges()]
        nearest = min((0, 1), key=lambda i: (distances[i], i if x < self._edges()[i] else -i))
        return nearest if distances[nearest] <= GRIP else None

    def mousePressEvent(self, event):
        self._held = self._near(event.position().x())
        self._holding.begin()

    def mouseReleaseEvent(self, event):
        self._held = None
        self._holding.end()

    def mouseMoveEvent(self, event):
        x = event.position().x()
        if self._held is None:
            near = self._near(x) is not None and event.position().y() < BAR + 6
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        else:
            self._move(self._held, 1 - x / max(self.width(), 1), self._holding.name)

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Left: STEP, Qt.Key.Key_Right: -STEP}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        boundary = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        share = self.split.test + (0 if boundary else self.split.validation)
        self._move(boundary, share + step, self._holding.key(event))

    def keyReleaseEvent(self, event):
        super().keyReleaseEvent(event)
        self._holding.released(event)

    def _move(self, boundary: int, behind: float, name: str) -> None:
        """Put a boundary where the share `behind` it begins; the first moves validation, the second test."""
        split, behind = self.split, round(behind / STEP) * STEP
        if boundary == 0:
            validation = round(min(max(behind - split.test, 0), LARGEST - split.test), 4)
            after = replace(split, validation=validation)
        else:
            both = split.validation + split.test
            test = round(min(max(behind, 0), both), 4)
            after = replace(split, test=test, validation=round(both - test, 4))
        if after != split:
            self.show_split(after, self.count)
            self.edited.emit(after, name)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dealt = self.split.counts(self.count)
        first, second = self._edges()
        parts = ((0, first), (first, second), (second, self.width()))
        painter.setPen(Qt.PenStyle.NoPen)
        for role, number, (left, right) in zip(("train", "validation", "test"), dealt, parts, strict=True):
            if number and right - left > 2.5:
                painter.setBrush(theme.colour(role))
                gap = 1.0 if left > 0 else 0.0
                painter.drawRoundedRect(QRectF(left + gap, 0.5, right - left - 1 - gap, BAR), 2.5, 2.5)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 0, self.width() - 1, BAR + 1), 3, 3)
        self._captions(painter, dealt)

    def _captions(self, painter, dealt):
        painter.setFont(theme.font(12, tabular=True))
        painter.setPen(theme.colour("muted"))
        metrics = painter.fontMetrics()
        for words in SHORT:
            texts = [f"{tr(word)} {grouped(number)}".strip() for word, number in zip(words, dealt, strict=True)]
            widths = [metrics.horizontalAdvance(text) for text in texts]
            if sum(widths) + 16 <= self.width():
                break
        middle = max(widths[0] + 8, min(self.width() - widths[2] - 8 - widths[1],
                                        sum(self._edges()) / 2 - widths[1] / 2))
        for left, text in zip((0, middle, self.width() - widths[2]), texts, strict=True):
            painter.drawText(round(left), BAR + 5 + metrics.ascent(), text)
