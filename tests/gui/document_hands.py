"""The whole window under the hands of a test that does anything: what to press, how to wait, what must always be so."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.kernels.batch import RIGHT
from core.project import masks
from core.project.network import check
from core.project.spec import Project
from core.session.orders import Ask, Pause
from core.session.run_state import RunState
from core.training import saved_work
from gui.text.number_text import local

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
MEASURED = ("loss", "rate")
"""Cells that hold what the last step found, or the rate that the schedule made for it; the next one writes them
before it looks at them."""


def share(one: Project, two: Project) -> bool:
    """Whether an edit from one to the other costs no weights."""
    return (one.training.seed == two.training.seed and one.data == two.data
            and masks.bare(one.network) == masks.bare(two.network))


class Held:
    """What a trainer held at one moment. `weights` and `counts` alone are what an undone change of the rule keeps."""

    def __init__(self, trainer):
        self.project, self.state = trainer.project, trainer.state()
        self.weights = trainer.weights()
        self.counts = trainer.steps, trainer.epoch
        self.stopped = trainer.stopped
        memory = trainer.state_memory
        self.counters = memory.counters[:RIGHT].tolist()  # those behind are of what is measured, not of the next step
        self.cells = {name: memory.cell(name) for name in memory.cell_names if name not in MEASURED}
        self.slots = {slot: memory.buffers[slot].array().tobytes() for slot in memory.slots}

    def __repr__(self) -> str:
        sums = {name: float(np.abs(value).sum()) for name, value in self.weights.items()}
        return f"after {self.counts[0]} steps: {sums}, {self.counters}, {self.cells}"

    def same_weights(self, other: "Held") -> bool:
        """The same numbers to the bit, after as many steps."""
        return self.counts == other.counts and self.weights.keys() == other.weights.keys() and all(
            self.weights[name].tobytes() == other.weights[name].tobytes() for name in self.weights)

    def same(self, other: "Held") -> bool:
        """Everything that the next step depends on."""
        mine, others = ((held.counters, held.cells, held.slots) for held in (self, other))
        return self.same_weights(other) and (mine == others or self.project.training != other.project.training)


class Hands:
    """Acts on a window by keys and by what the mouse calls, and looks at everything in it."""

    def __init__(self, qtbot, app):
        self.qtbot, self.app = qtbot, app
        self.refused: list[str] = []
        app.runner.failed.connect(self.refused.append)

    # ---- short names

    @property
    def document(self):
        return self.app.document

    @property
    def project(self) -> Project:
        return self.app.document.project

    @property
    def network(self):
        return self.app.document.project.network

    @property
    def stack(self):
        return self.app.document.undo_stack

    @property
    def stage(self):
        return self.app.window.network.stage

    @property
    def commands(self):
        return self.app.window.network.commands

    @property
    def state(self) -> RunState:
        return self.app.runner.state

    @property
    def track(self):
        return self.app.runner.track

    @property
    def ports(self) -> tuple[str, ...]:
        """The inputs of the data, each with a card."""
        return self.app.document.ports

    @property
    def ids(self) -> list[str]:
        """The blocks as they are drawn, the data left out."""
        return [node.id for node in self.stage.scene.folding.network.nodes]

    # ---- acting and waiting

    def key(self, which, modifier=PLAIN) -> None:
        """A key on the canvas, from where window commands hear it too."""
        self._be_active()
        self.stage.setFocus()
        QTest.keyClick(self.stage, which, modifier)

    def window_key(self, which, modifier=PLAIN) -> None:
        """A key on the window, with nothing selected."""
        self._be_active()
        self.app.selection.select("")
        self.app.window.setFocus()
        QTest.keyClick(self.app.window, which, modifier)

    def _be_active(self):
        """Offscreen a window does not become active again by itself when a popup closes."""
        if not self.app.window.isActiveWindow():
            self.app.window.activateWindow()
            self.wait_for(self.app.window.isActiveWindow)

    def type_into(self, line, text: str) -> None:
        """Type into a field and press Enter."""
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def settle(self) -> None:
        """Until nothing is under way: no training, no order, no reading of files."""
        if self.state.running:
            self.app.runner.order(Pause())
        self.wait_for(lambda: self.app.background.idle and not self.app.runner._timer.isActive()
                      and not self.app.runner._later)
        QApplication.processEvents()

    def wait_for(self, so) -> None:
        """Until something is so; in vain where nothing moves for a while, however slow the machine is. One kernel may
        take minutes on a busy one."""
        while not so():
            before, patience = self._moving(), 300_000 if self.state.phase == "preparing" else 60_000
            try:
                self.qtbot.waitUntil(lambda before=before: so() or self._moving() != before, timeout=patience)
            except Exception:
                raise AssertionError(f"in vain: {self.state}, focus on {QApplication.focusWidget()}, open "
                                     f"{[w for w in QApplication.topLevelWidgets() if w.isVisible()]}") from None

    def _moving(self) -> tuple:
        """What changes while the training thread gets on."""
        return self.state.phase, self.state.sentence, self.state.step

    def held(self) -> Held | None:
        """What the training thread holds; None while it has no trainer."""
        found = []
        if self.app.runner._worker.run.trainer is None:
            return None
        self.app.runner.order(Ask(Held, found.append))
        self.wait_for(lambda: bool(found))
        return found[0]

    # ---- what must always be so

    def look(self, held: Held | None) -> None:
        """Everything in the window shows the project and the run; raises AssertionError where it does not."""
        assert not self.refused, self.refused
        assert self.document.check == check(self.project)
        self._look_at_canvas()
        self._look_at_forms()
        self._look_at_bars()
        self._look_at_run(held)
        self._look_at_past()

    def _look_at_canvas(self):
        scene, folding = self.stage.scene, self.commands.folding
        ids = [node.id for node in folding.network.nodes]
        links = {(source, node.id) for node in folding.network.nodes for source in node.inputs}
        assert set(scene.blocks) == {*self.ports, *ids}
        assert set(scene.arrangement.places) == {*self.ports, *ids}
        drawn = {(link.source, link.target) for link in scene.arrangement.links}
        assert drawn == links, (drawn ^ links)
        for id in ids:
            block = scene.blocks[id]
            assert block.layer == folding.network.node(id).layer or id in folding.members
            assert block.shape == folding.check.shapes.get(id), id
            assert set(block.errors) == {p for p in folding.check.of(id) if p.severity == "error"}, id
        assert self.app.selection.node in ("", *self.ports, *(node.id for node in self.network.nodes))
        assert self.stage.marks.node in ("", *scene.blocks)
        count = len(self.network.nodes) + len(self.ports)
        assert f" {count} block" in self.app.window.network.head.count

    def _look_at_forms(self):
        project, id = self.project, self.app.selection.node
        form = self.app.window.left.selected.form
        node = self.network.node(id)
        value = node.layer if node else project.data.split if id in self.ports else project.training
        assert form.value == value
        rate = self.app.window.left.selected.rate
        assert rate is None or node is None or not rate.isVisible() or rate.value == node
        for name, row in form.rows.items():
            if hasattr(row.editor, "text_of"):
                assert row.editor.line.text() == row.editor.text_of(getattr(value, name)), name
        data, values = self.app.window.left.data, self.app.window.top.values
        assert all(form.value == project.data.dataset for form in data.form.forms)
        assert data.scaling.value == project.data
        assert data.split.split == project.data.split
        rule = project.training.optimizer
        assert values.rate.line.text() == values.rate.text_of(rule.learning_rate)
        assert values.batch.line.text() == values.batch.text_of(project.training.batch_size)
        assert values.optimizer.members[values.optimizer.currentIndex()] is type(rule)
        assert values.loss.members[values.loss.currentIndex()] is type(project.training.loss)

    def _look_at_bars(self):
        window, stack, state = self.app.window, self.stack, self.state
        for name, word, text, able in (("undo", "Undo", stack.undoText(), stack.canUndo()),
                                       ("redo", "Redo", stack.redoText(), stack.canRedo())):
            assert window.commands[name].text() == (f"{word}: {text}" if text else word)
            assert window.commands[name].isEnabled() == able
        title = f"{'• ' * (not stack.isClean())}{self.project.name} – Layerlab"
        assert window.windowTitle() == title, (window.windowTitle(), title)
        assert window.top.epoch.number.text() == local(f"{state.epoch:.1f}")
        first = next((p.message for p in self.document.check.problems if p.severity == "error"), "")
        assert window.top.play.property("blocked") == bool(first or state.phase == "stopped")
        assert window.top.play.toolTip() == (first or (state.sentence if state.phase == "stopped" else
                                                       "Train until the epochs are over (Space)"))

    def _look_at_run(self, held):
        run, state = self.app.runner._worker.run, self.state
        assert state.phase in (("ready", "paused", "stopped") if self.document.check.trainable else ("empty",)), (
            state, self.document.check.problems)
        if not self.document.check.trainable:
            return
        assert run.project == self.project
        assert held.project == self.project, "the trainer has another project"
        assert self.project.training.seed == state.seed
        assert state.step == run.step_count
        assert abs(state.epoch - run.epoch) < 1e-9
        assert (state.phase == "stopped") == bool(held.stopped)
        assert all(np.isfinite(value).all() for value in held.weights.values())
        history = self.app.runner.history
        assert abs(history.epoch - state.epoch) < 1e-6
        for pair, curve in history.curves.items():
            assert (np.diff(curve.x) >= 0).all(), pair
            assert len(curve) == 0 or curve.x[-1] <= state.epoch + 1e-6, pair
        latest = self.app.runner.latest
        assert latest.step in (held.counts[0], state.step)

    def _look_at_past(self):
        track, timeline = self.track, self.app.runner._worker.run.past.timeline
        if not self.document.check.trainable:
            return
        assert track == timeline.track()
        assert track.nbytes == sum(timeline.state(number).nbytes for number in timeline._kept.moments) <= track.budget
        steps = [moment.step for moment in track.moments]
        assert steps == sorted(steps)
        numbers = [moment.number for moment in track.moments]
        assert track.now in (-1, *numbers)
        assert track.line in {line.number for line in track.lines}
        card = self.app.window.timeline
        assert card.track == card.bar.track == track
        assert self.state.rewound <= (self.state.later > 0)


def bits(state, memory) -> bytes:
    """The block of a saved state without what its last chunk measured: how the steps were cut changes nothing else."""
    cells = memory.buffers["cells"]
    block = bytearray(state.block)
    for name in set(MEASURED) & set(memory.cell_names):
        start = cells.offset + 4 * memory.cell_names.index(name)
        block[start:start + 4] = bytes(4)
    return bytes(block)


def look_at_file(path, project: Project, held: Held | None) -> None:
    """What was written is what was there."""
    found = saved_work.load(path)
    assert found.project == project
    if held is None:
        return
    assert found.weights.keys() == held.weights.keys()
    assert all(found.weights[name].tobytes() == held.weights[name].tobytes() for name in held.weights)
