"""No English word in the German window, wherever one looks; and what was said before the switch is said anew."""

import gc

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from core.declare.registry import DATASETS, LAYERS
from core.project.presets import presets
from core.project.spec import INPUT, Project
from core.session.orders import Pause, Play, SetSpeed
from gui.canvas.input.context_menu import context_menu
from gui.forms.form import Form
from gui.text import language
from gui.tour.tour import STEPS
from gui.widgets import dialogs
from tests.gui.forms.test_form import MEMBERS
from tests.gui.shell_parts import example, window
from tests.gui.visible_words import english, words_of
from tests.sampling import sampled


@pytest.fixture(autouse=True)
def german(qapp):
    language.use("de")
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())


def german_window(qtbot, folder, project=None, size=(1480, 900)):
    """The window as it comes up for a German, with settings of its own."""
    from gui.model.settings import Settings
    settings = Settings(folder / "layerlab.ini")
    settings.language = "de"
    settings.write()
    return window(qtbot, folder, project, size)


def trained(qtbot, app, epochs: int = 1) -> None:
    qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
    app.runner.order(SetSpeed(3))
    for _ in range(epochs):
        goal = app.runner.state.epoch + 0.5
        app.runner.order(Play("epoch"))
        qtbot.waitUntil(lambda goal=goal: app.runner.state.epoch > goal and not app.runner.state.running,
                        timeout=60_000)


def menus(app) -> set[str]:
    """Every entry of every menu, with its tooltip."""
    found = set()
    for menu in (app.session.menu, *app.window.findChildren(QMenu)):
        menu.aboutToShow.emit()
        found |= words_of(menu, drawn=False)
    return found


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_forms(qtbot, member):
    form = Form(member())
    qtbot.addWidget(form)
    form.resize(300, 900)
    form.show()
    if form.more is not None:
        form.more.setChecked(True)
    assert english(words_of(form)) == []


@pytest.mark.scene
def test_the_first_page_and_the_menus(qtbot, tmp_path):
    with german_window(qtbot, tmp_path) as app:
        columns = set(DATASETS["ExamTable"]().describe().names)  # names of the data on a card
        assert english((words_of(app.window) | menus(app)) - columns) == []
        app.session.open_nothing()
        QTest.qWait(50)
        assert english(words_of(app.window)) == []


@pytest.mark.scene
@pytest.mark.parametrize("project", sampled(["spiral", "exam", "iris", "digits-mlp", "digits-cnn"],
                                            "exam", "digits-cnn"))
def test_the_window_at_work(qtbot, tmp_path, project):
    with german_window(qtbot, tmp_path, example(project)) as app:
        seen = words_of(app.window)
        trained(qtbot, app)
        for node in (INPUT, *(node.id for node in app.document.project.network.nodes)):
            app.selection.select(node)
            QTest.qWait(20)
            seen |= words_of(app.window)
            menu = context_menu(app.window.network)
            seen |= words_of(menu, drawn=False)
            menu.deleteLater()
        app.selection.select("")
        for card in app.window.views.cards:
            for panel in card.panels:
                card.show_panel(type(panel))
                QTest.qWait(60)
                seen |= words_of(app.window.views)
        training = replace(app.document.project.training, epochs=100_000)
        app.document.edit_training(training, "Epochs")
        step = app.runner.state.step
        app.runner.order(Play())
        qtbot.waitUntil(lambda: app.runner.state.running and app.runner.state.step > step, timeout=20_000)
        seen |= words_of(app.window)
        app.runner.order(Pause())
        qtbot.waitUntil(lambda: not app.runner.state.running, timeout=20_000)
        names = {app.document.project.name, *words_of_data(app)}
        assert [text for text in english(seen) if text not in names] == []


def words_of_data(app) -> set[str]:
    """Names that belong to the data, in whatever language these are."""
    found = app.document.project.data.dataset.describe()
    return {*found.names, *found.classes, *found.target_names}


@pytest.mark.scene
@pytest.mark.parametrize("project", sampled(["spiral", "digits-cnn"], "digits-cnn"))
def test_every_block_opened(qtbot, tmp_path, project):
    with german_window(qtbot, tmp_path, example(project)) as app:
        trained(qtbot, app)
        seen = set()
        for node in app.document.project.network.nodes:
            app.window.network.explain(node.id)
            QTest.qWait(400)
            seen |= words_of(app.window)
        names = {app.document.project.name, *words_of_data(app)}
        assert [text for text in english(seen) if text not in names] == []


@pytest.mark.scene
def test_every_layer_on_the_canvas_and_what_is_wrong_with_it(qtbot, tmp_path):
    with german_window(qtbot, tmp_path, example("digits-cnn")) as app:
        seen = set()
        for kind in LAYERS:
            app.selection.select(INPUT)
            app.session.add_layer(kind)
            QTest.qWait(30)
            seen |= words_of(app.window) | {p.message for p in app.document.check.problems}
            app.document.undo_stack.undo()
        assert [text for text in english(seen) if text != app.document.project.name] == []


@pytest.mark.scene
def test_the_doctor(qtbot, tmp_path):
    for file in ("dying-relu", "exploding"):
        preset = next(one for one in presets() if one.file == file)
        with german_window(qtbot, tmp_path, Project.load(preset.path)) as app:
            trained(qtbot, app, 3)
            qtbot.waitUntil(lambda app=app: bool(app.runner.state.findings), timeout=60_000)
            QTest.qWait(50)
            app.doctor.card.why.setChecked(True)
            assert english(words_of(app.window) - {app.document.project.name}) == []
            assert app.doctor.card.sentence.text()


def test_dialogs_reference_and_tour(qtbot, tmp_path):
    with german_window(qtbot, tmp_path, example("spiral")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        for name in ("shortcuts", "about", "sight", "until", "reference"):
            app.window.commands[name].trigger()
        dialogs.say(app.window, "x")
        QTest.qWait(50)
        open_ = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        assert len(open_) == 6
        for dialog in open_:
            assert english(words_of(dialog)) == [], dialog.windowTitle()
            dialog.close()
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)
        app.session.help.show_tour()
        for _ in STEPS:
            assert english(words_of(app.session.help.tour)) == []
            QTest.keyClick(app.session.help.tour, Qt.Key.Key_Right)
        if app.session.help.tour is not None:
            app.session.help.tour.end()
        gc.collect(0)


@pytest.mark.scene
def test_what_was_said_in_english_is_said_again_in_german(qtbot, tmp_path):
    language.use("en")
    with window(qtbot, tmp_path, example("spiral")) as app:
        app.settings.language = "en"
        language.use("en")
        document = app.document
        trained(qtbot, app)
        rate = app.window.top.values.rate
        rate.line.setFocus()
        rate.line.selectAll()
        QTest.keyClicks(rate.line, "0.05")
        QTest.keyClick(rate.line, Qt.Key.Key_Return)
        trained(qtbot, app)
        app.selection.select("dense2")
        app.session.add_layer("Dropout")
        app.selection.select("dense1")
        units = app.window.left.selected.form.rows["units"].editor.line
        units.setFocus()
        units.selectAll()
        QTest.keyClicks(units, "9")
        QTest.keyClick(units, Qt.Key.Key_Return)
        app.window.left.data.choose("Circles")
        qtbot.waitUntil(lambda: app.runner.state.step == 0, timeout=20_000)
        trained(qtbot, app, 2)
        texts = [document.undo_stack.text(place) for place in range(document.undo_stack.count())]
        assert "Add Dropout" in texts
        assert any("Units" in text for text in texts)
        assert "Data: Circles" in texts
        app.look.choose_language("de")
        QTest.qWait(50)
        texts = [document.undo_stack.text(place) for place in range(document.undo_stack.count())]
        assert "Dropout hinzufügen" in texts or "Füge Dropout ein" in texts or not english(texts)
        assert not [text for text in texts if "Units" in text or "Add " in text or "Data" in text], texts
        assert app.window.commands["undo"].text().endswith(texts[-1])
        from gui.drawing.run_events import events
        marks = [event.text for event in events(app.runner.track)]
        marks += [mark.text for mark in app.runner.history.marks]
        assert english([one for text in (event.text for event in events(app.runner.track)) for one in
                        (text, *text.split(", "))]) == []
        assert marks
        assert english(words_of(app.window) - {document.project.name}) == []


@pytest.mark.scene
def test_the_doctor_says_it_again(qtbot, tmp_path):
    language.use("en")
    preset = next(one for one in presets() if one.file == "dying-relu")
    with window(qtbot, tmp_path, Project.load(preset.path)) as app:
        app.settings.language = "en"
        language.use("en")
        trained(qtbot, app, 3)
        qtbot.waitUntil(lambda: bool(app.runner.state.findings), timeout=60_000)
        QTest.qWait(50)
        before = app.doctor.card.sentence.text()
        app.look.choose_language("de")
        QTest.qWait(50)
        assert app.doctor.card.sentence.text() not in ("", before)
        assert english(words_of(app.window) - {app.document.project.name}) == []
