"""What is known of a text of one's own without reading it again: its characters, bytes, words and merges."""

import re
from collections import Counter
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from core.datasets.byte_pairs import Merge, learnt
from core.datasets.table_columns import Count
from core.datasets.text_windows import numbered
from core.text.messages import clean

MOST_SIGNS, MOST_WORDS, LONGEST_WORD = 4096, 5000, 64
"""Different characters and words that are told apart; all rarer ones are one token. A longer word is cut."""
WORD = re.compile(rf"\w{{1,{LONGEST_WORD}}}(?:['’]\w{{1,{LONGEST_WORD}}})?|[^\w\s]")
"""A word, with what follows an apostrophe; every other sign, and the end of a line, is one by itself."""
LINE_END = "⏎"
"""Stands for the end of a line among words, for a project file keeps no such sign in a name."""
Code = Annotated[int, Meta(ge=0, le=0x10FFFF)]


class TextFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """Every row of counts belongs to the row before it: to the characters of these `codes`, to all 256 bytes of the
    text in UTF-8, to `words`. `longest` is the length of the longest word."""

    characters: Count = 0
    codes: tuple[Code, ...] = ()
    sign_counts: tuple[Count, ...] = ()
    byte_counts: tuple[Count, ...] = ()
    words: tuple[str, ...] = ()
    word_counts: tuple[Count, ...] = ()
    all_words: Count = 0
    longest: Count = 0
    merges: tuple[Merge, ...] = ()

    @property
    def signs(self) -> str:
        """The characters that are told apart, in the order of their codes."""
        return "".join(map(chr, self.codes))

    @property
    def sound(self) -> bool:
        """Whether what belongs together has the same length, and every merge joins pieces that are known by then."""
        first = len(self.codes) + bool(self.rare_signs)
        return (0 < len(self.codes) == len(self.sign_counts) <= MOST_SIGNS and len(self.byte_counts) == 256
                and all(before < after for before, after in zip(self.codes, self.codes[1:], strict=False))
                and not any(0xD800 <= code < 0xE000 for code in self.codes)
                and len(self.words) == len(self.word_counts) <= MOST_WORDS and all(self.words)
                and all(max(merge.left, merge.right) < first + place for place, merge in enumerate(self.merges)))

    @property
    def rare_signs(self) -> int:
        """Characters of the text that are not among `signs`."""
        return max(self.characters - sum(self.sign_counts), 0)

    @property
    def rare_words(self) -> int:
        """Words of the text that are not among `words`."""
        return max(self.all_words - sum(self.word_counts), 0)


def words_of(text: str) -> list[str]:
    """A text as words, signs between them and ends of lines."""
    return WORD.findall(text.replace("\n", LINE_END))


def sign_numbers(text: str, signs: str) -> np.ndarray:
    """The places of the characters of a text among `signs` (int32), which are in the order of their codes; after the
    last one for those that are not among them."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    known = np.frombuffer(signs.encode("utf-32-le", "surrogatepass"), np.uint32)
    places = np.searchsorted(known, codes)
    found = known[np.minimum(places, len(known) - 1)] == codes
    return np.where(found, places, len(known)).astype(np.int32)


def facts_of(text: str) -> TextFacts:
    """Everything about a text."""
    every, numbers = numbered(text)
    counts = np.bincount(numbers, minlength=len(every))
    kept = np.sort(np.argsort(-counts, kind="stable")[:MOST_SIGNS])
    codes = tuple(ord(every[place]) for place in kept)
    signs = "".join(map(chr, codes))
    octets = np.bincount(np.frombuffer(text.encode("utf-8"), np.uint8), minlength=256)
    words = Counter(words_of(text))
    often = sorted(((word, count) for word, count in words.items() if clean(word) == word),
                   key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    longest = max(map(len, re.findall(r"\w+", text)), default=0)
    first = len(signs) + (len(every) > len(signs))
    merges = learnt(text, lambda part: sign_numbers(part, signs), first)
    return TextFacts(len(text), codes, tuple(counts[kept].tolist()), tuple(octets.tolist()),
                     tuple(word for word, _ in often), tuple(count for _, count in often), words.total(), longest,
                     merges)
