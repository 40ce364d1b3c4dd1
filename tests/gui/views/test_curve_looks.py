"""Curves on a logarithmic scale, smoothed with a chosen β, before earlier runs, with what happened on the way."""

import csv
import io

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from core.session.orders import Reset
from core.session.thinned_curve import smoothed_by
from gui.style import theme
from gui.views.curve_tools import CurveLook, CurveTools
from gui.views.curves import CurvesPanel
from gui.views.saving import as_csv
from tests.gui.panel_parts import asked_menu, window_fixture  # noqa: F401


def moving_average(values, beta) -> list[float]:
    """Step by step: v ← β·v + (1 − β)·x, divided by 1 − βᵗ."""
    kept, found = 0.0, []
    for step, value in enumerate(values, 1):
        kept = beta * kept + (1 - beta) * value
        found.append(kept / (1 - beta ** step))
    return found


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_smoothing_is_the_moving_average_of_its_beta(beta):
    values = np.random.default_rng(3).exponential(size=150)
    np.testing.assert_allclose(smoothed_by(values, beta), moving_average(values, beta), rtol=1e-9)
    np.testing.assert_array_equal(smoothed_by(values, 0.0), values)


@pytest.mark.scene
def test_scale_smoothing_earlier_runs_events_and_the_smallest_value(window):
    it = window("iris")
    curves = it.panel(CurvesPanel)
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(6)
    first = it.runner.history
    it.runner.order(Reset())
    it.until(lambda: it.runner.state.step == 0 and it.runner.history.former)
    it.document.edit_training(replace(it.document.project.training, optimizer=replace(
        it.document.project.training.optimizer, learning_rate=0.05)), "Faster")
    it.train(4)
    loss, history = curves.loss, it.runner.history
    # The run before stays as a faint line, bit for bit.
    assert len(history.former) == 1
    before = history.former[0]["validation", "loss"]
    np.testing.assert_array_equal(before.mean, first.curve("validation", "loss").mean)
    ghost = loss.marks.former[0]
    assert ghost.seen
    np.testing.assert_array_equal(ghost.y, before.smooth)
    # Best and smallest.
    watched = history.curve("validation", "loss")
    place = int(np.argmin(watched.mean))
    assert loss.best() == (watched.x[place], pytest.approx(watched.mean[place]))
    assert loss.marks.smallest.x[0] == watched.x[place]
    # A logarithmic scale, read back.
    loss.tools.log.click()
    np.testing.assert_allclose(10 ** loss._lines["validation"].y, watched.mean)
    low, high = loss.plot.ends[1]
    assert 10 ** low <= watched.mean.min() * 1.001
    assert 10 ** high >= watched.mean.max() * 0.999
    np.testing.assert_allclose(curves.accuracy._lines["validation"].y, 100 * history.curve(
        "validation", "accuracy").mean)
    loss.tools.log.click()
    # Smoothing by a chosen β, over the raw line.
    loss.tools.beta.menu().actions()[4].trigger()
    assert loss.look.beta == 0.9
    assert "0.90" in loss.tools.beta.text()
    train = history.curve("train", "loss")
    np.testing.assert_allclose(loss._lines["train"].y, moving_average(train.mean, 0.9), rtol=1e-9)
    np.testing.assert_array_equal(loss._raw.y, train.band()[1])
    # What happened: a change, and the best moment.
    assert [event.kind for event in loss.marks.happened if event.kind == "best"]
    assert loss.marks.events["best"].seen
    loss.tools.choose(replace(loss.look, former=False))
    assert not ghost.seen
    rows = list(csv.reader(io.StringIO(as_csv(curves.table()))))
    saved = [float(row[3]) for row in rows if row[:2] == ["loss", "validation, run before 1"]]
    np.testing.assert_array_equal(saved, before.mean)
    kept = curves.kept
    curves.show_look(CurveLook())
    curves.take_up(kept)
    assert loss.look == CurveLook(beta=0.9, former=False)


@pytest.mark.scene
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_buttons_without_room_hide_and_none_is_cut(qtbot, scale):
    theme.set_text_scale(scale)
    try:
        host, tools = QWidget(), CurveTools()
        qtbot.addWidget(host)
        tools.setParent(host)
        tools.restyle()
        tools.show_facts(0.5, 3)
        host.show()
        buttons = (tools.beta, tools.log, tools.former)
        seen = set()
        for width in range(0, 400, 7):
            tools.resize(width, 40)
            tools.layout().activate()
            shown = [button.isVisibleTo(tools) for button in buttons]
            # The β stays longest, earlier runs go first, and none is cut.
            assert shown == sorted(shown, reverse=True)
            for button in buttons[:sum(shown)]:
                assert button.width() >= button.sizeHint().width()
                assert button.geometry().right() < width
            seen.add(sum(shown))
        assert seen == {0, 1, 2, 3}
    finally:
        theme.set_text_scale(1.0)


@pytest.mark.scene
def test_the_menu_of_the_curves_does_what_hidden_buttons_do(window):
    it = window("iris")
    curves = it.panel(CurvesPanel)
    tools = curves.loss.tools
    for button in (tools.log, tools.beta, tools.former):
        button.hide()
    card = next(card for card in it.column.cards if curves in card.panels)
    menu = asked_menu(curves.loss.plot.viewport())
    log, smoothing, former = menu.actions()[:3]
    assert not former.isEnabled(), "nothing ran before"
    assert (log.isChecked(), former.isChecked()) == (False, True), "as the curves are drawn at first"
    log.trigger()
    assert curves.loss.look.log
    assert log.isChecked()
    smoothing.menu().actions()[4].trigger()
    assert curves.accuracy.look == CurveLook(log=True, beta=0.9)
    tools.show_facts(0.9, 2)
    former.trigger()
    assert not curves.loss.look.former
    curves.show_look(CurveLook())
    assert [log.isChecked(), former.isChecked()] == [False, True]
    assert set(card.actions()) <= set(menu.actions())
    menu.close()
