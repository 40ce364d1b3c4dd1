"""Edits of updates and objectives: pure functions from one way of training to the next.

A training without updates is one update with one objective; the first edit writes it down, and where only that is left
it is written as it was.
"""

from msgspec.structs import replace

from core.project.training_settings import Objective, Training, Update


def written(training: Training) -> tuple[Update, ...]:
    """Its updates as they are written, at least one."""
    return training.updates or (Update(),)


def with_updates(training: Training, updates: tuple[Update, ...]) -> Training:
    """The training with these updates; one that says nothing of its own is left out."""
    return replace(training, updates=() if updates in ((), (Update(),)) else updates)


def with_update(training: Training, number: int, update: Update | None) -> Training:
    """With another update in the place `number`, or without it; the last one stays."""
    found = list(written(training))
    if update is not None:
        found[number] = update
    elif len(found) > 1:
        del found[number]
    return with_updates(training, tuple(found))


def with_optimizer(training: Training, optimizer) -> Training:
    """With another optimiser of its first update: that update's own where it has one, else the training's."""
    first = written(training)[0]
    if first.optimizer is None:
        return replace(training, optimizer=optimizer)
    return with_update(training, 0, replace(first, optimizer=optimizer))


def with_more(training: Training, trains: tuple[str, ...] = ()) -> Training:
    """With one more update, which trains these blocks."""
    return with_updates(training, (*written(training), Update(trains=trains)))


def with_objective(training: Training, number: int, place: int, objective: Objective | None) -> Training:
    """With another objective in a place of an update, one more after the last, or without it; one stays in each."""
    update = written(training)[number]
    found = list(update.objectives)
    if objective is not None:
        found[place:place + 1] = [objective]
    elif len(found) > 1:
        del found[place]
    return with_update(training, number, replace(update, objectives=tuple(found)))
