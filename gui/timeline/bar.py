"""The timeline bar: a tick for each kept moment, a handle for now, glyphs for events, the loss in the background."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from core.session.history import History
from core.training.checkpoints import Track
from gui.drawing.axis_ranges import epochs_shown
from gui.drawing.once import Once
from gui.drawing.plot import ticks, words
from gui.drawing.point_arrays import LineSegments, polygon
from gui.drawing.run_events import ROLES, events
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.timeline.events import nearest_first, place, said

EDGE = 8
"""Room at both ends for half of the handle."""
RADIUS = 6.5
NEWS_MS = 120
WORDS_HEIGHT = 50
"""From this height on there is room for words above the line."""


class Bar(QWidget):
    """Emits `chosen` with the number of a moment while the handle is dragged, and on a click or a key."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.track, self.history = Track(), History()
        self.epoch, self.looking_back = 0.0, False
        self._wanted: int | None = None
        self._reach: float | None = None
        self._events, self._epochs, self._ticks = events(self.track), np.empty(0), LineSegments()
        self._marks = Once()
        # News of a run comes with every frame; here nobody sees more than some pictures a second.
        self._news = QTimer(self, interval=NEWS_MS, singleShot=True)
        self._news.timeout.connect(self.update)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Timeline"))
        self.setToolTip("")
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 36)

    # ---- what it shows

    def show_track(self, track: Track) -> None:
        """Other moments."""
        self.track = track
        self._reach = None
        self._events = events(track)
        self._epochs = np.array([moment.epoch for moment in track.moments])
        if self._wanted is not None and self._wanted not in {moment.number for moment in track.moments}:
            self._wanted = None
        self._draw_soon(self.looking_back)

    def show_state(self, epoch: float, looking_back: bool) -> None:
        """Where training stands."""
        if not looking_back and self.looking_back:
            self._wanted = None
        turned = looking_back != self.looking_back
        self.epoch, self.looking_back, self._reach = epoch, looking_back, None
        self._draw_soon(turned)

    def show_history(self, history: History) -> None:
        """The loss behind. Who looks back still sees the whole of it."""
        if self.looking_back and history.epoch < self.history.epoch:
            return
        self.history, self._reach = history, None
        self._draw_soon()

    def _draw_soon(self, at_once: bool = False):
        if at_once:
            self.update()
        elif not self._news.isActive():
            self._news.start()

    @property
    def reach(self) -> float:
        """The epoch at the right end."""
        if self._reach is None:
            last = max([self.epoch, self.history.epoch, *(moment.epoch for moment in self.track.moments[-1:])])
            self._reach = max(epochs_shown(last, self.history.epochs), 1e-9)
        return self._reach

    def x_of(self, epoch: float) -> float:
        """Where an epoch stands."""
        return EDGE + (self.width() - 2 * EDGE) * min(max(epoch / self.reach, 0.0), 1.0)

    @property
    def now(self) -> int:
        """The number of the moment at the handle: the one that was asked for last, else the present one."""
        return self.track.now if self._wanted is None else self._wanted

    # ---- going back

    def step(self, by: int) -> None:
        """To the moment before or after."""
        moments = self.track.moments
        numbers = [moment.number for moment in moments]
        if not numbers:
            return
        here = numbers.index(self.now) if self.now in numbers else len(numbers) - 1
        if by < 0 and not self.looking_back and self._wanted is None and self.epoch > moments[here].epoch:
            by += 1  # training has gone on since the last moment: that is the one before
        self._choose(numbers[min(max(here + by, 0), len(numbers) - 1)])

    def _choose(self, number: int) -> None:
        if number != self.now or (not self.looking_back and self._wanted is None):
            self._wanted = number
            self.chosen.emit(number)
            self.update()

    def moment_at(self, x: float):
        """The kept moment nearest to a place, None where there is none."""
        return min(self.track.moments, key=lambda m: (abs(self.x_of(m.epoch) - x), -m.number), default=None)

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton and (found := self.moment_at(event.position().x())):
            self._choose(found.number)

    def mouseMoveEvent(self, event):
        found = self.moment_at(event.position().x())
        if found is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            if found.number != self.now:
                self._choose(found.number)
        elif abs(self.x_of(found.epoch) - event.position().x()) <= 8:
            QToolTip.showText(event.globalPosition().toPoint(), plain(said(found)), self)
        else:
            QToolTip.hideText()

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10,
                 Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000}
        if event.key() in moves:
            self.step(moves[event.key()])
        else:
            super().keyPressEvent(event)

    # ---- painting

    @property
    def wordy(self) -> bool:
        """Whether there is room for words."""
        return self.height() >= WORDS_HEIGHT * theme.text_scale()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = round(self.height() * (0.54 if self.wordy else 0.4))
        moment = next((m for m in self.track.moments if m.number == self.now), None)
        back = self.looking_back or self._wanted is not None
        now = self.x_of(moment.epoch if back and moment is not None else self.epoch)
        self._paint_hill(painter, line)
        self._paint_line(painter, line, now)
        nearest = nearest_first(self._events, self.x_of, now)
        self._paint_ticks(painter, line)
        # Events and numbers stay where they are while training goes on; the hill and the line grow.
        key = self.reach, theme.tokens().name, tuple(self._events), tuple(nearest)
        self._marks.paint(painter, self.width(), self.height(), lambda inner: self._paint_marks(inner, line, now), key)
        painter.setPen(QPen(theme.colour("panel"), 2))
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QPointF(now, line), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(now, line), RADIUS + 1.5, RADIUS + 1.5)

    def _paint_marks(self, painter, line, now):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_events(painter, line, now)
        self._paint_axis(painter)

    def _paint_hill(self, painter, line):
        curve = self.history.curve("train", "loss")
        if len(curve) < 2:
            return
        places = np.unique(np.linspace(0, len(curve) - 1, 160).astype(int))
        values = curve.smooth[places]
        if not np.isfinite(values).all():
            values = np.nan_to_num(values, posinf=0.0)
        top = max(float(np.quantile(values, 0.98)), 1e-12)
        tall = line - (17 * theme.text_scale() if self.wordy else 3)
        x = EDGE + (self.width() - 2 * EDGE) * np.clip(curve.x[places] / self.reach, 0.0, 1.0)
        y = line - tall * np.minimum(values / top, 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawPolygon(polygon(np.r_[x[0], x, x[-1]], np.r_[line, y, line]))

    def _paint_line(self, painter, line, now):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(QRectF(EDGE - 4, line - 2, self.width() - 2 * EDGE + 8, 4), 2, 2)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(EDGE - 4, line - 2, max(now - EDGE + 4, 0), 4), 2, 2)

    def _paint_ticks(self, painter, line):
        painter.setPen(QPen(theme.colour("muted"), 1))
        room, last, places = self.width() - 2 * EDGE, -9, []
        for x in np.rint(EDGE + np.clip(self._epochs * (room / self.reach), 0.0, room)).tolist():
            if x > last + 3:
                places.append(x + 0.5)
                last = x
        x = np.array(places)
        painter.drawLines(self._ticks.over(np.stack((x, np.full(len(x), line + 5), x, np.full(len(x), line + 10)), 1)))

    def _paint_events(self, painter, line, now):
        painter.setFont(theme.font(12 if self.height() > 58 else 11))
        metrics = painter.fontMetrics()
        found = self._events
        high = metrics.height() / 2 + 3 if self.wordy else 5
        placed = place(found, self.x_of, lambda text: metrics.horizontalAdvance(text) + 2,
                       EDGE, self.width() - EDGE if self.wordy else 0, now)
        for entry in placed:
            role = ROLES[entry.event.kind]
            painter.setPen(QPen(theme.colour(role, 0.55), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(entry.x, high + 6), QPointF(self.x_of(entry.event.epoch), line - 3))
            paint_glyph(painter, entry.event.kind, entry.x, high)
            if entry.right:
                painter.setPen(theme.colour("muted"))
                painter.drawText(QRectF(entry.left, 0, entry.right - entry.left, 2 * high),
                                 Qt.AlignmentFlag.AlignVCenter, entry.event.text)

    def _paint_axis(self, painter):
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        metrics = painter.fontMetrics()
        base = self.height() - metrics.height()
        reach, end = self.reach, 0.0
        places = ticks(0.0, reach, 4)
        for value, number in zip(places, words(places), strict=True):
            text = tr("epoch {n}", n=number) if not value else number
            width = metrics.horizontalAdvance(text)
            x = min(max(self.x_of(value) - (width / 2 if value else EDGE - 4), EDGE - 4), self.width() - width - 2)
            if x >= end:
                painter.drawText(QRectF(x, base, width + 4, metrics.height()), Qt.AlignmentFlag.AlignVCenter, text)
                end = x + width + 12


def paint_glyph(painter, kind: str, x: float, y: float) -> None:
    """◆ you changed something, ■ best, ▲ doctor: told by their shape, not by colour alone."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ROLES[kind]))
    corners = {"edit": ((0, -5), (5, 0), (0, 5), (-5, 0)), "best": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
               "doctor": ((0, -5.5), (5.5, 4.5), (-5.5, 4.5))}[kind]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
