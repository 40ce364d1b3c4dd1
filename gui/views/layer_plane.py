"""The plane of a layer: what a block gives for many records, as points in two dimensions, coloured by class."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.projection import LayerPlane, NeighbourPlane, PlanePoints, nearest_means
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import SLOWLY, BlockPanel, view
from gui.views.caption import Caption
from gui.widgets.menu_button import MenuButton
from gui.widgets.switches import Segments

PCA, TSNE = 0, 1
RADIUS = 3.0
GROUPS = (0, 2, 3, 4, 5, 8, 10)
"""Numbers of k-means groups to choose from; 0 colours by class."""


class PointCloud(QWidget):
    """Points with the same scale along both axes; wrong answers are ringed, classes named at their middles."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.points, self.groups = np.zeros((0, 2)), np.zeros(0, int)
        self.wrong, self.names, self.selected = np.zeros(0, bool), (), -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Records on the plane of the layer"))
        theme.signals.changed.connect(self.update)

    def show_points(self, points, groups, wrong, names, selected: int) -> None:
        """Points (n, 2), the group of each, which are wrong, the groups' names and the chosen record."""
        self.points, self.groups, self.wrong, self.names, self.selected = points, groups, wrong, names, selected
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(120))

    def _pixels(self) -> np.ndarray:
        low, high = self.points.min(0), self.points.max(0)
        side = float((high - low).max()) or 1.0
        scale = (min(self.width(), self.height()) - 16) / side
        scale = min((self.width() - 16) / (float(high[0] - low[0]) or 1), (self.height() - 16) / (
            float(high[1] - low[1]) or 1), scale * 4)
        middle = (low + high) / 2
        return np.stack([self.width() / 2 + (self.points[:, 0] - middle[0]) * scale,
                         self.height() / 2 - (self.points[:, 1] - middle[1]) * scale], 1)

    def _at(self, position) -> int:
        if not len(self.points):
            return -1
        away = np.abs(self._pixels() - [position.x(), position.y()]).sum(1)
        return int(away.argmin()) if away.min() < 10 else -1

    def mousePressEvent(self, event):
        if (number := self._at(event.position())) >= 0:
            self.chosen.emit(number)

    def mouseMoveEvent(self, event):
        number = self._at(event.position())
        group = int(self.groups[number]) if number >= 0 else 0
        name = self.names[group] if group < len(self.names) else str(group)
        self.setToolTip("" if number < 0 else plain(tr("record {n}: {name}", n=number + 1, name=name)))

    def paintEvent(self, event):
        if not len(self.points) or not np.isfinite(self.points).all():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places, colours = self._pixels(), theme.class_colours()
        for group in np.unique(self.groups).tolist():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(colours[group % len(colours)]))
            for x, y in places[(self.groups == group) & ~self.wrong].tolist():
                painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
            painter.setPen(QPen(theme.colour("text"), 1.4))
            for x, y in places[(self.groups == group) & self.wrong].tolist():
                painter.drawEllipse(QPointF(x, y), RADIUS + 1, RADIUS + 1)
        self._paint_names(painter, places, colours)
        if 0 <= self.selected < len(places):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawEllipse(QPointF(*places[self.selected]), RADIUS + 4, RADIUS + 4)

    def _paint_names(self, painter, places, colours) -> None:
        painter.setFont(theme.font(11, 600))
        for group in np.unique(self.groups).tolist():
            name = self.names[group] if group < len(self.names) else str(group)
            x, y = places[self.groups == group].mean(0)
            wide = max(painter.fontMetrics().horizontalAdvance(name) + 8, 18)
            box = QRectF(x - wide / 2, y - 9, wide, 18)
            painter.setPen(QPen(theme.colour(colours[group % len(colours)]), 1.4))
            painter.setBrush(theme.colour("panel"))
            painter.drawRoundedRect(box, 9, 9)
            painter.setPen(theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


@view
class LayerPlanePanel(BlockPanel):
    """PCA, or t-SNE on request, of what the chosen block gives for the validation split."""

    place = 24
    title = "Plane of a layer"
    short = "Plane"
    question, glyph, usual = "layer", "projection", False
    formula = r"X = U S V^T, \quad p_{ij} \approx q_{ij}"
    meaning = ("What a block gives for many records, on a plane: its two main directions (PCA), or neighbours kept "
               "together (t-SNE). Colours are classes or groups that k-means finds; rings are wrong answers.")
    minimum_height = 240
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: PlanePoints | None = None
        self.frame, self.groups = 0, 0
        self.way = Segments((tr("PCA"), tr("t-SNE")), name=tr("How the plane is made"), wraps=True)
        self.cloud, self.foot = PointCloud(), Caption()
        self.again = MenuButton(tr("colour: class"), "What the colours stand for")
        self.again.clicked.disconnect()
        self.again.clicked.connect(self._next_colours)
        self.way.chosen.connect(lambda _: self.start_again())
        self.cloud.chosen.connect(lambda number: selection.choose_sample(self.split, number))
        selection.sample_changed.connect(self._show)
        row = QHBoxLayout()
        row.addWidget(self.way)
        row.addStretch(1)
        row.addWidget(self.again)
        self.body.addLayout(row)
        self.body.addWidget(self.cloud, 1)
        self.body.addWidget(self.foot)
        self.refresh()

    def fitting(self):
        return [node.id for node in self.document.project.network.nodes if node.id in self.document.check.types]

    def first(self, fitting):
        return fitting[-2] if len(fitting) > 1 else super().first(fitting)  # what the answer is made of

    def show_node(self) -> None:
        self.start_again()

    def start_again(self) -> None:
        """Another block or way: t-SNE begins with the outputs of now."""
        self.found, self.frame = None, 0
        self.needs_changed.emit()

    @property
    def need(self) -> LayerPlane | NeighbourPlane | None:
        """The points."""
        if not self.node:
            return None
        return LayerPlane(self.node, self.split) if self.way.index == PCA else NeighbourPlane(
            self.node, self.split, frame=self.frame)

    def needs(self):
        return {} if self.need is None else {self.need: SLOWLY if self.way.index == PCA else 3600.0}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        self.found = found
        self._show()
        if self.way.index == TSNE and found.done < found.all:
            self.frame += 1
            self.needs_changed.emit()

    def _next_colours(self) -> None:
        self.groups = GROUPS[(GROUPS.index(self.groups) + 1) % len(GROUPS)]
        self.again.setText(tr("colour: {k} groups", k=self.groups) if self.groups else tr("colour: class"))
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        judged = self.document.judged
        names = tuple(judged.classes) if judged is not None else ()
        groups = found.classes if found.classes is not None else np.zeros(len(found.points), int)
        if self.groups:
            groups = nearest_means(found.points, min(self.groups, len(found.points)))
            names = tuple("ABCDEFGHIJ"[:self.groups])
        split, index = self.selection.sample
        self.cloud.show_points(found.points, groups, found.wrong, names, index if split == self.split else -1)
        if self.way.index == PCA:
            share = local(f"{found.shares.sum() * 100:.0f}")
            self.say(tr("{block} · shows {share} % of the spread", block=self.spoken, share=share),
                     tr("{share} % of the spread", share=share))
        else:
            self.say(tr("{block} · {done} of {all}", block=self.spoken, done=found.done, all=found.all))
        self.foot.show_parts([(tr("{n} records", n=len(found.points)), "", ""),
                              (tr("answered wrongly, {n}", n=int(found.wrong.sum())), "dot", "")])

    def table(self):
        found = self.found
        if found is None:
            return []
        classes = found.classes if found.classes is not None else np.zeros(len(found.points), int)
        return [("x", "y", "class", "wrong"), *((*map(float, point), int(group), int(bad)) for point, group, bad in
                                                zip(found.points, classes, found.wrong, strict=True))]
