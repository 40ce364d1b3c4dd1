"""What the parser of files and typed text says of a fault, in the reader's language and in everyday words."""

import re
from collections.abc import Callable

from core.text.messages import say, short

KINDS = {"int": "a whole number", "float": "a number", "str": "a text", "bool": "true or false", "array": "a list",
         "object": "an object in braces", "null": "nothing (null)"}
"""What the parser calls the kinds of values of JSON."""
BOUNDS = {">=": "a number of at least {bound} belongs here", "<=": "a number of at most {bound} belongs here",
          ">": "a number above {bound} belongs here", "<": "a number below {bound} belongs here"}
SIZES = {">=": "at least {count} entries or letters belong here",
         "<=": "at most {count} entries or letters belong here",
         "": "exactly {count} entries or letters belong here"}
PLACE = re.compile(r" - at `(\$[^`]*)`$")


def _kinds(text: str) -> str:
    """`int | null` in words."""
    names = [say(KINDS[one]) if one in KINDS else one for one in text.split(" | ")]
    return names[0] if len(names) == 1 else say("{some} or {last}", some=", ".join(names[:-1]), last=names[-1])


def _wanted(found) -> str:
    return say("{wanted} belongs here, not {found}", wanted=_kinds(found[1]), found=_kinds(found[2]))


def _bound(found) -> str:
    return say(BOUNDS[found[1]], bound=found[2])


def _size(found) -> str:
    return say(SIZES[found[1] or ""], count=found[2])


FAULTS: tuple[tuple[re.Pattern, Callable[[re.Match], str]], ...] = tuple((re.compile(text), words) for text, words in (
    (r"Expected `([^`]+)`, got `([^`]+)`", _wanted),
    (r"Expected `([^`]+)`", lambda found: say("{wanted} belongs here", wanted=_kinds(found[1]))),
    (r"Expected `(?:int|float)` (>=|<=|>|<) (\S+)", _bound),
    (r"Expected `array` of length (\d+) to (\d+).*", lambda found: say("from {low} to {high} entries belong here",
                                                                      low=found[1], high=found[2])),
    (r"Expected `(?:str|array|object)` of length (>=|<=)? ?(\d+).*", _size),
    (r"Expected `array` of at least length (\d+).*", lambda found: say(SIZES[">="], count=found[1])),
    (r"Expected `array` of at most length (\d+).*", lambda found: say(SIZES["<="], count=found[1])),
    (r"Expected `str` matching regex (.+)", lambda found: say("a text of the form {form} belongs here",
                                                              form=short(found[1]))),
    (r"Object contains unknown field `(.*)`", lambda found: say("there is no {name} here", name=short(found[1]))),
    (r"Object missing required field `(.*)`", lambda found: say("{name} is missing here", name=short(found[1]))),
    (r"Invalid (?:enum )?value (.*)", lambda found: say("{value} is nothing that may stand here",
                                                        value=short(found[1]))),
    (r"(?:Number|Integer value) out of range", lambda found: say("the number is too large")),
    (r"maximum recursion depth exceeded.*", lambda found: say("its brackets are nested too deep")),
    (r"Input data was truncated", lambda found: say("the text ends too early")),
    (r"JSON is malformed: trailing characters \(byte (\d+)\)",
     lambda found: say("there is something behind its end, from byte {place} on", place=found[1])),
    (r"JSON is malformed: .* \(byte (\d+)\)", lambda found: say("it is no JSON from byte {place} on", place=found[1])),
))
"""Sentences of msgspec, and what is said in their place."""


def everyday(text: str) -> str:
    """A parser's sentence in everyday words, with the place that it names; as it is where it is none that is known."""
    place = PLACE.search(text)
    told = text[:place.start()] if place else text
    for form, words in FAULTS:
        found = form.fullmatch(told)
        if found is not None:
            what = words(found)
            return say("{what} - at `{place}`", what=what, place=place[1]) if place else what
    return text
