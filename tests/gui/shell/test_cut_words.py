"""Every page, card and dialog in both languages and five sizes of text: no word is cut off, at 1280 × 800."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog

from core.declare.registry import DATASETS, LAYERS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES
from core.project.edits import remove
from core.project.spec import INPUT
from gui.drawing.pens import ink
from gui.forms.form import Form
from gui.model.settings import Settings
from gui.shell.appearance import TEXT_SCALES
from gui.shell.main_window import LEFT, wide
from gui.style import theme
from gui.text import language
from gui.tour.tour import STEPS
from gui.widgets import dialogs
from tests.gui.painted_text import cut_labels, cut_words
from tests.gui.runner_parts import train
from tests.gui.shell_parts import EXAMPLES, example, window
from tests.gui.shortened_text import shortened_words
from tests.sampling import sampled

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
USUAL = 1.0
"""Sizes of text up to which no label and no picture shortens the program's own words."""
DATA = ("in TextHead in QWidget",)
"""Where samples of a text stand, which are as long as they are."""
CARD_EDGE = 16
CANVAS = "in Stage"
"""The picture of the network, where a test is about something else: networks of more blocks have tests of their own."""
NAMES = ("a project with rather a long name", )
"""What a person called something: it may be shortened."""
EVERY = sampled([(tongue, scale) for tongue in ("en", "de") for scale in SCALES], ("de", 1.0), ("de", 2.0))


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def opened(qtbot, folder, tongue, scale, project=None, look="dark"):
    settings = Settings(folder / "layerlab.ini")
    settings.language, settings.text_scale, settings.theme = tongue, scale, look
    for number in range(7):
        file = folder / f"a project with rather a long name {number}.json"
        example("xor").save(file)
        settings.remember(file)
    settings.write()
    return window(qtbot, folder, project, (1280, 800))


class Faults:
    """Words that are cut off, by the page on which they stand."""

    def __init__(self, app):
        self.app, self.found = app, {}

    def look(self, page: str, widget=None, millis: int = 60, without: str = "") -> None:
        """Look at the window, or at a dialog; not at what is painted in widgets of a kind."""
        QTest.qWait(millis)
        widget = widget or self.app.window
        found = [fault for fault in cut_labels(widget) + cut_words(widget) + self._shortened(widget)
                 if not without or without not in fault]
        if found:
            self.found[page] = found

    def look_at_headings(self, page: str, stage) -> None:
        """The headings of an opened block have a form for every size: none is shortened."""
        found = [words for one in stage.pieces if one.heading for words in
                 (ink().fitting(one.titles, one.box.w, 13, 600), ink().fitting(one.lines or ("",), one.box.w, 12))
                 if words.endswith("…")]
        if found:
            self.found[f"headings of {page}"] = found

    def _shortened(self, widget) -> list[str]:
        """Words of the program that end in "…": none at the usual sizes. Where text is larger, labels and pictures may
        shorten what stands in their tooltip; boxes and buttons never."""
        found = [fault for fault in shortened_words(widget, NAMES) if not fault.endswith(DATA)]
        return found if theme.text_scale() <= USUAL else [fault for fault in found if " px in " in fault]


def test_the_sizes_are_those_that_a_person_can_choose():
    assert set(SCALES) <= set(TEXT_SCALES)
    assert (min(SCALES), max(SCALES)) == (1.0, theme.LARGEST_TEXT)


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), EVERY)
def test_first_page_tour_and_dialogs(qtbot, tmp_path, tongue, scale):
    with opened(qtbot, tmp_path, tongue, scale) as app:
        faults = Faults(app)
        qtbot.waitUntil(lambda: app.background.idle and app.window.start.recent.isVisible(), timeout=20_000)
        faults.look("first page")
        app.session.open_nothing()
        faults.look("no layers")
        app.session.open_starter(EXAMPLES["xor"])
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and bool(app.document.project.network.nodes),
                        timeout=60_000)
        app.session.help.show_tour()
        for step in range(len(STEPS)):
            app.session.help.tour.go(step)
            faults.look(f"tour {step + 1}", app.session.help.tour, 150)
        app.session.help.tour.end()
        for name in ("shortcuts", "about", "sight", "reference", "until"):
            app.window.commands[name].trigger()
            QTest.qWait(100)
            found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
            assert found, name
            for dialog in found:
                if not isinstance(dialog, QInputDialog):
                    faults.look(name, dialog)
                dialog.close()
        dialogs.say(app.window, "A sentence that says what is wrong, and what to do about it. " * 3)
        box = app.window.findChildren(QDialog)[-1]
        faults.look("sentence", box)
        box.close()
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)
        assert faults.found == {}


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), EVERY)
def test_every_card_of_the_left_column(qtbot, tmp_path, tongue, scale):
    """The form of every layer, of the data and of training, each with what is seldom set; every data set."""
    with opened(qtbot, tmp_path, tongue, scale, example("digits-cnn")) as app:
        faults, left, document = Faults(app), app.window.left, app.document
        for kind in LAYERS:
            app.selection.select(INPUT)
            app.session.add_layer(kind)
            if left.selected.form is not None and left.selected.form.more is not None:
                left.selected.form.more.setChecked(True)
            left.ensureWidgetVisible(left.selected)
            faults.look(kind, without=CANVAS)
            document.undo_stack.undo()
        for node in ("", INPUT):
            app.selection.select(node)
            faults.look(f"form of {node or 'training'}", without=CANVAS)
        left.palette_small.more.click()
        faults.look("palette", without=CANVAS)
        for name in (name for name, member in DATASETS.items() if not member.own):
            left.data.choose(name)
            qtbot.waitUntil(lambda: app.background.idle, timeout=30_000)
            faults.look(name, without=CANVAS)
        assert faults.found == {}


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), EVERY)
@pytest.mark.parametrize("project", sampled(["spiral", "digits-cnn"], "digits-cnn"))
def test_every_view_and_every_opened_block(qtbot, tmp_path, tongue, scale, project):
    with opened(qtbot, tmp_path, tongue, scale, example(project)) as app:
        faults = Faults(app)
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        train(qtbot, app)
        faults.look("trained", millis=200)
        for kind in tuple(app.window.views.panels):
            app.window.views.show_panel(kind)
            faults.look(kind.__name__, millis=150)
        for node in app.document.project.network.nodes:
            app.window.network.explain(node.id)
            board = app.window.network.explanation.board
            qtbot.waitUntil(lambda board=board: board.stage is not None, timeout=20_000)
            faults.look(f"opened {node.id}", millis=450)
            faults.look_at_headings(node.id, board.stage)
        app.window.network.go_up()
        app.session.insert()
        faults.look("finder", app.window.network.finder)
        app.window.network.finder.hide()
        assert faults.found == {}


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "look"), sampled(
    [(tongue, look) for tongue in ("en", "de") for look in ("dark", "light", "projector")], ("de", "projector")))
def test_a_broken_block_and_painting_in_every_theme(qtbot, tmp_path, tongue, look):
    with opened(qtbot, tmp_path, tongue, 1.0, example("digits-mlp"), look) as app:
        faults, document = Faults(app), app.document
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        train(qtbot, app)
        faults.look("trained", millis=200)
        for node in document.project.network.nodes[:-1]:
            document.edit_network(remove(document.project.network, node.id), "Remove")
            faults.look(f"without {node.id}")
            document.undo_stack.undo()
        app.window.left.data.paint_action.trigger()
        faults.look("painting", millis=200)
        assert faults.found == {}


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), EVERY)
def test_every_choice_of_every_form_is_readable(qtbot, tongue, scale):
    """In a column as narrow as the left one: a title goes above a box that has not enough room beside it."""
    language.use(tongue)
    theme.set_text_scale(scale)
    cut, seen = [], 0
    for family in (LAYERS, OPTIMIZERS, LOSSES, REGULARIZERS, SCHEDULES):
        for kind in family.values():
            form = Form(kind())
            qtbot.addWidget(form)
            form.setFixedWidth(wide(LEFT[0]) - 2 * CARD_EDGE)
            form.show()
            QTest.qWait(1)
            for name, row in form.rows.items():
                box = row.editor.box
                if box is not None and row.isVisible():
                    seen += 1
                    cut += [(kind.__name__, name, box.width(), box.words_width())] if box.width() < box.words_width() \
                        else []
            form.hide()
    assert seen > 40
    assert cut == []
