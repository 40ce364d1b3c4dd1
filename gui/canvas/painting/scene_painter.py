"""Paints a scene: connections, cards and pictures, links, handles, marks. Only what touches the clip."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas.painting import badges, cards, links, step_cursor
from gui.canvas.painting.clip import Clip
from gui.canvas.painting.drag_marks import Marks
from gui.drawing.geometry import Box
from gui.drawing.pens import Ink
from gui.weights import handle

MARGIN = 110
"""Pictures, with their names and marks, may reach so far beyond their place."""
ECHO = 0.6
"""Opacity of units that are drawn once more at the beginning of a row."""


def paint(scene, painter: QPainter, clip: Clip, ink: Ink, marks: Marks) -> None:
    """Paint whatever touches `clip`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arrangement = scene.arrangement
    for pair, connections in scene.connections.items():
        if clip.touches(connections.box):
            only = marks.connection[1] if marks.connection and marks.connection[0] == pair else None
            part = scene.part
            chosen = part.index if part and part.name == f"{pair[1]}.kernel" and part.source == pair[0] else None
            connections.paint(painter, ink, only, chosen)
    related = scene.related(marks.hovered)
    rows, top, bottom = arrangement.slots.rows, clip.box.y, clip.box.bottom
    near = {place.id: place for place in rows.places(top - MARGIN, bottom + MARGIN)}
    for id, place in near.items():
        if clip.touches(place.card.grown(24 if place.form == "strip" else 12)):
            cards.paint_card(painter, place, scene.blocks[id], ink,
                             selected=id == marks.node or id in marks.chosen,
                             hovered=id == marks.hovered, faded=id == marks.dragged or id in marks.dark,
                             lit=id in marks.lit or id in related)
        face = scene.faces[id]
        if clip.region.intersects(face.area(place)):
            face.paint(painter, place, ink, clip)
            _paint_units(scene, painter, place, ink)
    for (source, _), echo in arrangement.echoes.items():
        if clip.touches(echo.picture.grown(3)):
            painter.setOpacity(ECHO)
            scene.faces[source].paint_picture(painter, echo, ink, clip)
            painter.setOpacity(1.0)
    step_cursor.paint(scene, painter, ink, marks.step)
    for link in rows.links(top - links.REACH, bottom + links.REACH):
        if (link.kind != "joined" or marks.link == (link.source, link.target)) and clip.touches(links.link_box(link)):
            pair = (link.source, link.target)
            links.paint_link(painter, link, scene.check.shapes.get(scene.carried(*pair)), ink,
                             selected=pair == marks.link, hovered=pair == marks.hovered_link)
    if arrangement.zone is not None and clip.touches(arrangement.zone.grown(3)):
        cards.paint_zone(painter, arrangement.zone, ink, next(iter(scene.blocks.values())), marks.drop is not None)
    _paint_handles(scene, painter, clip, ink, marks)
    for id, place in near.items():
        box = cards.problem_box(place, scene.blocks[id], ink, arrangement.width)
        if box is not None and clip.touches(box.grown(3)):
            cards.paint_problem(painter, box, scene.blocks[id], ink)
    badges.paint(painter, arrangement.places, marks.outcomes, ink)
    if marks.band is not None:
        painter.setPen(ink.pen("accent", 1))
        painter.setBrush(ink.brush("accent", 0.12))
        painter.drawRect(QRectF(*marks.band))


def _paint_units(scene, painter: QPainter, place, ink: Ink) -> None:
    """What stands on the pictures of single units: biases, and what is switched off."""
    id, block = place.id, scene.blocks[place.id]
    if id in scene.biased and id in scene.bias_marks:
        part = scene.part
        scene.bias_marks[id].paint(painter, ink, part.index[0] if part and part.name == f"{id}.bias" else -1)
    if block.off == "all":
        badges.cross_out(painter, [place.picture], ink)
    elif block.off:
        badges.cross_out(painter, scene.faces[id].unit_boxes(place, block.off), ink)
    if block.held:
        badges.hold(painter, scene.faces[id].unit_boxes(place, block.held), ink)


def _paint_handles(scene, painter: QPainter, clip: Clip, ink: Ink, marks: Marks) -> None:
    for slot in scene.arrangement.slots.between(clip.box.y - links.REACH, clip.box.bottom + links.REACH):
        if not slot.plus or not clip.touches(Box(*slot.plus, 0, 0).grown(links.REACH + 1)):
            continue
        near = slot.source in (marks.node, marks.hovered) or marks.plus == slot
        if not marks.drop and not marks.rope and (near or not slot.quiet):
            links.paint_plus(painter, slot, ink, marks.plus == slot)
    for id in handle.shown(scene, marks):
        if not marks.dragged and not marks.drop and not marks.rope:
            handle.paint(painter, scene.arrangement.places[id], ink, id == marks.handle)
    for id in {marks.hovered, marks.node} - {""}:
        place = scene.arrangement.places.get(id)
        if place is not None and not marks.dragged and not marks.drop and not scene.is_last(id):
            painter.setPen(ink.pen("panel", 2))
            painter.setBrush(ink.brush("ok"))
            painter.drawEllipse(qpoint(place.foot), 5, 5)
    if marks.drop is not None and scene.arrangement.zone is None:
        mark = next((slot.mark for slot in scene.arrangement.slots if slot[:2] == marks.drop[:2]
                     and (slot.plus is None) == (marks.drop.plus is None)), marks.drop.mark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("negative" if marks.refused else "accent"))
        painter.drawRoundedRect(*mark, 1.5, 1.5)
    if marks.rope:
        start, end, legal = marks.rope
        painter.setPen(ink.pen("ok" if legal else "faint", 2, 1.0, (4, 3)))
        painter.drawLine(qpoint(start), qpoint(end))


def qpoint(point):
    """A point for Qt."""
    return QPointF(*point)
