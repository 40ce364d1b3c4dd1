"""Every door to another project and out of the program asks once, and only where no file holds the work."""

import random

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from core.project.examples import starters
from core.project.presets import presets
from core.training import saved_work
from tests.gui.runner_parts import same, weights
from tests.gui.unsaved_parts import (  # noqa: F401  (fixtures)
    SMALL,
    asked_fixture,
    box,
    open_file,
    save,
    settle,
    shell_fixture,
    train,
)


def drop(app, path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    app.window.dropEvent(QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                                    Qt.KeyboardModifier.NoModifier))


def take_table(app, path):
    drop(app, path)
    while not app.background.idle:
        QTest.qWait(5)
    app.files.tables.page.use()


def doors(tmp_path):
    other = tmp_path / "other.layerlab"
    saved_work.save(other, saved_work.ProjectFile(replace(SMALL, name="Other")))
    table = tmp_path / "fruit.csv"
    table.write_text("weight,fruit\n" + "\n".join(f"{i * 5 % 17},{'apple' if i % 2 else 'pear'}" for i in range(40)))
    return {
        "start page": lambda app: app.window.commands["start"].trigger(),
        "open": lambda app: app.session.open_path(other),
        "drop": lambda app: drop(app, other),
        "table": lambda app: take_table(app, table),
        "starter": lambda app: app.session.open_starter(starters()[1]),
        "preset": lambda app: app.session.open_starter(presets()[0]),
        "nothing": lambda app: app.session.open_nothing(),
    }


def untouched(qtbot, app, path):
    return None


def trained(qtbot, app, path):
    train(qtbot, app, 3)
    return False, 3


def edited(qtbot, app, path):
    app.document.edit(replace(app.document.project, notes="changed"), "Notes")
    return True, 0


def edited_and_trained(qtbot, app, path):
    edited(qtbot, app, path)
    train(qtbot, app, 1)
    return True, 1


def undone(qtbot, app, path):
    edited(qtbot, app, path)
    app.document.undo_stack.undo()


def saved(qtbot, app, path):
    edited_and_trained(qtbot, app, path)
    save(qtbot, app, path)


def saved_and_trained_on(qtbot, app, path):
    train(qtbot, app, 2)
    save(qtbot, app, path)
    train(qtbot, app, 1)
    return False, 1


def saved_without_room_for_weights(qtbot, app, path):
    train(qtbot, app, 2)
    save(qtbot, app, path.with_suffix(".json"))
    return False, 2


def network_edited_and_undone_after_saving(qtbot, app, path):
    saved(qtbot, app, path)
    nodes = app.document.project.network.nodes
    wider = replace(nodes[0], layer=replace(nodes[0].layer, units=5))
    app.document.edit_network(replace(app.document.project.network, nodes=(wider, *nodes[1:])), "Wider")
    settle(qtbot, app)
    app.document.undo_stack.undo()
    settle(qtbot, app)


STATES = (untouched, trained, edited, edited_and_trained, undone, saved, saved_and_trained_on,
          saved_without_room_for_weights, network_edited_and_undone_after_saving)


@pytest.mark.scene
@pytest.mark.parametrize("seed", range(2))
def test_drawn_doors_in_drawn_states(qtbot, tmp_path, shell, asked, seed):
    draw, every = random.Random(seed), doors(tmp_path)
    names = draw.sample(sorted(every), len(every))
    bad = tmp_path / "bad.layerlab"
    bad.write_bytes(b"PK\x03\x04 cut short")
    for number, state in enumerate(draw.sample(STATES, len(STATES))):
        path = tmp_path / f"mine{number}.layerlab"
        saved_work.save(path, saved_work.ProjectFile(SMALL))
        open_file(qtbot, shell, path)
        assert not asked.take(), "nothing was done since the last door"
        wanted = state(qtbot, shell, path)
        here = shell.document.project
        expected = [] if wanted is None else [(here.name, *wanted)]
        door = names[number % len(names)]
        if wanted:
            shell.session.open_path(bad)
            settle(qtbot, shell)
            assert "damaged" in box().text()
            box().close()
            assert not asked.take(), "what cannot be read is not worth a question"
            asked.answer = "cancel"
            every[door](shell)
            settle(qtbot, shell)
            assert asked.take() == expected, (state.__name__, door)
            assert shell.document.project is here
        asked.answer = "discard"
        every[door](shell)
        settle(qtbot, shell)
        assert asked.take() == expected, (state.__name__, door)
        assert shell.document.project is not here
        every[names[0]](shell)
        settle(qtbot, shell)
        assert not asked.take(), "asked again after Discard"
    asked.answer = "cancel"
    assert not shell.files.unsaved.lost


@pytest.mark.scene
def test_leaving_a_trained_project_asks_and_saves_it(qtbot, tmp_path, shell, asked):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    open_file(qtbot, shell, path)
    train(qtbot, shell, 5)
    had = weights(qtbot, shell.runner)
    shell.window.close()
    assert shell.window.isVisible()
    assert asked.take() == [("Small", False, 5)]
    asked.answer = "save"
    shell.window.close()
    qtbot.waitUntil(lambda: not shell.window.isVisible(), timeout=20_000)
    assert len(asked.take()) == 1
    assert same(saved_work.load(path).weights, had)


@pytest.mark.scene
def test_a_preset_that_was_trained_is_work(qtbot, shell, asked):
    shell.session.open_starter(starters()[0])
    qtbot.waitUntil(lambda: not shell.window.starting and shell.runner.state.phase == "ready", timeout=60_000)
    train(qtbot, shell, 2)
    here = shell.document.project
    QTest.keyClick(shell.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    assert asked.take() == [(here.name, False, 2)]
    assert shell.document.project is here
