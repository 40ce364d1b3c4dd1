"""What data sets of text share: tokens in windows, and the next token that is asked at every place."""

import gzip
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import INPUT, TARGET, InputPort, TargetPort
from core.declare.parameters import advanced, choice, number, whole
from core.files.user_files import megabytes
from core.ops.tensor_type import STEPS, TOKENS, TensorType
from core.tasks.masked_tokens import MaskedTokens
from core.tasks.next_token import NextToken
from core.text.errors import DataError
from core.text.messages import say
from core.text.resources import resource

HIDDEN, COVER = "hidden", "▇"
"""What is asked where characters are hidden, and the sign that hides one."""
LARGEST = 2**30
"""Bytes of all windows."""


class TextWindows(Dataset):
    """Windows in the order of the text: the last of them are kept for validation and test. Where windows overlap, those
    across a border are left out, so that nothing that is tested was learnt."""

    group = "Text"
    noun = "windows"
    in_order = True
    window: whole(2, 512, "Window", "tokens of one sample", unit="tokens") = 64
    stride: advanced(whole(0, 512, "Stride", "tokens from one window to the next; 0 puts them side by side",
                           unit="tokens")) = 0
    asked: choice({"next": "what comes next", HIDDEN: "what is hidden"}, "Asked", "the token that follows each one, or "
                  "those that a sign hides") = "next"
    share: advanced(number(0.01, 0.9, "Hidden share", "of the tokens, where hidden ones are asked for")) = 0.15

    @property
    def parts(self) -> str:
        """What the tokens are."""
        return "characters"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The different tokens of the text."""
        raise NotImplementedError

    @property
    def names(self) -> tuple[str, ...]:
        """The tokens as a person can see them."""
        return tuple(shown(token) for token in self.tokens)

    @property
    def length(self) -> int:
        """How many tokens the text has."""
        raise NotImplementedError

    def read(self) -> np.ndarray:
        """The text as numbers of its tokens (int32)."""
        raise NotImplementedError

    @property
    def step(self) -> int:
        """Tokens from the beginning of one window to that of the next."""
        return self.stride or self.window

    @property
    def overlap(self):
        return max(-(-self.window // self.step) - 1, 0)

    def problems(self):
        found = super().problems()
        if not found and self._count() * self.window * 8 > LARGEST:
            found.append(("stride", say("The windows of the text would take {size} of memory; up to {most} are "
                                        "possible, so choose a longer stride.", size=megabytes(
                                            self._count() * self.window * 8), most=megabytes(LARGEST))))
        return found

    def _count(self) -> int:
        """Windows after each of which one token more stands."""
        return max((self.length - 1 - self.window) // self.step + 1, 0)

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        names, count, length = self.names, self._count(), self.length
        kind = TensorType((self.window,), STEPS, TOKENS, len(names))
        if count < 1:
            raise DataError(say("The text has {count} {parts}, which is less than one window of {window} and what "
                                "comes next; choose a shorter window or a longer text.", count=length,
                                parts=say(self.parts), window=self.window))
        if self.asked == HIDDEN:
            target = TargetPort(TARGET, MaskedTokens(), len(names), kind, names, gaps=True)
            seen = replace(kind, vocabulary=len(names) + 1)
            return Description((InputPort(INPUT, seen, tokens=(*names, COVER)),), (target,), count,
                               goes_on=self.step == self.window)
        asked = TargetPort(TARGET, NextToken(), len(names), kind, names)
        return Description((InputPort(INPUT, kind, tokens=names),), (asked,), count, goes_on=self.step == self.window)

    def load(self):
        found, text = self.describe(), self.read()
        windows = np.lib.stride_tricks.sliding_window_view(text, self.window + 1)[::self.step][:found.count]
        x = windows[:, :-1].copy()
        if self.asked == HIDDEN:
            covered = np.random.default_rng(0).random(x.shape) < self.share
            return Samples.of(np.where(covered, found.targets[0].outputs, x).astype(np.int32),
                              np.where(covered, x, -1).astype(np.int32))
        return Samples.of(x, windows[:, 1:].copy())

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
