"""The base class of data sets: a declared recipe for samples and targets."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.datasets.ports import INPUT, TARGET, Description
from core.datasets.raw_cells import RawColumn
from core.declare.bounds import violations
from core.declare.registry import Declared
from core.files.picture_decoding import STRETCH
from core.scalings.base import Scaling
from core.scalings.pixel_range import pixel_range
from core.scalings.standardize import Standardize
from core.text.errors import DataError
from core.text.messages import say

UNSEEN = {"⏎": "\n", "␣": " ", "⇥": "\t"}
"""Names of tokens that stand for what cannot be seen."""


class Samples(Struct, frozen=True):
    """Loaded data: an array for each input (n, *shape), and one for each target: (n,) int32 class numbers, (n, time) of
    them, or (n, k) values.

    As a data set loads them, numbers are as exact as their source: float64 from tables of text, bytes from files of
    pictures, else float32. As the network gets them, scaled, they are float32; tokens are int32.
    """

    inputs: dict[str, np.ndarray]
    targets: dict[str, np.ndarray]
    gaps: np.ndarray | None = None
    """Which numbers of the first input (n, *shape) nobody knows: they hold what stands in for them until the samples
    are dealt, and then what `Dataset.settle` makes of them."""

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray, gaps: np.ndarray | None = None) -> "Samples":
        """Samples with one input and one target."""
        return cls({INPUT: x}, {TARGET: y}, gaps)

    @property
    def x(self) -> np.ndarray:
        """The first input."""
        return next(iter(self.inputs.values()))

    @property
    def y(self) -> np.ndarray:
        """The first target."""
        return next(iter(self.targets.values()))

    @property
    def nbytes(self) -> int:
        """What all arrays take of memory."""
        return sum(array.nbytes for array in (*self.inputs.values(), *self.targets.values()))

    def chosen(self, rows) -> "Samples":
        """Some of the samples, or all in another order."""
        return Samples({name: array[rows] for name, array in self.inputs.items()},
                       {name: array[rows] for name, array in self.targets.items()})

    def __len__(self) -> int:
        return len(self.x)


class Dataset(Declared):
    """`describe` is cheap and pure (the window's thread calls it); `load` may read files and runs elsewhere."""

    group: ClassVar[str] = "Tables"
    """The heading under which the data column offers it."""
    noun: ClassVar[str] = "rows"
    """What its samples are called."""
    plane: ClassVar[bool] = False
    """It draws points of the plane by a rule: it is offered by a picture of them, and such sets share settings."""
    own: ClassVar[bool] = False
    """It reads a file of the user's, so it is offered by opening one, not as a thumbnail."""
    painted: ClassVar[bool] = False
    """Its points are set by hand."""
    any_unit: ClassVar[bool] = False
    """Its amounts to predict are far from −1 to 1."""

    endings: ClassVar[tuple[str, ...]] = ()
    """How the names of files end that `of_file` knows, for the dialog in which one is opened."""

    opening: ClassVar[str] = "The "
    """What a text that a network writes may begin with, where its samples are tokens."""

    in_order: ClassVar[bool] = False
    """Its samples follow one another, as windows of a text do: the last ones are kept for validation and test."""

    @property
    def overlap(self) -> int:
        """Samples in order after one that are asked for something that it is asked for too: at the border of two parts
        so many are left out."""
        return 0

    @classmethod
    def of_file(cls, path: Path, start: bytes) -> "Dataset | None":
        """The data set for a file that somebody opens, whose first bytes are `start`; None where it is no file of its
        kind. DataError with one sentence where it is one and cannot be used."""
        return None

    def heights(self, points: np.ndarray) -> np.ndarray | None:
        """What is true at points (n, 2) of the plane, (n, targets) without noise; None where it is not known."""
        return None

    @property
    def value_bytes(self) -> int:
        """Bytes of one number of a sample as `load` gives it: 1 for pictures of bytes."""
        return 4

    def describe(self) -> Description:
        """Shapes, task and names; raises DataError where `problems` has something to say."""
        raise NotImplementedError

    def load(self) -> Samples:
        """All samples, the same ones at every call; raises DataError with one sentence."""
        raise NotImplementedError

    def settle(self, samples: Samples, train: np.ndarray) -> None:
        """Put into loaded samples, in place, what only those at the places `train` may decide, such as what stands for
        gaps. What the network is tested on has no part in it, as with scaling."""

    def raw_columns(self, train: np.ndarray) -> tuple[RawColumn, ...]:
        """How the columns of another table become the first input, in order, where the samples at the places `train`
        are those of training; () where samples are no rows of a table."""
        return tuple(RawColumn(name) for name in self.describe().names)

    def columns_to_deal_by(self) -> tuple[str, ...]:
        """The columns whose values may tell how samples are dealt: times, or groups that stay together."""
        return ()

    def column_to_deal_by(self, name: str) -> np.ndarray:
        """(n,) numbers of such a column for the samples as `load` gives them, later times the larger ones; DataError
        where there is no such column."""
        raise DataError(say("The data have no column {name!r} to deal by; deal them by chance.", name=name))

    def lots(self) -> np.ndarray | None:
        """(n,) a number for each sample, by which it keeps its part for life, whatever others come and go; None where
        all samples are dealt together."""
        return None

    def stamp(self) -> tuple:
        """What tells the samples of today from those of yesterday: facts of the files that `load` reads."""
        return ()

    def tokens_of(self, written: str) -> list[int]:
        """The tokens of a text that a person types, as the first input has them; signs that the data do not know are
        left out."""
        names = {UNSEEN.get(name, name): number for number, name in enumerate(self.describe().inputs[0].tokens)}
        return [names[sign] for sign in written if sign in names]

    def text_of(self, tokens: Sequence[int]) -> str:
        """Tokens of the first input as the text that they are."""
        names = self.describe().inputs[0].tokens
        return "".join(UNSEEN.get(names[token], names[token]) for token in tokens)

    def analogies(self) -> Iterable[tuple[str, str, str, str]]:
        """What ought to hold among the tokens of the first input: the first is to the second as the third to the
        fourth; none where nobody knows."""
        return ()

    def problems(self) -> list[tuple[str, str]]:
        """(parameter, sentence) for all that forbids loading and is known without reading a file."""
        return violations(self)

    @property
    def fit_of_pictures(self) -> str:
        """How a picture of other proportions becomes a sample (`core.files.picture_decoding.FITS`)."""
        return STRETCH

    def proposed_scaling(self) -> Scaling | None:
        """The scaling of the inputs to start with: pixels to 0…1, columns of a table to mean 0 and spread 1."""
        return pixel_range(self.describe().value_range) or Standardize()

    def proposed_target_scaling(self) -> Scaling | None:
        """Amounts that may be in any unit, as in a file of one's own, are brought to mean 0 and spread 1."""
        return Standardize() if (self.own or self.any_unit) and self.describe().task.measured else None
