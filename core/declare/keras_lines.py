"""Lines of Keras as trees, of the same kind as those of PyTorch.

Names of classes, parameters and arrays are Keras's here, so the line of a layer is its class with its parameters,
unless the layer says something else. `layers` stands for keras.layers, `ops` for keras.ops.
"""

from core.declare.stored import Stored
from core.declare.torch_lines import Call, Index, Loaded, call

UNWRITTEN = frozenset(("activation", "trainable", "truncation", "stateful"))
"""Parameters that stand in a line of their own, or say nothing of what is computed outside of training."""
STARTS = ("_initializer", "_regularizer", "_constraint")
"""Endings of parameters that speak of training alone."""


def by_class(layer, **changed) -> Call:
    """The class of the same name with its parameters, but for those that are `changed`; None leaves one out."""
    facts = {name: getattr(layer, name) for name in layer.__struct_fields__
             if name not in UNWRITTEN and not name.endswith(STARTS)}
    facts |= changed
    return call(f"layers.{type(layer).__name__}", **{name: fact for name, fact in facts.items() if fact is not None})


def taking(layer, line: Call, shapes) -> Loaded:
    """A line that takes all arrays of the layer, in the order of Keras."""
    return Loaded(line, {name: Stored(name) for name in layer.weights(*shapes)})


def curve(name: str) -> Call:
    """An activation by its name in keras.activations."""
    return call("layers.Activation", name)


def word(activation) -> str:
    """The name of an activation that acts inside of a layer."""
    line = activation.in_keras()
    return "linear" if line is None else line.ordered[0]


def convolved(layer, shapes, slides) -> list:
    """A convolution. Keras has neither numbers as padding nor strides beside dilation: zeros come first then, and a
    window of one pixel takes every so manieth place."""
    strides, dilations = (tuple(getattr(one, what) for one in slides) for what in ("stride", "dilation"))
    both = max(strides) > 1 and max(dilations) > 1
    uneven = type(layer).__name__.startswith("Depthwise") and len(set(strides)) > 1
    if not (isinstance(layer.padding, int) or both or uneven):
        return [taking(layer, by_class(layer), shapes)]
    size = f"{len(slides)}D"
    sides = tuple((one.before, one.after) for one in slides)
    zeros = call(f"layers.ZeroPadding{size}", sides if len(sides) > 1 else sides[0])
    made = taking(layer, by_class(layer, padding="valid", strides=1), shapes)
    return [zeros, made, call(f"layers.AveragePooling{size}", 1, strides=strides if len(strides) > 1 else strides[0])]


def walking(layer, shapes, **curves) -> Loaded:
    """A recurrent layer that returns its states too; `curves` are its activations by the names of their parameters."""
    words = {name: word(curve) for name, curve in curves.items()}
    return taking(layer, by_class(layer, **words, return_state=True), shapes)


def walk(made, xs, states: int) -> tuple:
    """The output and the last states of a recurrent layer that returns them."""
    named = {"initial_state": list(xs[1:])} if len(xs) > 1 else {}
    used = Call(made, (xs[0],), named)
    return tuple(Index(used, number) for number in range(states + 1))
