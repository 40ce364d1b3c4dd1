"""The commands of the canvas, each one undoable step with a clear name. Mouse, keys, menu and palette call these."""

from core.declare.registry import LAYERS
from core.project import blueprints, edits, fitting, fragments, sharing
from core.text.errors import LayerlabError
from gui.canvas.arrange.choose_picture import display_order
from gui.canvas.input.network_edit import NetworkEdit
from gui.canvas.input.several_blocks import SeveralBlocks
from gui.text.translation import tr


class CanvasCommands:
    """Acts on the document and moves the selection along; `several` has what takes a list of blocks. For signals see
    `NetworkEdit`."""

    def __init__(self, document, selection, parent=None):
        self.edit = NetworkEdit(document, selection, parent)
        self.several = SeveralBlocks(self.edit)
        self.document, self.selection = document, selection
        self.refused, self.made, self.name = self.edit.refused, self.edit.made, self.edit.name

    @property
    def network(self):
        """The network under edit."""
        return self.edit.network

    @property
    def folding(self):
        """The network as the canvas draws it."""
        return self.edit.folding

    def insert(self, kind: str, source: str | None = None, target: str = "") -> str:
        """A new layer, or a group of blocks, onto the link from `source` to `target`. Where nothing is named it comes
        after the selection, but in front of the block that answers, which would be wrong as soon as something
        followed."""
        if source is None:
            source = self.edit.behind()
            if fitting.is_answer(self.document.project, source) and len(self.network.node(source).inputs) == 1:
                source, target = self.network.node(source).inputs[0], source
        elif target:
            source, target = self.folding.real_link(self.network, source, target)
        if kind in blueprints.BLUEPRINTS:
            return self._insert_group(blueprints.BLUEPRINTS[kind], source, target)
        layer, before = LAYERS[kind](), {node.id for node in self.network.nodes}

        def make(network):
            if target and source in network.node(target).inputs:
                return edits.insert_on_link(network, layer, source, target)
            return edits.insert_layer(network, layer, source, self.document.ports)
        try:
            network = make(self.network)
        except LayerlabError as error:
            self.refused.emit(str(error))
            return ""
        made = next(node.id for node in network.nodes if node.id not in before)
        self.document.edit(fitting.with_layer(self.document.project, network, made),
                           tr("Add {layer}", layer=tr(layer.shown_name())))
        self.selection.select(made)
        return made

    def _insert_group(self, blueprint, source: str, target: str) -> str:
        """A group of blocks as one card, selected."""
        ids: tuple[str, ...] = ()

        def make(network):
            nonlocal ids
            made, ids = blueprints.inserted(network, blueprint, source, target, self.document.check.types,
                                            self.document.ports)
            return made
        if not self.edit.apply(make, tr("Add {layer}", layer=tr(blueprint.shown_name()))):
            return ""
        shown = next(id for id, members in self.folding.members.items() if ids[0] in members)
        self.selection.select(shown)
        return shown

    def remove(self, id: str) -> bool:
        """Delete a block; the selection goes to the one before it."""
        return self.several.remove_all([id])

    def duplicate(self, id: str) -> str:
        """A copy after a block, selected."""
        if id in self.folding.members:
            return next(reversed(self.several.duplicate_all([id])), "")
        before = {node.id for node in self.network.nodes}
        if self.network.node(id) is None or not self.edit.apply(lambda network: edits.duplicate(network, id),
                                                           tr("Duplicate {blocks}", blocks=self.name(id))):
            return ""
        made = next(node.id for node in self.network.nodes if node.id not in before)
        self.selection.select(made)
        return made

    def move(self, id: str, source: str, target: str = "") -> bool:
        """Move a block, or all blocks of a group, onto the link from `source` to `target`."""
        if id in (source, target):
            return False
        folding = self.folding
        if target:
            source, target = folding.real_link(self.network, source, target)
        together = folding.members.get(id)

        def change(network):
            if together:
                return fragments.moved(network, together, source, target, self.document.ports)
            return edits.move(network, id, source, target, self.document.ports)
        return self.edit.apply(change, tr("Move {block}", block=self.name(id)))

    def shift(self, id: str, step: int) -> bool:
        """Move a block one place forward or back among its neighbours."""
        folding = self.folding
        order = list(display_order(folding.network, folding.check))
        rest = [other for other in order if other != id]
        if id not in order or self.network.node(id) is None:
            return False
        place = order.index(id) + step
        if not 1 <= place <= len(rest):
            return False
        return self.move(id, rest[place - 1])

    def link(self, source: str, target: str) -> bool:
        """A link from one block to another, with a join where one is needed."""
        types = self.document.check.types
        text = tr("Link {source} to {target}", source=self.name(source), target=self.name(target))
        return self.edit.apply(lambda network: edits.connect(network, source, target, types), text)

    def unlink(self, source: str, target: str) -> bool:
        """Take a link away."""
        if "." not in source:
            source, target = self.folding.real_link(self.network, source, target)
        text = tr("Delete the link from {source} to {target}", source=self.name(source), target=self.name(target))
        return self.edit.apply(lambda network: edits.disconnect(network, source, target), text)

    def refusal(self, source: str, target: str) -> str:
        """Why a link cannot be; empty where it can."""
        if target in self.document.ports:
            return tr("The data takes no links: it is where the network begins.")
        if target in self.folding.members:
            return tr("This is a group; expand it to link to one of its blocks.")
        return edits.link_refusal(self.network, source, target, self.document.check.types)

    # ---- shared weights and outputs

    def twin(self, id: str) -> str:
        """One more block with the weights of this one, selected."""
        before = {node.id for node in self.network.nodes}
        if not self.edit.apply(lambda network: sharing.with_twin(network, id, self.document.check.types),
                               tr("Twin of {block}", block=self.name(id))):
            return ""
        made = next(node.id for node in self.network.nodes if node.id not in before)
        self.selection.select(made)
        return made

    def own_weights(self, id: str) -> bool:
        """A block that shared weights has its own again."""
        return self.edit.apply(lambda network: sharing.parted(network, id),
                               tr("Own weights for {block}", block=self.name(id)))

    def set_output(self, id: str, on: bool) -> bool:
        """A block answers, or no longer."""
        text = "Make {block} an output" if on else "{block} is no output any more"
        return self.edit.apply(lambda network: sharing.with_output(network, id, on), tr(text, block=self.name(id)))
