"""The answer of a regression as a surface over the plane, the true one as a net of lines, records as points with what
is missing to the surface."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.regression_surface import RegressionSurface, Surface
from gui.drawing.moment import plane_size
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.caption import Caption
from gui.widgets.basic import label
from gui.widgets.switches import Segments

SELDOM = 0.1
CELLS = 20
"""Cells of the surface along an edge."""
TALL = 0.75
"""The height of the box against the width of the plane."""
NEAR = 9
"""Pixels within which a record is under the pointer."""


class SurfacePicture(QWidget):
    """The box, seen from above at a slant; dragging turns it."""

    def __init__(self):
        super().__init__()
        self.found: Surface | None = None
        self.names, self.difference = ("x₁", "x₂", "y"), False
        self.turned, self.tilt = 35.0, 28.0
        """Degrees about the height, and down onto the plane."""
        self._held: QPointF | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Surface of the answer"))
        theme.signals.changed.connect(self.update)

    def show_surface(self, found: Surface | None, names: tuple[str, str, str], difference: bool) -> None:
        """Another surface, or what it differs by from the true one; `names` are those of the axes."""
        self.found, self.names = found, names
        self.difference = difference and found is not None and found.truth is not None
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(130))

    # ---- where things stand

    def ends(self) -> tuple[float, float]:
        """The heights at the floor and at the top of the box."""
        found = self.found
        parts = [found.answers - found.truth] if self.difference else [
            found.answers, found.targets, *([] if found.truth is None else [found.truth])]
        known = np.concatenate([part[np.isfinite(part)].ravel() for part in parts])
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        return (min(low, 0.0), max(high, 0.0)) if high > low else (low - 0.5, high + 0.5)

    def pixels(self, x: np.ndarray, y: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where places (n,) of the plane stand at heights, (n, 2), and how far away they are (n,)."""
        found, (low, high) = self.found, self.ends()
        across = (np.asarray(x) - found.low[0]) / (found.high[0] - found.low[0]) - 0.5
        back = (np.asarray(y) - found.low[1]) / (found.high[1] - found.low[1]) - 0.5
        up = ((np.asarray(height) - low) / (high - low) - 0.5) * TALL
        turn, tilt = np.radians(self.turned), np.radians(self.tilt)
        right, away = across * np.cos(turn) - back * np.sin(turn), across * np.sin(turn) + back * np.cos(turn)
        raised = up * np.cos(tilt) + away * np.sin(tilt)
        line = theme.px(16)
        wide, tall = self.width() - 3 * line, self.height() - 2 * line
        scale = max(min(wide / 1.42, tall / (TALL * np.cos(tilt) + 1.42 * np.sin(tilt))), 1.0)
        middle = self.width() / 2 + line / 2, self.height() / 2 - line / 3
        return np.stack([middle[0] + right * scale, middle[1] - raised * scale], -1), away

    def _grid(self, heights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Some lines of a grid of heights: their pixels (lines, lines, 2), how far away, and the heights."""
        size = len(heights)
        chosen = np.unique(np.round(np.linspace(0, size - 1, CELLS + 1)).astype(int))
        xs = np.linspace(self.found.low[0], self.found.high[0], size)[chosen]
        ys = np.linspace(self.found.high[1], self.found.low[1], size)[chosen]
        x, y = np.meshgrid(xs, ys)
        few = np.nan_to_num(heights[np.ix_(chosen, chosen)])
        spots, away = self.pixels(x.ravel(), y.ravel(), few.ravel())
        return spots.reshape(*few.shape, 2), away.reshape(few.shape), few

    # ---- hands

    def mousePressEvent(self, event):
        self._held = event.position()

    def mouseReleaseEvent(self, event):
        self._held = None

    def mouseMoveEvent(self, event):
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved, self._held = event.position() - self._held, event.position()
            self.turned = (self.turned - moved.x() * 0.5) % 360
            self.tilt = min(max(self.tilt + moved.y() * 0.4, 5.0), 85.0)
            self.update()
            return
        self.setToolTip(plain(self._words_at(event.position())))

    def _words_at(self, at: QPointF) -> str:
        found = self.found
        if found is None or not len(found.points) or self.difference:
            return ""
        spots, _ = self.pixels(*found.points.T, found.targets)
        far = np.hypot(*(spots - (at.x(), at.y())).T)
        place = int(far.argmin())
        if far[place] > NEAR:
            return ""
        first, second = (f"{name} {short(float(value))}" for name, value in zip(self.names, found.points[place],
                                                                              strict=False))
        return tr("{first}, {second}: true {true}, answered {said}", first=first, second=second,
                  true=short(float(found.targets[place])), said=short(float(found.said[place])))

    # ---- drawing

    def paintEvent(self, event):
        found = self.found
        if found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        self._paint_sheet(painter, found.answers - found.truth if self.difference else found.answers)
        if not self.difference:
            if found.truth is not None:
                self._paint_net(painter, found.truth)
            self._paint_records(painter)

    def _paint_sheet(self, painter, heights: np.ndarray) -> None:
        spots, away, few = self._grid(heights)
        largest = max(abs(end) for end in self.ends())
        means = (few[:-1, :-1] + few[1:, :-1] + few[:-1, 1:] + few[1:, 1:]) / 4
        colours = theme.diverging()[np.clip((means / largest + 1) * 127.5, 0, 255).astype(int)]
        distance = (away[:-1, :-1] + away[1:, 1:]).ravel()
        edge = QPen(theme.colour("panel", 0.5), 0.6)
        painter.setPen(edge)
        corners = np.stack([spots[:-1, :-1], spots[:-1, 1:], spots[1:, 1:], spots[1:, :-1]], 2).reshape(-1, 4, 2)
        brush = theme.colour("panel")
        for cell in np.argsort(-distance).tolist():  # what is far away first
            brush.setRgb(*colours.reshape(-1, 3)[cell].tolist())
            brush.setAlphaF(0.86)
            painter.setBrush(brush)
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners[cell].tolist()]))

    def _paint_net(self, painter, heights: np.ndarray) -> None:
        spots, _, _ = self._grid(heights)
        painter.setPen(QPen(theme.colour("text", 0.55), 0.9, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in (*spots[::2], *spots.transpose(1, 0, 2)[::2]):
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))

    def _paint_records(self, painter) -> None:
        found = self.found
        true, _ = self.pixels(*found.points.T, found.targets)
        said, _ = self.pixels(*found.points.T, found.said)
        painter.setPen(QPen(theme.colour("text", 0.6), 1.0))
        for (x, y), (to, high) in zip(true.tolist(), said.tolist(), strict=True):
            painter.drawLine(QPointF(x, y), QPointF(to, high))
        painter.setPen(QPen(theme.colour("panel"), 0.8))
        painter.setBrush(theme.colour("text"))
        for (x, y), held in zip(true.tolist(), found.held_out.tolist(), strict=True):
            spot = QRectF(x - 2.2, y - 2.2, 4.4, 4.4)
            (painter.drawRect if held else painter.drawEllipse)(spot)

    def _paint_box(self, painter) -> None:
        (left, front), (right, back), (low, high) = self.found.low, self.found.high, self.ends()
        floor, away = self.pixels(np.array([left, right, right, left]), np.array([front, front, back, back]),
                                  np.full(4, low))
        painter.setPen(QPen(theme.colour("line"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in floor.tolist()]))
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        line = painter.fontMetrics().height()
        corners = ((left, front), (right, front), (right, back), (left, back))
        for start in range(4):
            end = (start + 1) % 4
            axis = start % 2
            # Of both edges along an axis the one in front has the words.
            if away[start] + away[end] > away[(start + 2) % 4] + away[(end + 2) % 4] + 1e-9:
                continue
            for share, words in ((0.16, short(float(corners[start][axis]))), (0.5, self.names[axis]),
                                 (0.84, short(float(corners[end][axis])))):
                spot = floor[start] * (1 - share) + floor[end] * share
                wide = painter.fontMetrics().horizontalAdvance(words)
                side = -wide - 4 if spot[0] < floor[:, 0].mean() else 4
                painter.drawText(QPointF(spot[0] + side, spot[1] + line), words)
        self._paint_height(painter, floor, (low, high), corners)

    def _paint_height(self, painter, floor, ends, corners) -> None:
        """The upright at the left, with the lowest and the highest value."""
        place = int(floor[:, 0].argmin())
        up, _ = self.pixels(*(np.full(2, along) for along in corners[place]), np.array(ends))
        painter.setPen(QPen(theme.colour("line"), 1.2))
        painter.drawLine(QPointF(*up[0].tolist()), QPointF(*up[1].tolist()))
        painter.setPen(theme.colour("muted"))
        for spot, words in ((up[1] - (0, 4), f"{self.names[2]} {short(ends[1])}"), (up[0] - (0, 4), short(ends[0]))):
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QPointF(max(spot[0] - wide - 4, 0), max(spot[1], painter.fontMetrics().ascent())), words)


@view
class SurfacePanel(Panel):
    """The surface that the network has learnt."""

    place = 8
    title = "Surface and truth"
    short = "Surface"
    question, glyph, usual = "wrong", "surface", False
    formula = r"\hat{y}(x_1, x_2) - y"
    meaning = ("The answer as a surface over the plane of both inputs; points are records at their true height, the "
               "line from each to the surface is what the answer misses, and the dotted net is the truth without "
               "noise, where the data know it. Dragging turns it.")
    minimum_height = 240
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Surface | None = None
        self.choice = Segments((tr("surface"), tr("difference")), name=tr("What is drawn"), wraps=True)
        self.choice.chosen.connect(lambda _: self._show())
        self.picture, self.told, self.legend = SurfacePicture(), label("", "muted", 11, tabular=True), Caption()
        self.legend.show_parts([(tr("trained on"), "dot", ""), (tr("held out"), "square", "")])
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.picture, 1)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.told)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return description.over_plane and bool(description.targets) and description.task.measured

    @property
    def need(self) -> RegressionSurface:
        """From the pictures that the canvas has anyway."""
        return RegressionSurface(plane_size(self.document.check.total))

    def needs(self):
        return {self.need: SELDOM}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need)
        if found is not None:
            self.found = found
            self._show()

    def _show(self) -> None:
        found, about = self.found, self.document.description
        if found is None or about is None or not about.targets:
            return
        names = about.names if len(about.names) == 2 else ("x₁", "x₂")
        height = about.target_names[0] if about.target_names else "y"
        self.choice.setVisible(found.truth is not None)
        self.picture.show_surface(found, (*names, height), bool(self.choice.index))
        self.say(tr("held out: RMSE {error}", error=local(short(found.error))))
        self.told.setVisible(found.gap is not None)
        if found.gap is not None:
            self.told.setText(tr("RMSE to the true surface {gap}", gap=local(short(found.gap))))

    def table(self):
        found = self.found
        if found is None:
            return []
        return [(*self.picture.names[:2], "true", "answered", "held out"), *(
            (*point, true, said, int(held)) for point, true, said, held in zip(
                found.points.tolist(), found.targets.tolist(), found.said.tolist(), found.held_out.tolist(),
                strict=True))]
