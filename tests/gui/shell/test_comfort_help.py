"""Reference, presets and tour, used as a person uses them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from core.declare import registry
from core.project.presets import presets
from gui.reference.window import ReferenceWindow
from gui.shell.help import Help
from gui.tour.tour import STEPS
from main import main
from tests.gui.shell_parts import active_window, example, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("digits-cnn")) as app:
        yield app


@pytest.fixture
def page(qtbot):
    made = ReferenceWindow(None)
    qtbot.addWidget(made)
    return made


def test_everything_registered_can_be_read(page):
    names = {name for family in vars(registry).values() if isinstance(family, registry.Family) for name in family}
    assert {entry.name for entry in page.found()} == names
    for name in names:
        assert page.open_at(name)
        text = page.text.toPlainText()
        assert page.shown.meaning.split("`")[0][:40] in text
        assert all(parameter.title in text for parameter in page.shown.parameters)


@pytest.mark.parametrize(("typed", "name"), [("conv2d", "Conv2D"), ("learning rate momentum", "SGD"),
                                             ("nn.BatchNorm2d", "BatchNormalization"), ("he normal", "HeNormal")])
def test_typing_finds_by_name_parameter_and_peer(page, typed, name):
    QTest.keyClicks(page.search, typed)
    assert name in [entry.name for entry in page.found()]
    assert len(page.found()) < 12
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.shown in page.found()


def test_nothing_found_is_said(page):
    page.show()
    QTest.keyClicks(page.search, "xyzzy")
    assert not page.found()
    assert page.nothing.isVisible()


def test_an_activation_shows_its_curve_and_a_layer_does_not(page):
    page.show()
    page.open_at("Tanh")
    assert page.curve.isVisible()
    page.open_at("Flatten")
    assert not page.curve.isVisible()


def test_shift_f1_opens_at_the_selected_block(shell):
    shell.selection.select(next(node.id for node in shell.document.project.network.nodes if "conv" in node.id))
    shell.window.setFocus()
    QTest.keyClick(shell.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert shell.session.help.reference.isVisible()
    assert shell.session.help.reference.shown.name == "Conv2D"
    shell.session.help.reference.close()


def test_the_terminal_writes_the_same_reference(tmp_path, capsys):
    target = tmp_path / "page.md"
    assert main(["reference", str(target)]) == 0
    assert str(target) in capsys.readouterr().out
    assert target.read_text(encoding="utf-8").count("\n### ") > 100
    assert main(["reference", str(tmp_path / "none" / "page.md")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_every_preset_stands_in_the_menu_and_opens(qtbot, shell):
    titles = {preset.title for preset in presets()}
    menus = [menu for menu in shell.session.menu.findChildren(QMenu) + shell.window.findChildren(QMenu)
             if titles <= {action.text() for action in menu.actions()}]
    assert menus
    action = next(action for action in menus[0].actions() if action.text() == "LeNet-5")
    action.trigger()
    qtbot.waitUntil(lambda: shell.document.project.name == "LeNet-5", timeout=20_000)
    assert shell.document.check.trainable
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)


def test_the_project_menu_offers_presets_too(shell):
    shell.session._fill_project_menu()
    menu = shell.window.top.project._menu
    inner = next(action.menu() for action in menu.actions() if action.text() == "Presets")
    assert {preset.title for preset in presets()} <= {action.text() for action in inner.actions()}




@pytest.mark.scene
def test_the_tour_opens_a_project_and_lights_every_region(qtbot, tmp_path):
    with window(qtbot, tmp_path, None, (1280, 800)) as app:
        app.session.help.show_tour()
        tour = app.session.help.tour
        for index in range(len(STEPS)):
            qtbot.waitUntil(lambda: not tour.lit().isEmpty(), timeout=20_000)
            tour._follow()
            assert tour.index == index
            assert tour.rect().contains(tour.card.geometry()), "the card leaves the window"
            if index not in (0, 2):
                assert not tour.card.geometry().intersects(tour.lit()), "the card covers what it speaks of"
            QTest.mouseClick(tour.next, Qt.MouseButton.LeftButton)
        assert app.session.help.tour is None
        assert app.settings.toured
        assert not app.window.starting
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def test_escape_skips_the_tour_and_it_does_not_come_again(shell):
    assert not shell.settings.toured
    shell.session.help.show_tour()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert shell.session.help.tour is None
    assert shell.settings.toured


def test_keys_of_the_window_mean_the_tour_while_it_lasts(shell):
    help_: Help = shell.session.help
    help_.show_tour()
    QTest.keyClick(help_.tour, Qt.Key.Key_Right)
    assert help_.tour.index == 1
    assert shell.runner.state.step == 0
    QTest.keyClick(help_.tour, Qt.Key.Key_Left)
    assert help_.tour.index == 0
    help_.tour.end()
