"""Who goes back and plays on has, bit for bit, the curves of who never went back, however far they are thinned."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.project.examples import starters
from core.project.spec import Project
from core.session.recording import record_of, take_up
from core.session.run import Run
from core.session.trace import BUCKETS, Trace
from core.trainer import Trainer
from core.training import run_record

STEPS = 4500
"""Buckets of the loss are then eight or sixteen steps wide."""


def a_run() -> Run:
    made = Run(lambda project, found=None: Trainer(project, threads=1, found=found))
    made.show(Project.load(next(one.path for one in starters() if one.file == "xor.json")))
    return made


def go_to(run: Run, step: int, chunk: int) -> None:
    """Steps in chunks of so many, the last one shorter."""
    while run.step_count < step:
        run.stepper.step(min(chunk, step - run.step_count))


def curves(run: Run) -> dict:
    found = run.writer.history(run.epoch, 1).curves
    return {name: {field.name: getattr(curve, field.name) for field in fields(curve)} for name, curve in found.items()}


def assert_same(one: dict, other: dict) -> None:
    assert one.keys() == other.keys()
    for name in one:
        for part, values in one[name].items():
            assert values.tobytes() == other[name][part].tobytes(), (name, part)


@pytest.fixture(scope="module")
def straight() -> dict:
    run = a_run()
    go_to(run, STEPS, 64)
    assert len(run.writer.history(run.epoch, 1).curve("train", "loss")) <= BUCKETS
    return curves(run)


jumps = st.lists(st.tuples(st.integers(1200, STEPS), st.integers(7, 400), st.floats(0.1, 0.95)), min_size=1, max_size=5)


def check_jumps(straight, jumps, through_a_file=False):
    run = a_run()
    for until, chunk, back in jumps:
        go_to(run, until, chunk)
        moments = run.past.timeline.moments
        run.rewind(moments[round(back * (len(moments) - 1))].number)
    if through_a_file:
        run = reopened(run)
    go_to(run, STEPS, 97)
    assert_same(curves(run), straight)


def reopened(run: Run) -> Run:
    """The run as a file gives it back, at another of its moments."""
    text, arrays = run_record.pack(record_of(run, 32_000_000))
    other = a_run()
    take_up(other, run_record.unpack(text, lambda name, kind: np.array(arrays[name], kind)), run.trainer.weights())
    moments = other.past.timeline.moments
    other.rewind(moments[len(moments) // 3].number)
    return other


@pytest.mark.scene
@settings(max_examples=5, deadline=None)
@given(jumps)
def test_the_curves_are_those_of_a_straight_run(straight, jumps):
    check_jumps(straight, jumps)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(jumps, st.booleans())
def test_the_curves_are_those_of_a_straight_run_often(straight, jumps, through_a_file):
    check_jumps(straight, jumps, through_a_file)


def test_a_file_brings_along_what_it_takes_to_go_back(straight):
    check_jumps(straight, [(4000, 111, 0.9), (4200, 50, 0.5)], through_a_file=True)


@given(st.lists(st.integers(1, 90), min_size=3, max_size=40), st.data())
def test_a_series_goes_back_to_every_place_that_was_noted(pieces, drawn):
    values = np.random.default_rng(len(pieces)).normal(size=sum(pieces))
    places = np.arange(1, len(values) + 1) / 7
    trace, ends = Trace(limit=16), np.cumsum(pieces)
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        trace.add(places[begin:end], values[begin:end])
        trace.note(places[end - 1])
    for _ in range(3):
        end = int(drawn.draw(st.sampled_from([*ends])))
        if end / 7 > trace.curve().x[-1] + 1e-6:
            continue
        trace.cut(end / 7)
        fresh = Trace(limit=16)
        fresh.add(places[:end], values[:end])
        for part in ("x", "low", "high", "mean"):
            assert getattr(trace.curve(), part).tobytes() == getattr(fresh.curve(), part).tobytes()


@pytest.mark.few(2)
@pytest.mark.parametrize("count", [100, 600, 1300, 4100])
def test_a_series_of_a_file_without_the_way_back_goes_through_files_again(count):
    values = np.random.default_rng(count).normal(size=2 * count)
    places = np.arange(1, 2 * count + 1) / 7
    straight, trace = Trace(), Trace()
    for begin in (0, count):
        for one in (straight, trace):
            one.add(places[begin:begin + count], values[begin:begin + count])
            one.note(places[begin + count - 1])
        whole = trace.plain(True)
        for narrower in (whole[3], whole[3][1:]):  # files were written that lack what they should have had
            again = Trace.of((*whole[:3], narrower, whole[4]))
            for part in ("x", "low", "high", "mean"):
                assert getattr(again.curve(), part).tobytes() == getattr(straight.curve(), part).tobytes()
        trace = Trace.of(Trace.of(trace.plain(False)).plain(True))
    trace.add(places[:9] + places[-1], values[:9])
    trace.cut(places[-1])
    assert len(trace.curve()) > 0
    assert trace.curve().x[-1] <= places[-1] + 1e-6


def test_the_other_branch_of_a_file_is_saved_again_with_its_past():
    """A long one, whose curves are thinned; three times through a file, each time from the other branch."""
    run = a_run()
    go_to(run, 1300, 1300)
    run.rewind(run.past.timeline.moments[0].number)
    run.past.part()
    go_to(run, 1250, 1250)
    for _ in range(3):
        text, arrays = run_record.pack(record_of(run, 32_000_000))
        other = a_run()
        take_up(other, run_record.unpack(text, lambda name, kind, arrays=arrays: np.array(arrays[name], kind)),
                run.trainer.weights())
        assert other.step_count == run.step_count
        run = other
        ends = {moment.line: moment.number for moment in run.past.timeline.every}
        assert len(ends) == 2
        run.rewind(next(number for line, number in ends.items() if line != run.past.line))
        assert run.step_count > 1000
