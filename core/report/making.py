"""Puts a report together from a trainer and the curves of its run."""

import os
import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from core.export.raw_model import around
from core.export.trained import Trained, made_by
from core.report import confusion, curves, network_picture, samples, settings
from core.report.parts import Facts, Part, Report, Section, Table, Words
from core.session.history import History
from core.text.messages import numeral, say, short

SPLITS = ("train", "validation", "test")


def report_of(trainer, history: History, columns=(), file: str = "", language: str = "en") -> Report:
    """The report of a trainer as it is now. `columns` are those of `columns_of`, `file` names the project's file."""
    project, check = trainer.project, trainer.check
    trained = Trained.of(trainer, columns)
    split = next(name for name in ("test", "validation", "train") if len(trainer.prepared.split(name)))
    network = network_picture.picture(project.network, check)
    counts = {name: len(trainer.prepared.split(name)) for name in SPLITS}
    sections = [
        _section("The network", *((network,) if network else ()), settings.layers(project)),
        _section("The data", settings.data(project, counts)),
        _section("How it was trained", settings.training(project)),
        _section("What came of it", _results(trainer), *curves.figures(history), *_changes(history)),
        *_classes(trainer, split),
        _section("Samples", *samples.parts(trained, trainer.evaluation, around(trained, trainer), split)),
        _section("Notes", *(Words(line) for line in say(project.notes).split("\n") if line.strip())),
        _section("How to make it again", _environment(trainer, file))]
    line = say("{date} · seed {seed}", date=f"{datetime.now():%Y-%m-%d %H:%M}", seed=str(project.training.seed))
    return Report(short(say(project.name)), line, tuple(one for one in sections if one.parts), language)


def _section(title: str, *parts: Part) -> Section:
    return Section(say(title), parts)


def _results(trainer) -> Table:
    """Every figure on every split that holds samples."""
    found = {split: trainer.evaluate(split) for split in SPLITS if len(trainer.prepared.split(split))}
    names = list(dict.fromkeys(name for one in found.values() for name in one))
    rows = tuple((say("training" if split == "train" else split), *(_figure(name, one.get(name)) for name in names))
                 for split, one in found.items())
    return Table(("", *map(curves.named, names)), rows)


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return numeral(f"{100 * value:.2f}") + " %" if name == "accuracy" else numeral(f"{value:.4g}")


def _changes(history: History) -> tuple[Part, ...]:
    """What was changed on the way."""
    if not history.marks:
        return ()
    rows = tuple((numeral(f"{mark.epoch:.4g}"), str(mark.text)) for mark in history.marks)
    return (Table((say("epoch"), say("changed on the way")), rows, 9),)


def _classes(trainer, split: str) -> list[Section]:
    """Confusion and figures of each class, where there are classes."""
    port = trainer.judged_port
    if port is None or not port.task.judged:
        return []
    found = trainer.evaluation.report(split)
    names = tuple(map(say, port.classes)) or tuple(map(str, range(len(found.support))))
    drawn = confusion.matrix(found.counts, names) if found.counts is not None and not port.type.in_time else None
    where = say("of the {count} {split} samples", count=len(trainer.prepared.split(split)),
                split=say("training" if split == "train" else split))
    shown = names if len(names) == len(found.support) else tuple(map(str, range(len(found.support))))
    return [Section(say("Class by class"), (Words(where), *((drawn,) if drawn else ()),
                                           confusion.figures(found, shown)))]


def _environment(trainer, file: str) -> Facts:
    """The seed and all that was at work."""
    from core.kernels.runtime.processor import vector_lanes
    rows = [(say("Seed"), str(trainer.project.training.seed)), (say("Steps"), str(trainer.steps)),
            (say("Made by"), made_by()), ("Numba", _version("numba")),
            (say("System"), f"{platform.system()} {platform.release()} ({platform.machine()})"),
            (say("Processor"), say("{count} cores, vectors of {lanes} numbers", count=os.cpu_count() or 1,
                                   lanes=vector_lanes()))]
    return Facts(((say("File"), file), *rows) if file else tuple(rows))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"
