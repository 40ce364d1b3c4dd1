"""An edit of the network under the hands of a person: what it is made of, how it is said, where it goes."""

from PySide6.QtCore import QObject, Signal

from core.project.spec import Network
from core.text.errors import LayerlabError
from gui.canvas.arrange.groups import Folding, folded
from gui.drawing.block_names import spoken
from gui.text.translation import tr


class NetworkEdit(QObject):
    """What all commands of the canvas have in common: the network, its groups, and one way to change it. `refused`
    carries the sentence why something cannot be, `made` the ids of several blocks that are new or were uncovered."""

    refused = Signal(str)
    made = Signal(tuple)

    def __init__(self, document, selection, parent=None):
        super().__init__(parent)
        self.document, self.selection = document, selection

    @property
    def network(self) -> Network:
        """The network under edit."""
        return self.document.project.network

    @property
    def folding(self) -> Folding:
        """The network as the canvas draws it."""
        return folded(self.network, self.document.check)

    def apply(self, make, text: str) -> bool:
        """Replace the network by `make(network)` as one undoable step with this name; False where it refuses, or
        where nothing changes."""
        before = self.network
        try:
            after = make(before)
        except LayerlabError as error:
            self.refused.emit(str(error))
            return False
        self.document.edit_network(after, text)
        return after != before

    def behind(self) -> str:
        """Where something new goes: after the selection, else after the last block."""
        node = self.selection.node
        if node:
            known = node in self.document.ports or self.network.node(node) is not None
            return node if known else self.document.ports[0]
        return self.network.nodes[-1].id if self.network.nodes else self.document.ports[0]

    def name(self, id: str) -> str:
        """A block as a person names it; a further output of it with its name after."""
        id, _, further = id.partition(".")
        if further:
            return tr("{block}, {output}", block=self.name(id), output=tr(further))
        node = self.network.node(id)
        return node.group if node is not None and node.group and id in self.folding.members else spoken(
            self.network, id)

    def many(self, ids) -> str:
        """One block by its name, several by their count."""
        return self.name(ids[0]) if len(ids) == 1 else tr("{n} blocks", n=len(ids))
