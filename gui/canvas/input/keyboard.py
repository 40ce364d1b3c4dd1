"""Handles the keyboard on the canvas."""

from PySide6.QtCore import Qt

from core.project.edits import consumers
from core.project.nodes import origin
from gui.canvas.painting.weight_card import STEPS

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}

WALKS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


SWITCHES = (Qt.Key.Key_O, Qt.Key.Key_F)
"""Off and on, freeze and let learn: the unit of the chosen number, else what is selected."""


def mine(stage, event) -> bool:
    """Whether a key belongs to the canvas rather than to a shortcut of the window."""
    held, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
    if stage.weight_editing.part is not None and key in STEPS and held == Qt.KeyboardModifier.ShiftModifier:
        return True
    if stage.weight_editing.part is not None and key in ARROWS and held == Qt.KeyboardModifier.AltModifier:
        return True
    if held:
        return False
    if key == Qt.Key.Key_Space:
        return True
    if key == Qt.Key.Key_N:
        return stage.weight_editing.first(stage.marks.node) is not None
    if key in WALKS:
        return stage.weight_editing.part is not None
    if key in SWITCHES:
        return bool(stage.selecting.ids)
    busy = stage.hand.doing or stage.drag.active
    if key == Qt.Key.Key_Escape:
        return bool(busy or stage.marks.link or stage.selection.node or stage.sheets.cards)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return bool(stage.marks.node)
    return key in ARROWS and (bool(stage.marks.node) or key == Qt.Key.Key_Down)


def press(stage, event) -> bool:
    """Act on a key; False leaves it to others."""
    if not mine(stage, event):
        return False
    key, hand = event.key(), stage.weight_editing
    if key == Qt.Key.Key_Escape:
        _escape(stage)
    elif key == Qt.Key.Key_Space:
        # Held, it drags the network; let go without a drag, it plays.
        stage.hand.space = stage.hand.space or ("" if event.isAutoRepeat() else "down")
    elif key == Qt.Key.Key_N:
        hand.choose(hand.first(stage.marks.node))
    elif key in SWITCHES:
        _switch(stage, key == Qt.Key.Key_O)
    elif hand.part is not None:
        _number(hand, event)
    elif key in ARROWS:
        found = neighbour(stage, *ARROWS[key])
        if found:
            stage.select(found)
    else:
        stage.opened.emit(stage.marks.node)
    return True


def release(stage, event) -> bool:
    """A key is let go; False leaves it to others."""
    if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
        return False
    plays, stage.hand.space = stage.hand.space == "down", ""
    if plays:
        stage.play_wanted.emit()
    return True


def _number(hand, event) -> None:
    """Keys on the number that is selected."""
    key, held = event.key(), event.modifiers()
    if key in ARROWS and held & Qt.KeyboardModifier.AltModifier:
        hand.step_aside(*ARROWS[key])
    elif key in STEPS:
        hand.nudge(STEPS[key], bool(held & Qt.KeyboardModifier.ShiftModifier))
    elif key in WALKS:
        hand.walk(WALKS[key])
    else:
        hand.card.edit()


def _switch(stage, off: bool) -> None:
    """Off or on with `off`, else frozen or learning."""
    commands, scene, ids = stage.commands, stage.scene, stage.selecting.ids
    nodes = [commands.network.node(id) for id in commands.folding.whole(ids)]
    if stage.weight_editing.unit is not None:
        id, unit = stage.weight_editing.unit
        block = scene.blocks[id]
        if not off and not block.frozen:
            commands.several.freeze_unit(id, unit, unit not in block.held)
        elif off and not block.last and block.off != "all":
            commands.several.switch_unit(id, unit, unit in block.off)
    elif not off and any(scene.check.parameters.get(id) for id in ids):
        commands.several.freeze(ids, not all(scene.frozen(id) for id in ids))
    elif off and not any(scene.blocks[id].last for id in ids):
        commands.several.switch(ids, all(node.off == "all" for node in nodes))


def _escape(stage) -> None:
    """One level up: what is in the hand, then the number, then the selection."""
    if stage.drag.active:
        stage.drag.cancel()
    elif stage.hand.doing:
        stage.hand.cancel()
    elif stage.weight_editing.part is not None:
        stage.weight_editing.choose(None)
    elif not stage.sheets.escape():
        stage.select_link(None)


def neighbour(stage, dx: int, dy: int) -> str:
    """Where an arrow leads: along a link, or to the nearest block of the next row."""
    places, node = stage.scene.arrangement.places, stage.marks.node
    network = stage.scene.folding.network
    if node not in places:
        return stage.document.ports[0]
    if dx > 0:
        users = {user.id for user in consumers(network, node)}
        return next((id for id in places if id in users), "")
    if dx < 0:
        inputs = tuple(map(origin, network.node(node).inputs)) if node in network.places else ()
        return inputs[0] if inputs and inputs[0] in places else ""
    row = places[node].row + dy
    beside = [place for place in places.values() if place.row == row]
    nearest = min(beside, key=lambda place: abs(place.card.cx - places[node].card.cx), default=None)
    return nearest.id if nearest else ""
