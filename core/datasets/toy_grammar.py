"""The data set ToyGrammar."""

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import InputPort, TargetPort
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import ROW, STEPS, TOKENS, TensorType
from core.tasks.skip_gram import SkipGram
from core.text.errors import DataError

WORD, OFFERED, NEAR = "word", "offered", "near"
"""The names of the ports: a word, the words that are offered beside it, and which of them stood near it."""
PEOPLE = (("king", "queen", "crown palace"), ("prince", "princess", "castle pony"), ("man", "woman", "work office"),
          ("boy", "girl", "school toys"), ("uncle", "aunt", "visit cake"), ("actor", "actress", "stage film"))
"""A man, the woman beside him, and words that stand near both."""
HE, SHE = ("he", "his", "beard", "tie"), ("she", "her", "dress", "necklace")
LANDS = (("france", "paris", "wine"), ("germany", "berlin", "beer"), ("italy", "rome", "pasta"),
         ("spain", "madrid", "oranges"), ("japan", "tokyo", "sushi"), ("egypt", "cairo", "dates"),
         ("russia", "moscow", "snow"), ("greece", "athens", "olives"))
"""A country, its capital, and what stands near both."""
COUNTRY, CAPITAL = ("border", "farms", "nation", "coast"), ("streets", "mayor", "station", "suburbs")


def _vocabulary() -> tuple[str, ...]:
    rows = [word for *pair, near in PEOPLE for word in (*pair, *near.split())]
    rows += [word for land in LANDS for word in land]
    return (*rows, *HE, *SHE, *COUNTRY, *CAPITAL)


VOCABULARY = _vocabulary()


def _sides() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(a word, what stands near its side, what stands near its pair)."""
    found = []
    for man, woman, near in PEOPLE:
        found += [(man, HE, tuple(near.split())), (woman, SHE, tuple(near.split()))]
    for country, capital, near in LANDS:
        found += [(country, COUNTRY, (near,)), (capital, CAPITAL, (near,))]
    return tuple(found)


SIDES = _sides()


@DATASETS.member
class ToyGrammar(Dataset):
    """Short sentences about kings and queens, countries and capitals: which words stand near each other?

    Of each pair (king, queen) both stand near the same things (crown, palace), and each near the things of its side
    (his, beard; her, dress). Nobody tells the network so: it is offered words and says which of them stood near.
    """

    title = "Toy grammar"
    group = "Made series"
    noun = "series"
    sentences: whole(100, 20_000, "Sentences", "so many are drawn", scale="log") = 4000
    negatives: whole(1, 20, "Drawn words", "beside each true neighbour so many are offered that were drawn by lot") = 5
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other sentences") = 0

    def describe(self):
        self.refuse_faults()
        word = InputPort(WORD, TensorType((1,), STEPS, TOKENS, len(VOCABULARY)), tokens=VOCABULARY)
        offered = InputPort(OFFERED, TensorType((self.negatives + 1,), STEPS, TOKENS, len(VOCABULARY)),
                            tokens=VOCABULARY)
        names = tuple(str(place + 1) for place in range(self.negatives + 1))
        near = TargetPort(NEAR, SkipGram(), len(names), TensorType((len(names),), ROW), names)
        return Description((word, offered), (near,), 6 * self.sentences)

    def load(self):
        self.refuse_faults()
        rng = np.random.default_rng(self.seed)
        lines = self.lines(rng)
        # Every word of a sentence with each of the two others.
        pairs = np.concatenate([lines[:, [one, other]] for one in range(3) for other in range(3) if one != other])
        drawn = rng.integers(0, len(VOCABULARY), (len(pairs), self.negatives))
        offered = np.concatenate([pairs[:, 1:], drawn], 1)
        # The true one stands at any place, so that its place tells nothing.
        order = rng.permuted(np.broadcast_to(np.arange(self.negatives + 1), offered.shape), axis=1)
        offered = np.take_along_axis(offered, order, 1)
        return Samples({WORD: pairs[:, :1].astype(np.int32), OFFERED: offered.astype(np.int32)},
                       {NEAR: (order == 0).astype(np.float32)})

    def lines(self, rng: np.random.Generator) -> np.ndarray:
        """(sentences, 3) sentences as numbers of their words: one of whom it tells, and two words that stand near it,
        of its side, of its pair, or one of each."""
        numbers = {word: place for place, word in enumerate(VOCABULARY)}
        found = np.empty((self.sentences, 3), np.int64)
        for row, which in enumerate(rng.integers(0, len(SIDES), self.sentences)):
            word, side, pair = SIDES[which]
            found[row] = numbers[word], numbers[side[rng.integers(len(side))]], numbers[pair[rng.integers(len(pair))]]
        return found

    def analogies(self):
        """Every pair against every other of its kind: king is to queen as man is to woman."""
        for pairs in (tuple((man, woman) for man, woman, _ in PEOPLE),
                      tuple((country, capital) for country, capital, _ in LANDS)):
            for one in pairs:
                for other in pairs:
                    if one != other:
                        yield (*one, *other)
                        yield (one[1], one[0], other[1], other[0])

    def refuse_faults(self) -> None:
        """Raise DataError where `problems` has something to say."""
        for _, odd in self.problems():
            raise DataError(f"{odd}.")

    def proposed_scaling(self):
        """None: tokens are names."""
        return None
