"""Theme, projector mode, size of text: at once, with nothing cut off."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.session.orders import Pause, Play, SetSpeed
from gui.colour_vision.window import pixels_of
from gui.style import theme
from gui.views.feature_maps import FeatureMapsPanel
from tests.gui.painted_text import cut_labels, cut_words
from tests.gui.runner_parts import train
from tests.gui.shell_parts import active_window, example, key, window
from tests.sampling import sampled

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        yield app


@pytest.mark.scene
def test_larger_text_comes_at_once_and_training_goes_on(qtbot, shell):
    before = shell.window.top.title.font().pixelSize()
    shell.runner.order(SetSpeed(1))
    shell.runner.order(Play())
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=20_000)
    step = shell.runner.state.step
    for _ in range(4):
        key(shell, Qt.Key.Key_Equal, CONTROL | ALT)
    assert theme.text_scale() == 1.5
    assert shell.window.top.title.font().pixelSize() == round(before * 1.5)
    qtbot.waitUntil(lambda: shell.runner.state.step > step, timeout=20_000)
    assert shell.runner.state.running
    assert shell.window.top.play.text() == "Pause"
    drawn = []
    shell.runner.snapshot.connect(drawn.append)
    qtbot.waitUntil(lambda: any(snapshot.values for snapshot in drawn), timeout=20_000)
    key(shell, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shell.runner.state.running, timeout=10_000)
    key(shell, Qt.Key.Key_0, CONTROL | ALT)
    assert shell.window.top.title.font().pixelSize() == before
    assert shell.settings.text_scale == 1.0


@pytest.mark.scene
def test_a_window_made_anew_says_at_once_where_training_stands(qtbot, shell):
    shell.window.top.speed.choose(3)
    key(shell, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused" and shell.runner.state.epoch == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not shell.runner._timer.isActive(), timeout=20_000)
    key(shell, Qt.Key.Key_Equal, CONTROL | ALT)
    assert shell.window.top.epoch.number.text() == "1.0"
    assert shell.window.top.speed.index == 3


@pytest.mark.scene
def test_a_window_made_anew_keeps_what_was_folded_and_selected(shell):
    shell.window.left.data.head.setChecked(False)
    shell.selection.select("dense1")
    shell.window.commands["larger"].trigger()
    assert not shell.window.left.data.content.isVisible()
    assert shell.window.left.selected.form is not None
    assert shell.selection.node == "dense1"
    key(shell, Qt.Key.Key_F4)
    assert not shell.window.views.isVisible()
    shell.window.commands["larger"].trigger()
    assert not shell.window.views.isVisible()
    assert not shell.window.commands["views"].isChecked()


@pytest.mark.scene
def test_edits_after_a_change_of_size_reach_the_new_window_only_once(qtbot, shell):
    for _ in range(3):
        shell.window.commands["larger"].trigger()
    QTest.qWait(50)
    steps = shell.document.undo_stack.count()
    shell.session.add_layer("Dropout")
    assert shell.document.undo_stack.count() == steps + 1
    assert [node.layer.__class__.__name__ for node in shell.document.project.network.nodes].count("Dropout") == 1
    key(shell, Qt.Key.Key_Z, CONTROL)
    assert shell.document.undo_stack.index() == steps


@pytest.mark.scene
def test_projector_mode_is_large_and_comes_back(shell):
    key(shell, Qt.Key.Key_P, CONTROL | SHIFT)
    assert theme.tokens().name == "projector"
    assert theme.text_scale() >= 1.4
    assert shell.settings.theme == "projector"
    assert shell.window.commands["projector"].isChecked()
    key(shell, Qt.Key.Key_P, CONTROL | SHIFT)
    assert theme.tokens().name == "dark"
    assert theme.text_scale() == 1.0
    assert not shell.window.commands["projector"].isChecked()


def test_projector_colours_are_of_high_contrast():
    from gui.style.tokens import PROJECTOR
    from tests.gui.shell.test_theme import contrast
    for role in ("text", "muted", "accent_text", "positive_text", "negative_text", "ok_text"):
        for ground in (PROJECTOR.panel, PROJECTOR.card):
            assert contrast(getattr(PROJECTOR, role), ground) >= 7, role
    for role in ("line", "faint", "train", "validation"):
        assert contrast(getattr(PROJECTOR, role), PROJECTOR.panel) >= 3, role


@pytest.mark.scene
@pytest.mark.parametrize("project", sampled([None, "xor", "digits-cnn", "iris"], None, "digits-cnn"))
@pytest.mark.parametrize(("name", "scale"), sampled(
    [("dark", 1.0), ("dark", 1.5), ("light", 2.0), ("projector", 1.0)], ("light", 2.0), ("projector", 1.0)))
def test_nothing_is_cut_off_at_1280_by_800(qtbot, tmp_path, project, name, scale):
    theme.set_text_scale(scale)
    with window(qtbot, tmp_path, example(project) if project else None, (1280, 800)) as app:
        app.settings.theme, app.settings.text_scale = name, scale
        app.show_look()
        if project:
            qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
            app.runner.order(Play("epoch"))
            qtbot.waitUntil(lambda: app.runner.state.epoch >= 1, timeout=60_000)
            app.selection.select(app.document.project.network.nodes[0].id)
        QTest.qWait(120)
        assert (app.window.width(), app.window.height()) == (1280, 800)
        assert not cut_labels(app.window) + cut_words(app.window)


@pytest.mark.scene
@pytest.mark.parametrize(("name", "scale"), sampled(
    [("dark", 1.0), ("light", 1.5), ("dark", 2.0), ("projector", 1.0)], ("light", 1.5)))
def test_nothing_is_cut_off_while_it_trains_and_where_a_block_is_broken(qtbot, tmp_path, name, scale):
    with window(qtbot, tmp_path, example("digits-cnn"), (1480, 900)) as app:
        app.settings.theme, app.settings.text_scale = name, scale
        app.show_look()
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        document = app.document
        document.edit_training(replace(document.project.training, epochs=10_000), "Epochs")
        app.runner.order(Play())
        qtbot.waitUntil(lambda: app.runner.state.time_left is not None and app.runner.state.frames > 0, timeout=60_000)
        assert not cut_labels(app.window) + cut_words(app.window)
        app.runner.order(Pause())
        qtbot.waitUntil(lambda: not app.runner.state.running, timeout=20_000)
        first = document.project.network.nodes[0]
        document.edit_layer(first.id, replace(first.layer, kernel_size=30, padding="valid"), "Filter size")
        QTest.qWait(120)
        assert not cut_labels(app.window) + cut_words(app.window)


@pytest.mark.scene
@pytest.mark.parametrize(("name", "scale"), sampled([("dark", 1.5), ("light", 2.0), ("projector", 1.0)], ("dark", 1.5)))
@pytest.mark.parametrize("project", ["spiral", "digits-cnn"])
def test_nothing_is_cut_off_in_an_opened_block(qtbot, tmp_path, project, name, scale):
    with window(qtbot, tmp_path, example(project), (1480, 900)) as app:
        app.settings.theme, app.settings.text_scale = name, scale
        app.show_look()
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        for node in app.document.project.network.nodes:
            app.window.network.explain(node.id)
            qtbot.waitUntil(lambda: not (cut_labels(app.window) + cut_words(app.window)), timeout=20_000)
            QTest.qWait(450)
            assert not cut_labels(app.window) + cut_words(app.window), node.id


@pytest.mark.scene
def test_a_window_made_anew_shows_where_training_stands(qtbot, shell):
    shell.runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: shell.runner.state.epoch >= 1 and not shell.runner.state.running, timeout=20_000)
    before = shell.window.top.epoch.number.text(), shell.window.status.word.full
    reach = shell.window.timeline.bar.reach
    shell.window.commands["larger"].trigger()
    assert (shell.window.top.epoch.number.text(), shell.window.status.word.full) == before
    assert shell.window.timeline.bar.reach == reach
    # The bar gives the word its room with the next pass of the layout.
    qtbot.waitUntil(lambda: shell.window.status.word.text() == before[1])


@pytest.mark.scene
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_even_twice_the_size_stays_within_the_window(qtbot, tmp_path, scale):
    theme.set_text_scale(scale)
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        app.settings.text_scale = scale
        app.show_look()
        QTest.qWait(50)
        assert (app.window.width(), app.window.height()) == (1480, 900)
        for word in ("play", "epoch", "menu_button", "theme_button"):
            widget = getattr(app.window.top, word)
            assert widget.isVisible()
            assert widget.mapTo(app.window, QPoint(0, 0)).x() + widget.width() <= 1480


@pytest.mark.scene
@pytest.mark.parametrize("opened", [False, True])
def test_another_theme_reaches_everything_while_training_rests(qtbot, tmp_path, opened):
    """No picture, map or bar of colours waits for the next moment of training: a window made anew looks the same."""
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        train(qtbot, app)
        if opened:
            app.window.network.explain("conv2d1")
        def seen():
            return [pixels_of(part.grab().toImage()).astype(int)
                    for part in (app.window.network, app.window.views.panel(FeatureMapsPanel))]

        def alike(one, two):
            return all(a.shape == b.shape and np.abs(a - b).max() < 24 for a, b in zip(one, two, strict=True))

        def come_to_rest():
            """What is seen when it changes no more, however long that takes."""
            found = [seen()]
            def rests():
                found.append(seen())
                return app.background.idle and len(found) > 4 and all(alike(found[-1], one) for one in found[-4:])
            qtbot.waitUntil(rests, timeout=60_000)
            return found[-1]

        app._make_anew(False)
        come_to_rest()
        before = app.settings.theme
        app.settings.theme = "light" if before == "dark" else "dark"
        app.show_look()
        switched = come_to_rest()
        app._make_anew(False)
        qtbot.waitUntil(lambda: alike(switched, seen()), timeout=60_000)
