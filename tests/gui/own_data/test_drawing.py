"""Drawing for a network: answered while the pen moves, by mouse and by keys; what is kept joins no training."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.importing.proposal import inspect_file, propose_project
from core.session.orders import Ask, Play
from gui.own_data.draw_window import DrawWindow
from tests.gui.own_data.drawn_digits import DIGITS
from tests.gui.shell_parts import example, window
from tests.picture_parts import class_folders


def opened(qtbot, app) -> DrawWindow:
    qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=120_000)
    app.session.own.draw()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, DrawWindow) and one.isVisible())


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-mlp")) as app:
        yield app


def test_a_drawing_is_answered_while_the_pen_is_down(qtbot, shell):
    drawing = opened(qtbot, shell)
    pad, before = drawing.pad, shell.document.project
    with qtbot.waitSignal(drawing.answered, timeout=20_000):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 40))
        QTest.mouseMove(pad, QPoint(118, 200))
    assert pad.down
    assert drawing.values.sum() == pytest.approx(1, abs=1e-4)
    picture = drawing.picture()
    assert picture.shape == shell.document.description.input_shape
    low, high = shell.document.description.value_range
    assert low <= picture.min() < 0.9 * high < picture.max() <= high
    asked = []
    shell.runner.order(Ask(lambda trainer: np.ravel(trainer.predict(picture.astype(np.float32)[None])), asked.append))
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert asked[0] == pytest.approx(drawing.values, abs=1e-5)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton)
    QTest.keyClick(pad, Qt.Key.Key_1)
    assert drawing.kept[0][1] == 1
    assert not pad.strokes
    assert "1 drawing" in drawing.tally.full
    assert shell.document.project is before, "never silently to training"


@pytest.mark.scene
def test_kept_drawings_are_learnt_when_it_is_said_and_undo_brings_the_data_back(qtbot, shell):
    drawing = opened(qtbot, shell)
    before = shell.document.project
    assert not drawing.train.isEnabled()
    wanted = DIGITS[:4]
    for digit, strokes in wanted:
        with qtbot.waitSignal(drawing.answered, timeout=20_000):
            drawing.pad.show_strokes(strokes)
        qtbot.waitUntil(lambda: not drawing._asked, timeout=20_000)
        drawing.keep(digit)
    assert shell.document.project is before, "not before it is said"
    QTest.mouseClick(drawing.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.document.project is not before, timeout=20_000)
    data = shell.document.project.data
    samples = data.dataset.load()
    assert samples.y.tolist() == [digit for digit, _ in wanted]
    assert data.describe().classes == before.data.describe().classes
    assert samples.x.dtype == np.uint8
    assert samples.x.max() > 200
    assert shell.document.project.network == before.network, "with its weights"
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    shell.runner.order(Play(3.0))
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=60_000)
    shell.document.undo_stack.undo()
    assert shell.document.project.data == before.data


@pytest.mark.scene
def test_a_drawing_is_asked_at_once_and_answered_in_one_redraw(qtbot, shell, monkeypatch):
    """Counted in redraws, so that it holds on any machine: the question leaves with the move of the pen, between two
    batches of a training, and the first redraw after its answer shows it."""
    drawing, box = opened(qtbot, shell), shell.runner._mailbox
    shell.runner.order(Play(100_000.0))
    qtbot.waitUntil(lambda: shell.runner.state.step > 0 and not drawing._asked, timeout=60_000)
    taken, answered = [], []
    take, put = box.take, box.put
    monkeypatch.setattr(box, "take", lambda: [taken.append(1), take()][1])

    def noted(**given):
        put(**given)
        if given.get("answers"):
            answered.append(len(taken))
    monkeypatch.setattr(box, "put", noted)
    with qtbot.waitSignal(drawing.answered, timeout=60_000):
        QTest.mousePress(drawing.pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 40))
        assert drawing._asked, "in the event itself"
        taken_before = len(taken)
    assert taken_before <= answered[0]
    assert len(taken) - answered[0] <= 1
    assert drawing.pad.down


def test_all_of_it_by_keys(qtbot, shell):
    drawing = opened(qtbot, shell)
    pad = drawing.pad
    QTest.keyClick(pad, Qt.Key.Key_Up)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    for _ in range(6):
        QTest.keyClick(pad, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(drawing.values) == 10, timeout=20_000)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    assert [len(stroke) for stroke in pad.strokes] == [7]
    QTest.keyClick(pad, Qt.Key.Key_Space)
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(pad.strokes) == 1
    QTest.keyClick(pad, Qt.Key.Key_X)
    assert not pad.strokes
    drawing.pen.setValue(12)
    assert pad.pen == pytest.approx(0.12)
    QTest.keyClick(pad, Qt.Key.Key_Escape)
    assert not drawing.isVisible()
    assert shell.runner.state.step == 0, "Space plays nowhere"


def test_a_network_without_pictures_says_so(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("iris")) as app:
        drawing = opened(qtbot, app)
        drawing.pad.show_strokes(DIGITS[0][1])
        assert "takes no grey pictures" in drawing.words.full
        assert drawing.picture() is None
        drawing.keep(1)
        assert not drawing.kept


@pytest.mark.slow
@pytest.mark.sample
def test_a_trained_starter_knows_drawn_digits(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        drawing = opened(qtbot, app)
        app.runner.order(Play(3.0))
        qtbot.waitUntil(lambda: app.runner.state.epoch >= 2.99 and app.runner.state.phase != "training",
                        timeout=600_000)
        for digit, strokes in DIGITS:
            with qtbot.waitSignal(drawing.answered, timeout=20_000):
                drawing.pad.show_strokes(strokes)
            qtbot.waitUntil(lambda: not drawing._asked, timeout=20_000)
            drawing.keep(digit)
        assert sum(right for _, _, right in drawing.kept) >= 17


@pytest.mark.scene
def test_an_ampersand_in_the_name_of_a_class_is_no_shortcut(qtbot, tmp_path):
    class_folders(tmp_path / "pets", ("a & b", "c&d"), each=6, side=8)
    project = propose_project(replace(inspect_file(tmp_path / "pets").dataset, colour="grey"))
    with window(qtbot, tmp_path, project) as app:
        drawing = opened(qtbot, app)
        buttons = [drawing.names.itemAt(place).widget() for place in range(drawing.names.count())]
        assert [button.text() for button in buttons] == ["a && b", "c&&d"]
