"""What is under the pointer, and what is highlighted for it. Hover changes nothing in the project."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent

from core.text.formula import in_line
from gui.canvas.faces.base import Hit
from gui.canvas.painting import cards
from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.text.number_text import grouped
from gui.text.shape_words import shape_words
from gui.text.translation import tr
from gui.weights import handle

UNIT_KINDS = ("units", "decision")


def follow(stage, position: QPoint) -> None:
    """The pointer moved without a button."""
    stage.pointer = position
    scene, marks = stage.scene, stage.marks
    x, y = stage.scene_point(position)
    block = scene.arrangement.block_at(x, y)
    plus = scene.plus_at(x, y, marks)
    port = scene.port_at(x, y)
    grip = "" if plus else handle.at(scene, marks, x, y)
    connection = None if block or plus or grip else scene.connection_at(x, y)
    pair = None if block or plus or connection or grip else scene.link_at(x, y)
    before = (marks.hovered, marks.plus, marks.hovered_link, marks.connection, marks.handle)
    marks.hovered, marks.plus, marks.hovered_link = block or port or grip, plus, pair
    marks.connection, marks.handle = connection, grip
    step = _step(scene, block, x, y)
    if step is not None and step != marks.step:
        marks.step = step
        stage.viewport().update()
    if before != (marks.hovered, plus, pair, connection, grip):
        stage.viewport().update()
        hand = plus or port or pair or grip
        stage.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
    stage.preview.look(pair[1] if pair else "")
    hit = _hit(stage, x, y)
    _light(stage, block, hit)
    stage.hover.rest_on(None if hit is None else hit._replace(box=stage.box_on_screen(hit.box)))


def _step(scene, block: str, x: float, y: float) -> tuple[str, int] | None:
    """The step of a score that is under the pointer, with the block over which it is."""
    place = scene.arrangement.places.get(block)
    if place is None or not place.pitch or not place.picture.contains(x, y):
        return None
    step = scene.faces[block].step_at(place, x)
    return (block, step) if step >= 0 else None


def leave(stage) -> None:
    """The pointer left the canvas."""
    stage.pointer = None
    marks = stage.marks
    marks.leave()
    stage.hover.leave()
    _light(stage, "", None)
    stage.preview.look("")
    stage.viewport().update()


def refresh(stage) -> None:
    """A new moment: the card under a resting pointer says the new value."""
    position = stage.pointer
    if position is None or stage.hand.doing or stage.hover.hit is None:
        return
    stage.preview.show()
    hit = _hit(stage, *stage.scene_point(position)) if stage.hover.isVisible() else None
    if hit is not None:
        stage.hover.rest_on(hit._replace(box=stage.box_on_screen(hit.box)))


def _light(stage, block: str, hit: Hit | None) -> None:
    """A unit under the pointer takes the place of the answer in the large map."""
    scene = stage.scene
    unit = None
    if block and hit is not None and hit.part >= 0 and scene.choice.kinds.get(block) in UNIT_KINDS:
        unit = block, hit.part
    box = scene.look_at(unit)
    if box is not None:
        stage.live.paint(box)


def ask_menu(stage, event: QContextMenuEvent) -> None:
    """Somebody wants the menu: for what is under the pointer, or by key for what is selected."""
    position = event.pos()
    if event.reason() == event.Reason.Mouse:
        x, y = stage.scene_point(position)
        id, pair = stage.scene.arrangement.block_at(x, y), stage.scene.link_at(x, y)
        stage.unit = unit_at(stage, x, y)
        if id not in stage.marks.chosen:
            stage.select(id) if id or not pair else stage.select_link(pair)
    else:
        place = stage.scene.arrangement.places.get(stage.marks.node)
        box = stage.box_on_screen(place.card) if place else Box(20, 20, 1, 1)
        position, stage.unit = QPoint(round(box.cx), round(box.bottom)), stage.weight_editing.unit
    stage.menu_wanted.emit(stage.viewport().mapToGlobal(position))


def unit_at(stage, x: float, y: float) -> tuple[str, int] | None:
    """The unit, filter or channel whose picture is under a point."""
    scene = stage.scene
    for id, place in scene.arrangement.places.items():
        block = scene.blocks[id]
        if block.layer is None or block.members or block.last or not place.whole.contains(x, y):
            continue
        found = scene.faces[id].hit(place, x, y) if scene.faces[id].ready() or place.cells else None
        if found is not None and scene.faces[id].unit_boxes(place, (found.part,)):
            return id, found.part
    return None


def _part_hit(stage, part) -> Hit:
    value = stage.weight_editing.value(part)
    lines = (tr("bias {value}", value=_exact(value)), tr("click to change it"))
    return Hit(stage.weight_editing.title(part), lines, stage.weight_editing.box(part))


def _exact(value: float | None) -> str:
    return "…" if value is None else pictures.precise(value)


def _hit(stage, x: float, y: float) -> Hit | None:
    """What lies under a point of the scene."""
    scene, marks = stage.scene, stage.marks
    slot = scene.plus_at(x, y, marks)
    if slot is not None:
        words = tr("Add a layer behind the last one") if not slot.target else tr(
            "Add a layer between {source} and {target}", source=stage.commands.name(slot.source),
            target=stage.commands.name(slot.target))
        px, py = slot.plus
        return Hit(words, (tr("click, or press Insert"),), Box(px - 12, py - 12, 24, 24))
    if marks.handle:
        return Hit(tr("Weights of {block}", block=stage.commands.name(marks.handle)),
                   (tr("click, or press N"),), handle.box(scene.arrangement.places[marks.handle]))
    port = scene.port_at(x, y)
    if port:
        place = scene.arrangement.places[port]
        return Hit(tr("Drag from here to link to another block"), (tr("a skip link passes values on unchanged"),),
                   Box(place.picture.cx - 8, place.picture.bottom - 8, 16, 16))
    part = scene.part_at(x, y)
    if part is not None and not part.source:
        return _part_hit(stage, part)
    for id, place in scene.arrangement.places.items():
        if place.card.contains(x, y):
            return _card_hit(scene.blocks[id], place.card)
        found = scene.faces[id].hit(place, x, y) if scene.faces[id].ready() or place.cells else None
        if found is not None:
            return found
    if marks.connection and marks.connection[0] in scene.connections:  # rows may have parted the two since
        return _connection_hit(stage, x, y)
    return _link_hit(stage, marks.hovered_link, x, y) if marks.hovered_link else None


def _card_hit(block, box: Box) -> Hit:
    lines = cards.card_words(block).split("; ")[1:]
    if block.layer is not None:
        lines = [tr(block.layer.meaning()), in_line(block.layer.formula), *lines]
        if block.parameters and None not in block.input_shapes:
            arithmetic = block.layer.count_formula(*block.input_shapes)
            lines.append(f"{arithmetic} = {grouped(block.parameters)}" if arithmetic else "")
    return Hit(block.title, tuple(line for line in lines if line), box)


def _connection_hit(stage, x: float, y: float) -> Hit:
    (source, target), (one, two) = stage.marks.connection
    scene = stage.scene
    unit = tr("{block}, unit {unit}", block=stage.commands.name(target), unit=two + 1)
    names = f"{stage.scene.faces[source].name(one)} → {unit}"
    weights = scene.connections[source, target].weights
    if weights is None:
        return Hit(names, (tr("passed on unchanged"),), Box(x - 8, y - 8, 16, 16))
    value = float(weights[one, two])
    sign = (tr("positive: raises the unit") if value > 0 else tr("negative: lowers the unit") if value < 0
            else tr("zero"))
    lines = (tr("weight {value}", value=_exact(value)), sign,
             tr("width: size, up to {largest}", largest=_largest(weights)), tr("click to change it"))
    return Hit(names, lines, Box(x - 8, y - 8, 16, 16))


def _largest(weights) -> str:
    return pictures.short(float(np.abs(weights).max(initial=0)))


def _link_hit(stage, pair, x: float, y: float) -> Hit:
    scene, (source, target) = stage.scene, pair
    carried = scene.carried(source, target)
    shape = scene.check.shapes.get(carried)
    words = f"{stage.commands.name(carried)} → {stage.commands.name(target)}"
    lines = [tr("carries {shape} a sample", shape=shape_words(shape)) if shape else tr("shape unknown")]
    lines += stage.preview.lines()
    if len(scene.project.network.node(target).inputs) > 1:
        lines.append(tr("click, then Delete, to take it away"))
    return Hit(words, tuple(line for line in lines if line), Box(x - 8, y - 8, 16, 16))
