"""Tooltips and refusals of declared parameters and members of families."""

import re
from html import escape

import msgspec
from msgspec.structs import replace

from core.declare import decoding
from core.declare.bounds import violations
from core.declare.parameters import Parameter, parameters
from core.text.formula import in_line
from core.text.parser_words import everyday
from gui.text.number_text import shown
from gui.text.translation import tr


def refusal(value) -> str:
    """Why a value would be refused when its file is read again, in one sentence; empty where it would not."""
    bad = violations(value)
    if bad:
        return bad[0][1] + "."
    try:
        decoding.convert(msgspec.to_builtins(value), type(value))
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at ")
        name = path.strip("`$.").split(".")[-1]
        title = next((tr(p.title) for p in parameters(type(value)) if p.name == name), name)
        return tr("{title}: this value cannot be kept in a file ({reason}).", title=title,
                  reason=everyday(text).replace("`", ""))
    return ""


def title_at(value, path: str) -> str:
    """The title of the parameter at a path within a value, as it is shown: "optimizer.beta_1" is called β₁."""
    title = ""
    for name in re.findall(r"[a-z_]\w*", path):
        found = next((p for p in parameters(type(value)) if p.name == name), None)
        if found is None:
            break
        title, value = tr(found.title), getattr(value, name)
    return title


def carried(old, member):
    """A fresh member that keeps what was set under the same name and kind, such as noise of a data set."""
    if old is None:
        return member()
    mine = {p.name: p for p in parameters(type(old))}
    same = {p.name: getattr(old, p.name) for p in parameters(member)
            if p.name in mine and mine[p.name].kind == p.kind and p.kind != "hidden"
            and getattr(old, p.name) != mine[p.name].default}
    value = replace(member(), **same)
    return member() if refusal(value) else value


def tooltip(parameter: Parameter) -> str:
    """Help, formula, unit and range of a parameter, as rich text."""
    lines = [f"<b>{escape(tr(parameter.title))}</b>: {escape(tr(parameter.help))}"]
    if parameter.unit:
        lines.append(escape(tr("in {unit}", unit=tr(parameter.unit))))
    if parameter.low is not None and parameter.high < 2**31 - 1:
        top = "" if parameter.high >= 1e30 else f" {tr('to')} {shown(parameter.high, parameter)}"
        lines.append(f"{shown(parameter.low, parameter)}{top or ' ' + tr('or more')}")
    return "<br>".join(lines)


def describe(member: type) -> str:
    """Name, meaning and formula of a declaration, as rich text."""
    lines = [f"<b>{escape(tr(member.shown_name()))}</b>", escape(tr(member.meaning()))]
    if member.formula:
        lines.append(f"<i>{escape(in_line(member.formula))}</i>")
    return "<br>".join(lines)


