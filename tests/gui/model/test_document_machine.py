"""Anything in any order, in the whole window with real training: no crash, and no divergence between what is shown, the
project, the run and the file."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from core.project.examples import starters
from core.project.presets import presets
from core.session.orders import Play
from tests.gui.document_building import Building
from tests.gui.document_hands import Hands
from tests.gui.document_training import Training
from tests.gui.shell_parts import window

ENOUGH, WALK = 2000, 100


def machine(qtbot, folder):
    """The machine with a window of its own for every run."""
    class Anything(Building, Training):
        def opened(self, project):
            return window(qtbot, folder, project)
    Anything.qtbot, Anything.folder, Anything.steps = qtbot, folder, 0
    return Anything


def walk(made, steps, **options):
    """Twice so many steps: hypothesis begins with the simplest things over and over; the second time it chooses.

    It does everything that failed once more; with a thread that trains, the second time may go well or fail elsewhere.
    What counts is the first.
    """
    try:
        run_state_machine_as_test(made, settings=settings(
            deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
            max_examples=2, stateful_step_count=steps, **options))
    except Flaky:
        if made.fault is None:
            raise
        fault, story = made.fault
        raise AssertionError("once, after " + ", ".join(story)) from fault


@pytest.mark.scene
def test_a_short_walk(qtbot, tmp_path):
    made = machine(qtbot, tmp_path)
    walk(made, 40, derandomize=True)
    assert made.steps == 2 * 40


@pytest.mark.slow
def test_every_project_that_ships_is_shown_as_it_is_before_and_after_a_step(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        hands = Hands(qtbot, app)
        for one in (*starters(), *presets()):
            before = hands.project
            app.files.unsaved.give_up()
            app.open(one.file)
            hands.wait_for(lambda before=before: hands.project is not before)
            hands.settle()
            hands.look(hands.held())
            app.runner.order(Play("batch"))
            hands.settle()
            hands.look(hands.held())


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(2 * ENOUGH // WALK))
def test_thousands_of_steps(qtbot, tmp_path, seed):
    """Every walk in a test of its own, so that one that finds something does not hide the others."""
    made = machine(qtbot, tmp_path)
    walk(seeded(seed)(made), WALK)
    assert made.steps == 2 * WALK
