"""What a file writes in another way than the layers here: many nodes for one layer, or one number for what a block is.

Each takes the walk over the file and a node, and says whether it knew what begins with it.
"""

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS
from core.importing.onnx.affine import Affine
from core.importing.onnx.attention import attention_at
from core.importing.onnx.sizes import fold
from core.importing.onnx.views import CanonicalNode, FileArray, SeenValue
from core.project.nodes import Node
from core.text.errors import ShapeError
from core.text.messages import say


def attention(walk, head: CanonicalNode) -> bool:
    """Attention, however it is laid out."""
    found = attention_at(head, walk.graph, {value: walk.types[block].shape for value, block in walk.blocks.items()})
    if found is None:
        return False
    id = walk.free(head, found.layer)
    sources = tuple(walk.blocks[value] for value in found.sources)
    walk.nodes[id] = Node(id, found.layer, sources)
    walk.arrays[id] = found.arrays
    for name, array in found.weights.items():
        walk.weights[f"{id}.{name}"] = array
    walk.graph.take(found.piece)
    walk.graph.give_order(found.piece.value, found.order)
    walk.graph.drop_unused()
    walk.call(found.piece.value, id, found.layer.output_type(*(walk.types[one] for one in sources)))
    return True


def sizes(walk, head: CanonicalNode) -> bool:
    """Sizes that are worked out from those of a block: they are known here."""
    if head.kind != "Shape" or head.operands[0].value not in walk.blocks:
        return False
    fold(walk.graph, head, walk.types[walk.blocks[head.operands[0].value]].shape)
    return True


def one_step(walk, head: CanonicalNode) -> bool:
    """The last or the first step of a series: what a recurrent layer holds at the end that keeps no memory."""
    if head.kind != "Gather" or not isinstance(head.operands[0], SeenValue) or not isinstance(
            head.operands[1], FileArray) or head.operands[1].array.size != 1:
        return False
    view, place = head.operands[0], int(head.operands[1].array.ravel()[0])
    axis = head.attributes.get("axis", 0)
    block = walk.blocks.get(view.value)
    if block is None or not isinstance(axis, int) or (view.order[axis] if view.order else axis) != 1 or len(
            walk.types[block].shape) != 2 or view.order not in ((), (1, 0, 2)):
        return False
    steps, features = walk.types[block].shape
    if place % steps not in (0, steps - 1):
        return False
    layer = LAYERS["SimpleRNN"](units=features, activation=ACTIVATIONS["Linear"](), use_bias=False, trainable=False,
                                go_backwards=place % steps == 0 and steps > 1)
    id = walk.free(head, layer)
    walk.nodes[id] = Node(id, layer, (block,))
    walk.arrays[id] = ()
    walk.weights |= {f"{id}.kernel": np.eye(features, dtype=np.float32),
                     f"{id}.recurrent_kernel": np.zeros((features, features), np.float32)}
    walk.graph.note(say("One step of a series is picked by {name}, a recurrent layer without memory.", name=id))
    walk.graph.take(walk.graph.piece_of(head))
    walk.call(head.outputs[0], id, layer.output_type(walk.types[block]))
    return True


def off(walk, head: CanonicalNode) -> bool:
    """Units that are switched off by hand: a product with ones and zeros after a block."""
    constants = [one for one in head.operands if isinstance(one, FileArray)]
    views = [one for one in head.operands if isinstance(one, SeenValue)]
    if head.kind != "Mul" or len(constants) != 1 or len(views) != 1 or views[0].order:
        return False
    mask, block = constants[0].array, walk.blocks.get(views[0].value, "")
    node = walk.nodes.get(block)
    if node is None or mask.ndim != 1 or mask.shape != walk.types[block].shape[-1:] or not np.isin(
            mask, (0, 1)).all() or walk.graph.is_answer(head.outputs[0]):
        return False
    piece = walk.graph.piece_of(head)
    if not walk.alone(block, piece):
        return False
    places = tuple(np.flatnonzero(mask == 0).tolist())
    walk.nodes[block] = replace(node, off="all" if len(places) == mask.size else places)
    walk.graph.take(piece)
    walk.call(head.outputs[0], block, walk.types[block])
    return True

def affine(walk, head: CanonicalNode) -> bool:
    """Amounts brought to another scale, as raw inputs and answers are: a normalisation whose figures stay."""
    found = Affine.at(head, walk.graph, walk.blocks, walk.types)
    if found is None or not all(np.isfinite(one).all() for one in found.weights(found.mean.size).values()):
        return False
    source, shape = walk.blocks[found.source], found.shape
    rows = [found.layer] if found.by_feature else [LAYERS["Flatten"](), found.layer,
                                                   LAYERS["Reshape"](target_shape=shape)]
    ids: list[str] = []
    type_ = walk.types[source]
    for layer in rows if len(shape) > 1 or found.by_feature else [found.layer]:
        try:
            type_ = layer.output_type(type_)
        except ShapeError:
            return False
        id = walk.free(head, layer)
        walk.nodes[id] = Node(id, layer, (ids[-1] if ids else source,))
        walk.arrays[id], walk.types[id] = (), type_
        for name, array in (found.weights(type_.shape[-1]).items() if layer == found.layer else ()):
            walk.weights[f"{id}.{name}"] = array
        ids.append(id)
    walk.graph.take(found.piece)
    walk.call(found.piece.value, ids[-1], type_)
    return True


OTHERS = (off, sizes, one_step, affine)
"""What is tried where no layer computes a node."""
