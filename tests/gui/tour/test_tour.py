"""The tour by keyboard alone and by mouse alone, in both languages, with text of the usual and of twice the size."""

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.session.orders import Pause
from gui.model.settings import Settings
from gui.style import theme
from gui.text import language
from gui.tour.tour import STEPS
from tests.gui.painted_text import cut_labels
from tests.gui.person import KeyPerson, MousePerson
from tests.gui.shell_parts import example, window

LOOKS = [("en", 1.0), ("de", 1.0), ("en", 2.0), ("de", 2.0)]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def opened(qtbot, folder, tongue="en", scale=1.0, project=None, size=(1280, 800)):
    settings = Settings(folder / "layerlab.ini")
    settings.language, settings.text_scale = tongue, scale
    settings.write()
    return window(qtbot, folder, project, size)


def lit_up(person):
    """Wait until what the step speaks of is lit, with the card where it belongs."""
    tour = person.app.session.help.tour
    person.wait(lambda: not tour.lit().isEmpty())
    tour._follow()
    return tour


def readable(tour):
    """Whether the whole card stands in the window, with every word."""
    assert tour.rect().contains(tour.card.geometry()), "the card leaves the window"
    inside = {tour.card, *tour.card.findChildren(type(tour.text))}
    names = [label.text() for label in inside if hasattr(label, "text")]
    assert not [fault for fault in cut_labels(tour.window()) if any(name and name in fault for name in names)]
    for label in (tour.title, tour.text):
        assert label.height() >= label.heightForWidth(label.width())
    for button in tour.buttons:
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert tour.card.rect().contains(button.geometry())


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), LOOKS)
def test_by_keys_alone(qtbot, tmp_path, tongue, scale):
    with opened(qtbot, tmp_path, tongue, scale) as app:
        keys = KeyPerson(qtbot, app)
        app.session.help.show_tour()
        for step, key in enumerate((Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Enter)):
            tour = lit_up(keys)
            assert tour.index == step
            readable(tour)
            keys.wait(lambda: app.background.idle)
            QTest.keyClick(QApplication.focusWidget() or app.window, key)
        tour = lit_up(keys)
        keys.key(Qt.Key.Key_Left)
        assert tour.index == len(STEPS) - 2
        keys.key(Qt.Key.Key_Right)
        readable(tour)
        keys.wait(lambda: app.runner.state.phase == "ready")
        assert app.runner.state.step == 0, "nothing trained behind the curtain"
        keys.key(Qt.Key.Key_Return)
        assert app.session.help.tour is None
        assert QApplication.focusWidget() is app.window
        keys.wait(lambda: app.background.idle)


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), LOOKS)
def test_by_mouse_alone(qtbot, tmp_path, tongue, scale):
    with opened(qtbot, tmp_path, tongue, scale) as app:
        mouse = MousePerson(qtbot, app)
        app.session.help.show_tour()
        for _ in STEPS:
            tour = lit_up(mouse)
            readable(tour)
            QTest.mouseClick(app.window.windowHandle(), LEFT, pos=tour.next.mapTo(app.window,
                                                                                  tour.next.rect().center()))
        assert app.session.help.tour is None
        mouse.wait(lambda: app.background.idle)


@pytest.mark.few(2)
@pytest.mark.parametrize("step", range(len(STEPS)))
def test_escape_ends_it_at_every_step_wherever_the_focus_is(qtbot, tmp_path, step):
    with opened(qtbot, tmp_path, project=example("xor") if step else None) as app:
        keys = KeyPerson(qtbot, app)
        app.session.help.show_tour(step)
        lit_up(keys)
        app.window.setFocus()  # as a project that opens, or a dialog that closes, does
        keys.key(Qt.Key.Key_Escape)
        assert app.session.help.tour is None
        assert app.settings.toured


@pytest.mark.few(2)
@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Delete, Qt.Key.Key_F4, Qt.Key.Key_Insert, Qt.Key.Key_F1])
def test_no_key_of_the_window_works_behind_the_curtain(qtbot, tmp_path, key):
    with opened(qtbot, tmp_path, project=example("xor")) as app:
        keys = KeyPerson(qtbot, app)
        keys.wait(lambda: app.runner.state.phase == "ready")
        app.selection.select("dense1")
        app.session.help.show_tour(2)
        for focus in (app.session.help.tour.next, app.window):
            focus.setFocus()
            before = app.document.project
            keys.key(key)
            assert app.document.project == before
            assert app.window.views.isVisible()
            assert QApplication.activePopupWidget() is None
            assert app.session.help.tour.index == 2
        app.session.help.tour.end()


@pytest.mark.scene
def test_tab_stays_on_the_card_and_in_the_light(qtbot, tmp_path):
    with opened(qtbot, tmp_path, project=example("xor")) as app:
        keys = KeyPerson(qtbot, app)
        keys.wait(lambda: app.runner.state.phase == "ready")
        app.session.help.show_tour(3)
        tour = lit_up(keys)
        seen = set()
        for _ in range(8):
            seen.add(QApplication.focusWidget())
            keys.key(Qt.Key.Key_Tab)
        assert seen == {tour.skip, tour.back, tour.next, app.window.top.play}
        keys.tab_to(lambda focus: focus is app.window.top.play)
        keys.key(Qt.Key.Key_Space)
        keys.wait(lambda: app.runner.state.step > 0)
        keys.tab_to(lambda focus: focus is tour.back)
        keys.key(Qt.Key.Key_Return)
        assert tour.index == 2, "Enter presses the button that has the focus"
        tour.end()
        app.runner.order(Pause())
        keys.wait(lambda: not app.runner.state.running)


@pytest.mark.few(2)
@pytest.mark.parametrize(("tongue", "scale"), LOOKS)
def test_play_in_the_light_is_clicked(qtbot, tmp_path, tongue, scale):
    with opened(qtbot, tmp_path, tongue, scale, example("xor")) as app:
        mouse = MousePerson(qtbot, app)
        mouse.wait(lambda: app.runner.state.phase == "ready")
        app.session.help.show_tour(3)
        lit_up(mouse)
        play = app.window.top.play
        QTest.mouseClick(app.window.windowHandle(), LEFT, pos=play.mapTo(app.window, play.rect().center()))
        mouse.wait(lambda: app.runner.state.step > 0)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert app.session.help.tour.index == 4, "Enter goes on after a click too"
        app.session.help.tour.end()
        app.runner.order(Pause())
        mouse.wait(lambda: not app.runner.state.running)


@pytest.mark.few(2)
@pytest.mark.parametrize("step", range(1, len(STEPS)))
def test_the_mouse_goes_through_the_light_alone(qtbot, tmp_path, step):
    with opened(qtbot, tmp_path, project=example("xor"), size=(1480, 900)) as app:
        mouse = MousePerson(qtbot, app)
        mouse.wait(lambda: app.runner.state.phase == "ready")
        app.session.help.show_tour(step)
        tour = lit_up(mouse)
        part = tour.part()
        inside = part.mapTo(app.window, QPoint(4, 4)) if part.height() > 60 else part.mapTo(
            app.window, part.rect().center())
        assert app.window.childAt(inside) in (part, *part.findChildren(object))
        card = tour.card.mapTo(app.window, tour.card.rect().center())
        assert app.window.childAt(card) in (tour.card, *tour.card.findChildren(object))
        assert app.window.childAt(QPoint(3, 3)) is tour
        tour.end()


@pytest.mark.scene
def test_a_card_that_is_taken_in_the_light_goes_on_with_that_project(qtbot, tmp_path):
    with opened(qtbot, tmp_path) as app:
        mouse = MousePerson(qtbot, app)
        app.session.help.show_tour()
        tour = lit_up(mouse)
        card = next(card for card in app.window.start.cards if card.starter.file == "iris.json")
        place = card.mapTo(app.window, QPoint(20, 20))
        assert not tour.card.geometry().contains(place)
        QTest.mouseClick(app.window.windowHandle(), LEFT, pos=place)
        mouse.wait(lambda: tour.index == 1)
        assert app.files.origin == "iris.json"
        tour.end()
        mouse.wait(lambda: app.background.idle)


@pytest.mark.scene
def test_what_is_said_of_projects_is_so_where_one_is_open(qtbot, tmp_path):
    with opened(qtbot, tmp_path, project=example("xor")) as app:
        app.session.help.show_tour()
        assert "Ctrl+N" in app.session.help.tour.text.text()
        assert "spirals" not in app.session.help.tour.text.text()
        before = app.document.project
        QTest.keyClick(app.session.help.tour, Qt.Key.Key_Right)
        QTest.qWait(50)
        assert app.document.project == before
        app.session.help.tour.end()


@pytest.mark.scene
@pytest.mark.parametrize("size", [(860, 560), (1000, 700), (1920, 1080)])
def test_the_card_has_room_in_every_window(qtbot, tmp_path, size):
    with opened(qtbot, tmp_path, "de", 2.0, example("xor"), size) as app:
        keys = KeyPerson(qtbot, app)
        app.session.help.show_tour()
        for step in range(len(STEPS)):
            tour = app.session.help.tour
            assert tour.index == step
            QTest.qWait(150)
            readable(tour)
            keys.key(Qt.Key.Key_Right)
