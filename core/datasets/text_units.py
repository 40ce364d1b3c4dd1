"""What a text is cut into: characters, bytes, words, or pieces that were merged from frequent pairs."""

from collections.abc import Sequence

import numpy as np

from core.datasets.base import UNSEEN
from core.datasets.byte_pairs import encoded
from core.datasets.text_facts import LINE_END, TextFacts, sign_numbers, words_of

UNKNOWN = "▯"
"""Stands for every character, or word, that is too rare to be told apart."""
SEEN = {seen: name for name, seen in UNSEEN.items()}
CLOSING, OPENING = frozenset(".,;:!?)]}…%’”»"), frozenset("([{„“«")
"""Before the first of these no blank is written, after the others neither."""


class TextUnit:
    """Members cut a text, of which `facts` are known, keeping `kept` of what they choose from."""

    noun: str
    """What the pieces are called."""

    def tokens(self, facts: TextFacts, kept: int) -> tuple[str, ...]:
        """Every different piece."""
        raise NotImplementedError

    def counts(self, facts: TextFacts, kept: int) -> np.ndarray:
        """(tokens,) how often each occurs in the text."""
        raise NotImplementedError

    def length(self, facts: TextFacts, kept: int) -> int:
        """Pieces of the whole text."""
        return int(self.counts(facts, kept).sum())

    def numbers(self, text: str, facts: TextFacts, kept: int) -> np.ndarray:
        """A text as numbers of its pieces (int32), what has no number left out."""
        raise NotImplementedError

    def text(self, numbers: Sequence[int], facts: TextFacts, kept: int) -> str:
        """What pieces are as text."""
        tokens = self.tokens(facts, kept)
        return "".join(tokens[number] for number in numbers)

    def name(self, token: str) -> str:
        """A piece as a person can see it."""
        return "".join(SEEN.get(sign) or (sign if sign.isprintable() else f"\\{ord(sign):02x}") for sign in token)


def known_signs(text: str, facts: TextFacts) -> str:
    """A text without the characters that have no number: those that the text of `facts` does not hold, where it tells
    all of its own apart."""
    strange = set() if facts.rare_signs else set(text) - set(facts.signs)
    return text.translate({ord(sign): None for sign in strange}) if strange else text


class CharacterUnit(TextUnit):
    """Every letter and every other sign for itself."""

    noun = "characters"

    def tokens(self, facts, kept):
        return (*facts.signs, *((UNKNOWN,) if facts.rare_signs else ()))

    def counts(self, facts, kept):
        return np.array([*facts.sign_counts, *((facts.rare_signs,) if facts.rare_signs else ())], np.int64)

    def numbers(self, text, facts, kept):
        return sign_numbers(known_signs(text, facts), facts.signs)


class ByteUnit(TextUnit):
    """The text in UTF-8: one byte a letter of English, two for most others of Europe, three or four for the rest."""

    noun = "bytes"

    def tokens(self, facts, kept):
        return tuple(chr(number) if 32 <= number < 127 or number in b"\n\t" else f"{number:02X}"
                     for number in range(256))

    def counts(self, facts, kept):
        return np.array(facts.byte_counts, np.int64)

    def numbers(self, text, facts, kept):
        return np.frombuffer(text.encode("utf-8", "replace"), np.uint8).astype(np.int32)

    def text(self, numbers, facts, kept):
        return bytes(number for number in numbers if number < 256).decode("utf-8", "replace")


class WordUnit(TextUnit):
    """Words, and signs between them; blanks follow from these."""

    noun = "words"

    def tokens(self, facts, kept):
        return (*facts.words[:kept], UNKNOWN)

    def counts(self, facts, kept):
        known = facts.word_counts[:kept]
        return np.array([*known, max(facts.all_words - sum(known), 0)], np.int64)

    def numbers(self, text, facts, kept):
        places = {word: place for place, word in enumerate(facts.words[:kept])}
        words = words_of(text)
        return np.fromiter((places.get(word, len(places)) for word in words), np.int32, len(words))

    def text(self, numbers, facts, kept):
        tokens = self.tokens(facts, kept)
        found: list[str] = []
        for number in numbers:
            word = "\n" if tokens[number] == LINE_END else tokens[number]
            if found and word not in CLOSING and "\n" not in (word, found[-1]) and found[-1] not in OPENING:
                found.append(" ")
            found.append(word)
        return "".join(found)


class PieceUnit(TextUnit):
    """Characters at first; the most frequent pairs of pieces are one piece."""

    noun = "pieces"

    def tokens(self, facts, kept):
        found = list(CharacterUnit().tokens(facts, 0))
        for merge in facts.merges[:kept]:
            found.append(found[merge.left] + found[merge.right])
        return tuple(found)

    def counts(self, facts, kept):
        found = CharacterUnit().counts(facts, 0).tolist()
        for merge in facts.merges[:kept]:
            found.append(merge.count)
            found[merge.left] -= merge.count
            found[merge.right] -= merge.count
        return np.array(found, np.int64)

    def numbers(self, text, facts, kept):
        first = len(CharacterUnit().tokens(facts, 0))
        signs = facts.signs
        return encoded(known_signs(text, facts), lambda part: sign_numbers(part, signs), facts.merges[:kept], first)


UNITS: dict[str, TextUnit] = {"characters": CharacterUnit(), "bytes": ByteUnit(), "words": WordUnit(),
                              "pieces": PieceUnit()}
UNIT_TEXTS = {"characters": "characters", "bytes": "bytes", "words": "words", "pieces": "pieces (BPE)"}
