"""The one protocol of everything that computes: layers and activations alike."""

from typing import ClassVar

from msgspec import Struct

from core.declare.keras_lines import by_class, taking
from core.declare.registry import Declared
from core.declare.torch_lines import FIRST_AXIS, Call
from core.ops.tensor_type import TensorType, has_place, usual

Shape = tuple[int, ...]


class Weight(Struct, frozen=True):
    """One array that an op owns. The plan allocates it; the op only ever sees tensors.

    `trained` False marks moving statistics: part of the state, never touched by the optimiser. `axes` has a letter for
    every axis: o for outputs (units, filters, channels), i for inputs, h and w for the rows and columns of a filter.
    `offset` says that it is added, where its axes do not tell.
    """

    shape: Shape
    initializer: Declared
    fan_in: int = 1
    fan_out: int = 1
    regularizer: Declared | None = None
    constraint: Declared | None = None
    trained: bool = True
    axes: str = "o"
    offset: bool = False

    @property
    def is_kernel(self) -> bool:
        """What goes in, or places of it, is multiplied with it: a weight proper, no bias and no scale."""
        return not self.offset and self.axes.strip("o") != ""

    def has(self, index: Shape) -> bool:
        """Whether one of its numbers stands at this place."""
        return has_place(self.shape, index)


class Op(Declared):
    """Immutable and stateless: `forward` and `backward` record kernel calls on the tensors of a scope.

    Shapes never include the batch axis. `forward(scope)` reads `scope.x` (or `scope.xs`) and writes `scope.y`;
    `backward(scope)` reads `scope.dy` and writes `scope.dx` (or `scope.dxs[i]`), which is None where nobody
    needs that gradient, and `scope.gradient(name)` of every weight, which is None where the weight is frozen.
    """

    overwrites: ClassVar[bool] = False
    """The output may take the place of the input: `backward` reads y and dy only, element by element."""
    view: ClassVar[bool] = False
    """The output is the input's memory under another shape; nothing is recorded."""

    fuses_floor: ClassVar[bool] = False
    """`forward` keeps its outputs above `scope.floor`, so that a ReLU after it costs nothing."""
    further: ClassVar[tuple[str, ...]] = ()
    """The names of its further outputs; `scope.more` holds a tensor for each of them in this order."""
    floor: ClassVar[float | None] = None
    """This op is max(floor, z) and can be done by the op before it."""
    cuts: ClassVar[bool] = False
    """`backward` leaves the gradient out where an input is not above `scope.cut`, so that the gradient of a ReLU
    before it costs nothing."""

    looks_up: ClassVar[bool] = False
    """The output is rows of a table, chosen by tokens: one that `reads_table` may be given `table` in its place."""

    torch_axes: ClassVar[str] = FIRST_AXIS
    """Where its line of PyTorch wants the channels or features of what comes in, and has those of what comes out."""

    masks: ClassVar[bool] = False
    """Whether it tells later layers which steps do not count."""

    def output_type(self, *types: TensorType) -> TensorType:
        """What comes out; raises ShapeError with one sentence where the input does not fit."""
        return types[0]

    def output_shape(self, *shapes: Shape) -> Shape:
        """The shape that comes out of inputs whose axes mean what they usually do."""
        return self.output_type(*(usual(shape) for shape in shapes)).shape

    def more_outputs(self, *types: TensorType) -> dict[str, TensorType]:
        """What comes out under names of its own, beside the output itself: a recurrent block's last state, for
        example. The names are those of `further`."""
        return {}

    def mask(self, scope):
        """Which steps of an output in time count, (rows, steps) of 1 and 0, after `forward`; None where all do. Those
        of the first input, as long as the steps are the same."""
        found = scope.mask
        return found if found is not None and scope.y.shape[:2] == found.shape else None

    def weights(self, *shapes: Shape) -> dict[str, Weight]:
        """The arrays that this op owns, by Keras's names."""
        return {}

    def in_keras(self, *shapes: Shape):
        """How Keras writes it: a line, a list of lines one after the other, or None where values pass unchanged."""
        return taking(self, by_class(self), shapes)

    def keras_use(self, made, xs):
        """How Keras uses the layer of `in_keras` on values, as `torch_use`."""
        return Call(made, (list(xs) if len(xs) > 1 else xs[0],))

    def torch_use(self, module, xs):
        """How PyTorch uses the module of `in_torch` on values: the output, with further outputs a tuple of it and
        them."""
        return Call(module, tuple(xs))

    def carried(self) -> dict[str, int]:
        """What training hands on from one batch to the next, by name: how many numbers of every sample."""
        return {}

    def table(self, scope):
        """The table that rows are looked up in, for one that `looks_up`; records what else `forward` does."""
        raise NotImplementedError

    def reads_table(self) -> bool:
        """Whether it can do with the table that its first input is looked up in: then `scope.x` and `scope.dx` are the
        table (tokens, features) and its gradient, and `scope.tokens` (rows, steps) are the tokens. What is made of
        every row is made once a token instead of once a step."""
        return False

    def forward(self, scope) -> None:
        """Record the computation of the output."""
        raise NotImplementedError

    def backward(self, scope) -> None:
        """Record the computation of every gradient that the scope asks for."""
        raise NotImplementedError

    def account(self, sight):
        """How one value of the output comes about outside training: an account of `core.ops.accounts`, from what a
        `core.ops.account_view.AccountView` shows."""
        raise NotImplementedError
