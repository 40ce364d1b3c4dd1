"""Attention in an ONNX file, however it is written: queries, keys and values in one product or in three, the heads
before or after the batch, a mask that is worked out on the way.

What is asked is not how the nodes are laid out but what they compute. Queries, keys and values are linear in what goes
in, and the answer is linear in what the heads found; so each kernel is read off by feeding in units. Whether the whole
is attention is then tried on drawn numbers, against the formula of the layer.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct

from core.declare.registry import LAYERS
from core.importing.onnx.arithmetic import MOST_NUMBERS, ODD, computed, seen
from core.importing.onnx.graph import GraphPiece, OnnxGraph
from core.importing.onnx.reach import after, closed
from core.importing.onnx.views import CanonicalNode, FileArray, Order, SeenValue, composed
from core.layers.base import Layer

DRAWN = 3
"""Samples that are tried where the file takes any number of them."""
CLOSE = 1e-6
AHEAD, FAR = 200, 40
"""Nodes among which the weights of the steps are looked for, and after them the end of the layer."""
LAYOUTS: tuple[Order, ...] = ((0, 1, 2), (1, 0, 2))
"""The batch first, or the steps first."""
ROLES = ("query", "value", "key")


class Attention(Struct, frozen=True):
    """A piece that is attention: of which values, with which arrays, and how its answer lies in the file."""

    piece: GraphPiece
    sources: tuple[str, ...]
    layer: Layer
    weights: dict[str, np.ndarray]
    order: Order

    @property
    def arrays(self) -> tuple:
        """Which arrays of the file it computes with."""
        return tuple(("", (), one.name) for node in self.piece.nodes for one in node.operands
                     if isinstance(one, FileArray) and one.array.dtype.kind == "f" and one.array.size > 1)


def attention_at(head: CanonicalNode, graph: OnnxGraph, shapes: dict[str, tuple[int, ...]]) -> Attention | None:
    """The attention that begins with a node; None where there is none. `shapes` are those of a sample of each value
    that is known."""
    if "Softmax" not in graph.kinds:
        return None
    for weights in after(graph, head, "Softmax", AHEAD)[:1]:
        for product in after(graph, weights, "MatMul", FAR)[:1]:
            pieces = [piece for piece in closed(graph, product, shapes, FAR) if any(
                node is head for node in piece.nodes)]
            for last in (1, 0):  # a product for the answer is part of it, where there is one
                for piece in pieces:
                    try:
                        found = _Attempt(graph, piece, weights, product, shapes).found(last)
                    except ODD:
                        continue
                    if found is not None:
                        return found
    return None


class _Attempt:
    """One piece that may be attention."""

    def __init__(self, graph: OnnxGraph, piece: GraphPiece, weights: CanonicalNode, product: CanonicalNode, shapes):
        self.graph, self.piece, self.weights, self.product = graph, piece, weights, product
        self.samples = graph.samples or DRAWN
        self.shapes = {leaf: shapes[leaf] for leaf in piece.leaves}
        self.makers = {value: node for node in piece.nodes for value in node.outputs}
        self.random = np.random.default_rng(5)
        if any(len(one) != 2 or self.samples * one[0] * one[1] > MOST_NUMBERS // 8 for one in self.shapes.values()):
            raise ValueError

    def found(self, last: int) -> Attention | None:
        """The layer and its arrays, where it is attention with so many products behind what the heads found."""
        if not 1 <= len(self.shapes) <= len(ROLES) or self._products(SeenValue(self.piece.value),
                                                                     self.product) != last:
            return None
        scores = next(iter(self.before(self.weights.operands[0])), None)
        if scores is None:
            return None
        zero, drawn = self.run(self.inputs(0.0)), self.run(self.inputs(None))
        query, one = self.without_factor(scores.operands[0], drawn)
        key, other = self.without_factor(scores.operands[1], drawn)
        views = {"query": query, "value": self.product.operands[1], "key": key}
        if any(self._products(view) > 1 for view in views.values()):
            return None
        sources = {role: self.source(view, zero) for role, view in views.items()}
        size = seen(query, zero).shape[-1]
        arrays = {}
        for role, view in views.items():
            arrays[f"{role}_kernel"], arrays[f"{role}_bias"] = self.linear(
                lambda made, view=view, role=role: self.heads(seen(view, made), role), sources[role])
        factor = self.factor(scores, zero, drawn) * one * other * size ** 0.5
        if abs(factor - 1) > CLOSE:
            arrays["query_kernel"], arrays["query_bias"] = (factor * arrays[f"query_{what}"] for what in (
                "kernel", "bias"))
        for order in LAYOUTS:
            made = self.finished(arrays, sources, drawn, order)
            if made is not None:
                return made
        return None

    # ---- where things stand

    def before(self, view: Any) -> Iterator[CanonicalNode]:
        """Products of two values before a view, the nearest first."""
        waiting, met = [view], set()
        while waiting:
            one = waiting.pop(0)
            node = self.makers.get(one.value) if isinstance(one, SeenValue) else None
            if node is None or id(node) in met:
                continue
            met.add(id(node))
            if node.kind == "MatMul" and all(isinstance(each, SeenValue) for each in node.operands):
                yield node
            waiting += node.operands

    def behind(self) -> list[CanonicalNode]:
        """The nodes between what the heads found and the answer."""
        reached, found = set(self.product.outputs), []
        for node in self.piece.nodes:
            if any(isinstance(one, SeenValue) and one.value in reached for one in node.operands):
                reached.update(node.outputs)
                found.append(node)
        return found

    def _products(self, view: Any, end: CanonicalNode | None = None) -> int:
        """Products with arrays of the file between a view and what goes in, or a node."""
        waiting, met, count = [view], {id(end)}, 0
        while waiting:
            one = waiting.pop()
            node = self.makers.get(one.value) if isinstance(one, SeenValue) else None
            if node is not None and id(node) not in met and node.kind != "Shape":
                met.add(id(node))
                count += node.kind == "MatMul" and isinstance(node.operands[1], FileArray)
                waiting += node.operands
        return count

    def without_factor(self, view: Any, made) -> tuple[Any, float]:
        """What was multiplied by one number, and the number."""
        node = self.makers.get(view.value) if isinstance(view, SeenValue) else None
        if node is None or node.kind not in ("Mul", "Div"):
            return view, 1.0
        for x, by in (node.operands, node.operands[::-1]):
            number = by.array if isinstance(by, FileArray) else seen(by, made)
            if number.size == 1 and isinstance(x, SeenValue) and (node.kind == "Mul" or by is node.operands[1]):
                factor = float(number.ravel()[0])
                return SeenValue(x.value, composed(x.order, view.order)), factor if node.kind == "Mul" else 1 / factor
        return view, 1.0

    def source(self, view: Any, zero) -> str:
        """Which of the values that go in one is made of."""
        before = seen(view, zero)
        found = [leaf for leaf in self.shapes if not np.array_equal(before, seen(view, self.run(
            self.inputs(0.0, **{leaf: None}))))]
        one, = found
        return one

    # ---- numbers

    def inputs(self, number: float | None, **other: float | None) -> dict[str, np.ndarray]:
        """Everything that goes in: drawn numbers for None, or one number everywhere."""
        return {leaf: self.random.normal(size=(self.samples, *shape)) if other.get(leaf, number) is None
                else np.full((self.samples, *shape), other.get(leaf, number)) for leaf, shape in self.shapes.items()}

    def run(self, given) -> dict[str, np.ndarray]:
        """All values of the piece."""
        return computed(self.piece.nodes, given, self.graph.rows)

    def heads(self, array: np.ndarray, role: str) -> np.ndarray:
        """Queries, keys or values as (samples, steps, heads, numbers)."""
        whole = np.swapaxes(array, -1, -2) if role == "key" else array
        apart = whole.reshape(self.samples, -1, *whole.shape[-2:])
        return apart.transpose(0, 2, 1, 3)

    def linear(self, answer, source: str) -> tuple[np.ndarray, np.ndarray]:
        """Kernel (features, …) and offset (…) of what an input becomes at each step: units are fed in one by one."""
        steps, features = self.shapes[source]
        start = self.inputs(0.0)
        offset = answer(self.run(start))[0, 0]
        kernel = np.empty((features, *offset.shape))
        for first in range(0, features, self.samples * steps):
            units = np.zeros((self.samples * steps, features))
            count = min(len(units), features - first)
            units[np.arange(count), first + np.arange(count)] = 1
            made = answer(self.run(start | {source: units.reshape(self.samples, steps, features)}))
            kernel[first:first + count] = made.reshape(-1, *offset.shape)[:count] - offset
        return kernel, offset

    def factor(self, scores: CanonicalNode, zero, drawn) -> float:
        """What products of queries and keys are multiplied by on their way: a first step may always be looked at."""
        (a, b), (c, d) = ((float(seen(self.weights.operands[0], made).ravel()[0]),
                           float(made[scores.outputs[0]].ravel()[0])) for made in (zero, drawn))
        return (a - c) / (b - d)

    def finished(self, arrays, sources, drawn, order: Order) -> Attention | None:
        """The layer with its last kernel, where it answers as the piece does."""
        made_by = self.product.outputs[0]
        shape = drawn[made_by].shape
        steps, count = self.shapes[sources["query"]][0], arrays["value_kernel"].shape[1]
        size = shape[-1]
        behind = {id(node): node for node in self.behind()}

        def answer(found: np.ndarray) -> np.ndarray:
            laid = found.reshape(self.samples, steps, count, size).transpose(0, 2, 1, 3).reshape(shape)
            known = {value: array for value, array in drawn.items() if self.makers.get(value) is None
                     or id(self.makers[value]) not in behind}
            made = computed(behind.values(), known | {made_by: laid}, self.graph.rows)
            return made[self.piece.value].transpose(order)

        offset = answer(np.zeros((self.samples * steps, count * size)))
        if offset.shape[:2] != (self.samples, steps) or offset.ndim != 3:
            return None
        rows = []
        for first in range(0, count * size, self.samples * steps):
            units = np.zeros((self.samples * steps, count * size))
            number = min(len(units), count * size - first)
            units[np.arange(number), first + np.arange(number)] = 1
            rows.append((answer(units) - offset).reshape(-1, offset.shape[-1])[:number])
        whole = arrays | {"output_kernel": np.concatenate(rows).reshape(count, size, -1), "output_bias": offset[0, 0]}
        layer = self.layer(whole, sources, drawn)
        mine, theirs = self.formula(layer, whole, sources, drawn), drawn[self.piece.value].transpose(order)
        if mine.shape != theirs.shape or not np.abs(mine - theirs).max() <= CLOSE * (1 + np.abs(theirs).max()):
            return None
        biased = {name: one.astype(np.float32) for name, one in whole.items() if name in layer.weights(
            *(self.shapes[one] for one in self.ports(sources)))}
        return Attention(self.piece, self.ports(sources), layer, biased, order)

    def layer(self, arrays, sources, drawn) -> Layer:
        """The layer for these arrays."""
        features, heads, size = arrays["query_kernel"].shape
        looks = drawn[self.weights.outputs[0]]
        ahead = np.triu(np.ones(looks.shape[-2:], bool), 1)
        values, out = arrays["value_kernel"].shape[2], arrays["output_bias"].size
        return LAYERS["MultiHeadAttention"](
            num_heads=heads, key_dim=size, value_dim=None if values == size else values,
            output_size=None if out == features else out,
            use_causal_mask=bool(ahead.any() and not looks[..., ahead].any()),
            use_bias=any(arrays[f"{role}_bias"].any() for role in (*ROLES, "output")))

    @staticmethod
    def ports(sources: dict[str, str]) -> tuple[str, ...]:
        """What goes in, without what is the one before it."""
        found = [sources[role] for role in ROLES]
        while len(found) > 1 and found[-1] == found[-2]:
            found.pop()
        return tuple(found)

    def formula(self, layer, arrays, sources, drawn) -> np.ndarray:
        """What the layer answers, written out."""
        made = {role: np.einsum("btf,fhd->bhtd", drawn[sources[role]], arrays[f"{role}_kernel"])
                + arrays[f"{role}_bias"][:, None] for role in ROLES}
        scores = layer.scale * made["query"] @ made["key"].swapaxes(-1, -2)
        if layer.use_causal_mask:
            scores = scores + np.triu(np.full(scores.shape[-2:], -np.inf), 1)
        powers = np.exp(scores - scores.max(-1, keepdims=True))
        found = powers / powers.sum(-1, keepdims=True) @ made["value"]
        return np.einsum("bhtd,hdo->bto", found, arrays["output_kernel"]) + arrays["output_bias"]
