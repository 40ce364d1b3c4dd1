"""The page of a text: what the network reads is seen before it reads, merges are watched, and it becomes a project."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from core.importing.text_overview import text_overview
from core.project.fitting import with_data
from core.session.orders import Pause, Play, SetSpeed
from gui.model.background import Background
from gui.own_data.text_page import TextPage
from gui.views.write_on import WritePanel
from tests.gui.shell_parts import window

TEXT = "The cat sat on the mat, and the hat was that of the cat.\nA bat sat there, too.\n" * 40


@pytest.fixture
def page(qtbot, tmp_path):
    path = tmp_path / "cats.txt"
    path.write_text(TEXT, encoding="utf-8")
    background = Background()
    made = TextPage(text_overview(path), background)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    made.stop()
    background.close()


def test_the_page_shows_what_is_read(page):
    assert "".join(name for _, name in page.text.tokens[:7]) == "The␣cat"
    assert page.becomes.values["vocabulary"].toolTip() or page.dataset.tokens
    counts = dict(page.vocabulary.rows.rows)
    assert counts["⏎"] == 80
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert not page.merges.isVisible()


def test_merges_are_watched_one_by_one(page):
    page.wish(replace(page.dataset, unit="pieces", merges=0))
    assert page.merges.isVisible()
    before = len(page.text.tokens)
    page.merges.on.click()
    assert page.dataset.merges == 1
    name, count = page.merges.rows.rows[0]
    assert name.startswith("1.  a + t → at")
    assert count == TEXT.count("at")
    assert sum(name == "at" for _, name in page.text.tokens) == page.found.beginning[:before].count("at") or (
        len(page.text.tokens) == before)
    assert page.text.marked == len(page.dataset.tokens) - 1
    page.merges.run.click()
    assert page.merges.beat.isActive()
    page.merges.beat.timeout.emit()
    assert page.dataset.merges == 2
    page.merges.run.click()
    assert not page.merges.beat.isActive()
    page.merges.rows.chosen.emit(4)
    assert page.dataset.merges == 5
    page.merges.back.click()
    assert page.dataset.merges == 4
    page.merges.slider.setValue(page.merges.slider.maximum())
    assert page.dataset.merges == len(page.dataset.facts.merges)
    assert not page.merges.on.isEnabled()


def test_what_cannot_be_is_said_on_the_card(page):
    page.wish(replace(page.dataset, unit="words", window=512, merges=3))
    page.wish(replace(page.dataset, window=512, unit="words", stride=500))
    assert page.becomes.button.isEnabled()
    found = page.found
    page.wish(replace(page.dataset, facts=replace(found.dataset.facts, all_words=10, word_counts=(10,), words=("a",))))
    assert not page.becomes.button.isEnabled()
    assert "less than one window of 512" in page.becomes.trouble.text()
    page.use()  # says nothing, does nothing


def drop(window_, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)
    window_.dropEvent(event)


@pytest.mark.scene
def test_a_text_is_dropped_becomes_a_project_and_is_written_on(qtbot, tmp_path):
    path = tmp_path / "cats.txt"
    path.write_text(TEXT, encoding="utf-16")
    with window(qtbot, tmp_path) as app:
        drop(app.window, path)
        qtbot.waitUntil(lambda: app.files.tables.page is not None, timeout=20_000)
        page = app.files.tables.page
        assert "UTF-16" in page.file.facts.toolTip() + page.file.facts.text()
        page.file.table.click()
        qtbot.waitUntil(lambda: app.files.tables.page not in (None, page), timeout=20_000)
        table = app.files.tables.page
        table.file.text.click()
        qtbot.waitUntil(lambda: app.files.tables.page not in (None, table), timeout=20_000)
        page = app.files.tables.page
        page.wish(replace(page.dataset, unit="pieces", merges=30, window=16))
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not app.window.starting, timeout=20_000)
        assert app.document.check.trainable
        assert app.document.project.data.dataset.unit == "pieces"
        assert any(str(path) == str(recent) for recent in app.settings.recents)
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.runner.order(SetSpeed(3))
        app.runner.order(Play())
        qtbot.waitUntil(lambda: app.runner.state.step > 20, timeout=60_000)
        app.runner.order(Pause())
        qtbot.waitUntil(lambda: not app.runner.state.running, timeout=60_000)
        for unit in ("pieces", "words", "bytes", "characters"):
            edited = replace(app.document.project.data, dataset=replace(app.document.project.data.dataset, unit=unit))
            app.document.edit(with_data(app.document.project, edited), "unit")
            qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
            app.window.views.show_panel(WritePanel)
            panel = app.window.views.panel(WritePanel)
            panel.prompt.setText("The cat")
            panel.begin()
            panel.write(6)
            qtbot.waitUntil(lambda panel=panel: not panel.left, timeout=60_000)
            shown = panel.page.toPlainText()
            assert shown.startswith("The cat")
            assert len(shown) > len("The cat"), unit


@pytest.mark.scene
def test_a_bad_text_is_one_sentence_and_nothing_else_changes(qtbot, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "open", lambda box, *_: said.append(box.text()))
    path = tmp_path / "bad.txt"
    path.write_bytes(bytes(range(256)) * 10)
    with window(qtbot, tmp_path) as app:
        before = app.document.project
        drop(app.window, path)
        qtbot.waitUntil(lambda: bool(said), timeout=20_000)
        assert said == ["bad.txt is no text that can be read; save it as plain text in UTF-8."]
        assert app.files.tables.page is None
        assert app.document.project == before


@pytest.mark.scene
def test_a_folder_of_texts_is_dropped_and_asks_which_it_was(qtbot, tmp_path):
    folder = tmp_path / "authors"
    folder.mkdir()
    (folder / "cats.txt").write_text(TEXT)
    (folder / "dogs.txt").write_text(TEXT.replace("cat", "dog").replace("sat", "ran"))
    with window(qtbot, tmp_path) as app:
        drop(app.window, folder)
        qtbot.waitUntil(lambda: not app.window.starting, timeout=20_000)
        assert app.document.description.classes == ("cats", "dogs")
        assert app.document.check.trainable
        assert app.document.project.name == "authors"
