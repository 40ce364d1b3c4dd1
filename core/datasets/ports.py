"""The ports of data: what goes into a network under which name, and what is asked of it under which name."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from core.ops.tensor_type import FLOAT, NUMBER, PLANE, ROW, TOKENS, TensorType, usual
from core.tasks.base import Task

INPUT, TARGET = "input", "target"
"""The names of the only input and of the only target."""


class InputPort(Struct, frozen=True):
    """One input: its name among the links of a network, and what a sample of it is.

    `columns` are the names of the features, `value_range` holds the lowest and highest raw value where these are known
    beforehand, as for the grey values of pictures.
    """

    name: str
    type: TensorType
    columns: tuple[str, ...] = ()
    value_range: tuple[float, float] | None = None
    tokens: tuple[str, ...] = ()
    """What the tokens are called, where this is an input of tokens whose names are known."""
    holds: str = ""
    """The target that it holds, one step late: what was answered so far."""


class TargetPort(Struct, frozen=True):
    """One thing that is asked: the task, and `outputs`, the number of classes, or of columns where these are amounts.

    `classes` are the class names, `columns` those of the amounts. `type` says what the target of a sample is. With
    `gaps` a class number may be −1: nothing is asked at that place.
    """

    name: str
    task: Task
    outputs: int
    type: TensorType
    classes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    gaps: bool = False


class Description(Struct, frozen=True):
    """What is known of data without loading them: their ports, and `count`, the number of samples.

    Data with one input and one target, as most are, tell of them directly.
    """

    inputs: tuple[InputPort, ...]
    targets: tuple[TargetPort, ...]
    count: int
    from_plane: bool = False
    """The first two numbers of a sample are a point of the plane, and the others follow from these."""
    goes_on: bool = False
    """Each sample begins where the one before it ended, so that a state may be carried on."""

    @classmethod
    def of(cls, shape: tuple[int, ...], task: Task, outputs: int, count: int, names: tuple[str, ...] = (),
           classes: tuple[str, ...] = (), target_names: tuple[str, ...] = (),
           value_range: tuple[float, float] | None = None) -> "Description":
        """Data with one input and one target. Where a task is exclusive, the target of a sample is a class number; the
        columns of a row without `names` are numbered."""
        if usual(shape).is_row and not names:
            names = tuple(f"x{number}" for number in range(1, shape[0] + 1))
        asked = TensorType((), NUMBER, TOKENS, outputs) if task.exclusive else TensorType((outputs,), ROW, FLOAT)
        return cls((InputPort(INPUT, usual(shape), names, value_range),),
                   (TargetPort(TARGET, task, outputs, asked, classes, target_names),), count)

    def in_words(self, say: Callable[[str], str]) -> "Description":
        """The same with every name of a column or class as `say` puts it."""
        inputs = tuple(replace(port, columns=tuple(map(say, port.columns))) for port in self.inputs)
        targets = tuple(replace(port, classes=tuple(map(say, port.classes)), columns=tuple(map(say, port.columns)))
                        for port in self.targets)
        return replace(self, inputs=inputs, targets=targets)

    def input(self, name: str) -> InputPort | None:
        """The input of this name, or None."""
        return next((port for port in self.inputs if port.name == name), None)

    def target(self, name: str = "") -> TargetPort | None:
        """The target of this name, the first one without a name, or None."""
        return next((port for port in self.targets if not name or port.name == name), None)

    @property
    def over_plane(self) -> bool:
        """A sample follows from a point of the plane, so that every block has a picture over it."""
        return len(self.inputs) == 1 and (self.from_plane or self.inputs[0].type == PLANE)

    @property
    def input_type(self) -> TensorType:
        """What a sample of the first input is."""
        return self.inputs[0].type

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of a sample of the first input."""
        return self.inputs[0].type.shape

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the first input."""
        return self.inputs[0].columns

    @property
    def value_range(self) -> tuple[float, float] | None:
        """The lowest and highest raw value of the first input, where these are known."""
        return self.inputs[0].value_range

    @property
    def task(self) -> Task:
        """What is asked first."""
        return self.targets[0].task

    @property
    def outputs(self) -> int:
        """Classes or columns of the first target."""
        return self.targets[0].outputs

    @property
    def classes(self) -> tuple[str, ...]:
        """The class names of the first target."""
        return self.targets[0].classes

    @property
    def target_names(self) -> tuple[str, ...]:
        """The columns of the first target."""
        return self.targets[0].columns
