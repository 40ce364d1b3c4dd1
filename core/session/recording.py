"""Saves a run's progress to a file beside its weights and restores it: counts, curves, moments."""

from typing import Any

import numpy as np

from core.session.history import CurveMark, History, HistoryWriter
from core.session.trace import Trace
from core.stopping.progress import Progress
from core.text.errors import DataError, LayerlabError
from core.text.messages import say
from core.training.checkpoints import Timeline


def record_of(run, budget: int) -> dict[str, Any] | None:
    """Where the run stands, with moments of so many bytes; None where there is nothing to tell."""
    timeline = run.past.timeline
    if run.trainer is None or run.problem or not (run.touched or len(timeline.moments) > 1):
        return None
    return {"step": run.step_count, "epoch": run.epoch, "goal": run.goal,
            "state": run.trainer.state(), "curves": _plain(run.writer.kept()),
            "progress": run.past.progress.kept(), "past": timeline.record(budget),
            # What it takes to go back with the same bits is much: only the present branch has it in a file.
            "whole": {line: (_plain(curves, line == run.past.line), points)
                      for line, (curves, points) in run.past.whole.items()}}


def record_of_trainer(trainer, writer: HistoryWriter, progress: Progress, goal: int) -> dict[str, Any]:
    """The same of a trainer that went one way from its first weights to here, without a run around it."""
    timeline = Timeline()
    timeline.keep(trainer)
    return {"step": trainer.steps, "epoch": trainer.epoch, "goal": goal,
            "state": trainer.state(), "curves": _plain(writer.kept()), "progress": progress.kept(),
            "past": timeline.record(timeline.budget), "whole": {}}


def history_of(record: dict[str, Any] | None) -> History:
    """The curves of a file; none where it has no record, or one that makes no sense."""
    writer = HistoryWriter()
    try:
        epoch, goal = (0.0, 1) if record is None else (float(record["epoch"]), int(record["goal"]))
        if record is not None:
            writer.restore(_back(record["curves"]))
        return writer.history(epoch, goal)
    except Exception:  # a record that makes no sense fails in many ways
        return History()


def take_up(run, record: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
    """Go on where the run of a file stood, with the same bits. LayerlabError where that cannot be; then nothing has
    changed."""
    trainer, before = run.trainer, run.trainer.state()
    try:
        step, epoch, goal = (record[name] for name in ("step", "epoch", "goal"))
        curves = _back(record["curves"])
        figures = Progress.sound(record["progress"])
        whole = {int(line): (_back(kept), Progress.sound(points))
                 for line, (kept, points) in record["whole"].items()}
        Timeline().take_up(record["past"], trainer.project)
        counts = all(type(number) is int and 0 <= number < 2**53 for number in (step, goal))
        if not counts or not isinstance(epoch, int | float) or not epoch >= 0 or goal < 1:
            raise ValueError
        trainer.load_state(record["state"])
        held = trainer.weights()
        if held.keys() != weights.keys() or any(not np.array_equal(held[name], weights[name]) for name in held):
            raise DataError(say("The weights in this file are others than those of its training, which was left out."))
    except Exception as error:  # a record that makes no sense fails in many ways
        trainer.load_state(before)
        if isinstance(error, LayerlabError):
            raise
        raise DataError(say("The past of the training in this file makes no sense and was left out; the weights "
                            "are kept.")) from None
    run.resume(step, float(epoch), goal)
    run.past.take_up(run, curves, figures, record["past"], whole)


def _plain(kept: tuple, whole: bool = True) -> tuple:
    """What `HistoryWriter.kept` gives, in plain values; `whole` as for `Trace.plain`."""
    traces, marks = kept
    return ({name: trace.plain(whole) for name, trace in traces.items()},
            [(mark.epoch, str(mark.text)) for mark in marks])


def _back(plain: tuple) -> tuple:
    traces, marks = plain[:2]  # files of before have the epoch after them
    return ({(str(split), str(metric)): Trace.of(trace) for (split, metric), trace in traces.items()},
            [CurveMark(float(place), str(text)) for place, text in marks])
