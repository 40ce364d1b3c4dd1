"""Amounts that are brought to another scale by constants, as a normalisation whose figures stay as they are."""

import numpy as np
from msgspec import Struct

from core.declare.registry import LAYERS
from core.importing.onnx.graph import GraphPiece, OnnxGraph
from core.importing.onnx.views import CanonicalNode, FileArray, SeenValue

SHIFTS, FACTORS = ("Add", "Sub"), ("Mul", "Div")


class Affine(Struct, frozen=True):
    """(x − mean) · factor + offset, each of the shape of a sample of x."""

    source: str
    piece: GraphPiece
    shape: tuple[int, ...]
    mean: np.ndarray
    factor: np.ndarray
    offset: np.ndarray

    @classmethod
    def at(cls, head: CanonicalNode, graph: OnnxGraph, blocks, types) -> "Affine | None":
        """The row of such nodes that begins with one; None where it does not."""
        first = _taken(head)
        if first is None or first[0].order or first[0].value not in blocks:
            return None
        source = first[0].value
        shape = types[blocks[source]].shape
        mean, factor, offset = np.zeros(shape), np.ones(shape), np.zeros(shape)
        nodes: list[CanonicalNode] = []
        node: CanonicalNode | None = head
        value = source
        while node is not None and (taken := _taken(node)) is not None and taken[0] == SeenValue(value):
            number = _over(taken[1], shape)
            if number is None:
                break
            if node.kind in SHIFTS:
                by = number if node.kind == "Add" else -number
                mean, offset = (mean - by, offset) if (factor == 1).all() and not offset.any() else (mean, offset + by)
            else:
                by = number if node.kind == "Mul" else 1 / number
                factor, offset = factor * by, offset * by
            nodes.append(node)
            value = node.outputs[0]
            users = graph.users.get(value, ())
            node = users[0] if len(users) == 1 and not graph.is_answer(value) else None
        if not nodes or not shape:
            return None
        return cls(source, GraphPiece(value, tuple(nodes), (), {}), shape, mean, factor, offset)

    @property
    def layer(self):
        """The layer that computes it."""
        return LAYERS["BatchNormalization"](trainable=False)

    @property
    def by_feature(self) -> bool:
        """Whether all places of one feature or channel have the same figures."""
        return all((rows == rows[0]).all() for rows in (one.reshape(-1, self.shape[-1]) for one in (
            self.mean, self.factor, self.offset)))

    def weights(self, features: int) -> dict[str, np.ndarray]:
        """The layer's arrays for so many features: those of the last axis, or all numbers of a sample."""
        found = {"gamma": self.factor, "beta": self.offset, "moving_mean": self.mean,
                 "moving_variance": np.full(self.shape, 1 - self.layer.epsilon)}
        with np.errstate(over="ignore"):
            return {name: array.ravel()[:features].astype(np.float32) for name, array in found.items()}


def _taken(node: CanonicalNode) -> tuple[SeenValue, np.ndarray] | None:
    """The value and the constant of such a node."""
    if node.kind not in (*SHIFTS, *FACTORS) or len(node.operands) != 2:
        return None
    one, other = node.operands
    if isinstance(one, SeenValue) and isinstance(other, FileArray):
        return one, other.array
    swaps = node.kind in ("Add", "Mul")
    return (other, one.array) if swaps and isinstance(one, FileArray) and isinstance(other, SeenValue) else None


def _over(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    """A constant over all of a sample; None where it does not lie so."""
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        return None
    while array.ndim > len(shape) and array.shape[0] == 1:
        array = array[0]
    try:
        return np.broadcast_to(array.astype(np.float64), shape)
    except ValueError:
        return None
