"""Byte pair encoding: the two pieces that stand side by side most often become one, again and again.

R. Sennrich, B. Haddow, A. Birch: Neural Machine Translation of Rare Words with Subword Units, 2016. Here the first
pieces are characters, and no piece reaches over the border of a word.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from core.files import progress

WORD = re.compile(r" ?\w{1,32}| ?[^\w\s]{1,32}|\s{1,32}")
"""What stands together: a word with the blank before it, a row of other signs, a row of blanks; 32 signs at most."""
MOST_MERGES = 512
WORK = 1.5e9
"""Symbols that are gone through for all merges together: of a text of strange words fewer merges are learnt."""
TABLE = 2**22
"""Pairs that may be counted in a table; more are counted by sorting."""
BORDER = -1


class Merge(Struct, frozen=True, array_like=True):
    """The pieces with these two numbers became one, so many times in the whole text."""

    left: Annotated[int, Meta(ge=0, le=2**16)]
    right: Annotated[int, Meta(ge=0, le=2**16)]
    count: Annotated[int, Meta(ge=0, le=2**40)]


def learnt(text: str, numbers_of: Callable[[str], np.ndarray], first: int, most: int = MOST_MERGES
           ) -> tuple[Merge, ...]:
    """The merges for a text, the most frequent pair of each time first. `numbers_of` gives the numbers of characters,
    all below `first`, the number of the first new piece. Counts are exact for the whole text."""
    words = Counter(WORD.findall(text))
    symbols, lengths = _symbols(words, numbers_of)
    times = np.repeat(np.fromiter(words.values(), np.int64, len(words)), lengths + 1)
    found: list[Merge] = []
    work = 0.0
    for number in range(first, first + most):
        sorted_ = number * number > TABLE
        work += len(symbols) * (16 if sorted_ else 1)
        if len(symbols) < 2 or work > WORK:
            break
        progress.tell(number - first, most)
        left, right, often = _most_frequent(symbols, times, number, sorted_)
        if often < 2:
            break
        hits = _hits(symbols, left, right)
        found.append(Merge(left, right, int(times[hits].sum())))
        symbols[hits] = number
        symbols, times = np.delete(symbols, hits + 1), np.delete(times, hits + 1)
    return tuple(found)


def encoded(text: str, numbers_of: Callable[[str], np.ndarray], merges: Iterable[Merge], first: int) -> np.ndarray:
    """A text as numbers of its pieces (int32), every word cut as the merges have it, in their order."""
    words = WORD.findall(text)
    places = {word: place for place, word in enumerate(dict.fromkeys(words))}
    symbols, _ = _symbols(places, numbers_of)
    for number, merge in enumerate(merges, first):
        hits = _hits(symbols, merge.left, merge.right)
        symbols[hits] = number
        symbols = np.delete(symbols, hits + 1)
    ends = np.flatnonzero(symbols == BORDER)
    starts = np.concatenate([[0], ends[:-1] + 1])
    each = np.fromiter((places[word] for word in words), np.int64, len(words))
    lengths = (ends - starts)[each]
    if not len(each):
        return np.zeros(0, np.int32)
    # Every piece of every word: where its word begins, and which place it has there.
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return symbols[np.repeat(starts[each], lengths) + within]


def _symbols(words: Iterable[str], numbers_of) -> tuple[np.ndarray, np.ndarray]:
    """(the numbers of all characters of these words, a border after each; the lengths of the words)."""
    words = list(words)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    found = np.full(int(lengths.sum()) + len(words), BORDER, np.int32)
    inside = np.ones(len(found), bool)
    inside[np.cumsum(lengths + 1) - 1] = False
    found[inside] = numbers_of("".join(words))
    return found, lengths


def _most_frequent(symbols, times, number: int, sorted_: bool) -> tuple[int, int, int]:
    """(left, right, how often) of the most frequent pair; of equals that with the lowest numbers."""
    first, second = symbols[:-1].astype(np.int64), symbols[1:]
    inside = (first != BORDER) & (second != BORDER)
    codes, weights = (first * number + second)[inside], times[:-1][inside]
    if not len(codes):
        return 0, 0, 0
    if sorted_:
        known, places = np.unique(codes, return_inverse=True)
        sums = np.bincount(places, weights)
        best = int(sums.argmax())
        return int(known[best] // number), int(known[best] % number), int(sums[best])
    sums = np.bincount(codes, weights)
    best = int(sums.argmax())
    return best // number, best % number, int(sums[best])


def _hits(symbols: np.ndarray, left: int, right: int) -> np.ndarray:
    """The places at which a pair begins. Of pairs that share a piece, as in three equal ones, the first counts."""
    hits = np.flatnonzero((symbols[:-1] == left) & (symbols[1:] == right))
    runs = np.flatnonzero(np.diff(hits, prepend=-2) != 1)
    place_in_run = np.arange(len(hits)) - np.repeat(runs, np.diff(np.append(runs, len(hits))))
    return hits[place_in_run % 2 == 0]
