"""The data set TextFolder."""

import os
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from core.datasets.base import Dataset, Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.datasets.table_columns import Count
from core.datasets.text_facts import MOST_SIGNS, sign_numbers
from core.datasets.text_units import UNITS, UNKNOWN
from core.declare.parameters import hidden, text, whole
from core.declare.registry import DATASETS
from core.files.parsed_table import stamp
from core.files.text_file import read_text
from core.files.user_files import shown
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType
from core.tasks.multi_class import MultiClass
from core.text.errors import DataError
from core.text.messages import clean, say

ENDINGS, MOST_FILES = (".txt", ".md", ".text"), 100
LOOKED_AT = 200
"""Things in a folder by which is told what it holds."""
LARGEST = 2**28
"""Characters of all passages together."""


class TextOfClass(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the folder, which is a class, and how many characters it has."""

    name: Annotated[str, Meta(max_length=300)]
    characters: Count


@DATASETS.member
class TextFolder(Dataset):
    """A folder of your own texts, each file a class: from which of them is this passage?

    Passages lie side by side; the end of every text is kept for validation and test.
    """

    title = "Folder of texts"
    group = "Own"
    noun = "windows"
    own = True
    in_order = True
    window: whole(2, 512, "Window", "characters of one passage", unit="characters") = 64
    path: text("Folder", "a folder with a text for each class", longest=4096, kind="path") = ""
    files: hidden(Annotated[tuple[TextOfClass, ...], Meta(max_length=MOST_FILES)], "Files") = ()
    codes: hidden(tuple[Annotated[int, Meta(ge=0, le=0x10FFFF)], ...], "Characters") = ()

    @classmethod
    def at(cls, path: str) -> "TextFolder":
        """The data set for a folder; DataError with one sentence."""
        names = texts_in(path)
        if not 2 <= len(names) <= MOST_FILES:
            raise DataError(say("{path} holds {count} texts; to tell texts apart takes from 2 to {most} files that end "
                                "in .txt or .md.", path=shown(path), count=len(names), most=MOST_FILES))
        found: list[TextOfClass] = []
        signs: Counter[str] = Counter()
        for name in names:
            content, _ = read_text(Path(path) / name)
            signs.update(content)
            found.append(TextOfClass(name, len(content)))
        codes = tuple(sorted(ord(sign) for sign, _ in signs.most_common(MOST_SIGNS)))
        window = 64
        while window > 4 and min(one.characters for one in found) < 20 * window:
            window //= 2
        return cls(window, str(path), tuple(found), codes)

    def problems(self):
        found = super().problems()
        if not self.path or len(self.files) < 2:
            found.append(("path", say("No folder of texts is chosen yet; open one.")))
        elif list(self.codes) != sorted(set(self.codes)) or not self.codes or any(
                0xD800 <= code < 0xE000 for code in self.codes):
            found.append(("path", say("What the project knows of {path} does not fit together; open the file again.",
                                      path=shown(self.path))))
        for one in self.files:
            if one.characters < self.window:
                found.append(("window", say("{path} has {count} characters, less than one window of {window}; choose a "
                                            "shorter window.", path=shown(one.name), count=one.characters,
                                            window=self.window)))
                break
        if sum(one.characters for one in self.files) > LARGEST:
            found.append(("path", say("The texts of {path} are too large together; keep fewer.",
                                      path=shown(self.path))))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        names = (*map(UNITS["characters"].name, map(chr, self.codes)), UNKNOWN)
        kind = TensorType((self.window,), STEPS, TOKENS, len(names))
        classes = tuple(clean(Path(one.name).stem) for one in self.files)
        asked = TargetPort(TARGET, MultiClass(), len(classes), TensorType((), NUMBER, TOKENS, len(classes)), classes)
        count = sum(one.characters // self.window for one in self.files)
        return Description((InputPort(INPUT, kind, tokens=names),), (asked,), count)

    def load(self):
        self.describe()
        signs, passages, places, classes = "".join(map(chr, self.codes)), [], [], []
        for number, one in enumerate(self.files):
            content, _ = read_text(Path(self.path) / Path(one.name).name)
            if len(content) != one.characters:
                raise DataError(say("{path} has changed: it is not the text that the project knows; open it again.",
                                    path=shown(one.name)))
            count = one.characters // self.window
            passages.append(sign_numbers(content[:count * self.window], signs).reshape(count, self.window))
            places.append((np.arange(count) + 0.5) / count)
            classes.append(np.full(count, number, np.int32))
        # In the order of their places in the texts: of every text the same share comes last.
        order = np.argsort(np.concatenate(places), kind="stable")
        return Samples.of(np.concatenate(passages)[order], np.concatenate(classes)[order])

    def stamp(self):
        return tuple(fact for one in self.files for fact in stamp(Path(self.path) / Path(one.name).name))

    def proposed_scaling(self):
        """None: tokens are names."""
        return None


def texts_in(path: str | Path) -> list[str]:
    """The names of the texts that lie in a folder itself, in order; none where it cannot be looked into."""
    try:
        return sorted(one.name for one in Path(path).iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
    except (OSError, ValueError):
        return []


def holds_texts(path: str | Path) -> bool:
    """Whether a folder looks like one of texts: two at least, and no folder in it, among the first things there."""
    try:
        with os.scandir(path) as found:
            first = list(islice(found, LOOKED_AT))
            return (sum(Path(one.name).suffix.lower() in ENDINGS for one in first) > 1
                    and not any(one.is_dir() for one in first))
    except (OSError, ValueError):
        return False
