"""The keyboard on the canvas, and the context menu: everything that the mouse can do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from core.edits import consumers
from core.spec import INPUT

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


def mine(stage, event) -> bool:
    """Whether a key belongs to the canvas rather than to a shortcut of the window."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    key = event.key()
    busy = stage.hand.doing or stage.drag.active
    if key == Qt.Key.Key_Escape:
        return bool(busy or stage.marks.link or stage.selection.node)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return bool(stage.marks.node)
    return key in ARROWS and (bool(stage.marks.node) or key == Qt.Key.Key_Down)


def press(stage, event) -> bool:
    """Act on a key; False leaves it to others."""
    if not mine(stage, event):
        return False
    key = event.key()
    if key == Qt.Key.Key_Escape:
        _escape(stage)
    elif key in ARROWS:
        found = neighbour(stage, *ARROWS[key])
        if found:
            stage.select(found)
    else:
        stage.opened.emit(stage.marks.node)
    return True


def _escape(stage) -> None:
    """One level up: what is in the hand, then the selection."""
    if stage.drag.active:
        stage.drag.cancel()
    elif stage.hand.doing:
        stage.hand.cancel()
    else:
        stage.select_link(None)


def neighbour(stage, dx: int, dy: int) -> str:
    """Where an arrow leads: along a link, or to the nearest block of the next row."""
    places, node = stage.scene.arrangement.places, stage.marks.node
    network = stage.document.project.network
    if node not in places:
        return INPUT
    if dx > 0:
        users = {user.id for user in consumers(network, node)}
        return next((id for id in places if id in users), "")
    if dx < 0:
        inputs = network.node(node).inputs if node != INPUT else ()
        return inputs[0] if inputs and inputs[0] in places else ""
    row = places[node].row + dy
    beside = [place for place in places.values() if place.row == row]
    nearest = min(beside, key=lambda place: abs(place.card.cx - places[node].card.cx), default=None)
    return nearest.id if nearest else ""


def context_menu(view) -> QMenu:
    """The commands for what is selected; a link may be drawn by keyboard too."""
    menu, stage, node = QMenu(view), view.stage, view.stage.marks.node
    menu.setToolTipsVisible(True)
    if stage.marks.link:
        source, target = stage.marks.link
        between = menu.addAction("Insert layer on this link…")
        between.triggered.connect(lambda: stage.ask_layer(_slot(stage, source, target)))
        menu.addAction(view.delete_action)
        return menu
    menu.addAction(view.insert_action)
    if node:
        menu.addAction(view.field_action)
        menu.addSeparator()
        _add_links(menu, view, node)
    if node and node != INPUT:
        for action in (view.duplicate_action, view.earlier_action, view.later_action):
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(view.delete_action)
    return menu


def _slot(stage, source: str, target: str):
    return next((slot for slot in stage.scene.arrangement.slots if slot[:2] == (source, target)), None)


def _add_links(menu: QMenu, view, node: str) -> None:
    """Link to each block; what cannot be is grey, with its reason as a tooltip. Links that may go, to remove."""
    commands, stage = view.commands, view.stage
    links = menu.addMenu("Link to")
    links.setToolTipsVisible(True)
    for id in stage.scene.blocks:
        if id in (node, INPUT):
            continue
        name = commands.name(id)
        entry = links.addAction(name[:1].upper() + name[1:])
        reason = commands.refusal(node, id)
        entry.setEnabled(not reason)
        entry.setToolTip(reason)
        entry.triggered.connect(lambda _=False, target=id: commands.link(node, target))
    links.setEnabled(any(entry.isEnabled() for entry in links.actions()))
    block = view.document.project.network.node(node)
    for source in block.inputs if block is not None and len(block.inputs) > 1 else ():
        entry = menu.addAction(f"Remove the link from {commands.name(source)}")
        entry.triggered.connect(lambda _=False, source=source: commands.unlink(source, node))
