"""Commands on several blocks at once: copy, cut, paste, groups; and switching units off or freezing them."""

from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication

from core.project import edits, fragments, masks
from core.project.nodes import origin
from core.text.errors import LayerlabError
from gui.canvas.input.network_edit import NetworkEdit
from gui.text.translation import counted, tr


class SeveralBlocks:
    """Commands that take a list of blocks, groups by the block that stands for them; and those by hand."""

    def __init__(self, edit: NetworkEdit):
        self._edit = edit

    def remove_all(self, ids) -> bool:
        """Delete blocks; the selection goes to what fed the first."""
        ids = self._edit.folding.whole(ids)
        first = self._edit.network.node(ids[0]) if ids else None
        if first is None:
            return False
        before = origin(first.inputs[0]) if first.inputs else self._edit.document.ports[0]
        text = tr("Delete {blocks}", blocks=self._edit.many(ids))
        if not self._edit.apply(lambda network: fragments.remove_all(network, ids), text):
            return False
        there = self._edit.network.node(before) or before in self._edit.document.ports
        self._edit.selection.select(before if there else "")
        return True

    def copy(self, ids) -> bool:
        """Put blocks on the clipboard as text."""
        nodes = fragments.copied(self._edit.network, self._edit.folding.whole(ids))
        if nodes:
            QGuiApplication.clipboard().setText(fragments.to_text(nodes))
        return bool(nodes)

    def cut(self, ids) -> bool:
        """Copy and delete."""
        return self.copy(ids) and self.remove_all(ids)

    def paste(self) -> tuple[str, ...]:
        """Put in what the clipboard holds, after the selection; the new ids."""
        try:
            nodes = fragments.from_text(QGuiApplication.clipboard().text())
        except LayerlabError as error:
            self._edit.refused.emit(str(error))
            return ()
        return self._put_in(nodes, self._edit.behind(), counted(len(nodes), "Paste {n} block", "Paste {n} blocks"))

    def duplicate_all(self, ids) -> tuple[str, ...]:
        """Copies of blocks after the last of them."""
        ids = self._edit.folding.whole(ids)
        nodes = fragments.copied(self._edit.network, ids)
        return self._put_in(nodes, ids[-1], tr("Duplicate {blocks}", blocks=self._edit.many(ids))) if nodes else ()

    def _put_in(self, nodes, after: str, text: str) -> tuple[str, ...]:
        before = {node.id for node in self._edit.network.nodes}
        ports = self._edit.document.ports
        if not self._edit.apply(lambda network: fragments.insert_fragment(network, nodes, after, ports)[0], text):
            return ()
        made = tuple(node.id for node in self._edit.network.nodes if node.id not in before)
        self._edit.made.emit(made)
        return made

    # ---- groups

    def collapse(self, ids, name: str = "") -> bool:
        """Draw blocks as one card."""
        ids = self._edit.folding.whole(ids)
        return self._edit.apply(lambda network: fragments.grouped(network, ids, name or str(tr("Group"))),
                          tr("Group {blocks}", blocks=self._edit.many(ids)))

    def collapse_repeats(self) -> bool:
        """Draw the longest run of repeated blocks as one card that says how often they repeat."""
        ids, times = fragments.repeats(self._edit.network)
        if not ids:
            self._edit.refused.emit(tr("No blocks repeat here; select some with Ctrl+click to group them."))
            return False
        pattern = [tr(self._edit.network.node(id).layer.short_name()) for id in ids[:len(ids) // times]]
        return self.collapse(ids, f"{times} × {' + '.join(dict.fromkeys(pattern))}")

    def expand(self, id: str) -> bool:
        """Draw the blocks of a group one by one again, selected."""
        ids = self._edit.folding.members.get(id, ())
        if not ids:
            return False
        group = self._edit.network.node(id).group
        done = self._edit.apply(lambda network: fragments.ungrouped(network, group), tr("Expand {group}", group=group))
        self._edit.made.emit(ids)
        return done

    def rename_group(self, id: str, name: str) -> bool:
        """Another name for a group."""
        group = self._edit.network.node(id).group
        return self._edit.apply(lambda network: fragments.renamed_group(network, group, name),
                          tr("Rename {group}", group=group))

    # ---- by hand

    def switch(self, ids, on: bool) -> bool:
        """Whole blocks off or on again."""
        def change(network):
            for id in self._edit.folding.whole(ids):
                network = masks.switched(network, id, None, on)
            return network
        text = "Switch {blocks} on" if on else "Switch {blocks} off"
        return self._edit.apply(change, tr(text, blocks=self._edit.many(ids)))

    def switch_unit(self, id: str, unit: int, on: bool) -> bool:
        """One unit, filter or channel off or on again."""
        text = "Switch unit {unit} of {block} on" if on else "Switch unit {unit} of {block} off"
        return self._edit.apply(lambda network: masks.switched(network, id, unit, on),
                          tr(text, unit=unit + 1, block=self._edit.name(id)))

    def freeze_unit(self, id: str, unit: int, frozen: bool) -> bool:
        """Hold the weights of one unit, filter or channel still, or let them learn again."""
        text = "Freeze unit {unit} of {block}" if frozen else "Let unit {unit} of {block} learn"
        return self._edit.apply(lambda network: masks.holding(network, id, unit, frozen),
                          tr(text, unit=unit + 1, block=self._edit.name(id)))

    def freeze(self, ids, frozen: bool) -> bool:
        """Hold the weights of blocks still, or let them learn again. Training goes on as it is."""
        def change(network):
            for id in self._edit.folding.whole(ids):
                id = network.node(id).owner
                network = masks.with_rate(network, id, 0.0 if frozen else 1.0)
                layer = network.node(id).layer
                if not frozen and not layer.trainable:
                    network = edits.replace_layer(network, id, replace(layer, trainable=True))
            return network
        text = "Freeze {blocks}" if frozen else "Let {blocks} learn"
        return self._edit.apply(change, tr(text, blocks=self._edit.many(ids)))
