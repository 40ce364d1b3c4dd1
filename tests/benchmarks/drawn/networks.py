"""The draw: number n of a seed is always the same network with the same batch, optimiser, data and first weights.

Sizes are log-uniform, odd ones above all. What costs more than `MOST_FLOP` a step is drawn again.
"""

import math
from typing import NamedTuple

import numpy as np

from core.data.given_arrays import from_arrays
from core.datasets.ports import Description
from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS
from core.engine.lowering import Step, lowered
from core.export.trained import Trained
from core.optimizers.base import BESIDE
from core.project.network import Check, check
from core.project.spec import INPUT, Network, Node, Project, Training
from core.text.errors import LayerlabError
from tests.benchmarks.drawn import series
from tests.benchmarks.drawn.limits import step_flop

MOST_FLOP = 2e9
READY_VALUES = 4_000_000
"""Input values that the ready batches have together at most."""
PICTURES_SHARE, SERIES_SHARE = 0.45, 0.25
OPTIMISERS = {
    "SGD": {"momentum": 0.9}, "Adam": {"epsilon": 1e-8}, "AdamW": {"weight_decay": 0.01}, "RMSprop": {},
    "Adagrad": {"epsilon_placement": BESIDE}, "Adadelta": {"learning_rate": 0.1}, "Nadam": {}, "Lion": {},
}
"""Every rule, in the form that the peers have too."""
LEFT_OUT = ("Softmax",)
"""Activations that stand behind the last layer alone, where the loss has them."""


class Drawn(NamedTuple):
    """A network to measure. Data: x (ready · batch, *shape) float32 or int32 tokens, y class numbers (of every step
    where there are `moments`) or float32 rows."""

    name: str
    project: Project
    shape: tuple[int, ...]
    outputs: int
    ready: int
    moments: tuple[int, ...] = ()
    """How many answers there are for a sample, where each of its steps has one."""

    @property
    def vocabulary(self) -> int:
        """How many tokens there are, 0 where numbers come in."""
        return self.project.network.nodes[0].layer.vocabulary

    @property
    def batch(self) -> int:
        """Samples a step."""
        return self.project.training.batch_size

    @property
    def labels(self) -> bool:
        """Whether the targets are class numbers."""
        return self.project.training.loss.labels

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """The samples, and targets that their loss wants."""
        rng = np.random.default_rng([len(self.name), *self.name.encode()])
        count = self.ready * self.batch
        if self.vocabulary:
            x = rng.integers(0, self.vocabulary, (count, *self.shape)).astype(np.int32)
        else:
            x = rng.standard_normal((count, *self.shape), dtype=np.float32)
        if self.labels and self.moments:
            return x, rng.integers(0, self.outputs, (count, *self.moments)).astype(np.int32)
        if self.labels:
            y = rng.integers(0, self.outputs, count).astype(np.int32)
            y[:self.outputs] = np.arange(self.outputs)[:count]
            return x, y
        return x, rng.standard_normal((count, self.outputs), dtype=np.float32)

    def checked(self) -> Check:
        """Order and shapes."""
        return check(self.project, self.description())

    def description(self) -> Description:
        """What the arrays say of themselves."""
        return description_of(self.project, self.shape, self.outputs, self.moments)

    def trained(self) -> Trained:
        """The network with its first weights, as exports take it."""
        return Trained(self.project, self.checked(), self.description(), self.weights())

    def steps(self) -> list[Step]:
        """Every layer and activation in computing order."""
        return lowered(self.project.network, self.checked())

    def weights(self) -> dict[str, np.ndarray]:
        """The first weights by name: kernels by Glorot's rule, the others a little off their usual start."""
        rng, found, shapes = np.random.default_rng(7), {}, {INPUT: self.shape}
        for step in self.steps():
            given = [shapes[source] for source in step.sources]
            shapes[step.target] = step.shape
            for name, weight in step.op.weights(*given).items():
                found[f"{step.node}.{name}"] = _first(rng, name, weight)
        return found

    def without_chance(self) -> "Drawn":
        """The same without dropout: what the peers' losses are compared on."""
        nodes = tuple(_calm(node) for node in self.project.network.nodes)
        return self._replace(project=Project(network=Network(nodes), training=self.project.training))

    def described(self) -> str:
        """One line: input, layers, batch, rule."""
        words = []
        for node in self.project.network.nodes:
            layer, activation = node.layer, node.layer.activation_op
            words.append(type(layer).__name__ + _sizes(layer) + (
                f" {type(activation).__name__}" if activation and type(layer).__name__ != "Activation" else ""))
        return (f"{'×'.join(map(str, self.shape))} | {', '.join(words)} | batch {self.batch} | "
                f"{type(self.project.training.optimizer).__name__}")


def _sizes(layer) -> str:
    size = getattr(layer, "units", getattr(layer, "filters", ""))
    kernel = getattr(layer, "kernel_size", getattr(layer, "pool_size", ""))
    stride = getattr(layer, "strides", None)
    return (f" {size}" * bool(size) + f" {kernel}×{kernel}" * bool(kernel)
            + (f"/{stride}" if stride not in (None, 1) else "") + f" {getattr(layer, 'padding', '')}".rstrip())


def _calm(node: Node) -> Node:
    if type(node.layer).__name__ not in ("Dropout", "SpatialDropout2D"):
        return node
    return Node(node.id, type(node.layer)(rate=0.0), node.inputs)


def _first(rng, name: str, weight) -> np.ndarray:
    if len(weight.shape) > 1:
        limit = math.sqrt(6 / (weight.fan_in + weight.fan_out))
        return rng.uniform(-limit, limit, weight.shape).astype(np.float32)
    start = weight.initializer.sample(rng, weight.shape, weight.fan_in, weight.fan_out).astype(np.float32)
    moved = name in ("bias", "beta", "gamma")
    return start + moved * rng.uniform(-0.1, 0.1, weight.shape).astype(np.float32)


def description_of(project: Project, shape, outputs, moments=()) -> Description:
    """What a project says of arrays of this shape that it is given."""
    labels = project.training.loss.labels
    y = np.arange(outputs, dtype=np.int32) if labels else np.zeros((outputs, outputs), np.float32)
    if moments:
        y = np.tile(y.reshape(-1, *[1] * len(moments)), (1, *moments))
    kind = np.int32 if project.network.nodes[0].layer.vocabulary else np.float32
    return from_arrays({"train": (np.zeros((outputs, *shape), kind), y)}, project).description


def draw(seed: int, number: int) -> Drawn:
    """Network `number` of a seed."""
    for attempt in range(1000):
        rng = np.random.default_rng([seed, number, attempt])
        made = _attempt(rng, f"{seed}.{number}")
        if made is not None:
            return made
    raise AssertionError(f"draw {number} of seed {seed}: nothing fits")


def _attempt(rng, name: str) -> Drawn | None:
    labels, outputs = rng.random() < 0.7, _log(rng, 2, 60)
    pictures = (kind := rng.random()) < PICTURES_SHARE
    if kind > 1 - SERIES_SHARE:
        return _fitting(of_series(name, series.draw(rng, _log, str(rng.choice(list(OPTIMISERS)[:3])))))
    batch = _log(rng, 1, 256 if pictures else 512)
    shape, nodes = (_pictures if pictures else _rows)(rng)
    nodes.append(_node(nodes, LAYERS["Dense"](units=outputs)))
    loss = LOSSES["SparseCategoricalCrossentropy"](from_logits=True) if labels else LOSSES["MeanSquaredError"]()
    rule = str(rng.choice(list(OPTIMISERS)))
    project = Project(network=Network(tuple(nodes)), training=Training(
        optimizer=OPTIMIZERS[rule](**({"learning_rate": 0.001} | OPTIMISERS[rule])), loss=loss, batch_size=batch,
        shuffle=False, seed=0))
    return _fitting(Drawn(name, project, shape, outputs, 1))


def of_series(name: str, one: series.Series) -> Drawn:
    """A network over series."""
    return Drawn(name, one.project(), one.shape, one.outputs, series.READY, one.shape[:1] if one.every else ())


def _fitting(made: Drawn) -> Drawn | None:
    """The network with as many ready batches as fit; None where it is too large, or is none."""
    shape, batch, labels, outputs = made.shape, made.batch, made.labels, made.outputs
    try:
        found = made.checked()
    except LayerlabError:
        return None
    if not found.trainable or found.total > 20_000_000 or step_flop(made.steps(), shape, batch) > MOST_FLOP:
        return None
    held = sum(math.prod(step.shape) for step in made.steps()) * batch
    if held > 100_000_000:
        return None
    ready = max(1, min(8, READY_VALUES // (batch * math.prod(shape))), -(-outputs // batch) if labels else 1)
    return made._replace(ready=ready)


def _log(rng, low: int, high: int) -> int:
    """A whole number, log-uniform."""
    return int(math.exp(rng.uniform(math.log(low), math.log(high + 1))))


def _odd(rng, low: int, high: int) -> int:
    """The same, odd in most draws."""
    found = _log(rng, low, high)
    return found + 1 if found % 2 == 0 and rng.random() < 0.7 and found < high else found


def _node(nodes: list, layer, *inputs: str) -> Node:
    before = nodes[-1].id if nodes else INPUT
    return Node(f"n{len(nodes)}", layer, inputs or (before,))


def _bends(rng):
    """A way to choose the activation of each layer: one for all in most networks."""
    names = [name for name in ACTIVATIONS if name not in LEFT_OUT]
    one, same = str(rng.choice(names)), rng.random() < 0.7
    if rng.random() < 0.4:
        one, same = "ReLU", True
    return lambda: ACTIVATIONS[one if same else str(rng.choice(names))]()


def _rows(rng):
    """A multilayer perceptron: 1 to 20 layers, some with normalisation, dropout and skips."""
    shape, nodes, bend = (_odd(rng, 1, 1500),), [], _bends(rng)
    norm = str(rng.choice(["", "", "", "BatchNormalization", "LayerNormalization"]))
    dropout, skips = rng.random() < 0.25, rng.random() < 0.25
    alike, width = rng.random() < 0.4, _odd(rng, 1, 1500)
    for _ in range(_log(rng, 1, 20) - 1):
        before, last = nodes[-1].id if nodes else INPUT, width
        width = width if alike else _odd(rng, 1, 1500)
        nodes.append(_node(nodes, LAYERS["Dense"](units=width, activation=bend())))
        if norm:
            nodes.append(_node(nodes, LAYERS[norm]()))
        if dropout:
            nodes.append(_node(nodes, LAYERS["Dropout"](rate=0.2)))
        if skips and before != INPUT and width == last:
            nodes.append(_node(nodes, LAYERS["Add"](), nodes[-1].id, before))
    return shape, nodes


def _pictures(rng):
    """A convolutional network: 1 to 6 blocks, then one row, and at times a hidden layer."""
    side = _log(rng, 8, 64)
    shape = (side, max(8, side + int(rng.integers(-3, 4))) if rng.random() < 0.3 else side,
             int(rng.choice([1, 1, 3, 3, _log(rng, 1, 16)])))
    nodes, bend = [], _bends(rng)
    norm = str(rng.choice(["", "", "BatchNormalization", "LayerNormalization"]))
    width = _odd(rng, 1, 128)
    for number in range(_log(rng, 1, 6)):
        width = min(160, max(1, int(width * rng.choice([1, 1, 1.5, 2]))))
        _block(rng, nodes, number, width, norm, bend)
    if rng.random() < 0.2:
        nodes.append(_node(nodes, LAYERS["GlobalAveragePooling2D"]()))
    else:
        nodes.append(_node(nodes, LAYERS["Flatten"]()))
    if rng.random() < 0.5:
        nodes.append(_node(nodes, LAYERS["Dense"](units=_odd(rng, 8, 400), activation=bend())))
    if rng.random() < 0.25:
        nodes.append(_node(nodes, LAYERS["Dropout"](rate=0.3)))
    return shape, nodes


def _block(rng, nodes: list, number: int, width: int, norm: str, bend) -> None:
    """One convolution of any kind with what follows it."""
    kind = str(rng.choice(["Conv2D"] * 6 + ["DepthwiseConv2D"] * (1 + (number > 0)) + ["Conv2DTranspose"]))
    size = int(rng.choice([1, 2, 3, 3, 3, 4, 5, 6, 7]))
    stride = int(rng.choice([1, 1, 1, 2, 3]))
    padding = rng.choice(["same", "same", "valid", str(int(rng.integers(0, size)))])
    padding = int(padding) if padding.isdigit() else str(padding)
    skip = kind == "Conv2D" and number > 0 and rng.random() < 0.25
    if skip:
        before = nodes[-1].id
        kept = next(n.layer.filters for n in reversed(nodes) if hasattr(n.layer, "filters")) if any(
            hasattr(n.layer, "filters") for n in nodes) else None
        if kept is None or any(type(n.layer).__name__ == "DepthwiseConv2D" for n in nodes):
            skip = False
        else:
            width, stride, padding, size = kept, 1, "same", size | 1
    if kind == "Conv2DTranspose":
        stride, size, padding = min(stride, 2), max(2, size), "same" if rng.random() < 0.6 else "valid"
    facts = {"kernel_size": size, "strides": stride, "padding": padding, "activation": bend()}
    nodes.append(_node(nodes, LAYERS[kind](**facts, **({} if kind == "DepthwiseConv2D" else {"filters": width}))))
    if norm:
        nodes.append(_node(nodes, LAYERS[norm]()))
    if skip:
        nodes.append(_node(nodes, LAYERS["Add"](), nodes[-1].id, before))
    if rng.random() < 0.4:
        pool = str(rng.choice(["MaxPooling2D", "AveragePooling2D"]))
        window = int(rng.choice([2, 2, 3]))
        step = int(rng.choice([window, window, 1, 2]))
        nodes.append(_node(nodes, LAYERS[pool](pool_size=window, strides=step,
                                               padding=str(rng.choice(["valid", "same"])))))
    if rng.random() < 0.1:
        nodes.append(_node(nodes, LAYERS["SpatialDropout2D"](rate=0.2)))
