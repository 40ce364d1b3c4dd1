"""Checks a value against the bounds and choices that its class declares."""

import reprlib

from msgspec import Struct

from core.declare.parameters import LONGEST_ROW, parameters
from core.text.messages import numeral, say


def violations(value) -> list[tuple[str, str]]:
    """(path, sentence) for every declared bound or choice that `value` breaks, nested parts included.

    A value built in Python is not validated by msgspec; a value parsed from JSON already was.
    """
    found: list[tuple[str, str]] = []
    for parameter, content in ((one, getattr(value, one.name)) for one in parameters(type(value))):
        if isinstance(content, Struct) and not _stranger(parameter, content):
            found += [(f"{parameter.name}.{path}", text) for path, text in violations(content)]
            continue
        if parameter.kind == "parts":
            found += [(f"{parameter.name}[{index}].{path}", text) for index, one in enumerate(content)
                      for path, text in violations(one)]
            continue
        complaint = CHECKS.get(parameter.kind, _anything)(parameter, content)
        if complaint:
            found.append((parameter.name, f"{say(parameter.title)} {complaint}"))
    return found


def _anything(parameter, content):
    return ""


def _stranger(parameter, content) -> bool:
    """Whether a part is no member of the family that it is chosen from."""
    return parameter.family is not None and type(content) not in parameter.family.values()


def _part(parameter, content):
    if content is None and parameter.optional:
        return ""
    return say("must be one of {names}, not {content}", names=", ".join(parameter.family), content=_shown(content))


def _switch(parameter, content):
    return "" if type(content) is bool else say("must be yes or no, not {content}", content=_shown(content))


def _text(parameter, content):
    return "" if type(content) is str else say("must be a text, not {content}", content=_shown(content))


def _whole(parameter, content):
    if type(content) is not int:
        return say("must be a whole number, not {content}", content=_shown(content))
    return _bounds(parameter, content)


def _number(parameter, content):
    if type(content) not in (int, float) or content != content:
        return say("must be a number, not {content}", content=_shown(content))
    return _bounds(parameter, content)


def _bounds(parameter, content):
    (above, below), low, high = parameter.open, parameter.low, parameter.high
    if not low <= content <= high:
        return say("must lie between {low:g} and {high:g}, not {content}", low=low, high=high, content=_shown(content))
    if above and content == low:
        return say("must be more than {low:g}", low=low)
    return say("must be less than {high:g}", high=high) if below and content == high else ""


def _shown(content) -> str:
    """A value in a sentence; a number of thousands of digits is only called huge."""
    if type(content) is int and abs(content) > 10**30:
        return say("a huge number")
    if type(content) in (int, float):
        return numeral(f"{content:g}")
    return reprlib.repr(content).replace("\n", " ")


def _whole_or_none(parameter, content):
    return "" if content is None else _whole(parameter, content)


def _pair(parameter, content):
    if content is None and parameter.optional:
        return ""
    both = content if isinstance(content, tuple) else (content, content)
    if len(both) != 2:
        return say("takes one whole number or two, not {content}", content=_shown(content))
    return next((bad for bad in (_whole(parameter, one) for one in both) if bad), "")


def _sides(parameter, content):
    if not isinstance(content, tuple):
        return _whole(parameter, content)
    if len(content) != 2:
        return say("takes one whole number, two, or two pairs, not {content!r}", content=content)
    return next((bad for bad in (_pair(parameter, one) for one in content) if bad), "")


def _sizes(parameter, content):
    if not isinstance(content, tuple) or not 1 <= len(content) <= LONGEST_ROW:
        return say("takes one to {most} whole numbers, not {content!r}", most=LONGEST_ROW,
                   content=content)
    return next((bad for bad in (_whole(parameter, one) for one in content) if bad), "")


def _numbers(parameter, content):
    return next((bad for bad in (_number(parameter, one) for one in content) if bad), "")


def _choice(parameter, content):
    return "" if content in parameter.choices else say("must be one of {names}",
                                                       names=", ".join(map(str, parameter.choices)))


CHECKS = {"part": _part, "switch": _switch, "text": _text, "path": _text, "whole": _whole,
          "number": _number, "numbers": _numbers, "pair": _pair,
          "whole_or_none": _whole_or_none, "choice": _choice, "sides": _sides, "sizes": _sizes}
