"""The reference: an entry for every registered thing, made from the declarations alone.

`chapters()` is what the window shows; `markdown()` is the same as a page, kept in resources/reference.md
(python main.py reference writes it again).
"""

import inspect
from pathlib import Path

from msgspec import Struct

import core.diagnosis
import core.project.spec  # noqa: F401  (fills the other families)
from core.declare import registry
from core.declare.parameters import Parameter, parameters
from core.files.atomic_write import replace_file
from core.reference.elsewhere import TORCH, Elsewhere, elsewhere
from core.text.formula import in_line
from core.text.messages import numeral, say
from core.text.resources import FOLDER

FILE = FOLDER / "reference.md"
UNCHANGED = "nothing, values pass unchanged"
TITLES = {
    "layer": "Layers", "activation": "Activations", "initializer": "How weights start", "loss": "Losses",
    "optimizer": "Optimisers", "schedule": "Schedules of the learning rate", "clipping": "Clipping of gradients",
    "regularizer": "Penalties on weights", "constraint": "Limits on weights", "metric": "Metrics",
    "stop rule": "Rules that end training", "task": "Tasks", "data set": "Data sets", "scaling": "Scalings",
    "preparation": "Preparation", "augmentation": "Augmentation", "finding": "What the doctor finds",
}


class ParameterEntry(Struct, frozen=True):
    """One parameter in words: `allowed` says which values it takes, `default` the one it has when left alone."""

    name: str
    title: str
    meaning: str
    allowed: str
    default: str


class Entry(Struct, frozen=True):
    """One member of a family. `formula` is TeX; `more` what its docstring says beyond the first line; `equals` the
    peer whose numbers it gives; `elsewhere` how other libraries write it with the parameters that it has when left
    alone, and `torch_note` what is other in PyTorch. Any of them may be empty."""

    name: str
    title: str
    meaning: str
    more: str
    formula: str
    parameters: tuple[ParameterEntry, ...]
    equals: str
    elsewhere: Elsewhere
    torch_note: str


class Chapter(Struct, frozen=True):
    """One family with its members in the order in which they are offered."""

    family: str
    title: str
    entries: tuple[Entry, ...]


def chapters() -> tuple[Chapter, ...]:
    """Everything that is registered."""
    families = {name: family for name, family in registry.Family.every.items() if family.within is None}
    ordered = [*(name for name in TITLES if name in families), *(name for name in families if name not in TITLES)]
    return tuple(Chapter(name, TITLES.get(name, name.capitalize()),
                         tuple(map(entry, families[name].values())))
                 for name in ordered if len(families[name]))


def entry(cls: type[registry.Declared]) -> Entry:
    """The entry of one declaration."""
    text = inspect.cleandoc(cls.__doc__ or "")
    more = text.partition("\n")[2].strip().replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return Entry(cls.__name__, cls.shown_name(), cls.meaning(), more, cls.formula,
                 tuple(_parameter(p) for p in parameters(cls) if p.kind != "hidden"), cls.equals,
                 elsewhere(cls), cls.torch_note)


def _parameter(p: Parameter) -> ParameterEntry:
    return ParameterEntry(p.name, p.title, p.help, _allowed(p), _shown(p, p.default))


def _allowed(p: Parameter) -> str:
    unit = f" {say(p.unit)}" if p.unit else ""
    if p.choices:
        return ", ".join(_named(p, word) for word in p.choices)
    if p.family is not None:
        family = say(p.family.name + "s")
        members = say("any of the {family}", family=family) if p.kind == "part" else say("several of the {family}",
                                                                                       family=family)
        return say("none, or {members}", members=members) if p.optional else members
    if p.kind == "switch":
        return say("yes or no")
    if p.low is None:
        return say("text")
    span = say("{low} to {high}{unit}", low=_shown(p, p.low), high=_shown(p, p.high), unit=unit)
    return say(SPANS.get(p.kind, "{span}"), span=span)


SPANS = {"whole": "whole, {span}", "whole_or_none": "whole, {span}, or left out",
         "pair": "one whole number or two, {span}", "numbers": "numbers, {span}",
         "sizes": "whole numbers, {span}", "sides": "whole numbers, {span}"}


def _named(p: Parameter, word) -> str:
    """A choice as files have it, and as it is shown where that is something else."""
    text = p.text(word)
    return text if word in (text, p.shown[p.choices.index(word)]) else f"{word}: {text}"


def _shown(p: Parameter, value) -> str:
    if value is None:
        return say("automatic") if p.kind in ("pair", "whole_or_none") else say("none")
    if p.choices:
        return _named(p, value)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, (int, float)):
        if p.display == "percent":
            return f"{numeral(f'{100 * value:g}')} %"
        return numeral(f"{value:g}" if abs(value) < 1e6 else f"{value:.3g}")
    if isinstance(value, tuple):
        return " × ".join(_shown(p, one) for one in value) or say("none")
    return say(value if isinstance(value, str) else value.shown_name())


def markdown() -> str:
    """The whole reference as one page."""
    found = chapters()
    lines = ["# Reference", "", "Made from the declarations of the program: `python main.py reference`. Names are "
             "those of project files.", ""]
    lines += [f"- [{chapter.title}](#{_anchor(chapter.title)})" for chapter in found]
    for chapter in found:
        lines += ["", f"## {chapter.title}"]
        for one in chapter.entries:
            lines += _section(one)
    return "\n".join(lines) + "\n"


def _section(one: Entry) -> list[str]:
    lines = ["", f"### {one.title}" + (f" (`{one.name}`)" if one.title != one.name else ""), "", one.meaning]
    if one.more:
        lines += ["", one.more]
    if one.formula:
        lines += ["", f"    {in_line(one.formula)}"]
    if one.parameters:
        lines += ["", "| parameter | | values | default |", "|---|---|---|---|"]
        lines += [f"| `{p.name}` {_cell(p.title)} | {_cell(p.meaning)} | {_cell(p.allowed)} | {_cell(p.default)} |"
                  for p in one.parameters]
    if one.equals:
        lines += ["", f"Gives the numbers of {one.equals}."]
    return lines + _elsewhere(one)


def _elsewhere(one: Entry) -> list[str]:
    found = one.elsewhere
    lines = [f"With {found.given} coming in:"] * bool(found.given)
    for name, line in found.lines.items():
        note = f". {one.torch_note}" if name == TORCH and one.torch_note else ""
        lines.append(f"{name}: {f'`{line}`' if line else UNCHANGED}{note}")
    if found.brought:
        lines.append(brought(found))
    return [line for text in lines for line in ("", text)]


def brought(found: Elsewhere) -> str:
    """A sentence about classes that no library has."""
    return say("{names}: a class of its own that exported programs bring along.",
               names=", ".join(f"`{name}`" for name in found.brought))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def write(path: Path = FILE) -> Path:
    """Write the page; returns where it lies."""
    replace_file(path, markdown().encode())
    return path
