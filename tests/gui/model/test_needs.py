"""What several views want of the training thread: together they get it as often as the most eager of them wants."""

import pytest

from core.inspection.needs import WeightHistogram
from core.session.orders import Play, Show
from tests.gui.runner_parts import a_project, runner_fixture, wait_fixture  # noqa: F401


@pytest.mark.parametrize("seconds", [(0.0, 1000.0), (1000.0, 0.0)], ids=["eager first", "eager last"])
def test_a_need_of_two_views_comes_as_often_as_the_more_eager_wants_it(qtbot, runner, wait, seconds):
    seen, need = [], WeightHistogram("dense2.kernel")
    runner.snapshot.connect(lambda shot: seen.append(shot) if shot.get(need) is not None else None)
    runner.set_needs("one", {need: seconds[0]})
    runner.set_needs("two", {need: seconds[1]})
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(Play())
    wait("training")
    seen.clear()
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=20_000)


@pytest.mark.parametrize("seconds", [(0.0, 1000.0), (1000.0, 0.0)], ids=["eager first", "eager last"])
def test_what_is_kept_of_two_views_that_go_comes_as_often(qtbot, runner, wait, seconds):
    seen, need = [], WeightHistogram("dense2.kernel")
    runner.snapshot.connect(lambda shot: seen.append(shot) if shot.get(need) is not None else None)
    runner.set_needs("one", {need: seconds[0]})
    runner.set_needs("two", {need: seconds[1]})
    runner.keep_needs(("one", "two"))
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(Play())
    wait("training")
    seen.clear()
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=20_000)
