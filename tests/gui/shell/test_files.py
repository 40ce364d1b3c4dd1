"""Opening, saving, dropping and leaving, with real files and a real window."""

from fnmatch import fnmatch

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.project.spec import Project
from core.session.orders import Ask, Play
from core.trainer import Trainer
from core.training import saved_work
from gui.model.settings import Settings
from gui.shell.project_files import OPEN_FILTER
from gui.widgets import dialogs
from tests.gui.runner_parts import same, weights
from tests.gui.shell_parts import EXAMPLES, example, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


def settled(qtbot, app):
    qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def sentence() -> str:
    """The text of the dialog that is open; closes it."""
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible())
    text = box.text()
    box.close()
    return text


def drop(app, path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    common = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(200, 200), *common)
    app.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    # Qt hands a drop on only while its own drag is under way, which there is none of offscreen.
    app.window.dropEvent(QDropEvent(QPointF(200, 200), *common))


@pytest.mark.scene
def test_the_first_page_opens_a_starter(qtbot, shell):
    assert shell.window.starting
    assert shell.window.start.isVisible()
    assert not shell.window.views.isVisible()
    assert not shell.window.network.isVisible()
    assert not shell.window.top.values.isVisible()
    assert shell.window.left.start.isVisible()
    card = next(card for card in shell.window.start.cards if card.starter.title == "XOR")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=10_000)
    assert shell.document.project == example("xor")
    assert shell.window.network.isVisible()
    assert shell.window.views.isVisible()
    assert not shell.document.modified
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    settled(qtbot, shell)


def test_every_card_gets_its_picture_and_draws_it(qtbot, shell):
    qtbot.waitUntil(lambda: all(card.picture is not None for card in shell.window.start.cards), timeout=30_000)
    for card in shell.window.start.cards:
        image = card.grab().toImage()
        seen = {image.pixel(x, y) for x in range(20, image.width() - 20, 3) for y in range(16, 120, 3)}
        assert len(seen) > 6, f"{card.starter.title} is blank"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_starter_opens_without_a_problem(qtbot, shell, name):
    shell.session.open_starter(EXAMPLES[name])
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=10_000)
    settled(qtbot, shell)
    assert shell.document.check.trainable
    assert shell.window.top.project.text() == shell.document.project.name


@pytest.mark.scene
def test_enter_on_the_first_card_and_the_palette_search(qtbot, shell):
    palette = shell.window.left.palette_wide
    QTest.keyClicks(palette.search, "overfit zzz")
    assert palette.nothing.isVisible()
    palette.search.clear()
    QTest.keyClicks(palette.search, "flatten")
    assert [chip.kind for chip in palette.chips if chip.isVisible()] == ["Flatten"]
    palette.search.clear()
    first = shell.window.start.cards[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=10_000)
    assert first.starter.first
    settled(qtbot, shell)


@pytest.mark.scene
def test_start_from_nothing_and_add_the_first_layer(qtbot, shell):
    chip = next(chip for chip in shell.window.left.palette_wide.chips if chip.kind == "Dense")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shell.window.starting)
    assert [type(node.layer).__name__ for node in shell.document.project.network.nodes] == ["Dense"]
    settled(qtbot, shell)


def test_save_and_open_again(qtbot, shell, tmp_path):
    shell.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    layer = replace(shell.document.project.network.nodes[0].layer, units=9)
    shell.document.edit_layer("dense1", layer, "Units")
    assert shell.window.windowTitle().startswith("•")
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=20_000)
    path = tmp_path / "mine.layerlab"
    shell.document.path = path
    shell.window.commands["save"].trigger()
    qtbot.waitUntil(lambda: not shell.document.modified, timeout=10_000)
    assert not shell.window.windowTitle().startswith("•")
    stored = saved_work.load(path)
    assert stored.project == shell.document.project
    assert stored.weights["dense1.kernel"].shape == (2, 9)
    assert path.resolve() in shell.settings.recents
    saved = shell.document.project
    shell.session.open_starter(EXAMPLES["iris"])
    qtbot.waitUntil(lambda: shell.document.project.name == "Iris", timeout=10_000)
    shell.session.open_path(path)
    qtbot.waitUntil(lambda: shell.document.project == saved, timeout=10_000)
    assert shell.document.path == path
    settled(qtbot, shell)


def test_weights_come_back_with_the_file(qtbot, shell, tmp_path):
    shell.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    shell.runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: shell.runner.state.epoch >= 1 and not shell.runner.state.running, timeout=20_000)
    path = tmp_path / "trained.layerlab"
    shell.files._save_to(path, lambda: None)
    qtbot.waitUntil(lambda: path.exists() and shell.background.idle, timeout=10_000)
    trained = saved_work.load(path).weights
    shell.session.open_path(path)
    settled(qtbot, shell)
    answers = []
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused", timeout=20_000)
    shell.runner.order(Ask(lambda trainer: trainer.weights(), answers.append))
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    assert (answers[0]["dense1.kernel"] == trained["dense1.kernel"]).all()


@pytest.mark.scene
def test_weights_of_a_file_outlive_edits_like_trained_ones(qtbot, shell, tmp_path):
    path, project = tmp_path / "trained.layerlab", example("iris")
    trainer = Trainer(project, threads=1)
    trainer.step(50)
    saved_work.save(path, saved_work.ProjectFile(project, trainer.weights()))
    shell.open(str(path))
    qtbot.waitUntil(lambda: shell.document.path == path and shell.runner.state.phase == "ready", timeout=30_000)
    assert same(weights(qtbot, shell.runner), trainer.weights())
    opened, document = shell.document.project, shell.document
    other = replace(opened.data, split=replace(opened.data.split, validation=0.4))
    one, two = opened.network.nodes
    deeper = replace(opened.network, nodes=(one, replace(one, id="between", inputs=(one.id,)),
                                            replace(two, inputs=("between",))))
    for edited in (replace(opened, data=other), replace(opened, network=deeper)):
        generation = shell.runner.state.generation
        document.edit(edited, "Another")
        qtbot.waitUntil(lambda before=generation: shell.runner.state.generation != before, timeout=20_000)
        now, had = weights(qtbot, shell.runner), trainer.weights()
        assert all(np.array_equal(now[name], value) for name, value in had.items())
        generation = shell.runner.state.generation
        document.undo_stack.undo()
        qtbot.waitUntil(lambda before=generation: shell.runner.state.generation != before, timeout=20_000)
        assert same(weights(qtbot, shell.runner), had)


@pytest.mark.scene
def test_a_table_is_dropped_on_the_window(qtbot, shell, tmp_path):
    path = tmp_path / "fruit.csv"
    rows = "\n".join(f"{i * 5 % 17},{i % 7},{'apple' if i % 2 else 'pear'}" for i in range(40))
    path.write_text(f"weight,colour,fruit\n{rows}\n")
    drop(shell, path)
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    assert shell.window.starting
    shell.files.tables.page.use()
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    settled(qtbot, shell)
    found = shell.document.project.data.dataset.describe()
    assert found.names == ("weight", "colour")
    assert found.classes == ("apple", "pear")
    assert shell.document.check.trainable
    assert shell.document.path is None
    assert "fruit" in shell.window.left.data.chooser.text().lower() or shell.window.left.data.table.isVisible()


@pytest.mark.few(2)
@pytest.mark.parametrize("content", [b"", b"{", b"not a project", b'{"version": 1, "network": 5}',
                                     b'{"version": 1, "network": {"nodes": [{"id": "a", "layer": {"kind": "Nope"}}]}}',
                                     b"PK\x03\x04 cut short", b"\xff\xfe\x00\x01" * 40])
def test_a_broken_project_gives_one_sentence(qtbot, shell, tmp_path, content):
    path = tmp_path / "broken.layerlab"
    path.write_bytes(content)
    before = shell.document.project
    shell.session.open_path(path)
    settled(qtbot, shell)
    text = sentence()
    assert "broken.layerlab" in text
    assert "Traceback" not in text
    assert text.count("\n") == 0
    assert shell.document.project == before
    assert shell.window.starting


def test_a_file_that_is_gone(qtbot, shell, tmp_path):
    shell.session.open_path(tmp_path / "gone.layerlab")
    settled(qtbot, shell)
    assert "was not found" in sentence()


@pytest.mark.scene
@pytest.mark.parametrize(("answer", "closed"), [("discard", True), ("cancel", False)])
def test_unsaved_changes_are_asked_for(qtbot, shell, monkeypatch, answer, closed):
    shell.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=10_000)
    shell.document.edit(replace(shell.document.project, name="changed"), "Rename")
    asked = []
    monkeypatch.setattr(dialogs, "keep_work", lambda window, name, changes, steps, say:
                        asked.append((name, changes, steps)) or say(answer))
    shell.session.open_starter(EXAMPLES["iris"])
    QTest.qWait(50)
    settled(qtbot, shell)
    assert asked == [("changed", True, 0)]
    assert (shell.document.project.name == "Iris") == closed
    settled(qtbot, shell)


@pytest.mark.scene
def test_saving_on_the_way_out(qtbot, shell, monkeypatch, tmp_path):
    shell.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=10_000)
    settled(qtbot, shell)
    shell.document.path = tmp_path / "out.json"
    shell.document.edit(replace(shell.document.project, name="changed"), "Rename")
    monkeypatch.setattr(dialogs, "keep_work", lambda window, name, changes, steps, say: say("save"))
    shell.window.close()
    assert shell.window.isVisible(), "first it is written"
    qtbot.waitUntil(lambda: not shell.window.isVisible(), timeout=10_000)
    assert Project.load(tmp_path / "out.json").name == "changed"


def test_settings_outlive_the_window(tmp_path):
    path = tmp_path / "layerlab.ini"
    file = tmp_path / "a.layerlab"
    file.write_bytes(b"x")
    one = Settings(path)
    one.theme, one.last, one.text_scale = "light", str(file), 1.25
    for number in range(12):
        other = tmp_path / f"{number}.layerlab"
        other.write_bytes(b"x")
        one.remember(other)
    one.write()
    other = Settings(path)
    assert (other.theme, other.last, other.text_scale) == ("light", str(file), 1.25)
    assert len(other.recents) == 8
    assert other.recents[0].name == "11.layerlab"
    path.write_bytes(b"\x00\xff[not an ini")
    assert Settings(path).theme == "dark"


@pytest.mark.parametrize("name", [
    "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz", "q-labels-idx2-int", "q-labels-idx2-int.gz", "a.idx",
    "train-images.idx3-ubyte", "a-idx4-float.gz", "a.idx1", "b-idx3.gz", "digits.data", "x-images", "x-label.gz"])
def test_the_open_dialog_offers_idx_files_by_every_name(name):
    for words, endings in OPEN_FILTER:
        fits = any(fnmatch(name, ending) for ending in endings.split())
        assert fits == (words in ("All that can be opened", "IDX pictures and labels", "All files")
                        or (words == "Tables" and name.endswith(".data")))
