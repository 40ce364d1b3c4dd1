"""The data set SoundFolder."""

import os
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta

from core.datasets import sounds
from core.datasets.base import Dataset
from core.declare.parameters import hidden, text
from core.declare.registry import DATASETS
from core.files.picture_folder import PictureFile, by_class, files_of
from core.files.user_files import shown
from core.files.wav_file import at_rate, is_wav, sound
from core.text.errors import DataError
from core.text.messages import say

ENDINGS = (".wav", ".wave")
MOST_VALUES = 2**28


@DATASETS.member
class SoundFolder(Dataset):
    """Sounds of your own as WAV files: a folder for each class, called as the class is.

    All channels are mixed into one and brought to 8000 numbers a second.
    """

    title = "Folder of sounds"
    group = "Own"
    noun = "sounds"
    own = True
    endings = ENDINGS
    path: text("Folder", "the folder of the sounds", longest=4096, kind="path") = ""
    milliseconds: sounds.LENGTH = 500
    given: sounds.GIVEN = sounds.SPECTRUM
    count: hidden(Annotated[int, Meta(ge=0, le=2**24)], "Count") = 0
    classes: hidden(tuple[str, ...], "Classes") = ()

    @classmethod
    def of_file(cls, path, start):
        if not is_wav(start):
            return None
        sound(path)
        return cls.of_folder(Path(path).resolve().parent.parent)

    @classmethod
    def of_folder(cls, folder: str | Path) -> "SoundFolder":
        """The data set of a folder with a folder for each class; DataError with one sentence."""
        files = files_of(folder, ENDINGS)
        names, labels = by_class(files)
        made = cls(path=str(folder), count=int((labels >= 0).sum()), classes=names)
        made.describe()
        return made

    def problems(self):
        found = super().problems()
        if not self.path:
            found.append(("path", say("No folder is chosen yet; open a WAV file of the folder.")))
        elif len(self.classes) < 2:
            found.append(("path", say("{path} holds sounds of a single class; put those of each class into a folder of "
                                      "its own, side by side.", path=shown(self.path))))
        elif self.count * sounds.values_of(self.milliseconds) > MOST_VALUES:
            found.append(("milliseconds", say("{count:,} sounds of this length cannot be held; make them shorter.",
                                              count=self.count)))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        return sounds.described(self.given, self.milliseconds, self.classes, self.count)

    def stamp(self):
        try:
            return tuple((file.path, file.stamp) for file in files_of(self.path, ENDINGS))
        except DataError:
            return ()

    def load(self):
        self.describe()
        files = files_of(self.path, ENDINGS)
        names, labels = by_class(files)
        kept = [file for file, label in zip(files, labels, strict=True) if label >= 0]
        if names != self.classes or len(kept) != self.count:
            raise DataError(say("{path} has changed: its sounds are not the {count:,} that the project knows; open one "
                                "again.", path=shown(self.path), count=self.count))
        return sounds.samples(self.given, np.stack([self._cut(file) for file in kept]), labels[labels >= 0])

    def _cut(self, file: PictureFile) -> np.ndarray:
        """The middle of a sound, as loud as it can be; silence after one that is too short."""
        values = at_rate(*sound(os.path.join(self.path, file.path)), sounds.RATE)
        length = sounds.values_of(self.milliseconds)
        begin = max(0, (len(values) - length) // 2)
        values = values[begin:begin + length]
        largest = float(np.abs(values).max())
        return np.pad(values / largest if largest > 0 else values, (0, length - len(values))).astype(np.float32)
