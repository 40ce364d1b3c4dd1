"""Undo of an edit that costs weights brings back those that it cost, wherever in the past of a run it was made."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.optimizers.sgd import SGD
from core.project.edits import replace_layer
from core.project.examples import starters
from core.project.spec import Project
from core.session.run import Run
from core.trainer import Trainer


def units(project: Project, seed: int) -> Project:
    """Another network."""
    first = project.network.nodes[0]
    return replace(project, network=replace_layer(project.network, first.id, replace(first.layer, units=3 + seed)))


def split(project: Project, seed: int) -> Project:
    """Other samples to learn from."""
    return replace(project, data=replace(project.data, split=replace(project.data.split, seed=seed)))


def rule(project: Project, seed: int) -> Project:
    """Another optimiser: costs no weights."""
    return replace(project, training=replace(project.training, optimizer=SGD(learning_rate=0.01 * (seed + 1))))


def seeded(project: Project, seed: int) -> Project:
    """Other first weights."""
    return replace(project, training=replace(project.training, seed=seed))


COSTLY = (units, split)


def a_run() -> Run:
    made = Run(lambda project, found=None: Trainer(project, threads=1, found=found))
    show(made, Project.load(next(one.path for one in starters() if one.file == "xor.json")))
    return made


def show(run: Run, project: Project) -> None:
    """As the window does with every project that it has."""
    if not run.take_words(project):
        run.show(project)


def weights(run: Run) -> dict[str, np.ndarray]:
    return {name: value.copy() for name, value in run.trainer.weights().items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    assert all(np.array_equal(one[name], other[name]) for name in one)


@settings(max_examples=8, deadline=None)
@given(edits=st.lists(st.sampled_from((units, split, rule)), min_size=1, max_size=3), back=st.floats(0, 1),
       later=st.integers(0, 7), costly=st.sampled_from(COSTLY))
def test_an_edit_after_going_back_is_undone_with_its_weights(edits, back, later, costly):
    run = a_run()
    for seed, edit in enumerate(edits):
        run.stepper.step(4)
        show(run, edit(run.project, seed + 1))
    run.stepper.step(4)
    moments = run.past.timeline.moments
    run.rewind(moments[round(back * (len(moments) - 1))].number)
    here = replace(run.project)  # the window makes the project of the moment its own
    show(run, here)
    if later:
        run.stepper.step(later)
    held, counts = weights(run), (run.step_count, run.epoch)
    show(run, costly(here, 9))
    run.stepper.step(3)
    show(run, here)
    assert_same(weights(run), held)
    assert (run.step_count, run.epoch) == counts


@pytest.mark.parametrize("edit", COSTLY)
def test_undone_in_haste_back_to_a_project_that_looks_like_this_one_has_its_own_weights(edit):
    run = a_run()
    first = run.project
    run.stepper.step(4)
    held = weights(run)
    other = edit(first, 9)
    show(run, other)
    again = replace(first)  # made by hand, not by undo
    show(run, again)
    run.stepper.step(4)
    run.pass_by(other)
    show(run, first)
    assert_same(weights(run), held)


def test_a_project_made_by_hand_in_haste_goes_on_with_the_weights_and_undo_leads_back_to_them():
    run = a_run()
    first = run.project
    run.stepper.step(4)
    run.pass_by(units(first, 9))
    again = replace(first)
    show(run, again)
    run.stepper.step(4)
    held = weights(run)
    show(run, units(again, 5))
    run.stepper.step(2)
    show(run, again)
    assert_same(weights(run), held)


@pytest.mark.parametrize("kept", [True, False], ids=["its moment is kept", "its moment had to make room"])
@pytest.mark.parametrize("edit", COSTLY)
def test_two_edits_undone_in_haste_lead_back_where_another_optimiser_was_at_work(edit, kept, monkeypatch):
    run = a_run()
    first = run.project
    run.stepper.step(4)
    second = rule(first, 1)
    show(run, second)
    run.stepper.step(3)
    held = weights(run)
    show(run, edit(second, 9))
    run.stepper.step(2)
    if not kept:
        monkeypatch.setattr(run.past, "there", lambda *place: False)
    run.pass_by(second)
    show(run, first)
    assert not run.problem
    assert run.project == first
    assert_same(weights(run), held)
    run.stepper.step(2)


@pytest.mark.few(6)
@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("typed", [0, 1, 2])
@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("edit", [*COSTLY, seeded])
def test_weights_typed_before_an_edit_come_back_with_undo_and_those_after_it_with_redo(edit, steps, typed, after):
    run = a_run()
    first = run.project
    show(run, rule(first, 1))  # a moment that stands there already
    first = run.project
    if steps:
        run.stepper.step(steps)
    name = next(iter(run.trainer.weights()))
    for number in range(typed):
        run.weights.set_value(name, (0, number), 0.25 + number)
    held, counts = weights(run), run.step_count
    other = edit(first, 9)
    show(run, other)
    if after:
        run.stepper.step(after)
    there, later = weights(run), run.step_count
    for _ in range(2):
        show(run, first)
        assert_same(weights(run), held)
        assert run.step_count == counts
        show(run, other)
        assert_same(weights(run), there)
        assert run.step_count == later
