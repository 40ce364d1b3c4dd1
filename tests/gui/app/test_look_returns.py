"""Projector mode gives back what there was before it; a window that is made anew never says what is not so."""

import json
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.app.arrangement import arrangement_of
from gui.model.settings import Settings
from gui.style import theme
from gui.text import language
from tests.gui.painted_text import listening, painted
from tests.gui.runner_parts import train
from tests.gui.shell_parts import example, window
from tests.sampling import sampled

CONTROL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                       Qt.KeyboardModifier.AltModifier)


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def opened(qtbot, folder, look="dark", scale=1.0, project="xor"):
    settings = Settings(folder / "layerlab.ini")
    settings.theme, settings.text_scale = look, scale
    settings.write()
    return window(qtbot, folder, example(project))


def projector(app):
    QTest.keyClick(app.window, Qt.Key.Key_P, CONTROL | SHIFT)


# ---- projector mode


@pytest.mark.scene
@pytest.mark.parametrize("look", sampled(["dark", "light"], "light"))
@pytest.mark.parametrize("scale", sampled([1.0, 1.25, 1.5, 2.0], 1.25))
def test_it_gives_back_theme_and_size(qtbot, tmp_path, look, scale):
    with opened(qtbot, tmp_path, look, scale) as app:
        for _ in range(2):
            projector(app)
            assert theme.tokens().name == "projector"
            assert theme.text_scale() == max(scale, 1.4)
            projector(app)
            assert theme.tokens().name == look == app.settings.theme
            assert theme.text_scale() == scale == app.settings.text_scale
            assert not app.window.commands["projector"].isChecked()


@pytest.mark.scene
@pytest.mark.parametrize("look", sampled(["dark", "light"], "dark"))
def test_what_was_changed_for_the_wall_goes_with_it(qtbot, tmp_path, look):
    with opened(qtbot, tmp_path, look, 1.1) as app:
        app.window.left.data.head.click()
        before = arrangement_of(app.window)
        projector(app)
        QTest.keyClick(app.window, Qt.Key.Key_Equal, CONTROL | ALT)
        assert app.settings.text_scale > 1.4
        QTest.keyClick(app.window, Qt.Key.Key_F4)
        app.window.left.data.head.click()
        app.window.left.layers.head.click()
        projector(app)
        assert (theme.tokens().name, theme.text_scale()) == (look, 1.1)
        assert arrangement_of(app.window) == before
        qtbot.waitUntil(app.window.views.isVisible, timeout=5_000)


@pytest.mark.scene
@pytest.mark.parametrize("look", sampled(["dark", "light"], "light"))
def test_also_after_a_restart(qtbot, tmp_path, look):
    with opened(qtbot, tmp_path, look, 1.25) as app:
        projector(app)
    with window(qtbot, tmp_path, example("xor")) as app:
        assert theme.tokens().name == "projector"
        assert app.window.commands["projector"].isChecked()
        projector(app)
        assert (theme.tokens().name, theme.text_scale()) == (look, 1.25)


@pytest.mark.scene
def test_light_or_dark_leaves_it_too(qtbot, tmp_path):
    with opened(qtbot, tmp_path, "light") as app:
        projector(app)
        QTest.keyClick(app.window, Qt.Key.Key_T, CONTROL)
        assert theme.tokens().name == "light"
        QTest.keyClick(app.window, Qt.Key.Key_T, CONTROL)
        assert theme.tokens().name == "dark"


@pytest.mark.scene
@pytest.mark.parametrize("broken", ["", "[]", "{", "7", json.dumps({"theme": "projector", "text_scale": "x"}),
                                    json.dumps({"theme": 3, "text_scale": 1e9, "arrangement": [1]}),
                                    json.dumps({"arrangement": {"width": "x", "folded": 3, "front": {}}})])
def test_settings_that_are_spoilt_lead_back_to_a_theme(qtbot, tmp_path, broken):
    settings = Settings(tmp_path / "layerlab.ini")
    settings.theme = "projector"
    settings._store.setValue("before_projector", broken)
    settings.write()
    with window(qtbot, tmp_path, example("xor")) as app:
        projector(app)
        assert theme.tokens().name == "dark"
        assert 1.0 <= theme.text_scale() <= 2.0


# ---- nothing blank and nothing false meanwhile


class Paints(QObject):
    """What a person could read at each paint of the window: texts drawn by hand, and labels that were drawn."""

    def __init__(self, app):
        super().__init__()
        self.window, self.labels = app.window, []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QLabel) and watched.window() is self.window:
            self.labels.append(watched.text())
        return False


@contextmanager
def watched(app):
    """(texts drawn by hand, texts of labels that were drawn) from now on."""
    paints = Paints(app)
    QApplication.instance().installEventFilter(paints)
    try:
        with listening() as drawn:
            yield drawn, paints.labels
    finally:
        QApplication.instance().removeEventFilter(paints)


def in_window(app, drawn) -> set[str]:
    return {one.text for one in drawn if isinstance(one.widget, QWidget) and one.widget.window() is app.window}


def words(app) -> set[str]:
    """What stands in the window now: labels that are seen, and what is drawn by hand."""
    labels = {label.text() for label in app.window.findChildren(QLabel) if label.isVisible()}
    return labels | {one.text for one in painted(app.window)}


CHANGES = {"larger": lambda app: QTest.keyClick(app.window, Qt.Key.Key_Equal, CONTROL | ALT),
           "projector": projector, "german": lambda app: app.look.choose_language("de"),
           "twice": lambda app: (app.look.step(1), app.look.step(1))}


@pytest.mark.scene
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("project", sampled(["spiral", "digits-cnn"], "spiral"))
def test_at_every_paint_between_the_words_are_those_of_the_state(qtbot, tmp_path, change, project):
    with opened(qtbot, tmp_path, project=project) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        train(qtbot, app)
        qtbot.waitUntil(lambda: app.runner.fed and not app.runner._timer.isActive(), timeout=30_000)
        QTest.qWait(50)
        with watched(app) as (drawn, labels):
            CHANGES[change](app)
            assert app.held.holding
            assert not labels
            qtbot.waitUntil(lambda: not app.held.holding, timeout=20_000)
            first = set(labels), in_window(app, drawn)
        assert first[1], "the window is drawn as a whole"
        qtbot.waitUntil(lambda: not app.runner._timer.isActive(), timeout=30_000)
        QTest.qWait(600)
        after = words(app)
        gone = {text for text in first[0] | first[1] if text.strip()} - after - words_of_messages(app)
        assert not gone, "what was shown first is what stays"


def words_of_messages(app) -> set[str]:
    """What comes and goes by its nature: sentences of a moment, and what is measured."""
    return {app.window.status.message.text(), app.window.status.view.text(), app.window.status.rate.text()}


@pytest.mark.scene
def test_a_view_that_gets_nothing_holds_the_window_up_for_a_moment_only(qtbot, tmp_path, monkeypatch):
    with opened(qtbot, tmp_path) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        monkeypatch.setattr(type(app.runner), "fed", property(lambda self: False))
        app.look.step(1)
        assert app.held.holding
        qtbot.waitUntil(lambda: not app.held.holding, timeout=20_000)
        assert app.window.updatesEnabled()


@pytest.mark.scene
def test_needs_of_views_that_went_are_not_computed_for_ever(qtbot, tmp_path):
    with opened(qtbot, tmp_path, project="spiral") as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        qtbot.waitUntil(lambda: app.runner.fed, timeout=20_000)
        app.look.step(1)
        qtbot.waitUntil(lambda: not app.held.holding, timeout=20_000)
        views = app.window.views.shown()
        wanted = {need for panel in views for need in panel.needs()} | set(app.window.network.needs())
        qtbot.waitUntil(lambda: set(app.runner._sent_needs) == wanted, timeout=20_000)
