"""Declared parameters: one declaration drives the form, JSON, undo, the reference page and the tests.

A parameter is a field of a frozen `msgspec.Struct` whose annotation carries its bounds, title, help and unit:

    class Dense(Layer):
        units: whole(1, 4096, "Units", "number of outputs") = 8

The annotation is an ordinary `Annotated[int, Meta(...)]`, so parsing refuses what the bounds forbid and names
the path. `parameters(Dense)` gives the same facts to a form or a page.
"""

from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

from msgspec import NODEFAULT, Meta
from msgspec.structs import fields

from core.text.messages import say

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
        """What is shown for one of the choices, in the reader's language; names from a file as they are."""
        return say(self.shown[self.choices.index(choice)]) if self.shown else str(choice)


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
    facts: dict[str, Any] = ({"gt": low} if above else {"ge": low}) | ({"lt": high} if below else {"le": high})
    return _declared(Annotated[float, Meta(**facts)], title, help, kind="number", low=low, high=high,
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


def both(value: int | tuple[int, int]) -> tuple[int, int]:
    """A pair parameter as two numbers."""
    return value if isinstance(value, tuple) else (value, value)


def four(value) -> tuple[tuple[int, int], tuple[int, int]]:
    """A sides parameter as ((top, bottom), (left, right))."""
    height, width = both(value)
    return both(height), both(width)
