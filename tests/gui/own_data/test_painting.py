"""Painting in the window: strokes, keys, undo, and a network that learns meanwhile."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.datasets.painted import EDGE, Points
from core.inspection.needs import Plane
from core.session.orders import Play
from gui.colour_vision.window import pixels_of
from gui.own_data.paint_squares import MOST_UNITS, answered_wrongly
from gui.own_data.paint_stage import TOOLS
from gui.style import theme
from tests.gui.shell_parts import example, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("spiral")) as app:
        app.window.activateWindow()
        app.session.paint()
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        yield app


@pytest.fixture
def stage(shell):
    return shell.session.painting.stage


def painted(shell):
    return shell.document.project.data.dataset


def stroke(pad, *ways, modifier=Qt.KeyboardModifier.NoModifier):
    at = pad.square().center().toPoint()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, modifier, at)
    for way in ways:
        at = at + QPoint(*way)
        QTest.mouseMove(pad, at)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, modifier, at)


@pytest.mark.scene
def test_what_was_there_is_painted_on_and_one_step_of_undo_leads_back(shell):
    assert len(painted(shell).points) == len(example("spiral").data.dataset.load())
    shell.document.undo_stack.undo()
    assert shell.document.project.data.dataset == example("spiral").data.dataset
    assert shell.session.painting.stage is None, "there is nothing to paint on any more"


@pytest.mark.scene
@pytest.mark.parametrize("place", range(len(TOOLS)))
def test_each_stroke_is_one_step_of_undo(qtbot, shell, stage, place):
    before, steps = painted(shell).points, shell.document.undo_stack.count()
    stage.tools.choose(place)
    stage.pad.radius = 0.5
    stroke(stage.pad, (5, 3), (9, -4), (12, 6))
    after = painted(shell).points
    tool = list(TOOLS)[place]
    assert after != before
    assert (len(after) > len(before)) == (tool in ("brush", "single"))
    assert (len(after) < len(before)) == (tool == "erase")
    assert shell.document.undo_stack.count() == steps + 1
    shell.document.undo_stack.undo()
    assert painted(shell).points == before
    assert stage.pad.points == before


@pytest.mark.scene
def test_all_of_it_by_keys(shell, stage):
    pad, count = stage.pad, len(painted(shell).points)
    assert pad.hasFocus()
    for _ in range(4):
        QTest.keyClick(pad, Qt.Key.Key_Right)
    QTest.keyClick(pad, Qt.Key.Key_Up)
    assert pad.cursor.tolist() == pytest.approx([0.2, 0.05])
    stage.tools.choose(list(TOOLS).index("single"))
    QTest.keyClick(pad, Qt.Key.Key_2)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    points = painted(shell).points
    assert len(points) == count + 1
    assert (points.x[-1], points.y[-1], points.value[-1]) == pytest.approx((0.2, 0.05, 1.0))
    pad.radius = 0.02
    QTest.keyClick(pad, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    moved = painted(shell).points
    assert moved.x[-1] == pytest.approx(0.25, abs=1e-3)
    QTest.keyClick(pad, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert points.number[-1] not in painted(shell).points.number
    assert shell.runner.state.step == 0, "Space paints here and plays nowhere"
    QTest.keyClick(shell.window, Qt.Key.Key_Escape)
    assert shell.session.painting.stage is None
    assert shell.session.network.pages.currentIndex() == 0


@pytest.mark.scene
def test_the_network_goes_on_with_what_is_painted(qtbot, shell, stage):
    shell.runner.order(Play(100_000.0))
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=60_000)
    generation, count = shell.runner.state.generation, len(painted(shell).points)
    stage.pad.rate = 500
    QTest.mousePress(stage.pad, Qt.MouseButton.LeftButton, pos=stage.pad.square().center().toPoint())
    qtbot.waitUntil(lambda: [QTest.mouseMove(stage.pad, stage.pad.square().center().toPoint() + QPoint(
        len(stage.pad.points) % 40, 3))] and shell.runner.state.generation > generation, timeout=60_000)
    step = shell.runner.state.step
    qtbot.waitUntil(lambda: shell.runner.state.step > step, timeout=60_000)
    assert stage.pad.held == "brush", "while the button is down"
    assert shell.runner.state.phase == "training"
    QTest.mouseRelease(stage.pad, Qt.MouseButton.LeftButton)
    assert len(painted(shell).points) > count
    qtbot.waitUntil(lambda: stage.pad._sheet is not None, timeout=60_000)


@pytest.mark.parametrize(("units", "answers"), [(1, [1, 0, 0, 1]), (3, [2, 0, 1, 2])])
def test_rings_are_where_the_class_is_another_than_the_map_says(units, answers):
    """Four quarters of the square, each answered otherwise: right above, left above, left below, right below."""
    said = np.zeros((8, 8), int)
    said[:4, 4:], said[:4, :4], said[4:, :4], said[4:, 4:] = answers
    outputs = (said[None] * 0.8 + 0.1 if units == 1 else np.eye(3)[said].transpose(2, 0, 1)).astype(np.float32)
    plane = Plane(np.array([-1.0, -1.0]), np.array([1.0, 1.0]), {}, outputs)
    places = np.array([[0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]])
    for wrong in range(4):
        classes = np.array(answers, float)
        classes[wrong] = 1 - min(classes[wrong], 1)
        found = answered_wrongly(Points.of(places, classes, np.arange(4)), plane, outputs)
        assert found.tolist() == [place == wrong for place in range(4)]


def ground(widget) -> float:
    return float(pixels_of(widget.grab().toImage()).mean())


@pytest.mark.scene
def test_two_squares_where_there_is_room_and_its_own_keys(qtbot, shell, stage):
    squares, status = stage.squares, shell.window.status
    assert ("1–9", "class") in status.keys.pairs
    shell.window.resize(1920, 1080)
    qtbot.waitUntil(lambda: squares.right.isVisible() and bool(squares.units.sheets), timeout=60_000)
    assert not squares.pad.with_ground
    assert len(squares.units.sheets) == min(shell.document.project.network.nodes[-2].layer.units, MOST_UNITS)
    dark = ground(squares.answer), ground(squares.units)
    theme.apply("light")
    assert all(one > before + 10 for one, before in zip((ground(squares.answer), ground(squares.units)), dark,
                                                        strict=True)), "the ground has the colours of the new look"
    theme.apply("dark")
    stroke(stage.pad, (5, 3), (9, -4))
    assert squares.answer.points == painted(shell).points
    stage.squares.resize(500, 500)
    assert squares.pad.with_ground
    assert not squares.right.isVisible()
    QTest.keyClick(shell.window, Qt.Key.Key_Escape)
    assert ("1–9", "class") not in status.keys.pairs


@pytest.mark.scene
def test_the_next_redraw_hands_on_what_was_painted(qtbot, shell, stage):
    """Counted in redraws, so that it holds on any machine: the first one after the brush has moved makes the edit."""
    stage.tools.choose(list(TOOLS).index("single"))
    shell.runner.order(Play(100_000.0))
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=60_000)
    count, at_redraw, pad = len(painted(shell).points), [], stage.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=pad.square().center().toPoint() + QPoint(7, 9))
    assert stage._waiting is not None, "many moves of the mouse are one look"
    shell.runner.at_redraw(lambda: at_redraw.append(len(painted(shell).points)))
    qtbot.waitUntil(lambda: bool(at_redraw), timeout=60_000)
    assert at_redraw == [count + 1]
    assert pad.held == "single"
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton)


@pytest.mark.scene
def test_borders_copies_and_more_classes(qtbot, shell, stage):
    count = len(painted(shell).points)
    stage.formula.setText("x^2 @")
    stage.add_curve()
    assert "not understood" in stage.fault.text()
    stage.formula.setText("sin(3x)/2")
    QTest.keyClick(stage.formula, Qt.Key.Key_Return)
    places, values, _ = painted(shell).points.arrays()
    assert len(places) == count + 200
    assert np.array_equal(values[count:] == 1, places[count:, 1] > np.sin(3 * places[count:, 0]) / 2)
    QTest.keyClick(stage.pad, Qt.Key.Key_3)
    assert painted(shell).classes == 3
    assert shell.document.check.trainable
    stage.copy_from("RegressionPlane")
    assert painted(shell).predict == "value"
    assert shell.document.check.trainable
    assert not stage.classes.isVisible()
    assert np.abs(painted(shell).points.arrays()[0]).max() <= EDGE
