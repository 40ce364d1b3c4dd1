"""Where attention looks: one head large, a row for every step that looks and a column for every step that is seen."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.inspection.attention import Looks
from gui.drawing.colour_bar import ColourBar
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.widgets.basic import label
from gui.widgets.switches import Segments

BRIGHTEST = 0.6
"""The weight that has the full colour: scaled to the largest weight, all but a few would be dark."""
SMALLEST = 9
"""Pixels of a cell from which on its tokens are written at the edges."""


class LooksGrid(QWidget):
    """The weights of one head as cells."""

    def __init__(self):
        super().__init__()
        self.weights = np.zeros((0, 0))
        self.names: tuple[list[str], list[str]] = ([], [])
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Attention: rows look at columns"))
        theme.signals.changed.connect(self.update)

    def show_weights(self, weights: np.ndarray, queries: list[str], keys: list[str]) -> None:
        """weights (queries, keys), and what the steps are called."""
        self.weights, self.names = weights, (queries, keys)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(120))

    def _geometry(self) -> tuple[float, float, float]:
        """Left, top and the side of a cell; names have room where they can be read."""
        rows, columns = max(self.weights.shape[0], 1), max(self.weights.shape[1], 1)
        side = min(self.width() / (columns + 1), self.height() / (rows + 1))
        edge = theme.px(14) if side >= SMALLEST else 0
        side = min((self.width() - edge) / columns, (self.height() - edge) / rows)
        return edge + max(self.width() - edge - side * columns, 0) / 2, edge, side

    def paintEvent(self, event):
        if not self.weights.size:
            return
        painter = QPainter(self)
        left, top, side = self._geometry()
        rows, columns = self.weights.shape
        shades = np.round(np.clip(np.nan_to_num(self.weights) / BRIGHTEST, 0, 1) * 255).astype(np.intp)
        pixels = np.ascontiguousarray(theme.sequential()[shades], np.uint8)
        image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF(left, top, side * columns, side * rows), image)
        painter.setPen(theme.colour("line"))
        painter.drawRect(QRectF(left, top, side * columns, side * rows))
        if top:
            painter.setFont(theme.font(9))
            painter.setPen(theme.colour("muted"))
            for number, name in enumerate(self.names[0]):
                painter.drawText(QRectF(left - top, top + number * side, top, side), Qt.AlignmentFlag.AlignCenter, name)
            for number, name in enumerate(self.names[1]):
                painter.drawText(QRectF(left + number * side, 0, side, top), Qt.AlignmentFlag.AlignCenter, name)

    def mouseMoveEvent(self, event):
        left, top, side = self._geometry()
        row, column = int((event.position().y() - top) // side), int((event.position().x() - left) // side)
        if not (0 <= row < self.weights.shape[0] and 0 <= column < self.weights.shape[1]):
            self.setToolTip("")
            return
        weight = local(f"{self.weights[row, column]:.3f}")
        self.setToolTip(plain(tr("step {row} “{one}” looks at step {column} “{other}”: {weight}", row=row + 1,
                                 one=self.names[0][row], column=column + 1, other=self.names[1][column],
                                 weight=weight)))


@view
class AttentionPanel(BlockPanel):
    """The weights of a block of attention for the chosen sample; heads are chosen one by one."""

    place = 5
    title = "Attention"
    question, glyph = "why", "attention"
    formula = r"\mathrm{softmax}(\frac{Q K^T}{\sqrt{d}})"
    meaning = ("Where each step looks (rows) and what it sees there (columns): the brighter, the more of it is taken. "
               "The full colour stands for 0.6 and more")
    minimum_height = 230
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.head, self.found = 0, None
        self.grid, self.row = LooksGrid(), QHBoxLayout()
        self.row.addWidget(label("Head", "muted", 12))
        self.heads: Segments | None = None
        self.row.addStretch(1)
        self.body.addLayout(self.row)
        self.bar = ColourBar()
        self.bar.show_words(("0", "", f"≥ {local(f'{BRIGHTEST:g}')}"), False, tr("the share that a step takes"))
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.bar)
        selection.sample_changed.connect(self.needs_changed)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return any(layer.attends for layer in check.layers.values())

    def fitting(self):
        return [node.id for node in self.document.project.network.nodes if node.layer.attends]

    @property
    def need(self) -> Looks | None:
        """The weights of the block for the chosen sample."""
        if not self.node:
            return None
        return Looks(*self.sample, self.node)

    def needs(self):
        return {self.need: 0.2} if self.need else {}

    def draw(self, snapshot):
        found = snapshot.get(self.need) if self.need else None
        if found is not None:
            self.found = found
            self._show()

    def show_node(self):
        self.found = None

    def _show(self) -> None:
        """Draw the chosen head, with a choice of as many as there are."""
        heads = len(self.found.looks)
        if self.heads is None or len(self.heads.words) != heads:
            if self.heads is not None:
                self.row.removeWidget(self.heads)
                self.heads.deleteLater()
            self.head = min(self.head, heads - 1)
            self.heads = Segments(tuple(str(number + 1) for number in range(heads)), name=tr("Head"), wraps=True)
            self.heads.show_index(self.head)
            self.heads.chosen.connect(self._choose)
            self.row.insertWidget(1, self.heads)
        queries, keys = self.found.looks.shape[1:]
        names = self._tokens()
        self.grid.show_weights(self.found.looks[self.head], _filled(names, queries), _filled(names, keys))

    def _choose(self, head: int) -> None:
        self.head = head
        self._show()

    def _tokens(self) -> list[str]:
        """What the steps of the chosen sample are called, where the data are tokens."""
        names = self.document.description.inputs[0].tokens if self.document.description else ()
        return [names[int(token)] for token in self.found.tokens if int(token) < len(names)]

    def table(self):
        if self.found is None:
            return []
        looks = self.found.looks[self.head]
        names = _filled(self._tokens(), looks.shape[1])
        return [("", *names), *((number + 1, *map(float, row)) for number, row in enumerate(looks))]


def _filled(names: list[str], count: int) -> list[str]:
    """As many names as there are steps: those of the tokens, or numbers."""
    return names if len(names) == count else [str(number + 1) for number in range(count)]
