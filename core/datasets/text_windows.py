"""What data sets of text share: tokens in windows, and the next token that is asked at every place."""

import gzip
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import INPUT, TARGET, InputPort, TargetPort
from core.declare.parameters import advanced, choice, number, whole
from core.ops.tensor_type import STEPS, TOKENS, TensorType
from core.tasks.masked_tokens import MaskedTokens
from core.tasks.next_token import NextToken
from core.text.errors import DataError
from core.text.messages import say
from core.text.resources import resource

HIDDEN, COVER = "hidden", "▇"
"""What is asked where characters are hidden, and the sign that hides one."""


class TextWindows(Dataset):
    """Windows side by side, in the order of the text: the last of them are kept for validation and test, so that
    nothing that is tested stood beside what was learnt."""

    group = "Text"
    noun = "windows"
    in_order = True
    window: whole(2, 512, "Window", "characters of one sample", unit="characters") = 64
    asked: choice({"next": "what comes next", HIDDEN: "what is hidden"}, "Asked", "the character that follows each "
                  "one, or those that a sign hides") = "next"
    share: advanced(number(0.01, 0.9, "Hidden share", "of the characters, where hidden ones are asked for",
                           display="percent")) = 0.15

    @property
    def tokens(self) -> tuple[str, ...]:
        """The different tokens of the text."""
        raise NotImplementedError

    @property
    def length(self) -> int:
        """How many tokens the text has."""
        raise NotImplementedError

    def read(self) -> np.ndarray:
        """The text as numbers of its tokens (int32)."""
        raise NotImplementedError

    def describe(self):
        tokens = self.tokens
        kind = TensorType((self.window,), STEPS, TOKENS, len(tokens))
        count = (self.length - 1) // self.window
        if count < 1:
            raise DataError(say("The text has {count} characters, which is less than one window of {window} and what "
                                "comes next; choose a shorter window or a longer text.", count=self.length,
                                window=self.window))
        names = tuple(shown(token) for token in tokens)
        if self.asked == HIDDEN:
            target = TargetPort(TARGET, MaskedTokens(), len(tokens), kind, names, gaps=True)
            seen = replace(kind, vocabulary=len(tokens) + 1)
            return Description((InputPort(INPUT, seen, tokens=(*names, COVER)),), (target,), count)
        asked = TargetPort(TARGET, NextToken(), len(tokens), kind, names)
        return Description((InputPort(INPUT, kind, tokens=names),), (asked,), count)

    def load(self):
        count, text = self.describe().count, self.read()
        length = count * self.window
        if self.asked == HIDDEN:
            x = text[:length].reshape(count, self.window)
            covered = np.random.default_rng(0).random(x.shape) < self.share
            return Samples.of(np.where(covered, len(self.tokens), x).astype(np.int32),
                              np.where(covered, x, -1).astype(np.int32))
        return Samples.of(text[:length].reshape(count, self.window).copy(),
                          text[1:length + 1].reshape(count, self.window).copy())

    def proposed_scaling(self):
        return None


def shown(token: str) -> str:
    """A token as a person can see it."""
    return {"\n": "⏎", " ": "␣", "\t": "⇥"}.get(token, token)


def numbered(text: str) -> tuple[tuple[str, ...], np.ndarray]:
    """The different characters of a text in the order of their codes, and the text as their numbers (int32)."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    known, numbers = np.unique(codes, return_inverse=True)
    found = numbers.astype(np.int32)
    found.flags.writeable = False
    return tuple(map(chr, known)), found


@lru_cache(maxsize=2)
def shipped_text(name: str) -> np.ndarray:
    """resources/datasets/<name>.txt.gz as numbers of its characters."""
    path = resource(f"datasets/{name}.txt.gz")
    try:
        return numbered(gzip.decompress(path.read_bytes()).decode())[1]
    except Exception as error:  # whatever gzip may meet in a damaged file
        raise DataError(say("The shipped data set {name} is damaged ({error}); install Layerlab again.",
                            name=path.name, error=error)) from None
