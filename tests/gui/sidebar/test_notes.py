"""The notes of a project are seen, edited and saved; what is shipped comes in the reader's language."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from core.declare import registry
from core.importing.proposal import inspect_file
from core.project.examples import starters
from core.project.presets import presets
from core.project.spec import Project
from gui.text import language
from gui.text.data_words import in_words
from tests.gui.shell_parts import example, window

HOSTILE = "<b>not bold</b> & <img src=x>\n\\[/x] 'quotes'"


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        yield app
    language.use("en")
    QLocale.setDefault(QLocale.c())


def test_notes_stand_in_the_window_and_typing_is_one_step_of_undo(qtbot, shell):
    card, before = shell.window.left.notes, shell.document.project.notes
    assert card.isVisible()
    assert card.editor.toPlainText() == before != ""
    card.editor.setFocus()
    QTest.keyClick(card.editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(card.editor, " Try r and space.")
    assert shell.document.project.notes == before + " Try r and space."
    assert shell.runner.state.step == 0, "keys of the window mean text here"
    shell.document.undo_stack.undo()
    assert shell.document.project.notes == before == card.editor.toPlainText()


@pytest.mark.scene
def test_all_of_a_lesson_is_in_sight(qtbot, shell):
    editor = shell.window.left.notes.editor
    wrapped = "\n".join(["words enough for more than a line of the narrow column"] * 3)
    for notes in ("One line.", wrapped, "Two\nlines."):
        shell.document.open(replace(shell.document.project, notes=notes))
        QTest.qWait(20)
        assert not editor.verticalScrollBar().isVisible(), notes
        assert not editor.horizontalScrollBar().isVisible()
        assert editor.height() < editor.fontMetrics().lineSpacing() * (editor.document().size().height() + 2)


@pytest.mark.scene
def test_notes_are_text_and_never_markup(shell, tmp_path):
    shell.window.left.notes.editor.setPlainText(HOSTILE)
    assert shell.document.project.notes == HOSTILE
    path = tmp_path / "kept.layerlab"
    shell.document.project.save(path)
    shell.document.open(Project.load(path))
    assert shell.window.left.notes.editor.toPlainText() == HOSTILE


@pytest.mark.scene
def test_without_notes_there_is_no_card_until_it_is_asked_for(shell):
    card = shell.window.left.notes
    shell.document.open(replace(shell.document.project, notes=""))
    assert not card.isVisible()
    shell.window.commands["notes"].trigger()
    assert card.isVisible()
    QTest.keyClicks(card.editor, "Mine")
    assert shell.document.project.notes == "Mine"


def test_notes_fold_for_the_form_of_a_block_and_come_back(qtbot, shell):
    left = shell.window.left
    assert left.notes.head.isChecked()
    shell.selection.select("dense1")
    qtbot.waitUntil(lambda: left.selected.form is not None and left.selected.isVisible())
    QTest.qWait(50)
    form, room = left.selected.geometry(), left.viewport().rect()
    top = left.selected.mapTo(left.viewport(), left.selected.rect().topLeft()).y()
    assert room.top() <= top < room.bottom() - 60, form
    shell.selection.select("")
    qtbot.waitUntil(left.notes.head.isChecked)


@pytest.mark.parametrize("starter", [*starters(), *presets()], ids=lambda one: one.file)
def test_every_lesson_comes_in_german(starter):
    project = Project.load(starter.path)
    assert project.notes
    assert {project.name, project.notes} <= set(language.catalogue("de")), "name and notes have their German"


@pytest.mark.scene
def test_a_starter_opened_in_german_speaks_german_and_is_saved_so(qtbot, shell, tmp_path):
    shell.look.choose_language("de")
    shell.session.open_starter(starters()[0])
    qtbot.waitUntil(lambda: shell.document.project.name == "Zwei Spiralen", timeout=20_000)
    assert shell.document.project.notes.startswith("Zwei ineinander")
    shell.document.project.save(tmp_path / "spirals.layerlab")
    assert Project.load(tmp_path / "spirals.layerlab").notes == shell.document.project.notes
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)


@pytest.mark.parametrize("name", list(registry.DATASETS))
def test_columns_and_classes_of_ours_are_german_and_those_of_a_file_are_its_own(name, tmp_path):
    language.use("de")
    try:
        member = registry.DATASETS[name]()
        if member.own:
            table = tmp_path / "t.csv"
            rows = "".join(f"{n * 7 % 11},{'pass' if n % 2 else 'yes'}\n" for n in range(30))
            table.write_text("sleep,fail\n" + rows)
            if "path" not in member.__struct_fields__:  # pictures, whose classes are numbers
                return
            dataset = inspect_file(table).dataset
            found = in_words(dataset.describe(), dataset)
            assert set(found.classes) == {"pass", "yes"}
            assert found.names == ("sleep",)
            return
        raw = member.describe()
        shown = in_words(raw, member)
        words = language.catalogue("de")
        for field in ("names", "classes", "target_names"):
            assert getattr(shown, field) == tuple(words.get(one, one) for one in getattr(raw, field))
    finally:
        language.use("en")


def _project(dataset):
    project = Project()
    return replace(project, data=replace(project.data, dataset=dataset))


@pytest.mark.scene
def test_augmentation_is_chosen_in_the_data_card(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn"), (1480, 900)) as app:
        form = app.window.left.data.augmentation
        assert form.isVisibleTo(app.window.left.data)
        editor = form.rows["augmentation"].editor
        actions = {action.text(): action for action in editor.add._menu.actions()}
        assert len(actions) == len(registry.AUGMENTATIONS)
        actions["Shift"].trigger()
        assert [type(one).__name__ for one in app.document.project.data.augmentation] == ["RandomTranslation"]
        assert app.document.check.trainable
        app.document.undo_stack.undo()
        assert app.document.project.data.augmentation == ()
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def test_a_table_offers_no_changes_of_pictures(shell):
    assert not shell.window.left.data.augmentation.isVisibleTo(shell.window.left.data)
