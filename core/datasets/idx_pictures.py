"""The data set IdxPictures."""

from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import hidden, text
from core.declare.registry import DATASETS
from core.files.idx_file import (
    LARGEST,
    LONGEST_SIDE,
    IdxHeader,
    extremes,
    read_class_numbers,
    read_header,
    read_values,
)
from core.files.parsed_table import stamp
from core.files.user_files import megabytes, shown
from core.tasks.recognition import telling_apart
from core.text.errors import DataError
from core.text.messages import say

Side = Annotated[int, Meta(ge=1, le=LONGEST_SIDE)]
ClassNumber = Annotated[int, Meta(ge=-2**31, le=2**31)]
Values = Literal["uint8", "int8", "int16", "int32", "float32", "float64"]
KEPT = {"uint8": np.uint8, "int32": np.float64, "float64": np.float64}
"""How values of a type are held: exactly, which float32 does for all others."""


@DATASETS.member
class IdxPictures(Dataset):
    """Pictures and labels of your own as a pair of IDX files, the format of MNIST."""

    title = "IDX pictures"
    group = "Own"
    noun = "pictures"
    own = True
    images: text("Pictures", "the IDX file of the pictures, packed with gzip or not", longest=4096, kind="path") = ""
    labels: text("Labels", "the IDX file of the class numbers", longest=4096, kind="path") = ""
    count: hidden(Annotated[int, Meta(ge=0, le=2**32)], "Count") = 0
    height: hidden(Side, "Height") = 28
    width: hidden(Side, "Width") = 28
    channels: hidden(Annotated[int, Meta(ge=1, le=3)], "Channels") = 1
    class_numbers: hidden(tuple[ClassNumber, ...], "Class numbers") = ()
    values: hidden(Values, "Type of the values") = "uint8"
    lowest: hidden(float, "Lowest value") = 0.0
    highest: hidden(float, "Highest value") = 255.0

    @property
    def value_bytes(self):
        return np.dtype(KEPT.get(self.values, np.float32)).itemsize

    def problems(self):
        found = super().problems()
        found += [(name, say("No file of {name} is chosen yet; open an IDX pair.", name=name))
                  for name in ("images", "labels") if not getattr(self, name)]
        if not found and not (self.count and len(self.class_numbers) > 1):
            found.append(("labels", say("The labels hold a single class; a network needs at least two to tell apart.")))
        if self.count * self.height * self.width * self.channels * np.dtype(self.values).itemsize > LARGEST:
            found.append(("images", say("The pictures hold more than {size}; keep fewer.", size=megabytes(LARGEST))))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        shape = (self.height, self.width, self.channels)
        classes = tuple(str(number) for number in self.class_numbers)
        return Description.of(shape, telling_apart(len(classes)), len(classes), self.count, classes=classes,
                              value_range=(self.lowest, self.highest))

    def stamp(self):
        return stamp(self.images) + stamp(self.labels)

    def load(self):
        shape = (self.count, *self.describe().input_shape)
        pictures, labels = read_pair(self.images, self.labels)
        numbers = np.array(self.class_numbers)
        if pictures.shape != shape or pictures.dtype.name != self.values or not np.isin(labels, numbers).all() \
                or not (self.lowest <= pictures.min() and pictures.max() <= self.highest):
            raise DataError(say("{images} and {labels} have changed: they are not what the project knows; open them "
                                "again.", images=shown(self.images), labels=shown(self.labels)))
        order = np.argsort(numbers)
        places = order[np.searchsorted(numbers, labels, sorter=order)]
        kept = pictures.astype(KEPT.get(self.values, np.float32), copy=False)
        return Samples.of(kept, places.astype(np.int32))


def grey_range(header: IdxHeader) -> tuple[float, float]:
    """What stands for black and for white in a file of pictures: for bytes the whole range, for other types 0 to 1 or 0
    to 255 where all values lie in it, else the lowest and the highest; DataError where the file is damaged."""
    lowest, highest = extremes(header)
    if header.type == "u1":
        return 0.0, 255.0
    if lowest < 0:
        return lowest, highest
    return 0.0, next((most for most in (1.0, 255.0) if highest <= most), highest)


def pair_headers(images: str, labels: str) -> tuple[IdxHeader, IdxHeader]:
    """What the files of a pair say of themselves; DataError where the two do not fit."""
    pictures, numbers = read_header(images), read_header(labels)
    if pictures.is_labels:
        raise DataError(say("{images} holds labels, not pictures; choose the file whose name says idx3.",
                            images=shown(images)))
    if not numbers.is_labels:
        raise DataError(say("{labels} holds pictures, not labels; choose the file whose name says idx1.",
                            labels=shown(labels)))
    if pictures.shape[0] != numbers.shape[0]:
        raise DataError(say("{images} holds {pictures:,} pictures, but {labels} {numbers:,} labels; choose two files "
                            "that belong together.", images=shown(images), pictures=pictures.shape[0],
                            labels=shown(labels), numbers=numbers.shape[0]))
    return pictures, numbers


def read_pair(images: str, labels: str) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, height, width, channels) in the file's type and class numbers (n,); DataError where the two do not
    fit."""
    pictures, numbers = pair_headers(images, labels)
    values = read_values(pictures)
    return values.reshape(*values.shape[:3], -1), read_class_numbers(numbers)
