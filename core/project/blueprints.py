"""Groups of blocks that are put in as one: the parts of a transformer, made to fit the series before them."""

from typing import ClassVar

from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, Declared
from core.layers.base import shown
from core.ops.tensor_type import SERIES, TensorType
from core.project import block_order, edits, fragments
from core.project.nodes import INPUT, Network, Node, origin
from core.text.errors import LayerlabError
from core.text.messages import say

MOST_HEADS = 4
WIDER = 4
"""How many times as wide as the series the dense layer inside is, as in Vaswani et al. 2017."""


class Blueprint(Declared):
    """A group of blocks by its name. `group`, `icon` and the other facts are those of a layer in the palette."""

    group: ClassVar[str] = "Follow series"
    icon: ClassVar[str] = "attention"
    everyday: ClassVar[int] = 0
    weighs: ClassVar[bool] = True
    view: ClassVar[bool] = False
    causal: ClassVar[bool] = False
    """Whether a step sees no later one."""
    crosses: ClassVar[bool] = False
    """Whether it looks at another series too."""

    @classmethod
    def nodes(cls, features: int, name: str) -> tuple[Node, ...]:
        """Its blocks for a series of so many features, as a fragment: `input` stands for what comes in."""
        chain = GroupChain(name)
        chain.attention(features, cls.causal)
        if cls.crosses:
            chain.attention(features, False)
        before = chain.end
        chain.add("LayerNormalization")
        chain.add("Dense", units=WIDER * features, activation=ACTIVATIONS["GELU"]())
        chain.add("Dense", units=features)
        chain.add("Add", before)
        return tuple(chain.nodes)


class TransformerBlock(Blueprint):
    """Attention that never looks ahead, then two dense layers at every step, round skip links: the block of a GPT."""

    title, short, causal = "Transformer block", "GPTblock", True


class TransformerEncoder(Blueprint):
    """Attention to all steps, then two dense layers at every step, round skip links: reads a series as a whole."""

    title, short = "Transformer encoder", "Encoder"


class TransformerDecoder(Blueprint):
    """Attention that never looks ahead, attention to the series of an encoder, then two dense layers at every step."""

    title, short, causal, crosses = "Transformer decoder", "Decoder", True, True


BLUEPRINTS: dict[str, type[Blueprint]] = {one.__name__: one for one in (TransformerBlock, TransformerEncoder,
                                                                      TransformerDecoder)}


class GroupChain:
    """Blocks one after the other, all of one group."""

    def __init__(self, group: str):
        self.nodes: list[Node] = []
        self.group, self.end = group, INPUT

    def add(self, kind: str, *more: str, **facts) -> str:
        """One more block after the last, with further inputs."""
        self.nodes.append(Node(f"b{len(self.nodes)}", LAYERS[kind](**facts), (self.end, *more), group=self.group))
        self.end = self.nodes[-1].id
        return self.end

    def attention(self, features: int, causal: bool) -> None:
        """A normalisation, attention and the skip link round both."""
        before, heads = self.end, next(heads for heads in range(MOST_HEADS, 0, -1) if features % heads == 0)
        self.add("LayerNormalization")
        self.add("MultiHeadAttention", num_heads=heads, key_dim=features // heads, use_causal_mask=causal)
        self.add("Add", before)


def inserted(network: Network, blueprint: type[Blueprint], source: str, target: str, types: dict[str, TensorType],
             ports: tuple[str, ...]) -> tuple[Network, tuple[str, ...]]:
    """The network with a group after `source`, onto its link to `target` or else to the next block, and the ids of the
    new blocks. A group that looks at another series takes the last one that is computed before it on another way.

    LayerlabError with one sentence where no series of numbers comes out of `source`.
    """
    found = types.get(source)
    name, comes = say(blueprint.shown_name()), shown(found.shape) if found else say("nothing yet")
    if found is None or found.axes != SERIES or found.is_tokens:
        raise LayerlabError(say("{group} needs a row of numbers for each moment, such as an Embedding gives; here "
                                "comes {shape}.", group=name, shape=comes))
    made, ids = fragments.insert_fragment(network, blueprint.nodes(found.shape[-1], name), source, ports, target)
    other = _other_series(network, source, types) if blueprint.crosses else ""
    if other:
        crossing = [node.id for node in made.nodes if node.id in ids and node.layer.attends][-1]
        made = edits.in_order(replace(made, nodes=tuple(
            replace(node, inputs=(*node.inputs, other)) if node.id == crossing else node for node in made.nodes)))
    return made, ids


def _other_series(network: Network, source: str, types: dict[str, TensorType]) -> str:
    """The last block with a series of numbers that neither feeds `source` nor is fed by it; "" where there is none."""
    near = {source, *block_order.behind((source,), network.users)}
    fed = {source}
    for node in reversed(network.nodes):
        if node.id in fed:
            fed.update(map(origin, node.inputs))
    return next((node.id for node in reversed(network.nodes) if node.id not in near | fed and node.id in types
                 and types[node.id].axes == SERIES and not types[node.id].is_tokens), "")
