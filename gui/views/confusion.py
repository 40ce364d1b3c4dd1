"""The confusion matrix: which class is taken for which."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from core.inspection.needs import Confusion, ConfusionCounts, Snapshot, Targets
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import SLOWLY, Panel, view

GAP = 2
RIGHT_NUMBER = 18
"""Side of a cell from which on the number of right answers stands in it too."""
"""Pixels between cells."""


class ConfusionGrid(QWidget):
    """Rows are the true classes, columns the answers. Right answers are blue, wrong ones orange with their count."""

    chosen = Signal(int, int)

    def __init__(self):
        super().__init__()
        self.counts = np.zeros((0, 0), int)
        self.names: tuple[str, ...] = ()
        self.selected = (-1, -1)
        self._ground: tuple | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Confusion: rows are true classes, columns the answers"))
        theme.signals.changed.connect(self.update)

    def show_counts(self, counts: np.ndarray, names: tuple[str, ...]) -> None:
        """counts (classes, classes): rows true, columns answer."""
        if counts.shape != self.counts.shape or (counts != self.counts).any() or names != self.names:
            self.counts, self.names = counts, names
            self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(130), theme.px(120))

    def _label_width(self, metrics) -> float:
        widest = max((metrics.horizontalAdvance(name) for name in self.names), default=8)
        return min(max(widest, 8), self.width() * 0.36)

    def _geometry(self):
        """(left, top, pitch): the first cell's corner and the distance of two cells, whole pixels."""
        metrics = QFontMetricsF(theme.font(11))
        line, wide, count = metrics.height(), self._label_width(metrics), max(len(self.counts), 1)
        left = line + wide + 8
        pitch = max(int(min(self.width() - left, self.height() - 2 * line - 4) // count), 1)
        if wide > pitch:
            # The names of the answers stand upright and take height.
            pitch = max(int(min(self.width() - left, self.height() - wide - line - 8) // count), 1)
        pitch = min(pitch, theme.px(46))
        slack = self.width() - left - pitch * count
        return left + max(0, slack / 2 if slack > 40 else slack), 0.0, pitch

    def _at(self, position) -> tuple[int, int]:
        left, top, pitch = self._geometry()
        column, row = int((position.x() - left) // pitch), int((position.y() - top) // pitch)
        inside = 0 <= row < len(self.counts) and 0 <= column < len(self.counts)
        return (row, column) if inside else (-1, -1)

    def mousePressEvent(self, event):
        row, column = self._at(event.position())
        if row >= 0:
            self.choose(row, column)

    def choose(self, row: int, column: int) -> None:
        """Choose a cell."""
        self.selected = row, column
        self.update()
        self.chosen.emit(row, column)

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0),
                Qt.Key.Key_Down: (1, 0)}.get(event.key())
        if step is None or not len(self.counts):
            super().keyPressEvent(event)
            return
        row, column = (min(max(here + by, 0), len(self.counts) - 1)
                       for here, by in zip(self.selected, step, strict=True))
        self.choose(row, column)

    def mouseMoveEvent(self, event):
        row, column = self._at(event.position())
        if row < 0:
            self.setToolTip("")
            return
        total, count = int(self.counts[row].sum()), int(self.counts[row, column])
        true, answer = self._name(row), self._name(column)
        what = (tr("{true} answered rightly", true=true) if row == column
                else tr("{true} taken for {answer}", true=true, answer=answer))
        self.setToolTip(plain(tr("{what}: {count} of {total}\nA click shows one of them.", what=what, count=count,
                                 total=total) if count else tr("{what}: none", what=what)))

    def _name(self, number: int) -> str:
        return self.names[number] if number < len(self.names) else str(number)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if not len(self.counts):
            return
        left, top, pitch = self._geometry()
        painter.drawPixmap(0, 0, self._paint_ground(left, top, pitch))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11, 600, tabular=True))
        side = self._side(pitch)
        share = self.counts / np.maximum(self.counts.sum(1, keepdims=True), 1)
        for row, column in np.argwhere(self.counts).tolist():
            box = QRectF(left + column * pitch, top + row * pitch, side, side)
            self._paint_count(painter, box, int(self.counts[row, column]), float(share[row, column]), row == column)
        row, column = self.selected
        if 0 <= row < len(self.counts):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(left + column * pitch - 1, top + row * pitch - 1, side + 2, side + 2), 4, 4)

    @staticmethod
    def _side(pitch: int) -> int:
        return pitch - (GAP if pitch > 8 else 1)

    def _paint_ground(self, left, top, pitch) -> QPixmap:
        """Empty cells and names: the same until the size, the classes or the theme change."""
        key = (self.size(), self.names, len(self.counts), theme.tokens().name, theme.text_scale())
        if self._ground is None or self._ground[0] != key:
            ratio = self.devicePixelRatioF()
            made = QPixmap(self.size() * ratio)
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            side = self._side(pitch)
            for row, column in np.ndindex(self.counts.shape):
                painter.drawRoundedRect(QRectF(left + column * pitch, top + row * pitch, side, side), 3, 3)
            self._paint_names(painter, left, top, pitch)
            painter.end()
            self._ground = key, made
        return self._ground[1]

    @staticmethod
    def _paint_count(painter, box, count, share, right):
        """A cell that holds samples. Its number is left out where it is right anyway and cells are very small."""
        hue = theme.tokens().diverging[-1 if right else 0]
        painter.setPen(Qt.PenStyle.NoPen)
        ground = theme.mixed(hue, "card", 0.25 + 0.75 * share if right else 0.35 + 0.65 * share ** 0.5)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        wide = painter.fontMetrics().horizontalAdvance(str(count))
        if (not right or box.width() >= RIGHT_NUMBER) and wide <= box.width() + 1 and box.height() >= 10:
            painter.setPen(theme.readable_on(ground))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))

    def _paint_names(self, painter, left, top, pitch):
        count = len(self.counts)
        painter.setFont(theme.font(11, tabular=True))
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("muted"))
        line, size = metrics.height(), count * pitch
        every = max(1, -(-(line - 3) // pitch))
        wide = self._label_width(metrics)
        upright = wide > pitch and every == 1
        for number in range(0, count, every):
            words = metrics.elidedText(self._name(number), Qt.TextElideMode.ElideRight, int(wide) + 2)
            painter.drawText(QRectF(left - wide - 8, top + number * pitch, wide + 3, pitch - GAP),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            middle = left + number * pitch + (pitch - GAP) / 2
            if upright:
                self._turned(painter, middle, top + size + wide / 2 + 4, wide + 3, words,
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            else:
                half = theme.px(40)
                painter.drawText(QRectF(middle - half, top + size, 2 * half, line), Qt.AlignmentFlag.AlignCenter, words)
        below = top + size + (wide + 6 if upright else line)
        room = max(size, theme.px(80))
        painter.drawText(QRectF(left + (size - room) / 2, below, room, line + 2), Qt.AlignmentFlag.AlignCenter,
                         tr("answer"))
        self._turned(painter, left - wide - 10 - line / 2, top + size / 2, room, tr("true"),
                     Qt.AlignmentFlag.AlignCenter)

    @staticmethod
    def _turned(painter, x, y, width, words, side):
        """Text that reads upwards, its middle at (x, y)."""
        painter.save()
        painter.translate(x, y)
        painter.rotate(-90)
        line = painter.fontMetrics().height()
        painter.drawText(QRectF(-width / 2, -line / 2, width, line), side, words)
        painter.restore()


@view
class ConfusionPanel(Panel):
    """The confusion matrix of the validation samples; a click on a cell chooses one of its samples."""

    place = 3
    title = "Confusion"
    question, glyph = "wrong", "table"
    formula = r"C_{tk} = \sum_i [t_i = t] [\hat{y}_i = k]"
    minimum_height = 210
    share = 23
    meaning = "How many samples of each true class get which answer, among those kept for validation."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.grid = ConfusionGrid()
        self.found: ConfusionCounts | None = None
        self._targets = None
        self.body.addWidget(self.grid, 1)
        self.grid.chosen.connect(self._choose)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        judged = check.judged
        return judged is not None and judged.task.exclusive and not judged.type.in_time

    def needs(self):
        return {Confusion(self.split): SLOWLY, Targets(self.split): SLOWLY}

    def refresh(self) -> None:
        self.needs_changed.emit()

    def draw(self, snapshot: Snapshot) -> None:
        targets = snapshot.get(Targets(self.split))
        if targets is not None:
            self._targets = targets
        found = snapshot.get(Confusion(self.split))
        if found is None:
            return
        self.found = found
        about = self.document.judged
        names = about.classes if about and about.classes else tuple(str(n) for n in range(len(found.counts)))
        self.grid.show_counts(found.counts, names)
        total, wrong = int(found.counts.sum()), len(found.wrong)
        self.say(tr("{right} of {total} right · {wrong} wrong", right=grouped(total - wrong), total=grouped(total),
                    wrong=grouped(wrong)), tr("{wrong} wrong", wrong=grouped(wrong)))

    def table(self):
        if self.found is None:
            return []
        names = [self.grid._name(number) for number in range(len(self.found.counts))]
        return [("true / answer", *names), *((name, *row) for name, row in zip(names, self.found.counts, strict=True))]

    @property
    def kept(self):
        return {"cell": self.grid.selected}

    def take_up(self, kept):
        self.grid.selected = kept["cell"]
        self.grid.update()

    def _choose(self, true: int, answer: int) -> None:
        """The next sample of a cell: another click on the same cell goes on to its next one."""
        if self.found is None or self._targets is None or len(self._targets) != len(self.found.answers):
            return
        places = np.flatnonzero((self._targets == true) & (self.found.answers == answer))
        if len(places):
            split, index = self.selection.sample
            later = places[places > index] if split == self.split else places
            self.selection.choose_sample(self.split, int(later[0] if len(later) else places[0]))
