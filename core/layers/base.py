"""The base class of layers, and the parameters that many layers share."""

from typing import Any, ClassVar

from core import activations, constraints, initializers, regularizers  # noqa: F401  (fills the families)
from core.activations.linear import Linear
from core.declare.parameters import advanced, part, switch
from core.declare.registry import ACTIVATIONS, CONSTRAINTS, INITIALIZERS, REGULARIZERS
from core.ops.op import Op, Shape
from core.ops.tensor_type import ROW, TensorType, named
from core.text.errors import ShapeError
from core.text.messages import say

ACTIVATION = part(ACTIVATIONS, "Activation", "applied to every value that comes out")
WEIGHT_START = part(INITIALIZERS, "Start of weights", "the weights before the first step")
BIAS_START = part(INITIALIZERS, "Start of biases", "the biases before the first step")
WEIGHT_PENALTY = part(REGULARIZERS, "Weight penalty", "a cost on large weights", optional=True)
WEIGHT_LIMIT = part(CONSTRAINTS, "Weight limit", "kept after every step", optional=True)
USE_BIAS = switch("Bias", "adds a learned offset to every output")
TRAINABLE = switch("Trainable", "off: these weights stay as they are")
LEARNED_ROWS = switch("Trainable", "off: these rows stay as they are")
"""Parameters that several layers have."""


class Layer(Op):
    """A block of the canvas. `group` names its purpose in the palette, `icon` its glyph there."""

    group: ClassVar[str] = "Decide"
    icon: ClassVar[str] = ""
    everyday: ClassVar[int] = 0
    """Place among those that are always in sight in the palette; others (0) come with "More" and with the search."""
    noisy: ClassVar[bool] = False
    """Whether it leaves to chance what comes out while training."""
    drops: ClassVar[bool] = False
    """Whether it switches off values by chance while training, by a mask that can be seen."""
    gate_words: ClassVar[tuple[str, ...]] = ()
    """What its gates do, in words; () where it has none."""
    loops: ClassVar[bool] = False
    """Whether what it makes of a step goes back into itself with the next one."""
    attends: ClassVar[bool] = False
    """Whether its steps look at others, with weights that can be seen."""
    bends: ClassVar[bool] = False
    """Whether it draws more than straight lines, activation aside."""
    inputs: ClassVar[tuple[int, int]] = (1, 1)
    """How many inputs it takes: fewest, most."""
    activation: ClassVar[Any] = None
    """What every value that comes out goes through; a layer that has one declares it under this name."""
    kernel_initializer: ClassVar[Any] = None
    """What its first weights are drawn from; declared like the activation."""
    kernel_constraint: ClassVar[Any] = None
    """What its kernel is kept within after every step; declared like the activation."""
    switched_off: ClassVar[float] = 0.0
    """Share of its values that a training step switches off by chance. A layer that does so makes a property of it."""
    trainable: ClassVar[bool] = True
    """Whether its weights move; a layer that has some declares a switch of this name."""
    weighs: ClassVar[bool] = False
    """Whether it has a kernel and a bias: what learns, in the palette's words."""
    vocabulary: ClassVar[int] = 0
    """How many different tokens it takes; 0 where it takes numbers. A layer of tokens makes a property of it."""

    @property
    def activation_op(self):
        """The activation that follows, or None."""
        return None if self.activation is None or self.activation.view else self.activation

    def summary(self) -> str:
        """A few words for the block: "16 filters 3×3"."""
        return say(self.meaning()).split(":")[0].split(";")[0]

    def windows(self, *types: TensorType) -> tuple:
        """How a window slides over each axis of place of what comes in (`core.layers.window.Slide`), for layers whose
        output counts the places of one; nothing for all others."""
        return ()

    def count_formula(self, *shapes: Shape) -> str:
        """The parameter count as arithmetic ("784 · 16 + 16"), empty where there are no parameters."""
        return ""


class WeightedLayer(Layer, kw_only=True):
    """A layer with a kernel and a bias."""

    weighs = True

    activation: ACTIVATION = Linear()
    kernel_initializer: WEIGHT_START = initializers.glorot.GlorotUniform()
    bias_initializer: advanced(BIAS_START) = initializers.constants.Zeros()
    kernel_regularizer: WEIGHT_PENALTY = None
    kernel_constraint: advanced(WEIGHT_LIMIT) = None
    use_bias: advanced(USE_BIAS) = True
    trainable: advanced(TRAINABLE) = True


def need_axes(x: TensorType, axes: tuple[str, ...], layer: Layer, mend: str) -> None:
    """Raise ShapeError unless what comes in has these axes."""
    if x.axes != axes or x.is_tokens:
        _refuse(x, named(axes), layer, mend)


def need_features(x: TensorType, layer: Layer, mend: str) -> None:
    """Raise ShapeError unless what comes in is a row of numbers, or one for each moment."""
    if x.axes[-1:] != ROW or x.is_tokens:
        _refuse(x, named(ROW), layer, mend)


def _refuse(x: TensorType, wanted: str, layer: Layer, mend: str) -> None:
    need_amounts((x,), layer)
    raise ShapeError(say("{layer} needs {wanted}, but gets {shape}; {mend}", layer=say(layer.shown_name()),
                         wanted=wanted, shape=shown(x.shape), mend=say(mend)))


def need_amounts(types: tuple[TensorType, ...], layer: Layer) -> None:
    """Raise ShapeError where tokens come into a layer that computes with what comes in."""
    if not layer.vocabulary and any(one.is_tokens for one in types):
        raise ShapeError(say("{layer} needs numbers, but gets tokens, which are names and no amounts; put an Embedding "
                             "before it", layer=say(layer.shown_name())))


def shown(shape: Shape) -> str:
    """A shape as a person reads it: 28×28×1."""
    return "×".join(map(str, shape)) if shape else say("one number")
