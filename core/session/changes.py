"""Changes of the training settings and of the seed, described in words."""

import re
from functools import partial

from core.declare.parameters import Parameter, parameters
from core.project.spec import Training
from core.text.messages import Said, again, numeral, say


def differences(old: Training, new: Training) -> str:
    """What changed in the training settings, as words: learning rate 0.002 → 0.001, batch 32 → 64."""
    found = []
    if type(old.optimizer) is type(new.optimizer):
        found += _changed(old.optimizer, new.optimizer)
    found += _changed(old, new, left_out=("epochs", "seed", "stop"))
    return Said(lambda: ", ".join(map(again, found)))


def _changed(old, new, left_out: tuple[str, ...] = ()) -> list[str]:
    found: list[str] = []
    for entry in parameters(type(new)):
        before, after = getattr(old, entry.name), getattr(new, entry.name)
        part = entry.kind == "part" and type(before) is type(after)
        if before != after and entry.name not in left_out and not part:
            found.append(Said(partial(_change, entry, before, after)))
    return found


def _change(entry: Parameter, before, after) -> str:
    word = re.sub(" [α-ω]$", "", say(entry.title))
    word = word if word.isupper() else word[0].lower() + word[1:]
    return f"{word} {_shown(entry, before)} → {_shown(entry, after)}"


def _shown(entry: Parameter, value) -> str:
    if entry.choices:
        return entry.text(value)
    if entry.kind == "part" and value is not None:
        return say(value.shown_name())
    return numeral(f"{value:g}") if isinstance(value, float) else str(value)
