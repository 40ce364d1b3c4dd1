"""The context menu of the canvas: the commands for the selection, so that the keyboard can do all the mouse can."""

from PySide6.QtWidgets import QInputDialog, QMenu

from core.project.nodes import origin
from gui.text.plain_text import plain, unmarked
from gui.text.translation import counted, tr
from gui.widgets.fix_button import offered

MOST_UNITS = 64
"""Units that are listed one by one in the menu."""

SWITCH_UNIT = "Switch unit {n} off", "Switch unit {n} on"
FREEZE_UNIT = "Freeze unit {n}", "Let unit {n} learn"
FREEZE_FILTER = "Freeze filter {n}", "Let filter {n} learn"
SWITCH_FILTER = "Switch filter {n} off", "Switch filter {n} on"
LISTED_UNIT = "Unit {n} off", "Unit {n} is off: on again"
LISTED_FILTER = "Filter {n} off", "Filter {n} is off: on again"
"""What an entry says of a unit that is on (that learns), and of one that is off (frozen)."""


def context_menu(view) -> QMenu:
    """The commands for what is selected; a link may be drawn by keyboard too."""
    menu, stage = QMenu(view), view.stage
    menu.setToolTipsVisible(True)
    if stage.marks.link:
        source, target = stage.marks.link
        between = menu.addAction(tr("Insert layer on this link…"))
        between.triggered.connect(lambda: stage.ask_layer(_slot(stage, source, target)))
        menu.addAction(view.delete_action)
        return menu
    ids, node = stage.selecting.ids, stage.marks.node
    if node and len(ids) < 2:
        _add_mend(menu, stage, node)
    menu.addAction(view.insert_action)
    if node and len(ids) < 2:
        menu.addAction(view.field_action)
        menu.addSeparator()
        _add_links(menu, view, node)
    if ids:
        if len(ids) == 1:
            for action in (view.duplicate_action, view.earlier_action, view.later_action):
                menu.addAction(action)
        menu.addSeparator()
        _add_by_hand(menu, stage, ids)
        if len(ids) == 1 and ids[0] not in stage.scene.folding.members:
            menu.addSeparator()
            _add_ends(menu, stage, ids[0])
        menu.addSeparator()
        _add_groups(menu, view, ids)
        menu.addSeparator()
        menu.addAction(view.cut_action)
        menu.addAction(view.copy_action)
    menu.addAction(view.paste_action)
    if ids:
        menu.addSeparator()
        menu.addAction(view.delete_action)
    return menu


def _slot(stage, source: str, target: str):
    return next((slot for slot in stage.scene.arrangement.slots if slot[:2] == (source, target)), None)


def _add_mend(menu: QMenu, stage, node: str) -> None:
    """What a block with a problem needs, first of all."""
    document = stage.document
    fix = next((fix for problem in document.check.of(node) if (fix := offered(document, problem))), None)
    if fix is not None:
        _add(menu, tr("Mend: {what}", what=unmarked(fix.text)), lambda: document.edit(fix.project, fix.text))
        menu.addSeparator()


def _add(menu: QMenu, text: str, do, tip: str = "") -> None:
    entry = menu.addAction(text)
    entry.setToolTip(plain(tip))
    entry.triggered.connect(lambda _=False: do())


def _key(stage, key: str, unit: tuple[str, int] | None = None) -> str:
    """The key beside an entry, where it would do the same: it means the unit of the chosen number, if there is one."""
    return f"\t{key}" if stage.weight_editing.unit == unit else ""


def _add_by_hand(menu: QMenu, stage, ids) -> None:
    """Freeze, switch off, the numbers of a block."""
    commands, network = stage.commands, stage.document.project.network
    whole = commands.folding.whole(ids)
    nodes = [network.node(id) for id in whole]
    if any(stage.document.check.parameters.get(id) for id in whole):
        frozen = all(stage.scene.frozen(id) for id in ids)
        _add(menu, (tr("Let the weights learn") if frozen else tr("Freeze the weights")) + _key(stage, "F"),
             lambda: commands.several.freeze(ids, not frozen), tr("Frozen weights stay as they are while others learn"))
    if len(nodes) == 1:
        _add_unit(menu, stage, nodes[0])
    if not any(node.id in network.answers for node in nodes):
        off = all(node.off == "all" for node in nodes)
        words = (counted(len(nodes), "Switch the layer on", "Switch the layers on") if off
                 else counted(len(nodes), "Switch the layer off", "Switch the layers off"))
        _add(menu, words + _key(stage, "O"), lambda: commands.several.switch(ids, off),
             tr("Off gives zero for every sample"))
        if len(nodes) == 1 and not off:
            _add_units(menu, stage, nodes[0])
    if len(ids) == 1 and (first := stage.weight_editing.first(ids[0])) is not None:
        _add(menu, tr("Weights by hand") + "\tN", lambda: stage.weight_editing.choose(first),
             tr("Look at single weights and change them"))


def _add_ends(menu: QMenu, stage, id: str) -> None:
    """Shared weights, and whether the block answers."""
    commands, node = stage.commands, stage.document.project.network.node(id)
    if node.shares:
        _add(menu, tr("Own weights again"), lambda: commands.own_weights(id),
             tr("The block no longer computes with the weights of another one"))
    if stage.document.check.parameters.get(node.owner):
        _add(menu, tr("Twin that shares the weights"), lambda: commands.twin(id),
             tr("One more block that computes with the same weights, for what comes in elsewhere"))
    answers = stage.document.project.network.answers
    if id not in answers:
        _add(menu, tr("Make this an output"), lambda: commands.set_output(id, True),
             tr("Its values are answers: a loss may judge them"))
    elif len(answers) > 1:
        _add(menu, tr("No output any more"), lambda: commands.set_output(id, False))


def _add_unit(menu: QMenu, stage, node) -> None:
    """What can be done with the unit under the pointer, or with that of the chosen number."""
    block, commands = stage.scene.blocks.get(node.id), stage.commands
    if stage.unit is None or stage.unit[0] != node.id or block is None or not block.shape:
        return
    unit, filters = stage.unit[1], block.type.is_picture
    if node.off != "all" and not block.last:
        on = unit in node.off
        _add(menu, tr((SWITCH_FILTER if filters else SWITCH_UNIT)[on], n=unit + 1) + _key(stage, "O", stage.unit),
             lambda: commands.several.switch_unit(node.id, unit, on))
    if node.id in stage.scene.arrays and not block.frozen:
        held = unit in node.held
        _add(menu, tr((FREEZE_FILTER if filters else FREEZE_UNIT)[held], n=unit + 1) + _key(stage, "F", stage.unit),
             lambda: commands.several.freeze_unit(node.id, unit, not held),
             tr("Its weights stay as they are while others learn"))
    menu.addSeparator()


def _add_units(menu: QMenu, stage, node) -> None:
    """The units of a block in a list."""
    block = stage.scene.blocks.get(node.id)
    if block is None or not block.shape:
        return
    filters, commands = block.type.is_picture, stage.commands
    listed = menu.addMenu(tr("Switch single filters") if filters else tr("Switch single units"))
    for unit in range(min(block.shape[-1], MOST_UNITS)):
        on = unit in node.off
        _add(listed, tr((LISTED_FILTER if filters else LISTED_UNIT)[on], n=unit + 1),
             lambda unit=unit, on=on: commands.several.switch_unit(node.id, unit, on))


def _add_groups(menu: QMenu, view, ids) -> None:
    stage, commands = view.stage, view.commands
    groups = [id for id in ids if id in stage.scene.folding.members]
    if len(ids) > 1:
        menu.addAction(view.group_action)
    elif not groups:
        _add(menu, tr("Group repeated blocks"), commands.several.collapse_repeats,
             tr("The longest run that repeats, as one card"))
    if len(ids) == 1 and groups:
        menu.addAction(view.expand_action)
        _add(menu, tr("Rename group…"), lambda: _rename(view, groups[0]))


def _rename(view, id: str) -> None:
    name, kept = QInputDialog.getText(view.window(), tr("Rename the group"), tr("Name"), text=view.commands.name(id))
    if kept and name.strip():
        view.commands.several.rename_group(id, name)


def _add_links(menu: QMenu, view, node: str) -> None:
    """Link to each block; what cannot be is grey, with its reason as a tooltip. Links that may go, to remove."""
    commands, stage = view.commands, view.stage
    links = menu.addMenu(tr("Link to"))
    links.setToolTipsVisible(True)
    _list_targets(links, stage, node)
    block = stage.scene.folding.network.node(node)
    for further in block.layer.further if block is not None and node not in stage.scene.folding.members else ():
        more = menu.addMenu(tr("Link {output} to", output=tr(further)))
        more.setToolTipsVisible(True)
        _list_targets(more, stage, f"{node}.{further}")
    for source in block.inputs if block is not None and len(block.inputs) > 1 else ():
        entry = menu.addAction(tr("Remove the link from {block}", block=commands.name(source)))
        entry.triggered.connect(lambda _=False, source=source: commands.unlink(source, node))


def _list_targets(links: QMenu, stage, source: str) -> None:
    """Every block that a link may lead to from `source`, the others grey."""
    commands = stage.commands
    for id in stage.scene.blocks:
        if id == origin(source) or id in stage.document.ports:
            continue
        name = commands.name(id)
        entry = links.addAction(unmarked(name[:1].upper() + name[1:]))
        reason = commands.refusal(source, id)
        entry.setEnabled(not reason)
        entry.setToolTip(plain(reason))
        entry.triggered.connect(lambda _=False, target=id: commands.link(source, target))
    links.setEnabled(any(entry.isEnabled() for entry in links.actions()))
