"""Shared by the data sets of picture files: how large they become, in which colours, and their pixels."""

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from core.datasets.base import Dataset
from core.declare.parameters import choice, hidden, text, whole
from core.files.picture_decoding import COLOUR, CROP, FITS, GREY, Wanted
from core.files.picture_folder import PictureFile, Pictures, files_of, pictures
from core.files.user_files import megabytes, shown
from core.text.errors import DataError
from core.text.messages import say

LARGEST = 2**30
Count = Annotated[int, Meta(ge=0, le=2**24)]


class PictureFiles(Dataset):
    """Members say which of the files are samples, and what their targets are."""

    value_bytes = 1
    group = "Own"
    noun = "pictures"
    own = True
    target: ClassVar[str] = ""
    """The column to predict, where a table says what they show."""
    predict: ClassVar[str] = "automatic"
    """Whether that is a class or a number."""
    path: text("Folder", "the folder of the pictures", longest=4096, kind="path") = ""
    height: whole(1, 512, "Height", "pixels from top to bottom; every picture is brought to this size") = 32
    width: whole(1, 512, "Width", "pixels from left to right") = 32
    colour: choice({GREY: "grey", COLOUR: "in colour"}, "Colour", "one number a pixel, or red, green and blue") = COLOUR
    fit: choice(FITS, "Other proportions", "what happens to pictures that are wider or higher") = CROP
    count: hidden(Count, "Count") = 0
    """Pictures that can be read and have an answer."""

    @property
    def fit_of_pictures(self):
        return self.fit

    @property
    def wanted(self) -> Wanted:
        """How every picture comes out."""
        return Wanted(self.height, self.width, 1 if self.colour == GREY else 3, self.fit)

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of a sample."""
        return self.height, self.width, self.wanted.channels

    def problems(self):
        found = super().problems()
        if not self.path:
            found.append(("path", say("No folder is chosen yet; open a folder of pictures.")))
        size = self.count * self.height * self.width * self.wanted.channels
        if size > LARGEST:
            found.append(("height", say("{count:,} pictures of this size hold {size}, and {most} can be held; make "
                                        "them smaller, or grey.", count=self.count, size=megabytes(size),
                                        most=megabytes(LARGEST))))
        return found

    def stamp(self):
        try:
            return tuple((file.path, file.stamp) for file in files_of(self.path))
        except DataError:
            return ()

    def read(self, files: list[PictureFile]) -> Pictures:
        """The pixels of files; DataError where they are more than can be held."""
        size = len(files) * self.height * self.width * self.wanted.channels
        if size > 2 * LARGEST:
            raise self.changed()
        return pictures(self.path, files, self.wanted)

    def changed(self) -> DataError:
        """The files are not those that the project knows."""
        return DataError(say("{path} has changed: its pictures are not the {count:,} that the project knows; open the "
                             "folder again.", path=shown(self.path), count=self.count))


def labelled(found: Pictures, labels: np.ndarray) -> np.ndarray:
    """(n,) int32: the class of every picture that could be read."""
    return labels[found.places].astype(np.int32)
