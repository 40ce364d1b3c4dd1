"""Badges on blocks: weights kept or new, units switched off or frozen."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, Ink, rounded, write
from gui.text.translation import tr

SHOWN_MS = 2600
ROLES = {"kept": ("ok", "ok_text"), "new": ("accent", "accent_text")}


def paint(painter: QPainter, places, outcomes: Mapping[str, str], ink: Ink) -> None:
    """A pill on the upper edge of the card of every block that had something to lose."""
    for id, outcome in outcomes.items():
        place = places.get(id)
        if place is None:
            continue
        edge, text = ROLES[outcome]
        words = tr(outcome)
        across = ink.width(words, 11, 600) + 16
        box = Box(round(place.card.right - across - 8), round(place.card.y - 9 * ink.scale), across, 18 * ink.scale)
        rounded(painter, box, box.h / 2, ink.pen(edge, 1.4), ink.brush("panel"))
        write(painter, box, words, ink.font(11, 600), ink.pen(text), CENTRE)


def cross_out(painter: QPainter, boxes, ink: Ink) -> None:
    """A veil and a cross over what is switched off."""
    for box in boxes:
        rounded(painter, box, min(7, box.w / 4), None, ink.brush("panel", 0.62))
        reach = min(box.w, box.h) * 0.3
        painter.setPen(ink.pen("negative", 2.2))
        painter.drawLine(QPointF(box.cx - reach, box.cy - reach), QPointF(box.cx + reach, box.cy + reach))
        painter.drawLine(QPointF(box.cx - reach, box.cy + reach), QPointF(box.cx + reach, box.cy - reach))


def hold(painter: QPainter, boxes, ink: Ink) -> None:
    """A frame around what is held still, with a pause sign in the corner where there is room."""
    for box in boxes:
        rounded(painter, box.grown(1), min(7, box.w / 4), ink.pen("accent", 1.6), None)
        if box.w >= 28:
            bar = Box(box.right - 9, box.y + 2, 7, 7)
            rounded(painter, bar, 2, ink.pen("accent", 1), ink.brush("panel"))
            painter.drawLine(QPointF(bar.cx - 1.2, bar.y + 2), QPointF(bar.cx - 1.2, bar.bottom - 2))
            painter.drawLine(QPointF(bar.cx + 1.2, bar.y + 2), QPointF(bar.cx + 1.2, bar.bottom - 2))
