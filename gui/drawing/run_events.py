"""What happened on the way of a run, in words: changes, best moments, findings of the doctor. No widgets here."""

from typing import NamedTuple

from core.training.checkpoints import Track
from gui.text.translation import again, tr

ROLES = {"edit": "text", "best": "ok", "doctor": "negative"}
"""The colour of each kind of event, everywhere."""


class Event(NamedTuple):
    """Something that happened at an epoch: `kind` is "edit", "best" or "doctor"."""

    kind: str
    epoch: float
    text: str


def events(track: Track) -> list[Event]:
    """Everything that happened on the way that is shown, oldest first."""
    found = []
    validated = any(moment.validation is not None for moment in track.moments)
    for moment in track.moments:
        if not moment.marks and not moment.best:
            continue  # nearly all of them, and this is asked with every moment that is kept
        for kind in ("doctor", "edit"):
            texts = [again(mark.text) for mark in moment.marks if mark.kind == kind]
            if texts:
                found.append(Event(kind, moment.epoch, joined(texts)))
        if moment.best and moment.step:
            found.append(Event("best", moment.epoch,
                               tr("best validation loss") if validated else tr("smallest loss")))
    return found


def joined(texts: list[str]) -> str:
    """Several changes at one moment: of one thing from its first value to its last, each thing once."""
    spans: dict[str, list[str]] = {}
    for text in texts:
        first, arrow, _ = text.rpartition(" → ")
        name = first.rpartition(" ")[0] if arrow and "," not in text else text
        spans.setdefault(name, []).append(text)
    return ", ".join(some[-1] if len(some) == 1 or " → " not in some[0] else
                     f"{some[0].rpartition(' → ')[0]} → {some[-1].rpartition(' → ')[2]}" for some in spans.values())
