"""Families of declarations: layers, activations, initialisers, optimisers, losses, data sets and others.

A member is a frozen `msgspec.Struct` with a one-line meaning (the first line of its docstring) and a formula.
Joining a family takes one decorator; the form's choices, JSON's tags, the reference page and the contract
tests read the family.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from msgspec import Struct

from core.declare.parameters import parameters
from core.declare.torch_lines import Line


class Declared(Struct, frozen=True, tag=True, tag_field="kind", forbid_unknown_fields=True):
    """The base of every declaration. Class variables describe it; fields are its declared parameters."""

    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    torch_note: ClassVar[str] = ""
    """In which way the line of PyTorch goes another way, in one sentence."""

    @classmethod
    def meaning(cls) -> str:
        """The first line of the docstring: what it is, in a learner's words."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    equals: ClassVar[str] = ""
    """The peer implementation whose numbers it reproduces."""
    drawn: ClassVar[bool] = False
    """It can be drawn as a function of one number, by `curve` and `slope`."""

    def options(self, parameter: str) -> tuple[str, ...]:
        """The words that a text parameter may hold, where only these make sense (the columns of a table)."""
        return ()

    def in_torch(self, *shapes: tuple[int, ...]) -> Line | None:
        """How PyTorch writes it, for inputs of these shapes (without the batch; channels last, as they are here). None
        where it has no equal, and where the line hangs on shapes that are not given."""
        return None

    def in_onnx(self, *shapes: tuple[int, ...]) -> Line | tuple[Line, ...] | None:
        """What a layer or an activation is in the words of ONNX, for inputs of these shapes (see `onnx_lines`); with
        further outputs a tuple of the output and them. None for what does not compute an answer."""
        return None

    @classmethod
    def shown_name(cls) -> str:
        """The name that a person reads."""
        return cls.title or cls.__name__

    @classmethod
    def short_name(cls) -> str:
        """The name for where there is little room; a layer's has at most eight letters, for the palette."""
        return cls.short or cls.shown_name()


class Family(Mapping[str, Any]):
    """The members of one family by class name, in the order in which they joined; `within` is a larger family of which
    they are part. `every` is all families by their name."""

    every: ClassVar[dict[str, "Family"]] = {}

    def __init__(self, name: str, within: "Family | None" = None):
        self.name, self.within = name, within
        self.every[name] = self
        self._members: dict[str, type] = {}

    def member(self, cls: Any) -> Any:
        """Class decorator: join this family. A member must say what it is and describe every field."""
        if cls.__name__ in self._members:
            raise ValueError(f"{self.name} {cls.__name__} joined twice")
        if not cls.meaning():
            raise TypeError(f"{self.name} {cls.__name__} has no docstring that says what it is")
        undeclared = set(cls.__struct_fields__) - {p.name for p in parameters(cls)}
        if undeclared:
            raise TypeError(f"{self.name} {cls.__name__}: undeclared field {', '.join(sorted(undeclared))}")
        self._members[cls.__name__] = cls
        return cls

    @property
    def union(self):
        """The type of any member, for a field that holds one. All members must have joined before."""
        return reduce(or_, self._members.values())

    def __getitem__(self, name: str) -> Any:
        return self._members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


LAYERS = Family("layer")
RECURRENT_LAYERS = Family("recurrent layer", LAYERS)
"""Those that hand a state on from step to step."""
ACTIVATIONS = Family("activation")
INNER_ACTIVATIONS = Family("inner activation", ACTIVATIONS)
"""Those activations whose slope follows from their value."""
GATE_ACTIVATIONS = Family("gate activation", ACTIVATIONS)
"""Those that lie between 0 and 1."""
INITIALIZERS = Family("initializer")
REGULARIZERS = Family("regularizer")
CONSTRAINTS = Family("constraint")
OPTIMIZERS = Family("optimizer")
CLIPPINGS = Family("clipping")
SCHEDULES = Family("schedule")
LOSSES = Family("loss")
DATASETS = Family("data set")
SCALINGS = Family("scaling")
PREPARATIONS = Family("preparation")
AUGMENTATIONS = Family("augmentation")
METRICS = Family("metric")
TASKS = Family("task")
STOP_RULES = Family("stop rule")
FINDINGS = Family("finding")
