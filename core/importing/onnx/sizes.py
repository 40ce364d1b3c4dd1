"""Sizes that a file works out while it runs: here they are known when it is read, but for the number of samples."""

import numpy as np

from core.importing.onnx.arithmetic import ODD, computed
from core.importing.onnx.graph import OnnxGraph
from core.importing.onnx.views import CanonicalNode, FileArray, SeenValue

SAMPLES = 1_000_003
"""Stands for the number of samples: no size of a network is a multiple of it."""


def fold(graph: OnnxGraph, head: CanonicalNode, shape: tuple[int, ...]) -> None:
    """Work out what follows from the sizes of a value with samples of this shape, and forget the nodes."""
    view = head.operands[0]
    sizes = np.array([SAMPLES, *shape])[list(view.order or range(len(shape) + 1))]
    start, end = (head.attributes.get(name) for name in ("start", "end"))
    known = {head.outputs[0]: sizes[start:end]}
    for node in list(graph.left.values()):
        views = [one for one in node.operands if isinstance(one, SeenValue)]
        if node is not head and views and all(one.value in known and not one.order for one in views):
            try:
                known |= computed([node], known, {})
            except ODD:
                continue
    for node in list(graph.left.values()):
        if node is not head and node.outputs[0] not in known and any(
                isinstance(one, SeenValue) and one.value in known for one in node.operands):
            graph.put_sizes(node, tuple(FileArray("", _plain(known[one.value])) if isinstance(
                one, SeenValue) and one.value in known else one for one in node.operands))
    graph.left.pop(id(head), None)
    graph.drop_unused()


def _plain(sizes: np.ndarray) -> np.ndarray:
    """Sizes with -1 for what hangs on the number of samples."""
    return np.where(sizes % SAMPLES == 0, np.where(sizes == 0, 0, -1), sizes) if sizes.dtype.kind in "iu" else sizes
