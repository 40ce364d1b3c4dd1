"""The status bar says why training ended in full, in every language and in a window of any width."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest

from core.declare.registry import STOP_RULES
from core.session.orders import Play, SetSpeed
from core.session.run_state import RunState
from gui.model.document import Document
from gui.model.settings import Settings
from gui.shell.status_bar import StatusBar
from gui.text import language
from tests.gui.shell_parts import example, window

RULES = {"Patience": {"patience": 12}, "AccuracyAbove": {"accuracy": 0.4, "split": "validation"},
         "LossBelow": {"loss": 1000.0}, "Minutes": {"minutes": 0.0002}}


@pytest.fixture(params=["en", "de"])
def tongue(request, tmp_path):
    settings = Settings(tmp_path / "layerlab.ini")
    settings.language = request.param
    settings.write()
    language.use(request.param)
    yield request.param
    language.use("en")
    QLocale.setDefault(QLocale.c())


@pytest.mark.scene
@pytest.mark.parametrize("rule", RULES)
def test_why_training_ended_is_painted_in_full(qtbot, tmp_path, tongue, rule):
    project = example("digits-mlp")
    rate = 0.0 if rule == "Patience" else project.training.optimizer.learning_rate
    optimizer = replace(project.training.optimizer, learning_rate=rate)
    project = replace(project, training=replace(project.training, optimizer=optimizer, epochs=1000,
                                                stop=STOP_RULES[rule](**RULES[rule])))
    with window(qtbot, tmp_path, project) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.runner.order(SetSpeed(3))
        app.runner.order(Play())
        qtbot.waitUntil(lambda: app.runner.state.phase == "paused", timeout=60_000)
        qtbot.waitUntil(lambda: not app.runner._timer.isActive(), timeout=20_000)
        app.window.status.show_findings(3)
        word = app.window.status.word
        for width, height in ((1280, 800), (1480, 900)):
            app.window.resize(width, height)
            QTest.qWait(50)
            assert len(word.full) > 25
            assert word.text() == word.full
            assert word.fontMetrics().horizontalAdvance(word.text()) <= word.contentsRect().width()
            assert not app.window.status.seed.geometry().intersects(word.geometry())


@pytest.mark.parametrize("width", [900, 1280, 1480])
def test_a_message_takes_its_room_from_the_keys(qtbot, width):
    bar = StatusBar(Document(example("xor")))
    qtbot.addWidget(bar)
    bar.resize(width, 30)
    bar.show_state(RunState("paused"))
    bar.show()
    message = "Saved as iris1.layerlab, with its past: 96 kept moments (0.1 MB)"
    bar.say(message)
    qtbot.waitUntil(lambda: bar.message.text() == message, timeout=5000)
    assert bar.keys.geometry().right() <= bar.width()
    bar.message.show_text("")
    qtbot.waitUntil(lambda: bar.keys.width() > 400, timeout=5000)
