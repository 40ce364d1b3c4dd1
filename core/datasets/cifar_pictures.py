"""The data set CifarPictures."""

from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import hidden, text
from core.declare.registry import DATASETS
from core.files.cifar_file import KINDS, PIXELS, SIDE, class_names, label_bytes, read
from core.files.parsed_table import stamp
from core.files.user_files import megabytes, shown, size
from core.tasks.multi_class import MultiClass
from core.text.errors import DataError
from core.text.messages import say

MOST_FILES = 16
LARGEST = 2**30


@DATASETS.member
class CifarPictures(Dataset):
    """Coloured pictures of 32 × 32 pixels in the binary files of CIFAR-10 or CIFAR-100."""

    title = "CIFAR pictures"
    value_bytes = 1
    group = "Own"
    noun = "pictures"
    own = True
    endings = (".bin",)
    path: text("File", "a binary file of CIFAR; those of the same set beside it belong to it", longest=4096,
               kind="path") = ""
    files: hidden(Annotated[tuple[str, ...], Meta(max_length=MOST_FILES)], "Files") = ()
    label_bytes: hidden(Annotated[int, Meta(ge=1, le=2)], "Bytes of class") = 1
    classes: hidden(tuple[str, ...], "Classes") = ()
    count: hidden(Annotated[int, Meta(ge=0, le=2**24)], "Count") = 0

    @classmethod
    def of_file(cls, path, start):
        count = label_bytes(path)
        if not count:
            return None
        batch = path.name.startswith("data_batch_")
        others = sorted(other.name for other in path.parent.iterdir() if other != path
                        and other.name.startswith("data_batch_") and label_bytes(other) == count) if batch else []
        made = cls(str(path), tuple(others[:MOST_FILES - 1]), count, class_names(path, count), 1)
        return replace(made, count=sum(size(Path(one)) // (PIXELS + count) for one in made.paths()))

    def problems(self):
        found = super().problems()
        if not self.path or not self.count:
            found.append(("path", say("No file of CIFAR is chosen yet; open one.")))
        elif len(self.classes) != KINDS[self.label_bytes][-1]:
            found.append(("path", say("The names of the classes are not as many as the classes; open the file "
                                      "again.")))
        if self.count * SIDE * SIDE * 3 > LARGEST:
            found.append(("path", say("The pictures hold more than {size}; keep fewer.", size=megabytes(LARGEST))))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        return Description.of((SIDE, SIDE, 3), MultiClass(), len(self.classes), self.count, classes=self.classes,
                              value_range=(0, 255))

    def paths(self) -> list[str]:
        """The chosen file, and those beside it that belong to it."""
        return [self.path, *(str(Path(self.path).parent / Path(name).name) for name in self.files)]

    def stamp(self):
        return tuple(fact for path in self.paths() for fact in stamp(path))

    def load(self):
        self.describe()
        parts = [read(path, self.label_bytes) for path in self.paths()]
        y = np.concatenate([labels for _, labels in parts])
        if len(y) != self.count:
            raise DataError(say("{path} has changed: its pictures are not the {count:,} that the project knows; open "
                                "it again.", path=shown(self.path), count=self.count))
        return Samples.of(np.concatenate([pictures for pictures, _ in parts]), y)
