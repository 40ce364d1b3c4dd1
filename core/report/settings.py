"""The settings of a project in words."""

import re

from core.declare.parameters import Parameter, parameters
from core.declare.registry import Declared
from core.project.spec import Project
from core.report.parts import Facts
from core.text.messages import numeral, say

SIMPLE = ("whole", "whole_or_none", "number", "switch", "choice", "pair", "sides", "sizes", "numbers", "text")


def data(project: Project, counts: dict[str, int]) -> Facts:
    """Where the samples come from, how they are dealt, scaled and changed."""
    section = project.data
    rows = [(say("Data"), in_words(section.dataset)),
            (say("Samples"), say("{train} to learn from, {validation} to watch over training, {test} for the last word",
                                 **counts))]
    for title, part in ((say("Scaling"), section.scaling), (say("Target scaling"), section.target_scaling)):
        if part is not None:
            rows.append((title, in_words(part)))
    if section.augmentation:
        rows.append((say("Augmentation"), ", ".join(map(in_words, section.augmentation))))
    return Facts((*rows, (say("Split seed"), str(section.split.seed))))


def training(project: Project) -> Facts:
    """How it was trained; what is left out is switched off."""
    rows = []
    for entry in parameters(type(project.training)):
        value = getattr(project.training, entry.name)
        if entry.kind != "hidden" and value not in (None, ()):
            rows.append((say(entry.title), said(entry, value)))
    for number, update in enumerate(project.training.updates):
        losses = ", ".join(f"{in_words(one.loss or project.training.loss)} ({one.output or project.network.output}"
                           f"{' → ' + one.target if one.target else ''})" for one in update.objectives)
        rule = in_words(update.optimizer or project.training.optimizer)
        rows.append((say("Update {number}", number=number + 1),
                     f"{rule}; {losses}; {', '.join(update.trains) or say('every block')}"))
    return Facts(tuple(rows))


def layers(project: Project) -> Facts:
    """Every block with the parameters of its layer."""
    return Facts(tuple((node.id, in_words(node.layer) + (say("; shares the weights of {id}", id=node.shares)
                                                         if node.shares else "")) for node in project.network.nodes))


def in_words(member: Declared) -> str:
    """A declared thing with its parameters: Adam (learning rate 0.001, …)."""
    values = ((entry, getattr(member, entry.name)) for entry in parameters(type(member))
              if entry.kind in (*SIMPLE, "part", "parts"))
    told = [f"{_lower(say(entry.title))} {said(entry, value)}" for entry, value in values
            if value not in (None, (), "") and not (entry.advanced and value == entry.default)]
    name = say(member.shown_name())
    return f"{name} ({', '.join(told)})" if told else name


def said(entry: Parameter, value) -> str:
    """The value of a parameter as a person reads it."""
    if entry.kind == "part":
        return in_words(value)
    if entry.kind == "parts":
        return ", ".join(map(in_words, value))
    if entry.choices:
        return entry.text(value)
    if entry.kind == "switch":
        return say("yes") if value else say("no")
    if isinstance(value, tuple):
        return " × ".join(said(entry, one) for one in value)
    if entry.display == "percent":
        return numeral(f"{100 * value:g}") + " %"
    text = numeral(f"{value:g}") if isinstance(value, float) else str(value)
    return f"{text} {say(entry.unit)}" if entry.unit else text


def _lower(word: str) -> str:
    word = re.sub(" [α-ω]$", "", word)
    return word if word[:2].isupper() else word[:1].lower() + word[1:]
