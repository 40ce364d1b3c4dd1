"""Sentences in the reader's language.

Core writes English templates with named places, `say("{count} units", count=3)`, and fills them in here. Whoever
shows them may give a translator and the form of numbers (`speak`); without one they stay English. What was said knows
how to be said `again`: where sentences outlive a change of the language, they are worded again when they are shown.
"""

import string
from collections.abc import Callable
from numbers import Number
from typing import ClassVar, NamedTuple


class Tongue(NamedTuple):
    """How to say something: the words of a template, and the signs of a number."""

    translate: Callable[[str], str] = str
    decimal: str = "."
    group: str = ","


MOST_KEPT = 4096
"""Sentences of one language that are kept: a window says the same ones again with every picture of training."""


class _Speech(string.Formatter):
    tongue = Tongue()
    said: ClassVar[dict[tuple, "Said"]] = {}  # of the language in use

    def format_field(self, value, spec):
        text = format(value, spec)
        return numeral(text) if isinstance(value, Number) and not isinstance(value, bool) else text


_SPEECH = _Speech()


def speak(tongue: Tongue | None = None) -> None:
    """Say everything in this way from now on; None for plain English."""
    _Speech.tongue = tongue or Tongue()
    _Speech.said = {}


class Said(str):
    """A sentence in the language of the moment in which it was made, and what makes it."""

    make: Callable[[], str]
    key: tuple | None = None
    """By what the same sentence is found again; None where only who made it knows."""

    def __new__(cls, make: Callable[[], str]):
        said = super().__new__(cls, make())
        said.make = make
        return said

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return str, (str(self),)


def again(text: str) -> str:
    """A sentence in the language of this moment; plain text as it is."""
    make = getattr(text, "make", None)
    return text if make is None else Said(make)


_STEERING = (dict.fromkeys([*range(32), *range(127, 160), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F),
                            *range(0x2066, 0x206A), 0xFEFF])
             | dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\u2028\u2029"), " "))
_IN_LINES = {sign: into for sign, into in _STEERING.items() if chr(sign) not in "\t\n"}
LONGEST_NAME, LONGEST_FACT = 80, 400


def clean(text: str, lines: bool = False) -> str:
    """A text from a file without signs that steer a terminal or turn the direction of reading; on one line, unless
    `lines` are allowed."""
    return text if text.isprintable() else text.translate(_IN_LINES if lines else _STEERING)


def short(name: str, most: int = LONGEST_NAME) -> str:
    """A name as a sentence or a title shows it."""
    name = clean(name)
    return name if len(name) <= most else name[:most - 1] + "…"


def say(text: str, /, **facts) -> str:
    """`text` in the reader's language, `{name}` replaced by the facts, numbers among them in the form of the locale.

    Facts that are words must have been said already.
    """
    if not text:
        return text
    key, said = _key(text, facts), _Speech.said
    found = said.get(key) if key is not None else None
    if found is not None:
        return found
    # Nothing but words and numbers is held on to: an exception, say, would keep everything alive that it passed.
    kept = {name: fact if isinstance(fact, str | Number | tuple | None) else str(fact) for name, fact in facts.items()}
    made = Said(lambda: _filled(text, kept))
    made.key = key
    if key is not None:
        if len(said) >= MOST_KEPT:
            said.clear()
        said[key] = made
    return made


def _key(text: str, facts: dict) -> tuple | None:
    """What tells one sentence from all others, in every language; None where a fact is more than a word or a number."""
    parts: list = [text]
    for name, fact in facts.items():
        kind = type(fact)
        if kind is Said:
            if fact.key is None:
                return None
            parts += (name, Said, fact.key)
        elif kind in _PLAIN:
            # 1, 1.0 and True are alike, and are not written alike; nor are 0.0 and -0.0.
            parts += (name, kind, repr(fact) if kind is float else fact)
        else:
            return None
    return tuple(parts)


_PLAIN = frozenset((str, int, float, bool, type(None)))


def _filled(text: str, facts: dict) -> str:
    found = _Speech.tongue.translate(text)
    return _SPEECH.vformat(found, (), {name: _fact(fact) for name, fact in facts.items()}) if facts else found


def _fact(fact):
    """What was said is said again; what a file or a person named is cut where it would bury the sentence."""
    return short(fact, LONGEST_FACT) if type(fact) is str and len(fact) > LONGEST_FACT else again(fact)


def counted(number: float, one: str, many: str, /, **facts) -> str:
    """`1 epoch` or `7 epochs`: the right form of two texts that hold `{n}`."""
    return say(one if number == 1 else many, **{"n": number} | facts)


def numeral(text: str) -> str:
    """A number written as Python writes it, in the form of the locale: 1,234.5 becomes 1.234,5."""
    tongue = _Speech.tongue
    return "".join(tongue.decimal if sign == "." else tongue.group if sign == "," else sign for sign in text)
