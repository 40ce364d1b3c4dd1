"""Edits of a network with several ends: blocks that share weights, and blocks whose values are answers."""

from collections.abc import Mapping

from msgspec.structs import replace

from core.ops.tensor_type import TensorType
from core.project import edits
from core.project.spec import Network, Node
from core.text.errors import LayerlabError
from core.text.messages import say


def twins(network: Network, id: str) -> tuple[str, ...]:
    """The other blocks that compute with the same weights, the one that owns them first."""
    node = network.node(id)
    if node is None:
        return ()
    owner = node.owner
    found = (owner, *network.sharers.get(owner, ()))
    return tuple(other for other in found if other != id and network.node(other) is not None)


def with_twin(network: Network, id: str, types: Mapping[str, TensorType]) -> Network:
    """With one more block that computes with the weights of `id`. It reads an input of the data of the same kind that
    nothing reads yet, where there is one, and else what the block itself reads. `types` is `Check.types`."""
    node = network.node(id)
    if node is None or id not in types:
        raise LayerlabError(say("Only a block that can compute has a twin."))
    free = [name for name in types if name not in network.places and "." not in name and name not in network.sources]
    inputs = tuple(next((port for port in free if types[port] == types.get(source)), source) for source in node.inputs)
    made = Node(edits.new_id(network, node.layer), node.layer, inputs, node.owner)
    return edits.grown(network, network.places[id] + 1, (made,))


def parted(network: Network, id: str) -> Network:
    """The block owns its weights again, with the layer that it had."""
    return replace(network, nodes=tuple(replace(node, shares="") if node.id == id else node for node in network.nodes))


def with_output(network: Network, id: str, on: bool) -> Network:
    """A block whose values are answers, or no longer; one answer stays."""
    found = (*network.answers, id) if on else tuple(other for other in network.answers if other != id)
    found = tuple(dict.fromkeys(found))
    if not found:
        raise LayerlabError(say("A network needs an output; mark another block first."))
    last = tuple(node.id for node in network.nodes[-1:])
    return replace(network, outputs=() if found == last else found)
