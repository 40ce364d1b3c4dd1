"""The data set Authors."""

from itertools import groupby

import numpy as np

from core.datasets.base import Dataset, Samples
from core.datasets.first_names import names_in
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.datasets.token_rows import numbered_rows
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType
from core.tasks.multi_class import MultiClass
from core.text.errors import DataError

SIGNS = " !'(),-.:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WRITERS = ("Shakespeare", "Melville", "King James Bible")


@DATASETS.member
class Authors(Dataset):
    """Passages by Shakespeare, by Herman Melville and from the King James Bible: who wrote this line?

    Names of speakers, headings and the numbers of verses are left out. A work (a play, a chapter, a book of the Bible)
    comes to one part of the split as a whole, so that what is tested is from works that were never read.
    """

    title = "Who wrote this line?"
    group = "Text"
    noun = "series"
    window: whole(10, 400, "Window", "characters of one passage", unit="characters") = 100
    passages: whole(100, 4000, "Passages", "of each author", scale="log") = 2000

    def describe(self):
        for _, odd in self.problems():
            raise DataError(f"{odd}.")
        names = tuple("␣" if sign == " " else sign for sign in SIGNS)
        kind = TensorType((self.window,), STEPS, TOKENS, len(SIGNS))
        asked = TargetPort(TARGET, MultiClass(), len(WRITERS), TensorType((), NUMBER, TOKENS, len(WRITERS)), WRITERS)
        return Description((InputPort(INPUT, kind, tokens=names),), (asked,), len(WRITERS) * self.each)

    @property
    def each(self) -> int:
        """Passages of each author: no more than there are characters for."""
        return min(self.passages, 400_000 // self.window)

    def load(self):
        cut, _ = self._passages()
        return Samples.of(numbered_rows(cut, SIGNS, self.window),
                          np.repeat(np.arange(len(WRITERS), dtype=np.int32), self.each))

    def lots(self):
        return self._passages()[1]

    def _passages(self) -> tuple[list[str], np.ndarray]:
        """The passages of one author after the other, evenly chosen from all works, and the number of each's work."""
        before = 0
        found: list[str] = []
        lots: list[int] = []
        by_author = [list(lines) for full, lines in groupby(names_in("authors"), bool) if full]
        for works in by_author:
            cut: list[str] = []
            of_work: list[int] = []
            for number, work in enumerate(works):
                starts = range(0, len(work) - self.window + 1, self.window)
                pieces = [work[start:start + self.window] for start in starts]
                cut += pieces
                of_work += [before + number] * len(pieces)
            before += len(works)
            chosen = np.linspace(0, len(cut) - 1, self.each).astype(int)
            found += [cut[place] for place in chosen]
            lots += [of_work[place] for place in chosen]
        return found, np.array(lots)

    def proposed_scaling(self):
        """None: tokens are names."""
        return None
