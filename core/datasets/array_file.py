"""The data set ArrayFile."""

import math
from typing import Annotated, Final, Literal

import numpy as np
from msgspec import Meta, Struct

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import choice, hidden, text
from core.declare.registry import DATASETS
from core.files.numpy_archive import LARGEST, StoredArray, read
from core.files.parsed_table import stamp
from core.files.user_files import megabytes, shown
from core.tasks.base import Task
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

MOST_CLASSES = 1000
MOST_FEATURES = 2**20
BYTES = "|u1"
CHANNELS = (1, 3, 4)
LEAST_SIDE = 8
"""Pixels a side from which on numbers as wide as high are taken for a picture."""
ClassNumber = Annotated[int, Meta(ge=-2**53, le=2**53)]
WHAT = {"automatic": "as they look", "rows": "rows of numbers", "series": "series", "pictures": "pictures"}
Kind = Literal["class", "yes/no", "one-hot", "amounts"]
CLASS: Final = "class"
YES_NO: Final = "yes/no"
ONE_HOT: Final = "one-hot"
AMOUNTS: Final = "amounts"


class AnswerArray(Struct, frozen=True, forbid_unknown_fields=True):
    """What the numbers of an array would answer, and the class numbers where they are such."""

    name: str
    kind: Kind = AMOUNTS
    classes: tuple[ClassNumber, ...] = ()


NO_ARRAY, NO_ANSWER = StoredArray("", (), (), ""), AnswerArray("")


@DATASETS.member
class ArrayFile(Dataset):
    """Arrays of NumPy in one .npz file: samples in one of them, answers in another."""

    title = "NumPy arrays"
    group = "Own"
    own = True
    path: text("File", "an .npz file as numpy.savez writes it", longest=4096, kind="path") = ""
    samples: text("Samples", "the array with a sample in each row") = ""
    target: text("Target", "the array with an answer in each row") = ""
    taken_as: choice(WHAT, "The samples are", "what the axes of a sample mean") = "automatic"
    arrays: hidden(Annotated[tuple[StoredArray, ...], Meta(max_length=1000)], "Arrays") = ()
    answers: hidden(Annotated[tuple[AnswerArray, ...], Meta(max_length=1000)], "Answers") = ()

    @property
    def value_bytes(self) -> int:  # type: ignore[override]
        """Bytes of one number."""
        return 1 if self._bytes else 8

    @property
    def _bytes(self) -> bool:
        return self._array(self.samples).type == BYTES and self._taken_as == "pictures"

    def _array(self, name: str) -> StoredArray:
        return next((array for array in self.arrays if array.name == name), NO_ARRAY)

    def _answer(self) -> AnswerArray:
        return next((answer for answer in self.answers if answer.name == self.target), NO_ANSWER)

    def options(self, parameter):
        if parameter == "samples":
            return tuple(array.name for array in self.arrays if array.shape)
        return tuple(answer.name for answer in self.answers) if parameter == "target" else ()

    def problems(self):
        return super().problems() + list(self._complaints())

    def _complaints(self):
        x, y = self._array(self.samples), self._array(self.target)
        if not self.path or not self.arrays:
            yield "path", say("No file of arrays is chosen yet; open one.")
        elif not x.shape or 0 in x.shape:
            yield "samples", say("The file has no array {name!r} of samples; choose another.", name=self.samples)
        elif not y.shape or self._answer() is NO_ANSWER or self.target == self.samples:
            yield "target", say("The file has no array {name!r} of answers; choose another.", name=self.target)
        elif x.shape[0] != y.shape[0]:
            yield "target", say("{samples!r} has {count:,} rows, but {target!r} has {other:,}; choose two arrays that "
                                "belong together.", samples=x.name, count=x.shape[0], target=y.name, other=y.shape[0])
        elif math.prod(self._shape) > MOST_FEATURES or x.nbytes > LARGEST:
            yield "samples", say("{name!r} holds {size}; up to {most} can be used, with at most {features:,} numbers a "
                                 "sample.", name=x.name, size=megabytes(x.nbytes), most=megabytes(LARGEST),
                                 features=MOST_FEATURES)

    @property
    def _taken_as(self) -> str:
        """What the samples are: pictures where they have channels, or are as high as wide, or bytes."""
        if self.taken_as != "automatic":
            return self.taken_as
        stored = self._array(self.samples)
        shape = stored.shape[1:]
        if len(shape) == 3 and (shape[-1] in CHANNELS or shape[0] in CHANNELS):
            return "pictures"
        if len(shape) == 2:
            square = shape[0] == shape[1] >= LEAST_SIDE
            return "pictures" if (stored.type == BYTES and min(shape) > 4) or square else "series"
        return "rows"

    @property
    def _channels_first(self) -> bool:
        """Whether the channels of pictures stand before their height and width, as PyTorch has them."""
        shape = self._array(self.samples).shape[1:]
        return (self._taken_as == "pictures" and len(shape) == 3 and shape[0] in CHANNELS
                and shape[-1] not in CHANNELS)

    @property
    def _shape(self) -> tuple[int, ...]:
        """The shape of a sample for the network."""
        shape, words = self._array(self.samples).shape[1:], self._taken_as
        if words == "pictures" and len(shape) in (2, 3):
            return (*shape[1:], shape[0]) if self._channels_first else shape if len(shape) == 3 else (*shape, 1)
        if words == "series" and len(shape) in (1, 2):
            return shape if len(shape) == 2 else (*shape, 1)
        return (math.prod(shape),)

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        task, outputs, classes = self._asked()
        top = 255 if self._array(self.samples).type == BYTES and self._taken_as == "pictures" else 0
        names = () if len(self._shape) > 1 else tuple(f"x{place}" for place in range(1, self._shape[0] + 1))
        columns = () if task.exclusive else tuple(f"{self.target}{place}" for place in range(1, outputs + 1))
        if not task.exclusive and outputs == 1:
            columns = (self.target,)
        return Description.of(self._shape, task, outputs, self._array(self.samples).shape[0], names,
                              columns if task.judged and not task.exclusive else classes, columns,
                              (0, top) if top else None)

    def _asked(self) -> tuple[Task, int, tuple[str, ...]]:
        answer = self._answer()
        kind, numbers = answer.kind, answer.classes
        width = math.prod(self._array(self.target).shape[1:])
        if kind == CLASS:
            return telling_apart(len(numbers)), len(numbers), tuple(map(str, numbers))
        if kind == ONE_HOT:
            return MultiClass() if width > 2 else telling_apart(2), width, tuple(map(str, range(width)))
        return (MultiLabel() if kind == YES_NO else Regression()), width, ()

    def stamp(self):
        return stamp(self.path)

    def load(self):
        self.describe()
        x, y = read(self.path, self._array(self.samples)), read(self.path, self._array(self.target))
        x = np.ascontiguousarray(np.moveaxis(x, 1, -1)) if self._channels_first else x.reshape(len(x), *self._shape)
        kind, numbers = self._answer().kind, self._answer().classes
        y = y.reshape(len(y), -1)
        if kind == CLASS:
            known = np.array(numbers)
            order = np.argsort(known)
            places = order[np.searchsorted(known, y[:, 0], sorter=order).clip(0, len(known) - 1)]
            if (known[places] != y[:, 0]).any():
                raise self._other_classes()
            target = places.astype(np.int32)
        elif kind == ONE_HOT:
            if looked_at(self.target, y).kind != ONE_HOT:
                raise self._other_classes()
            target = y.argmax(1).astype(np.int32)
        else:
            target = y.astype(np.float32 if kind == YES_NO else np.float64)
        return Samples.of(x if self._bytes else x.astype(np.float64), target)

    def _other_classes(self) -> DataError:
        return DataError(say("{path} has changed: its classes are not those that the project knows; open it again.",
                             path=shown(self.path)))


def looked_at(name: str, y: np.ndarray) -> AnswerArray:
    """What an array of answers (n, …) asks for."""
    wide = math.prod(y.shape[1:]) > 1
    whole = y.dtype.kind in "iub" or bool((y == np.floor(y)).all())
    if wide:
        if not whole or not ((y == 0) | (y == 1)).all():
            return AnswerArray(name)
        return AnswerArray(name, ONE_HOT if (y.reshape(len(y), -1).sum(1) == 1).all() else YES_NO)
    if not whole:
        return AnswerArray(name)
    found = np.unique(y)
    few = 2 <= len(found) <= MOST_CLASSES and 2 * len(found) <= len(y)
    in_a_row = few and found[-1] - found[0] == len(found) - 1
    if few and (y.dtype.kind in "ub" or len(found) == 2 or in_a_row):
        return AnswerArray(name, CLASS, tuple(int(value) for value in found))
    return AnswerArray(name)
