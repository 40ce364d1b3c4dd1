"""The page of a table: what was guessed is shown and can be put right, by mouse and by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox

from core.files.table_form import TableForm
from core.importing.overview import Wishes, overview
from gui.own_data.column_strip import KIND_WORDS
from gui.own_data.table_cards import GAP_WORDS
from tests.gui.shell_parts import drag, window

ROWS = "".join(";".join((f"{i + 1}", "oak" if i % 3 else "ash", f"{i * 0.25:.2f}".replace(".", ","),
                         "" if i % 10 == 4 else f"{i % 7}", f"{i % 12 + 1}.03.2020")) + "\n" for i in range(80))


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@pytest.fixture
def page(qtbot, shell, tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text("nr;kind;size;rings;day\n" + ROWS)
    shell.window.activateWindow()
    shell.session.open_path(path)
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    return shell.files.tables.page


def looked(qtbot, shell):
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)


def strip(page, name):
    return next(strip for strip in page.strips if strip.view.column.name == name)


def press_menu(strip, word):
    next(action for action in strip.pill._menu.actions() if action.text() == word).trigger()


@pytest.mark.scene
def test_a_table_is_looked_at_and_becomes_a_project(qtbot, shell, page):
    assert shell.window.starting
    assert not shell.window.body.isVisible()
    assert [one.view.column.kind for one in page.strips] == ["skip", "category", "number", "number", "date"]
    assert strip(page, "kind").is_answer
    assert page.found.left == 72
    shown = {name: row.editor.currentText() for name, row in page.file.form.rows.items() if row.parameter.choices}
    assert shown == {"separator": "semicolon", "decimal": "comma", "thousands": "guess", "header": "first row",
                     "encoding": "UTF-8"}
    assert page.file.form.value == TableForm()
    assert page.found.lines[:6] == (2, 3, 4, 5, 6, 16), "rows that lack a value are shown"
    assert {word for _, word in shell.window.status.keys.pairs} >= {"type", "answer", "use", "back"}
    button = page.becomes.button
    assert button.mapTo(shell.window, button.rect().bottomLeft()).y() < shell.window.status.y()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    assert shell.files.tables.page is None
    assert shell.window.body.isVisible()
    found = shell.document.project.data.dataset.describe()
    assert found.names == ("size", "rings", "day")
    assert found.classes == ("ash", "oak")
    assert shell.document.check.trainable


def test_every_kind_is_said_by_the_pill(qtbot, shell, page):
    for kind, word in KIND_WORDS.items():
        press_menu(strip(page, "rings"), word)
        looked(qtbot, shell)
        view = strip(page, "rings").view
        assert view.column.kind == kind
        assert bool(view.fault) == (kind in ("yes/no", "date")) == (not page.becomes.button.isEnabled())
        if view.fault:
            before = shell.document.project
            page.use()
            assert shell.document.project is before
            assert view.fault in page.becomes.trouble.text()
    press_menu(strip(page, "day"), "date, month first")
    looked(qtbot, shell)
    assert strip(page, "day").view.column.order == "mdy"


def test_by_class_is_offered_only_where_there_are_classes(qtbot, shell, page):
    way = page.split.way
    assert [way.way.itemText(place) for place in range(way.way.count())][:2] == ["by class", "by chance"]
    press_menu(strip(page, "size"), "The answer that the network shall give")
    looked(qtbot, shell)
    assert [way.way.itemText(place) for place in range(way.way.count())] == ["by chance", "by time", "by group"]
    assert way.way.currentText() == "by chance"
    assert "by chance" in page.split.words.text()


@pytest.mark.scene
def test_a_word_for_what_is_missing_is_typed(qtbot, shell, page):
    editor = page.file.form.rows["missing"].editor
    editor.setFocus()
    QTest.keyClicks(editor, "6, absent")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    looked(qtbot, shell)
    assert strip(page, "rings").view.column.gaps == 8 + sum(i % 7 == 6 and i % 10 != 4 for i in range(80))


@pytest.mark.scene
def test_answer_gaps_and_split_are_what_the_project_gets(qtbot, shell, page):
    press_menu(strip(page, "size"), "The answer that the network shall give")
    looked(qtbot, shell)
    assert strip(page, "size").is_answer
    for choice in GAP_WORDS:
        page.gaps.missing_wanted.emit(choice)
        looked(qtbot, shell)
        assert page.gaps.choice.currentText() == GAP_WORDS[choice]
        assert page.found.left == (72 if choice == "drop" else 80)
    bar = page.split.bar
    first = round(bar._edges()[0])
    drag(bar, bar.rect().topLeft() + type(bar.pos())(first, 4), bar.rect().topLeft() + type(bar.pos())(first // 2, 4))
    assert page.split.split.validation > 0.3
    page.use()
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    data = shell.document.project.data
    assert data.dataset.missing == "most_frequent"
    assert data.dataset.target == "size"
    assert data.split == page.split.split
    assert data.target_scaling is not None


def test_what_was_guessed_of_the_file_can_be_put_right(qtbot, shell, page):
    page.file.form.edited.emit(Wishes().form, "", "")
    box = page.file.form.rows["header"].findChild(QComboBox)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    looked(qtbot, shell)
    assert page.found.form.header == "no-names"
    assert [one.view.column.name for one in page.strips] == [f"column {i}" for i in range(1, 6)]
    assert page.found.rows == 81
    page.wish(Wishes(form=type(page.found.form)(separator="comma", encoding="utf-16")))
    looked(qtbot, shell)
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible())
    assert "trees.csv" in box.text()
    box.close()
    assert page.found.form.header == "no-names", "what cannot be read changes nothing"


def test_all_of_it_by_keys(qtbot, shell, page):
    assert page.strips[0].pill.hasFocus()
    QTest.keyClick(page.strips[0].pill, Qt.Key.Key_Tab)
    QTest.keyClick(page.strips[1].pill, Qt.Key.Key_Tab)
    assert page.strips[2].pill.hasFocus()
    QTest.keyClick(page.strips[2].pill, Qt.Key.Key_A)
    looked(qtbot, shell)
    assert page.strips[2].is_answer
    assert page.strips[2].pill.hasFocus()
    QTest.keyClick(page.strips[2].pill, Qt.Key.Key_T)
    menu = page.strips[2].pill._menu
    assert menu.isVisible()
    menu.close()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shell.files.tables.page is None)
    assert shell.window.body.isVisible()
    assert shell.window.starting


def test_columns_are_found_by_name_where_there_are_many(qtbot, shell, tmp_path):
    path = tmp_path / "wide.csv"
    names = [f"c{i}" for i in range(300)]
    path.write_text(",".join(names) + "\n" + "".join(",".join(str((i * j) % 7) for j in range(300)) + "\n"
                                                     for i in range(20)))
    shell.session.open_path(path)
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    page = shell.files.tables.page
    assert len(page.strips) == 80
    assert "220 more columns" in page.foot.full
    page.search.setText("c29")
    assert [one.view.column.name for one in page.strips] == ["c29", *(f"c{i}" for i in range(290, 300))]


def test_an_overview_counts_every_row_once(tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text("nr;kind;size;rings;day\n" + ROWS)
    found = overview(path)
    assert sum(found.balance) == 80
    for view in found.columns:
        if view.column.used and view.column.name != "rings":
            assert view.counts.sum() == 80
            assert view.counts.shape[0] == 2
    assert found.columns[3].counts.sum() == 72


@pytest.mark.scene
def test_a_copied_table_is_pasted(qtbot, shell):
    QApplication.clipboard().setText("a\tkind\n" + "".join(f"{i}\t{'uv'[i % 2]}\n" for i in range(20)))
    shell.window.commands["paste_table"].trigger()
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    page = shell.files.tables.page
    assert page.found.rows == 20
    assert page.path.parent == shell.settings.path.parent / "pasted"
    page.use()
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    assert shell.document.project.data.dataset.describe().classes == ("u", "v")
    QApplication.clipboard().setText("one line")
    with qtbot.waitSignal(shell.files.message) as said:
        shell.window.commands["paste_table"].trigger()
    assert "copy some rows first" in said.args[0]


@pytest.mark.scene
def test_a_column_that_gives_the_answer_away_is_told_before_the_table_is_used(qtbot, shell, tmp_path):
    path = tmp_path / "sorted.csv"
    path.write_text("badge,size,kind\n" + "".join(
        f"{number * 3 + number % 2},{number * 7 % 13},{('ash', 'oak')[number // 60]}\n" for number in range(120)))
    shell.session.open_path(path)
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    page = shell.files.tables.page
    qtbot.waitUntil(lambda: "alone answers" in page.notes.words.text(), timeout=20_000)
    assert page.notes.words.text().startswith("“badge” alone answers")
    assert "size" not in page.notes.words.text().split("\n")[0]
