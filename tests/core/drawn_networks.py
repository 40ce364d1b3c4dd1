"""Networks around drawn members of the families: what the tests of peers and of exports run."""

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, REGULARIZERS
from core.project.spec import Project, Training
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.building import coming_out, layer, network
from tests.core.variants import drawn

SHAPES = [(5,), (5, 6, 3), (9, 8, 4), (1, 7, 2), (12, 12, 16), (16, 16, 32), (7, 3), (1, 5)]
SOFT = ["ReLU", "LeakyReLU", "Tanh", "Sigmoid", "ELU", "Swish", "GELU", "Mish", "Softplus", "PReLU", "SELU", "Linear"]


def front(shape):
    """A block of weights before the layer, so that the gradient of its input counts."""
    if len(shape) == 2:
        return layer("SimpleRNN", units=shape[1], return_sequences=True)
    return layer("Dense", units=shape[0]) if len(shape) == 1 else layer("Conv2D", filters=shape[2], kernel_size=1)


def surrounded(member, shape):
    """Parts of a network around a member, or None where it cannot take the shape."""
    most = 1 if member.inputs[0] == 1 else 2
    try:
        out = coming_out(member, *[shape] * most)
    except ShapeError:
        return None
    if np.prod(out) > 20_000:
        return None
    if member.vocabulary:
        return [("m", member, "input"), layer("Flatten"), layer("Dense", units=2)]
    before = [("a", front(shape), "input")] + ([("b", front(shape), "input")] if most == 2 else [])
    behind = [layer("Flatten")] if len(out) > 1 else []
    return [*before, ("m", member, ("a", "b")[:most]), *behind, ("out", layer("Dense", units=2), "m" if not behind else
                                                                 f"n{len(before) + 1}")]


def around_a_layer(name: str, rng):
    """(parts, shape) of a network around a drawn layer."""
    for _ in range(200):
        member, shape = drawn(LAYERS[name], rng), SHAPES[rng.integers(len(SHAPES))]
        if (parts := surrounded(member, shape)) is not None:
            return parts, shape
    raise AssertionError(f"no shape for {name}")


def samples_of(parts, x, rng):
    """The samples, or as many tokens where the first block takes these."""
    first = next(one for one in (parts[0] if isinstance(parts[0], tuple) else parts) if hasattr(one, "vocabulary"))
    return rng.integers(0, first.vocabulary, x.shape).astype(np.int32) if first.vocabulary else x


def around_an_activation(name: str, rng):
    """(parts, shape) of a network around a drawn activation."""
    made = drawn(ACTIVATIONS[name], rng)
    pictures, units = rng.random() < 0.5, int(rng.integers(2, 20))
    shape = (5, 6, 3) if pictures else (int(rng.integers(1, 20)),)
    first = (layer("Conv2D", filters=units, kernel_size=3) if pictures else layer("Dense", units=units))
    return [replace(first, activation=made), *([layer("Flatten")] if pictures else []), layer("Dense", units=2)], shape


def around_states(name: str, rng):
    """(parts, shape) of a recurrent layer that begins with states which other blocks have made."""
    member = drawn(LAYERS[name], rng)
    parts = [("e", layer("GRU", units=member.units), "input"), ("h", layer("Dense", units=member.units), "e"),
             ("c", layer("Dense", units=member.units), "e"),
             ("m", member, ("input", "h", "c")[:1 + member.states]), layer("Flatten"), layer("Dense", units=2)]
    if not member.return_sequences:
        parts.remove(parts[4])
    return parts, (int(rng.integers(1, 9)), 4)


def around_further(name: str, rng):
    """(parts, shape) of a recurrent layer whose further outputs begin another, as in an encoder and its decoder."""
    member, other = (replace(drawn(LAYERS[name], rng), units=3) for _ in range(2))
    parts = [("m", member, "input"), ("after", other, ("input", *(f"m.{more}" for more in member.further))),
             *([("flat", layer("Flatten"), "m")] if member.return_sequences else []),
             *([("late", layer("Flatten"), "after")] if other.return_sequences else []),
             ("join", layer("Concatenate"), ("flat" if member.return_sequences else "m",
                                             "late" if other.return_sequences else "after")),
             layer("Dense", units=2)]
    return parts, (int(rng.integers(1, 9)), 4)


def around_attention(ports: int, rng):
    """(parts, shape) of attention to other series, of other lengths and widths, made of the first one."""
    shorter = layer("MaxPooling1D", pool_size=int(rng.integers(1, 12)))
    parts = [("a", front((12, 3)), "input"), ("b", layer("Conv1D", filters=5, kernel_size=2), "a"),
             ("v", shorter, "b"), ("k", LAYERS["SimpleRNN"](units=4, return_sequences=True), "v"),
             ("m", drawn(LAYERS["MultiHeadAttention"], rng), ("a", "v", "k")[:ports]), layer("Flatten"),
             layer("Dense", units=2)]
    if ports == 2:
        del parts[3]
    return parts, (12, 3)


def activation(rng):
    """One that a deep network stands."""
    return ACTIVATIONS[str(rng.choice(SOFT))]()


def weighted(kind, rng, **more):
    """A layer with weights, sometimes with a penalty on them."""
    penalty = REGULARIZERS["L1L2"](l1=0.001, l2=0.01) if rng.random() < 0.3 else None
    made = LAYERS[kind](activation=activation(rng), kernel_initializer=INITIALIZERS["HeNormal"](), **more)
    return replace(made, kernel_regularizer=penalty)


def rows_block(rng, width):
    """A block that keeps a row of this width."""
    kind = rng.choice(["Dense", "Dense", "BatchNormalization", "LayerNormalization", "Activation"])
    if kind == "Dense":
        return weighted("Dense", rng, units=width)
    return LAYERS["Activation"](activation=activation(rng)) if kind == "Activation" else layer(str(kind))


def pictures_block(rng, width):
    """A block that keeps pictures of so many channels."""
    kind = rng.choice(["Conv2D", "Conv2D", "BatchNormalization", "LayerNormalization", "MaxPooling2D",
                       "AveragePooling2D", "DepthwiseConv2D"])
    if kind == "Conv2D":
        return weighted("Conv2D", rng, filters=width, kernel_size=3, padding="same")
    if "Pooling" in kind:
        return layer(str(kind), pool_size=3, strides=1, padding="same")
    return layer(str(kind), padding="same") if kind == "DepthwiseConv2D" else layer(str(kind))


def graph(rng, pictures):
    """Blocks of one width, each fed by any before it; joins of two or three; one output."""
    width, block = (6, pictures_block) if pictures else (7, rows_block)
    first = (weighted("Conv2D", rng, filters=width, kernel_size=3, padding="same") if pictures
             else weighted("Dense", rng, units=width))
    parts, free = [("n0", first, "input")], {"n0"}
    for index in range(1, int(rng.integers(4, 10))):
        names = [name for name, *_ in parts]
        if rng.random() < 0.4 and len(names) > 1:
            sources = [str(s) for s in rng.choice(names, min(len(names), int(rng.integers(2, 4))), replace=False)]
            made = layer(str(rng.choice(["Add", "Add", "Multiply"])))
        else:
            sources, made = [names[-1] if rng.random() < 0.6 else str(rng.choice(names))], block(rng, width)
        parts.append((f"n{index}", made, tuple(sources)))
        free = (free - set(sources)) | {f"n{index}"}
    tail = sorted(free)
    if len(tail) > 1:
        parts.append(("join", layer("Concatenate"), tuple(tail)))
    end = parts[-1][0]
    if pictures:
        parts.append(("flat", layer(str(rng.choice(["Flatten", "GlobalAveragePooling2D"]))), end))
        end = "flat"
    parts.append(("out", layer("Dense", units=3, activation="Softmax"), end))
    return parts


def drawn_trainer(parts, shape, rng) -> Trainer:
    """A trainer of drawn weights for parts, with six drawn samples; biases and statistics are not all alike."""
    x, y = (rng.standard_normal((6, *size)).astype(np.float32) for size in (shape, (2,)))
    project = Project(network=network(*parts), training=Training(loss=LOSSES["MeanSquaredError"]()))
    if project.network.node("out") is not None and project.network.node("out").layer.units == 3:
        y = rng.standard_normal((6, 3)).astype(np.float32)
    x = samples_of(parts, x, rng)
    return with_drawn_weights(Trainer(project, threads=1, data={"train": (x, y)}), rng)


def with_drawn_weights(trainer: Trainer, rng) -> Trainer:
    """The trainer with biases and statistics that are not all alike; kernels stay as they were drawn."""
    trainer.set_weights({name: _weights(name, value, rng) for name, value in trainer.weights().items()})
    return trainer


def _weights(name, value, rng):
    if name.endswith("moving_variance"):
        return rng.uniform(0.5, 2, value.shape).astype(np.float32)
    if value.ndim > 1 and not name.endswith("bias"):
        return value
    return (value + 0.2 * rng.standard_normal(value.shape)).astype(np.float32)
