"""Tokens on the plane of their rows in an Embedding, with the nearest of a word, and sums of words."""

import re

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.word_plane import (
    WordPlane,
    WordRows,
    analogies_right,
    in_plane_of,
    lengths_one,
    nearest,
    reckoned,
)
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import SLOWLY, BlockPanel, view
from gui.widgets.basic import label

MOST_SHOWN = 400
"""Tokens on the plane; of more, those farthest from the middle."""
EDGE, HIT = 26, 14
SIGNS = re.compile(r"(?:^|\s)([+−-])(?=\s)")
USUAL, AROUND = 5, 12
"""Neighbours that are told, and that share the plane with the words that one computes with."""


class WordCloud(QWidget):
    """Words at their places; `chosen(number)` when one is clicked. Marked ones stand out, arrows go between places."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.points, self.names = np.zeros((0, 2)), ()
        self.marked: tuple[int, ...] = ()
        self.arrows: tuple[tuple[int, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Words on the plane"))
        self.setMouseTracking(True)
        theme.signals.changed.connect(self.update)

    def show_words(self, points: np.ndarray, names: tuple[str, ...]) -> None:
        """Points (tokens, 2) and what they are called."""
        self.points, self.names = points, names
        self.update()

    def mark(self, marked: tuple[int, ...], arrows: tuple[tuple[int, int], ...] = ()) -> None:
        """Have some words stand out, with arrows from one to another."""
        self.marked, self.arrows = marked, arrows
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(120))

    def places(self) -> np.ndarray:
        """(tokens, 2) where they stand, in pixels."""
        low, high = self.points.min(0), self.points.max(0)
        room = np.array([max(self.width() - 2 * theme.px(EDGE), 1), max(self.height() - theme.px(EDGE), 1)])
        scale = room / np.where(high > low, high - low, 1.0)
        middle = np.array([self.width(), self.height()]) / 2
        return middle + (self.points - (low + high) / 2) * scale * [1, -1]

    def _at(self, position) -> int:
        """The word under a place, −1 where there is none."""
        if not len(self.points):
            return -1
        away = np.abs(self.places() - [position.x(), position.y()]).max(1)
        return int(away.argmin()) if away.min() < theme.px(HIT) else -1

    def mousePressEvent(self, event):
        if (number := self._at(event.position())) >= 0:
            self.chosen.emit(number)

    def mouseMoveEvent(self, event):
        at = self._at(event.position())
        self.setToolTip(plain(f"{self.names[at]}  ({', '.join(local(f'{one:.3g}') for one in self.points[at])})")
                        if at >= 0 and at < len(self.names) else "")

    def paintEvent(self, event):
        if not len(self.points) or len(self.names) != len(self.points):
            return
        painter, places = QPainter(self), self.places()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.6))
        for one, other in self.arrows:
            self._arrow(painter, QPointF(*places[one]), QPointF(*places[other]))
        away = ((self.points - self.points.mean(0)) ** 2).sum(1)
        far = [place for place in np.argsort(-away, kind="stable").tolist() if place not in self.marked]
        taken: list[QRectF] = []
        for number in (*self.marked, *far[:MOST_SHOWN]):
            self._name(painter, number, places[number], taken)

    def _name(self, painter, number: int, place: np.ndarray, taken: list[QRectF]) -> None:
        """A word where there is room for it, else a point; what is marked always is a word."""
        out, name = number in self.marked, self.names[number]
        painter.setFont(theme.font(12 if out else 11, 600 if out else 400))
        painter.setPen(theme.colour("accent_text" if out else "muted" if self.marked else "text"))
        wide, high = QFontMetricsF(painter.font()).horizontalAdvance(name) + 4, theme.px(16)
        left = min(max(place[0] - wide / 2, 0), max(self.width() - wide, 0))
        box = QRectF(left, place[1] - high / 2, wide, high)
        if out or not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        else:
            painter.setBrush(painter.pen().color())
            painter.drawEllipse(QPointF(*place), 1.5, 1.5)

    def _arrow(self, painter, start: QPointF, end: QPointF) -> None:
        way = end - start
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5
        if length < 30:
            return
        way /= length
        start, end = start + way * 12, end - way * 12
        side = QPointF(-way.y(), way.x()) * 4
        painter.drawLine(start, end)
        painter.drawLine(end, end - way * 8 + side)
        painter.drawLine(end, end - way * 8 - side)


@view
class WordPlanePanel(BlockPanel):
    """The words, and a line in which one computes with them."""

    place = 6
    title = "Plane of words"
    short = "Words"
    question, glyph = "layer", "projection"
    formula = r"b - a + c \approx d"
    meaning = ("The row of numbers that an Embedding keeps for each token, on the plane of its two main directions; "
               "the nearest of a word by the angle between rows, and what comes out when rows are added and taken away")
    minimum_height = 280
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: WordPlane | None = None
        self.on_plane: list[int] = []
        """The tokens that stand on the plane, in the order of its points."""
        self.cloud, self.line = WordCloud(), QLineEdit()
        self.line.setPlaceholderText(tr("a word, or king − man + woman"))
        self.line.setAccessibleName(tr("Reckon with words"))
        self.line.textEdited.connect(lambda _: self._answer())
        self.cloud.chosen.connect(self._clicked)
        self.words = label("", "muted", 12, wrap=True)
        self.body.setSpacing(4)
        self.body.addWidget(self.cloud, 1)
        self.body.addWidget(self.line)
        self.body.addWidget(self.words)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return any(len(port.tokens) > 2 for port in description.inputs)

    def fitting(self):
        found = self.document.description
        if found is None:
            return []
        ports = {port.name for port in found.inputs if port.tokens}
        return [node.id for node in self.document.project.network.nodes
                if node.layer.vocabulary and node.inputs and node.inputs[0] in ports]

    def show_node(self):
        self.found = None
        self.needs_changed.emit()

    @property
    def names(self) -> tuple[str, ...]:
        """What the tokens of the block are called; rows after the last token have a number."""
        node = self.document.project.network.node(self.node)
        found = self.document.description
        if node is None or found is None:
            return ()
        port = found.input(node.inputs[0])
        names = port.tokens if port is not None else ()
        return (*names, *map(str, range(len(names), node.layer.vocabulary)))

    def needs(self):
        return {WordRows(self.node): SLOWLY} if self.node else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(WordRows(self.node))
        if found is None or len(found.rows) != len(self.names):
            return
        self.found = found
        share = local(f"{found.shares.sum() * 100:.0f}")
        right, count = analogies_right(found.rows, self.names, self.document.project.data.dataset.analogies())
        told = tr("{share} % of the spread", share=share)
        said = tr("analogies {right} of {count} · {told}", right=right, count=count, told=told)
        self.say(said if count else told, told)
        self._answer()

    def _clicked(self, number: int) -> None:
        self.line.setText(self.names[self.on_plane[number]])
        self._answer()

    def read(self, text: str) -> tuple[list[int], list[int], str]:
        """(tokens that are added, tokens that are taken away, the first word that is none)."""
        places = {name: place for place, name in enumerate(self.names)}
        sign, plus, minus = "+", [], []
        for place, part in enumerate(SIGNS.split(text.strip())):
            word = part.strip()
            if place % 2:
                sign = word
            elif word and word not in places:
                return [], [], word
            elif word:
                (plus if sign == "+" else minus).append(places[word])
        return plus, minus, ""

    def _answer(self) -> None:
        if self.found is None:
            return
        plus, minus, strange = self.read(self.line.text())
        if strange or not plus:
            self._show_all()
            self.words.setText(tr("{word} is no token of the data.", word=strange[:40]) if strange else
                               tr("Click a word to see which are nearest."))
            return
        wanted = reckoned(self.found.rows, plus, minus)
        near = nearest(self.found.rows, wanted, (*plus, *minus), AROUND)
        self._show_around(plus, minus, [number for number, _ in near])
        self.words.setText(" · ".join(f"{self.names[number]} {local(f'{cosine:.2f}')}"
                                      for number, cosine in near[:USUAL]))

    def _show_all(self) -> None:
        """Every token, none of them marked."""
        self.on_plane = list(range(len(self.names)))
        self.cloud.show_words(self.found.points, self.names)
        self.cloud.mark(())

    def _show_around(self, plus: list[int], minus: list[int], near: list[int]) -> None:
        """The words that one computes with and those near the result, on the plane of the first of them."""
        self.on_plane = list(dict.fromkeys((*plus, *minus, *near)))
        rows = lengths_one(self.found.rows[self.on_plane])
        self.cloud.show_words(in_plane_of(rows, len(plus) + len(minus) + 1),
                              tuple(self.names[number] for number in self.on_plane))
        place = {number: at for at, number in enumerate(self.on_plane)}
        arrows = ((minus[0], plus[0]), (plus[1], near[0])) if len(plus) == 2 and len(minus) == 1 and near else ()
        marked = (*plus, *minus, *(near[:1] if arrows else near[:USUAL]))
        self.cloud.mark(tuple(place[number] for number in marked),
                        tuple((place[one], place[other]) for one, other in arrows))

    def table(self):
        if self.found is None:
            return []
        return [("token", "x", "y"), *((name, float(x), float(y)) for name, (x, y) in
                                       zip(self.names, self.found.points, strict=True))]

    @property
    def kept(self):
        return {**super().kept, "line": self.line.text()}

    def take_up(self, kept):
        self.line.setText(kept["line"])
        super().take_up(kept)
