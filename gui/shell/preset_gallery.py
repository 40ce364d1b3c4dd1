"""The presets as cards with pictures: each network drawn from its own shapes, block by block."""

import math
from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.ops.tensor_type import TensorType
from core.project.network import check
from core.project.nodes import origin
from core.project.presets import Preset, presets
from core.project.spec import Project
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.arrow_walk import WALKS, walk
from gui.widgets.basic import label

COLUMNS, WIDE, HIGH, WORDS = 3, 300, 96, 54
MOST_WIDE = 13
"""Pixels of the widest block of a long network."""


class Drawing:
    """What a picture is made of: for every block its height, width and colour, and the links that skip blocks."""

    def __init__(self, project: Project):
        found = check(project)
        ids = [*(port.name for port in found.description.inputs), *(node.id for node in project.network.nodes)]
        self.blocks = [_sizes(found.types[id]) for id in ids]
        self.learning = [bool(found.parameters.get(id)) for id in ids]
        links = [(ids.index(origin(source)), ids.index(node.id)) for node in project.network.nodes
                 for source in node.inputs]
        self.skips = [(source, target) for source, target in links if target - source > 1]


def _sizes(type_: TensorType) -> tuple[float, float]:
    """Height and width of a block from 0 to 1: rows of a map and its channels, moments of a series and its features,
    or units of a row."""
    flat = type_.is_row or not type_.shape
    rows, deep = (math.prod(type_.shape), 1) if flat else (type_.shape[0], type_.shape[-1])
    return (min(0.1 + math.log2(1 + rows) / 13, 0.9) if flat else min(0.16 + math.log2(1 + rows) / 9, 1.0),
            min(0.25 + math.log2(1 + deep) / 9, 1.0))


class PresetCard(QAbstractButton):
    """Picture, title, what it is; Enter or a click opens it. `walked(right, down)` at an arrow key."""

    walked = Signal(int, int)

    def __init__(self, preset: Preset):
        super().__init__()
        self.preset, self.drawing = preset, Drawing(Project.load(preset.path))
        self.setText(tr(preset.title))
        self.setAccessibleName(f"{tr(preset.title)}: {tr(preset.line)}")
        self.setToolTip(tr(preset.line))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDE), HIGH + theme.px(WORDS))

    def keyPressEvent(self, event):
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in WALKS:
            self.walked.emit(*WALKS[event.key()])
        else:
            super().keyPressEvent(event)

    def boxes(self) -> list[QRectF]:
        """Where the blocks are drawn."""
        room = QRectF(14, 12, self.width() - 28, HIGH - 24)
        pitch = room.width() / len(self.drawing.blocks)
        most = min(pitch * 0.8, 2 * MOST_WIDE)
        return [QRectF(room.left() + (number + 0.5) * pitch - wide * most / 2,
                       room.center().y() - high * room.height() / 2, wide * most, high * room.height())
                for number, (high, wide) in enumerate(self.drawing.blocks)]

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = 2.0 if self.hasFocus() else 1.0
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 10, 10)
        painter.fillPath(whole, theme.colour("hover" if self.underMouse() else "card"))
        self._paint_network(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), edge))
        painter.drawPath(whole)
        top = float(HIGH)
        for text, pixels, weight, role in ((tr(self.preset.title), 14, 600, "text"),
                                           (tr(self.preset.line), 12, 400, "muted")):
            painter.setFont(theme.font(pixels, weight))
            painter.setPen(theme.colour(role))
            line = QRectF(14, top, self.width() - 28, theme.px(21))
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            top += theme.px(21)

    def _paint_network(self, painter: QPainter) -> None:
        """Blocks that learn are filled; dashed arcs are links that skip blocks."""
        boxes = self.boxes()
        painter.setPen(QPen(theme.colour("faint"), 1.2))
        painter.drawLine(boxes[0].center(), boxes[-1].center())
        painter.setPen(QPen(theme.colour("ok"), 1.4, Qt.PenStyle.DashLine))
        for source, target in self.drawing.skips:
            arc = QPainterPath(QPointF(boxes[source].center().x(), boxes[source].top()))
            above = min(box.top() for box in boxes[source:target + 1]) - 7
            arc.cubicTo(boxes[source].center().x(), above, boxes[target].center().x(), above,
                        boxes[target].center().x(), boxes[target].top())
            painter.drawPath(arc)
        for box, learning in zip(boxes, self.drawing.learning, strict=True):
            painter.setPen(QPen(theme.colour("accent" if learning else "muted"), 1.2))
            painter.setBrush(theme.mixed("accent", "card", 0.55) if learning else theme.colour("panel"))
            painter.drawRoundedRect(box, 2, 2)


def searched(preset: Preset) -> str:
    """What a search for a project looks into, in small letters: words of both languages, and what its network is made
    of."""
    project = Project.load(preset.path)
    layers = {word for node in project.network.nodes for word in (type(node.layer).__name__,
                                                                  tr(node.layer.shown_name()))}
    shown = (preset.title, preset.line, preset.group, project.notes, project.data.dataset.shown_name())
    return " ".join((preset.file, *shown, *map(tr, shown), *layers)).lower()


class PresetGallery(QDialog):
    """All presets under their headings, with a line to search them; a card opens its project."""

    def __init__(self, window: QWidget, opens: Callable):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Presets"))
        self.rows: list[list[PresetCard]] = []
        self.every: list[PresetCard] = []
        self.heads: dict[str, QLabel] = {}
        inside = QWidget()
        self.grid = QGridLayout(inside)
        self.grid.setSpacing(12)
        for preset in presets():
            card = PresetCard(preset)
            card.clicked.connect(lambda _=False, preset=preset: self._open(preset, opens))
            card.walked.connect(lambda right, down, card=card: walk(self.rows, card, right, down))
            self.every.append(card)
            if preset.group not in self.heads:
                self.heads[preset.group] = label(preset.group, "muted", 12, 600)
        self.nothing = label("No project is about that; try another word.", "muted", 13)
        self._place("")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a project…"))
        self.search.setAccessibleName(tr("Find a project"))
        self.search.setFont(theme.font(13))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._place)
        self.search.returnPressed.connect(lambda: self.cards and self.cards[0].click())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(scroll)
        room = window.size()
        self.resize(min(inside.sizeHint().width() + 60, room.width() - 40),
                    min(inside.sizeHint().height() + 40, room.height() - 40))
        self.rows[0][0].setFocus()

    def find(self, text: str) -> None:
        """Show what fits a search, which can go on at once."""
        self.search.setText(text)
        self.search.setFocus()

    def _place(self, text: str) -> None:
        """Put the cards that fit the words under their headings, the others away."""
        words = text.lower().split()
        for widget in (*self.every, *self.heads.values(), self.nothing):
            self.grid.removeWidget(widget)
            widget.hide()
        self.rows, row = [], 0
        fitting = [card for card in self.every if all(word in searched(card.preset) for word in words)]
        for group, members in groupby(fitting, lambda card: card.preset.group):
            self.grid.addWidget(self.heads[group], row, 0, 1, COLUMNS)
            self.heads[group].show()
            for place, card in enumerate(members):
                self.grid.addWidget(card, row + 1 + place // COLUMNS, place % COLUMNS)
                card.show()
                if place % COLUMNS == 0:
                    self.rows.append([])
                self.rows[-1].append(card)
            row += 1 + -(-len([card for card in fitting if card.preset.group == group]) // COLUMNS)
        if not fitting:
            self.grid.addWidget(self.nothing, 0, 0, 1, COLUMNS)
            self.nothing.show()
        # What is left of the height stays below the cards.
        for number in range(self.grid.rowCount() + 1):
            self.grid.setRowStretch(number, int(number > row))

    @property
    def cards(self) -> list[PresetCard]:
        """All cards in their order."""
        return [card for row in self.rows for card in row]

    def _open(self, preset: Preset, opens: Callable) -> None:
        self.accept()
        opens(preset)
