"""The loss landscape around the network, with the path that training took over it."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core.inspection.landscape import Landscape, LandscapeRows, PathLength
from core.inspection.needs import Snapshot
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.widgets.basic import label
from gui.widgets.switches import Segments


class LandscapeMap(QWidget):
    """Losses as colours on a logarithmic scale; the path with rings as large as each place is off the plane."""

    def __init__(self):
        super().__init__()
        self.found: Landscape | None = None
        self.stale = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Loss landscape"))
        theme.signals.changed.connect(self.update)

    def show_landscape(self, found: Landscape | None, stale: bool) -> None:
        """Another landscape; one that is out of date is dimmed."""
        self.found, self.stale = found, stale
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(110))

    def ends(self) -> tuple[float, float]:
        """The smallest and the largest loss that is known."""
        known = self.found.losses[np.isfinite(self.found.losses)]
        return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)

    def _image(self) -> QImage:
        losses, (low, high) = self.found.losses, self.ends()
        shift = max(-low, 0) + max((high - low) * 1e-3, 1e-9)
        there = np.log(np.where(np.isfinite(losses), losses, high) + shift)
        bottom, top = np.log(low + shift), np.log(high + shift)
        shares = (there - bottom) / ((top - bottom) or 1.0)
        # Low is blue, high orange, as everywhere else + and − are.
        colours = theme.diverging()[np.clip(255 - np.round(shares * 255), 0, 255).astype(int)]
        colours[np.isnan(losses)] = np.array(theme.colour("card").getRgb()[:3])
        pixels = np.ascontiguousarray(colours.astype(np.uint8))
        return QImage(pixels.data, losses.shape[1], losses.shape[0], 3 * losses.shape[1],
                      QImage.Format.Format_RGB888).copy()

    def _spot(self, point) -> QPointF:
        x, y = self.found.x, self.found.y
        return QPointF((point[0] - x[0]) / (x[-1] - x[0]) * self.width(),
                       (y[-1] - point[1]) / (y[-1] - y[0]) * self.height())

    def mouseMoveEvent(self, event):
        if self.found is None:
            return
        side = len(self.found.losses)
        row = min(int(event.position().y() / self.height() * side), side - 1)
        column = min(int(event.position().x() / self.width() * side), side - 1)
        value = float(self.found.losses[row, column])
        a, b = (local(short(float(place))) for place in (self.found.x[column], self.found.y[side - 1 - row]))
        self.setToolTip(plain(tr("loss {loss} at a = {a}, b = {b}", loss=local(short(value)), a=a, b=b))
                        if np.isfinite(value) else "")

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.found.done == len(self.found.losses))
        painter.setOpacity(0.5 if self.stale else 1.0)
        painter.drawImage(QRectF(self.rect()), self._image())
        spots = [self._spot(point) for point in self.found.path]
        painter.setPen(QPen(theme.colour("ring"), 1.6))
        for before, after in pairwise(spots):
            painter.drawLine(before, after)
        reach = (self.found.x[-1] - self.found.x[0]) or 1.0
        for spot, off in zip(spots, self.found.off.tolist(), strict=True):
            radius = 2.5 + min(off / reach * self.width() / 4, 9)
            painter.setBrush(theme.colour("ground", 0.35))
            painter.drawEllipse(spot, radius, radius)
        painter.setFont(theme.font(11, 600))
        for spot, words in ((spots[0], tr("start")), (spots[-1], tr("now"))):
            painter.drawText(spot + QPointF(7, -6), words)


@view
class LandscapePanel(Panel):
    """Computed on a click, a row at a time while everything else goes on; a click stops it."""

    place = 25
    title = "Loss landscape"
    short = "Landscape"
    question, glyph, usual = "learn", "landscape", False
    formula = r"L(w + a d_1 + b d_2)"
    meaning = ("The loss around the network on a plane in the space of all weights: the two main directions of the "
               "path that training took, or two random ones, each filter's part as large as its weights. Rings are as "
               "large as a place of the path is off the plane.")
    minimum_height = 230
    share = 26

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Landscape | None = None
        self.number, self.frame, self.running, self.made_at = 0, 0, False, -1
        self.way = Segments((tr("its path"), tr("random")), name=tr("Directions"), wraps=True)
        self.button = QPushButton(tr("Compute"))
        self.button.clicked.connect(self.press)
        self.map, self.words = LandscapeMap(), label("", "muted", 12, wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.way)
        row.addStretch(1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.bar = ColourBar()
        self.bar.hide()
        self.body.addWidget(self.map, 1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.words)
        self.words.setText(tr("Train for a while with this view open, then press Compute: the path is what it saw."))

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    @property
    def need(self) -> LandscapeRows:
        """One more row."""
        return LandscapeRows(self.number, self.frame, bool(self.way.index))

    def needs(self):
        path = {PathLength(): 0.15}
        return path | {self.need: 3600.0} if self.running else path

    def press(self) -> None:
        """Begin about the weights of now, or stop."""
        self.running = not self.running
        if self.running:
            LandscapePanel.made += 1
            self.number, self.frame, self.found = LandscapePanel.made, 1, None
            self.made_at = self.runner.state.step
        self._name()
        self.needs_changed.emit()

    made = 0

    def _name(self) -> None:
        self.button.setText(tr("Stop") if self.running else tr("Compute"))

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.running else None
        if found is not None:
            self.found = found
            side = len(found.losses)
            if found.done >= side:
                self.running = False
                self._name()
            else:
                self.frame = found.done + 1
            self.needs_changed.emit()
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        self.map.show_landscape(found, self.runner.state.step != self.made_at and not self.running)
        low, high = self.map.ends()
        self.bar.show()
        self.bar.show_words((local(short(high)), "", local(short(low))), True, tr("the loss there, logarithmic"))
        self.say(tr("loss {low} to {high}, log", low=local(short(low)), high=local(short(high))))
        side = len(found.losses)
        if found.done < side:
            self.words.setText(tr("{done} of {all} rows", done=found.done, all=side))
            return
        self.words.setText(tr("The plane holds {share} % of the way. A ring is the distance off it, at most {off} of "
                              "{length}: trust the colours where rings are small.",
                              share=local(f"{found.share * 100:.0f}"), off=local(short(float(found.off.max()))),
                              length=local(short(found.length))))

    def table(self):
        found = self.found
        if found is None:
            return []
        return [("along the first", "along the second", "loss"),
                *((found.x[column], found.y[len(found.y) - 1 - row], found.losses[row, column])
                  for row, column in np.ndindex(*found.losses.shape))]
