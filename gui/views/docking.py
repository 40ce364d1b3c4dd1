"""Docking by hand: where a view would land that is dragged by its head, and the arrangement that comes of it."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.style import theme
from gui.text.translation import tr
from gui.views.arrange import PAIR_WIDTH, Row, merged
from gui.views.base import Panel

TAB, ABOVE, BELOW, LEFT, RIGHT, FLOAT, STAY = "tab", "above", "below", "left", "right", "float", "stay"
SIDE = 0.22
"""The share of a card's width at its edges in which a view lands beside it."""
LINE = 6
"""Pixels of the line that shows where a view lands."""
Layout = list[list[Row]]
"""Columns of rows of cards; a card is the views that are its tabs."""


class DockPlace(NamedTuple):
    """Where a view would land: one of the words above, at which view, and what is lit meanwhile."""

    way: str
    target: type[Panel] | None = None
    lit: QRect = QRect()


class CardBox(NamedTuple):
    """A card that stands somewhere: its views, its place, and how high its head is."""

    kinds: tuple[type[Panel], ...]
    box: QRect
    head: int


def place_at(cards: list[CardBox], column: QRect, at: QPoint, moving: type[Panel]) -> DockPlace:
    """Where the view `moving` lands when it is let go at a point. All in the same pixels."""
    card = next((card for card in cards if card.box.contains(at)), None)
    if card is None:
        if not column.contains(at):
            return DockPlace(FLOAT)
        last = max((card for card in cards if card.kinds != (moving,)), key=lambda one: one.box.bottom(), default=None)
        return DockPlace(STAY) if last is None else DockPlace(BELOW, last.kinds[0], _edge(last.box, BELOW))
    if card.kinds == (moving,):
        return DockPlace(STAY)
    target = next(kind for kind in card.kinds if kind is not moving)
    box, down, across = card.box, at.y() - card.box.y(), (at.x() - card.box.x()) / max(card.box.width(), 1)
    if down < card.head:
        return DockPlace(STAY) if moving in card.kinds else DockPlace(TAB, target, QRect(
            box.x(), box.y(), box.width(), card.head))
    way = ABOVE if down < card.head + (box.height() - card.head) / 2 else BELOW
    if box.width() >= 2 * PAIR_WIDTH:
        way = LEFT if across < SIDE else RIGHT if across > 1 - SIDE else way
    return DockPlace(way, target, _edge(box, way))


def _edge(box: QRect, way: str) -> QRect:
    half = LINE // 2
    return {ABOVE: QRect(box.x(), box.y() - half, box.width(), LINE),
            BELOW: QRect(box.x(), box.bottom() - half, box.width(), LINE),
            LEFT: QRect(box.x() - half, box.y(), LINE, box.height()),
            RIGHT: QRect(box.right() - half, box.y(), LINE, box.height())}[way]


def without(layout: Layout, kinds) -> Layout:
    """An arrangement without some views, and without what is empty then."""
    columns = [[[[kind for kind in tabs if kind not in kinds] for tabs in row] for row in rows] for rows in layout]
    columns = [[[tabs for tabs in row if tabs] for row in rows] for rows in columns]
    return [rows for column in columns if (rows := [row for row in column if row])]


def docked(layout: Layout, moving: type[Panel], place: DockPlace) -> Layout:
    """The arrangement after a view was let go at a place in it."""
    found = without(layout, (moving,))
    for rows in found:
        for at, row in enumerate(rows):
            for card, tabs in enumerate(row):
                if place.target not in tabs:
                    continue
                if place.way == TAB:
                    tabs.append(moving)
                elif place.way in (LEFT, RIGHT):
                    row.insert(card + (place.way == RIGHT), [moving])
                else:
                    rows.insert(at + (place.way == BELOW), [[moving]])
                return found
    return layout


def fitted(layout: Layout, shown: tuple[type[Panel], ...], width: int, height: int) -> Layout:
    """A person's arrangement of the views that are shown, for a column of a size: those that it does not know stand
    at its end, and where there is no room rows become tabs, and columns one."""
    known = {kind for rows in layout for row in rows for tabs in row for kind in tabs}
    columns = without(layout, known - set(shown)) or [[]]
    columns[-1].extend([[kind]] for kind in shown if kind not in known)
    if width < 2 * PAIR_WIDTH * len(columns):
        columns = [[row for rows in columns for row in rows]]
    room = width / len(columns)
    return [merged([part for row in rows for part in ([row] if room >= PAIR_WIDTH * len(row) else [
        [tabs] for tabs in row])], height) for rows in columns if rows]


def sentence(place: DockPlace) -> str:
    """What letting go would do, for the status bar."""
    words = {TAB: "Let go: a tab of “{view}”", ABOVE: "Let go: above “{view}”", BELOW: "Let go: below “{view}”",
             LEFT: "Let go: left of “{view}”", RIGHT: "Let go: right of “{view}”",
             FLOAT: "Let go: a window of its own", STAY: "Let go: where it was"}
    return tr(words[place.way], view=tr(place.target.title) if place.target is not None else "")


class DockMark(QWidget):
    """Lies over the column while a view is dragged, and lights where it would land. Takes no mouse."""

    def __init__(self, column: QWidget):
        super().__init__(column)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lit, self.lifted = QRect(), QRect()
        self.hide()

    def show_place(self, lit: QRect, lifted: QRect) -> None:
        """Light a place, and frame the card that is dragged."""
        self.setGeometry(self.parentWidget().rect())
        self.lit, self.lifted = lit, lifted
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.6))
        if self.lifted.isValid():
            painter.drawRoundedRect(self.lifted.adjusted(1, 1, -1, -1), 10, 10)
        if self.lit.isValid():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent", 0.35 if self.lit.height() > 2 * LINE < self.lit.width() else 1.0))
            painter.drawRoundedRect(self.lit, 3, 3)
