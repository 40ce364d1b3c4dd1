"""The record of a run in a file may hold anything: what makes no sense leaves nothing behind but a sentence."""

import random

import numpy as np
import pytest

from core.session.recording import record_of, take_up
from core.session.run import Run
from core.stopping.measuring_points import Point
from core.text.errors import DataError
from core.trainer import Trainer
from tests.gui.runner_parts import a_project

STRANGE = (None, True, -1, 2**70, 0.5, "x", [], {}, (), ((),), ((), ()), [1, 2], (((1, 2),), ()), ((), ((1,),)),
           ((), (("x", 1.0),)), ((Point(1, 1.0, 0.5, None, {}),), ()))


def run_of(project) -> Run:
    made = Run(lambda project, found=None: Trainer(project, threads=1, found=found))
    made.show(project)
    return made


@pytest.fixture(name="told", scope="module")
def told_fixture():
    """A run with a branch and a rewound past, its record and its weights."""
    run = run_of(a_project())
    for _ in range(6):
        run.stepper.step(9)
    run.rewind(run.past.timeline.moments[2].number)
    run.stepper.step(15)
    run.past.rest(run)
    work = run.weights.work(10**7)
    assert work.record["whole"]
    return work


def spoilt(record: dict, path: list, value):
    """The record with something else at a place."""
    if not path:
        return value
    inside = list(record) if isinstance(record, tuple) else dict(record) if isinstance(record, dict) else list(record)
    inside[path[0]] = spoilt(record[path[0]], path[1:], value)
    return tuple(inside) if isinstance(record, tuple) else inside


def places(value, path=()):
    """Every place in a record, three deep."""
    yield list(path)
    if len(path) < 3 and isinstance(value, dict | list | tuple):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def test_a_record_with_anything_in_any_place_is_taken_up_or_refused_in_one_sentence(told):
    rng, every = random.Random(7), list(places(told.record))[1:]
    begun = run_of(a_project())
    begun.stepper.step(5)
    first = begun.trainer.state()
    refused = 0
    for path in every + rng.choices(every, k=300):
        run = begun
        before = run.step_count, run.past.progress.kept(), run.writer.version
        try:
            take_up(run, spoilt(told.record, path, rng.choice(STRANGE)), told.weights)
        except DataError as error:
            assert "\n" not in str(error)
            assert (run.step_count, run.past.progress.kept(), run.writer.version) == before, path
            refused += 1
            run.trainer.load_state(first)
            continue
        run.stepper.step(2)
        run.past.rest(run)
        record_of(run, 10**6)
        for moment in run.past.timeline.moments[:2]:
            run.rewind(moment.number)
        for line in run.past.track.lines:
            if newest := run.past.timeline.newest(line.number):
                run.rewind(newest.number)
        begun = run_of(a_project())
        begun.stepper.step(5)
        first = begun.trainer.state()
    assert refused > 200


@pytest.mark.parametrize("name", ["progress", "whole", "curves", "past", "state", "step", "epoch", "goal"])
def test_a_record_that_lacks_a_part_is_left_out(told, name):
    run = run_of(a_project())
    with pytest.raises(DataError):
        take_up(run, {key: value for key, value in told.record.items() if key != name}, told.weights)
    assert run.step_count == 0
    assert not run.past.progress.points


def test_a_whole_record_goes_on_where_it_stood(told):
    run = run_of(a_project())
    take_up(run, told.record, told.weights)
    assert run.step_count == told.record["step"]
    assert all(np.array_equal(run.trainer.weights()[name], value) for name, value in told.weights.items())
