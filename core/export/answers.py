"""What the answers of a network mean: the names of their columns, and the classes where they choose among some."""

import math

from msgspec import Struct

from core.export.trained import Trained
from core.project.objectives import aims


class AnswerFacts(Struct, frozen=True):
    """The answers of one output block. `columns` has a name for each of its numbers, none where it chooses at every
    step. `classes` are the names among
    which it chooses, nothing where it does not; `boundary` is what a single number must exceed for the second one.
    `name` heads the column of the classes. `in_time` says that it chooses at every step, `logits` that its numbers
    become shares by a softmax."""

    name: str
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    boundary: float = 0.5
    in_time: bool = False
    logits: bool = False


def answers(trained: Trained) -> dict[str, AnswerFacts]:
    """The answers by the id of their block."""
    return {id: _of(trained, id) for id in trained.project.network.answers}


def _of(trained: Trained, id: str) -> AnswerFacts:
    port, count = trained.asked(id), math.prod(trained.check.shapes[id])
    numbered = tuple(f"{id}.{number + 1}" if count > 1 else id for number in range(count))
    if port is None:
        return AnswerFacts(f"{id}.answer", numbered)
    name = port.columns[0] if len(port.columns) == 1 else "answer"
    if port.task.measured or not port.task.judged:
        return AnswerFacts(name, port.columns if len(port.columns) == count else numbered)
    classes = port.classes or tuple(map(str, range(max(port.outputs, 2))))
    if not port.task.exclusive:
        return AnswerFacts(name, classes if len(classes) == count else numbered)
    loss = next(aim.loss for aim in aims(trained.project.network, trained.project.training, trained.description)
                if aim.output == id)
    if port.type.in_time:
        each = trained.check.shapes[id][-1:] == (len(classes),)
        return AnswerFacts(name, () if each else numbered, classes if each else (), in_time=each,
                       logits=loss.from_logits)
    columns = classes if len(classes) == count else classes[1:] if count == 1 and len(classes) == 2 else numbered
    chosen = len(classes) == count or (count == 1 and len(classes) == 2)
    return AnswerFacts(name, columns, classes if chosen else (), loss.yes_above(loss.from_logits))
