"""Declared parameters: one declaration drives the form, JSON, undo, the reference page and the tests.

A parameter is a field of a frozen `msgspec.Struct` whose annotation carries its bounds, title, help and unit:

    class Dense(Layer):
        units: whole(1, 4096, "Units", "number of outputs") = 8

The annotation is an ordinary `Annotated[int, Meta(...)]`, so parsing refuses what the bounds forbid and names
the path. `parameters(Dense)` gives the same facts to a form or a page.
"""

import reprlib
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from core.text.messages import numeral, say

FINITE = 3.0e38
LONGEST_ROW = 4
"""Numbers in a row of sizes."""


class Parameter(NamedTuple):
    """What a form, a page and a validator need to know about one field.

    `kind` is one of: whole, whole_or_none, number, switch, choice, part, parts, numbers, pair, sides, sizes, text,
    path, hidden.
    `scale` is "linear" or "log"; `display` is "" or "percent"; `family` is set for kinds part and parts.
    `pair` takes one whole number or two; `auto` (for pairs and parts) says that None is allowed.
    """

    name: str
    kind: str
    title: str
    help: str
    unit: str
    low: float | None
    high: float | None
    choices: tuple
    family: Any
    optional: bool
    scale: str
    display: str
    default: Any
    open: tuple[bool, bool] = (False, False)
    """Whether the bounds themselves are excluded."""
    advanced: bool = False
    """Seldom set: a form shows it on demand."""
    shown: tuple[str, ...] = ()
    """What is shown for each of the choices."""
    before: Any = None
    """What older files say, and the choice that it is today."""

    def text(self, choice) -> str:
        """What is shown for one of the choices, in the reader's language."""
        return say(self.shown[self.choices.index(choice)])


def _declared(type_, title, help, *, kind, **facts):
    known = {"kind": kind, "title": title, "help": help} | facts
    return Annotated[type_, Meta(title=title, description=help or title, extra={"parameter": known})]


def whole(low: int, high: int, title: str, help: str = "", *, unit: str = "", scale: str = "linear"):
    """A whole number between `low` and `high`, both allowed."""
    return _declared(Annotated[int, Meta(ge=low, le=high)], title, help, kind="whole", low=low, high=high,
                     unit=unit, scale=scale)


def number(low: float, high: float, title: str, help: str = "", *, unit: str = "", scale: str = "linear",
           display: str = "", above: bool = False, below: bool = False):
    """A number between `low` and `high`; `above` and `below` exclude the bound itself."""
    bounds = Meta(**({"gt": low} if above else {"ge": low}), **({"lt": high} if below else {"le": high}))
    return _declared(Annotated[float, bounds], title, help, kind="number", low=low, high=high,
                     unit=unit, scale=scale, display=display, open=(above, below))


def switch(title: str, help: str = ""):
    """Yes or no."""
    return _declared(bool, title, help, kind="switch")


def choice(options: tuple | dict[str, str], title: str, help: str = "", *, before: dict[str, str] | None = None):
    """One of a few short ASCII words (or whole numbers), as files hold them. A dict gives the text that is shown for
    each; `before` maps what older files say to the word of today (`core.declare.old_spellings`)."""
    shown = tuple(map(str, options.values() if isinstance(options, dict) else options))
    options = tuple(options)
    return _declared(Literal[options], title, help, kind="choice", choices=options, shown=shown, before=before or {})


def pair(low: int, high: int, title: str, help: str = "", *, unit: str = "", optional: bool = False):
    """Two whole numbers (height, width); one number means both."""
    one = Annotated[int, Meta(ge=low, le=high)]
    # Not tuple[one, one]: msgspec 0.22 crashes on a bounded int beside a fixed tuple of bounded ints.
    two = Annotated[tuple[one, ...], Meta(min_length=2, max_length=2)]
    type_ = one | two | None if optional else one | two
    return _declared(type_, title, help, kind="pair", low=low, high=high, unit=unit, optional=optional)


def whole_or_none(low: int, high: int, title: str, help: str = "", *, unit: str = ""):
    """A whole number, or None for what follows from other parameters."""
    one = Annotated[int, Meta(ge=low, le=high)]
    return _declared(one | None, title, help, kind="whole_or_none", low=low, high=high, unit=unit, optional=True)


def sides(low: int, high: int, title: str, help: str = "", *, unit: str = ""):
    """Whole numbers for four sides: one for all, (height, width), or ((top, bottom), (left, right))."""
    one = Annotated[int, Meta(ge=low, le=high)]
    two = Annotated[tuple[one, ...], Meta(min_length=2, max_length=2)]
    type_ = one | Annotated[tuple[one | two, ...], Meta(min_length=2, max_length=2)]
    return _declared(type_, title, help, kind="sides", low=low, high=high, unit=unit)


def sizes(low: int, high: int, title: str, help: str = ""):
    """A row of whole numbers, such as a shape: at least one, at most four."""
    one = Annotated[int, Meta(ge=low, le=high)]
    type_ = Annotated[tuple[one, ...], Meta(min_length=1, max_length=LONGEST_ROW)]
    return _declared(type_, title, help, kind="sizes", low=low, high=high)


def part(family, title: str, help: str = "", *, optional: bool = False):
    """Another declaration, chosen from `family`, with parameters of its own."""
    return _declared(family.union | None if optional else family.union, title, help, kind="part",
                     family=family, optional=optional)


def parts(family, title: str, help: str = "", *, most: int = 16):
    """Several declarations of a family, one after the other."""
    type_ = Annotated[tuple[family.union, ...], Meta(max_length=most)]
    return _declared(type_, title, help, kind="parts", family=family)


def numbers(low: float, high: float, title: str, help: str = "", *, most: int = 1000):
    """A row of numbers between `low` and `high`; none at all is allowed."""
    one = Annotated[float, Meta(ge=low, le=high)]
    type_ = Annotated[tuple[one, ...], Meta(max_length=most)]
    return _declared(type_, title, help, kind="numbers", low=low, high=high)


def text(title: str, help: str = "", *, longest: int = 200, kind: str = "text"):
    """A line of text; kind "path" is shown with a file chooser, kind "hidden" not at all."""
    return _declared(Annotated[str, Meta(max_length=longest)], title, help, kind=kind)


def advanced(declared):
    """A declared parameter that is seldom set: `groups: advanced(whole(1, 4096, "Groups")) = 1`."""
    return Annotated[declared, Meta(extra={"advanced": True})]


def hidden(type_, title: str, help: str = ""):
    """A field that belongs to the value but that no form shows."""
    return _declared(type_, title, help, kind="hidden")


def parameters(cls: type) -> tuple[Parameter, ...]:
    """Every declared parameter of a class, in the order of its fields."""
    return _parameters(cls)


@cache
def _parameters(cls) -> tuple[Parameter, ...]:
    hints = get_type_hints(cls, include_extras=True)
    found = []
    for field in fields(cls):
        facts = _facts(hints[field.name])
        if facts is None:
            continue
        default = field.default
        if default is NODEFAULT and field.default_factory is not NODEFAULT:
            default = field.default_factory()
        found.append(Parameter(
            field.name, facts["kind"], facts["title"], facts["help"], facts.get("unit", ""), facts.get("low"),
            facts.get("high"), facts.get("choices", ()), facts.get("family"), facts.get("optional", False),
            facts.get("scale", "linear"), facts.get("display", ""), default, facts.get("open", (False, False)),
            facts["advanced"], facts.get("shown", ()), facts.get("before", {})))
    return tuple(found)


def _facts(hint):
    extras = [entry.extra for entry in getattr(hint, "__metadata__", ()) if isinstance(entry, Meta) and entry.extra]
    found = next((extra["parameter"] for extra in extras if "parameter" in extra), None)
    return found and found | {"advanced": any("advanced" in extra for extra in extras)}


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


def both(value: int | tuple[int, int]) -> tuple[int, int]:
    """A pair parameter as two numbers."""
    return value if isinstance(value, tuple) else (value, value)


def four(value) -> tuple[tuple[int, int], tuple[int, int]]:
    """A sides parameter as ((top, bottom), (left, right))."""
    height, width = both(value)
    return both(height), both(width)
