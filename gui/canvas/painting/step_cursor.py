"""The step of a score that the pointer was over last: a frame through all strips that count the same steps."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas.arrange.layout import Arrangement
from gui.drawing.geometry import Place
from gui.drawing.pens import Ink


def paint(scene, painter: QPainter, ink: Ink, step: tuple[str, int] | None) -> None:
    """The frame of a step of a block; nothing where there is none, or where it has no room any more."""
    place = scene.arrangement.places.get(step[0]) if step is not None else None
    if place is None or not place.pitch:
        return
    run = same_axis(scene.arrangement, place.id)
    x, top = place.picture.x + step[1] * place.pitch, run[0].picture.y
    if x + place.pitch > place.picture.right + 1:
        return
    painter.setPen(ink.pen("accent", 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(x, top - 2, place.pitch, run[-1].picture.bottom - top + 4), 3, 3)


def same_axis(arrangement: Arrangement, id: str) -> list[Place]:
    """The blocks of a score, from the upper one down, that count the steps of this one: those beside it without another
    series in between."""
    wanted, found = arrangement.places[id], []
    for place in arrangement.places.values():
        if not place.pitch:
            continue
        if abs(place.picture.w - wanted.picture.w) <= wanted.pitch:
            found.append(place)
        elif wanted in found:
            break
        else:
            found = []
    return found
