"""An edit of a large network: what the window does in its own thread grows evenly with the blocks."""

from collections import Counter

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QWidget

from core.declare.registry import LAYERS
from core.project import edits
from core.project.network import check
from core.project.spec import INPUT, Network, Node, Project
from gui.canvas.arrange.lanes import Slots
from gui.canvas.input import screen_readers
from gui.canvas.input.screen_readers import AT_ONCE
from tests.counting import steps
from tests.gui.shell_parts import window

Dense, Add = LAYERS["Dense"], LAYERS["Add"]
SMALL, LARGE = 100, 300
EVEN = 1.35 * LARGE / SMALL


def ladder(n: int, group: int = 0) -> Project:
    """Blocks with a way around each, in groups of so many."""
    nodes, last = [], INPUT
    for i in range(n // 3):
        nodes += [Node(f"dense{2 * i}", Dense(4), (last,)), Node(f"dense{2 * i + 1}", Dense(4), (f"dense{2 * i}",)),
                  Node(f"add{i}", Add(), (f"dense{2 * i}", f"dense{2 * i + 1}"))]
        last = f"add{i}"
    if group:
        nodes = [replace(node, group=f"group {place // group}") for place, node in enumerate(nodes)]
    return Project(network=Network((*nodes, Node("answer", Dense(1), (last,)))))


def middle(network: Network) -> str:
    return f"dense{len(network.nodes) // 3}"


EDITS = {
    "another number of units": lambda network: edits.replace_layer(network, middle(network), Dense(6)),
    "no bias": lambda network: edits.replace_layer(network, middle(network), Dense(4, use_bias=False)),
    "insert": lambda network: edits.insert_layer(network, Dense(4), middle(network)),
    "remove": lambda network: edits.remove(network, middle(network)),
}


@pytest.mark.scene
@pytest.mark.parametrize("group", [0, 3])
def test_an_edit_in_the_window_grows_evenly_with_the_blocks(qtbot, tmp_path, group):
    found = {}
    with window(qtbot, tmp_path, ladder(12)) as app:
        for size in (SMALL, LARGE):
            for name, edit in EDITS.items():
                app.document.open(ladder(size, group))
                QApplication.processEvents()
                after = edit(app.document.project.network)

                def done(after=after):
                    app.document.edit_network(after, "Edit")
                    app.window.grab()
                found[name, size] = steps(done)
            for name, action in (("select", lambda after=after: app.session.network.stage.select(middle(after))),
                                 ("scroll", lambda: app.session.network.stage.verticalScrollBar().setValue(400))):
                found[name, size] = steps(action)
    for name in {name for name, _ in found}:
        assert found[name, LARGE] < EVEN * found[name, SMALL], (name, found)


@pytest.mark.scene
def test_an_edit_takes_little_for_each_block_that_it_did_not_touch(qtbot, tmp_path):
    """Lines of the program for each further block. A line takes some 0.1 µs, so a thousand blocks answer in 50 ms."""
    found = Counter()
    with window(qtbot, tmp_path, ladder(12)) as app:
        for size in (SMALL, LARGE):
            for name in ("insert", "remove"):
                app.document.open(ladder(size))
                QApplication.processEvents()
                after = EDITS[name](app.document.project.network)
                found[name, size] = steps(lambda after=after: app.document.edit_network(after, "Edit"))
    for name in ("insert", "remove"):
        each = (found[name, LARGE] - found[name, SMALL]) / (LARGE - SMALL)
        assert each < 450, (name, each)  # 409 in a process that has edited nothing before


@pytest.mark.scene
def test_names_for_screen_readers_come_in_turns_and_are_worded_where_something_changed(qtbot, tmp_path, monkeypatch):
    with window(qtbot, tmp_path, ladder(12)) as app:
        stage = app.session.network.stage
        app.document.open(ladder(LARGE))

        def named():
            return {child.objectName().partition(" ")[2] for child in stage.findChildren(QWidget)
                    if child.objectName().startswith("block ") and child.accessibleName()}
        assert len(named() & {node.id for node in app.document.project.network.nodes}) < 2 * AT_ONCE
        qtbot.waitUntil(lambda: named() == stage.scene.blocks.keys(), timeout=20_000)
        worded = []
        monkeypatch.setattr(screen_readers.cards, "card_words", lambda block: worded.append(block.id) or "words")
        app.document.edit_network(EDITS["insert"](app.document.project.network), "Edit")
        qtbot.waitUntil(lambda: named() == stage.scene.blocks.keys(), timeout=20_000)
        assert 0 < len(worded) <= 3, worded


@pytest.mark.scene
def test_curves_are_worked_out_where_they_are_seen(qtbot, tmp_path):
    chain = Project(network=Network(tuple(Node(f"dense{i}", Dense(3), (f"dense{i - 1}" if i else INPUT,))
                                          for i in range(LARGE))))
    with window(qtbot, tmp_path, chain) as app:
        app.window.grab()
        connections = app.session.network.stage.scene.connections.values()
        seen = [one for one in connections if "starts" in vars(one)]
        assert len(connections) > LARGE / 2
        assert 0 < len(seen) < len(connections) / 3


def test_an_edit_looks_again_only_at_what_it_changed(monkeypatch):
    project = ladder(LARGE)
    check(project)
    counts = Counter()
    for name, real in (("shapes", Dense.output_type), ("joins", Add.output_type)):
        def counted(self, *inputs, name=name, real=real):
            counts[name] += 1
            return real(self, *inputs)
        monkeypatch.setattr(Dense if name == "shapes" else Add, "output_type", counted)
    for name, edit in EDITS.items():
        counts.clear()
        after = replace(project, network=edit(project.network))
        assert check(after).order
        # What is behind another number of units gets another shape, as far as it does not sum it up.
        assert sum(counts.values()) <= 6, (name, counts)
    assert check(project).shapes["answer"] == (1,)


@pytest.mark.scene
def test_where_blocks_could_be_put_is_worked_out_for_what_is_in_sight(qtbot, tmp_path, monkeypatch):
    made = []
    real = Slots._on
    monkeypatch.setattr(Slots, "_on", lambda self, link: made.append(link) or real(self, link))
    with window(qtbot, tmp_path, ladder(LARGE)) as app:
        app.window.grab()
        stage = app.session.network.stage
        for edit in EDITS.values():
            made.clear()
            app.document.edit_network(edit(app.document.project.network), "Edit")
            stage.viewport().grab()
            assert 0 < len(made) < LARGE / 3, len(made)
        every = stage.scene.arrangement.slots
        top = stage.verticalScrollBar().value()
        shown = [slot for slot in every.between(top, top + stage.viewport().height()) if slot.plus]
        assert [slot for slot in every if slot.plus and top <= slot.plus[1] < top + stage.viewport().height()] == [
            slot for slot in shown if top <= slot.plus[1] < top + stage.viewport().height()]
        assert len(every) > LARGE
