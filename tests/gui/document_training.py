"""What a person does with time: train, go back, branch, undo, save, open."""

from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt

from core.project.examples import starters
from core.project.presets import presets
from core.session.orders import Pause, Play
from core.trainer import _recorded
from tests.gui.document_hands import CONTROL, SHIFT, Held, bits, look_at_file
from tests.gui.document_machine import PLACE, DocumentMachine, an_act

Key = Qt.Key
QUICK = ("xor.json", "iris.json", "spiral.json")


class Training(DocumentMachine):
    """Training, the timeline, the doctor, undo, files."""

    # ---- steering

    def can_play(self) -> bool:
        return self.hands.document.check.trainable and self.hands.state.playable

    @an_act(times=st.integers(1, 4))
    def train_batches(self, times):
        if self.can_play():
            goal = self.hands.state.step + times
            for _ in range(times):
                self.hands.window_key(Key.Key_Right)
            self.hands.wait_for(lambda: self.hands.state.step >= goal or self.hands.state.phase == "stopped")

    @an_act()
    def train_an_epoch(self):
        if self.can_play():
            epoch = self.hands.state.epoch
            self.hands.window_key(Key.Key_Right, SHIFT)
            self.hands.wait_for(lambda: (not self.hands.state.running and self.hands.state.epoch > epoch)
                                or self.hands.state.phase == "stopped")

    def play(self, steps: int = 20) -> None:
        """Start to train, at an earlier moment on a branch, and wait until it runs."""
        hands = self.hands
        here = hands.state.step
        hands.app.runner.order(Play())
        hands.wait_for(lambda: hands.state.step >= here + steps or (
            hands.state.phase in ("paused", "stopped") and hands.state.step > here))

    @an_act(notch=st.integers(2, 3))
    def play_and_pause(self, notch):
        if self.can_play():
            self.hands.app.window.top.speed.choose(notch)
            self.play()
            self.hands.app.runner.order(Pause())

    @an_act(number=st.integers(2, 9), rate=st.sampled_from((0.001, 0.01, 0.05)), back=st.booleans())
    def edit_while_it_trains(self, number, rate, back):
        """Several edits, and undo, while the training thread runs on."""
        hands, id = self.hands, self.pick(number)
        if not self.can_play():
            return
        self.play()
        # It leaves this version at a step that nobody looks at.
        self.left.pop(self.versions[hands.stack.index()], None)
        training = hands.project.training
        hands.document.edit_training(replace(training, optimizer=replace(training.optimizer, learning_rate=rate)),
                                     "Rate", f"rate {number}")
        node = hands.network.node(id) if id else None
        if node is not None and "units" in node.layer.__struct_fields__:
            hands.document.edit_layer(id, replace(node.layer, units=number), "Units")
        hands.qtbot.wait(number)
        if back and hands.stack.canUndo():
            hands.key(Key.Key_Z, CONTROL)

    @an_act(which=st.sampled_from(("reset", "reseed")))
    def start_again(self, which):
        hands = self.hands
        seed = hands.state.seed
        hands.window_key(Key.Key_R, SHIFT if which == "reseed" else Qt.KeyboardModifier.NoModifier)
        if hands.document.check.trainable:
            hands.wait_for(lambda: hands.state.step == 0 and (which == "reset" or hands.state.seed != seed))

    # ---- the past

    @an_act(place=PLACE)
    def go_back(self, place):
        moments = self.hands.track.moments
        if moments and self.hands.document.check.trainable:
            number = moments[place % len(moments)].number
            self.hands.app.rewinding.go(number)
            self.hands.settle()
            run = self.hands.app.runner._worker.run
            assert self.hands.held().state == run.past.timeline.state(number)

    @an_act(times=st.integers(1, 3), back=st.booleans())
    def walk_along_the_moments(self, times, back):
        if self.hands.document.check.trainable:
            if times > 1:
                # Undo leads to the last moment of this version on the way, where nobody looks.
                self.left.pop(self.versions[self.hands.stack.index()], None)
            for _ in range(times):
                self.hands.window_key(Key.Key_BracketLeft if back else Key.Key_BracketRight)

    @an_act(drop=st.booleans())
    def play_on_from_there(self, drop):
        self.hands.settle()  # numbers typed at an earlier moment make a branch by themselves
        if self.hands.state.rewound and self.can_play():
            later = self.hands.state.later
            kept = len(self.hands.track.moments)
            lines = len(self.hands.track.lines)
            self.hands.app.runner.order(Play(drop=drop))
            self.hands.wait_for(lambda: not self.hands.state.rewound)
            self.hands.settle()
            if not drop:
                assert len(self.hands.track.lines) == lines + 1, (later, kept)

    @an_act(place=PLACE)
    def another_branch(self, place):
        lines = self.hands.app.window.timeline.lines()
        if self.hands.document.check.trainable and len(lines) > 1:
            self.hands.app.rewinding.choose_line(lines[place % len(lines)])

    @an_act(place=PLACE)
    def the_same_bits_again(self, place):
        """From a kept moment as many steps as were taken to the newest one of the same project: the same bits."""
        hands = self.hands
        moments = [m for m in hands.track.moments if m.line == hands.track.line]
        last = moments[-1] if moments else None
        same = [m for place, m in enumerate(moments) if 0 < last.step - m.step < 60 and all(
            one.project == last.project and not any(mark.kind == "edit" for mark in one.marks)
            for one in moments[place:])]
        if not same or not self.can_play():
            return
        run, first = hands.app.runner._worker.run, same[place % len(same)]
        wanted = run.past.timeline.state(last.number)
        hands.app.rewinding.go(first.number)
        hands.settle()
        for step in range(first.step, last.step):
            hands.app.runner.order(Play("batch"))
            hands.wait_for(lambda next=step + 1: hands.state.step == next or hands.state.phase == "stopped")
        hands.settle()
        found: Held = hands.held()
        memory = run.trainer.state_memory
        assert bits(found.state, memory) == bits(wanted, memory), f"steps {first.step} to {last.step}: other bits"

    @an_act()
    def mend(self):
        findings = self.hands.state.findings
        if findings and findings[0].mends and self.hands.document.check.trainable:
            self.hands.app.doctor.mend(findings[0], findings[0].mends[0])

    # ---- undo

    @an_act()
    def undo(self):
        if self.hands.stack.canUndo():
            self.undo_or_redo(True)

    @an_act()
    def redo(self):
        if self.hands.stack.canRedo():
            self.undo_or_redo(False)

    @an_act(times=st.integers(2, 6))
    def undo_and_redo_several(self, times):
        """There and back: project and weights are what they were."""
        hands = self.hands
        before, project, index = self.held, hands.project, hands.stack.index()
        times = min(times, index)
        for _ in range(times):
            hands.key(Key.Key_Z, CONTROL)
        hands.settle()
        for _ in range(times):
            hands.key(Key.Key_Y, CONTROL)
        hands.settle()
        assert hands.project == project
        assert hands.stack.index() == index
        if hands.document.check.trainable and self.straight(index - times, index):
            now, way = hands.held(), self.commands[index - times:index]
            # Another rule or schedule on the way begins with an empty memory.
            ruled = any(_recorded(step.before.training) != _recorded(step.after.training) for step in way)
            assert now.same_weights(before) if ruled else now.same(before), (
                f"undone and done again, the weights are others: {now}, before {before}")

    # ---- files

    @an_act()
    def save(self):
        hands = self.hands
        if hands.document.path is None:
            hands.app.files._save_to(self.folder / "saved.layerlab", lambda: None)
        else:
            hands.window_key(Key.Key_S, CONTROL)
        hands.settle()
        assert hands.stack.isClean()
        look_at_file(hands.document.path, hands.project, hands.held() if hands.document.check.trainable else None)

    @an_act()
    def save_and_open_again(self):
        hands, path = self.hands, self.folder / "again.layerlab"
        before = hands.project
        hands.app.files._save_to(path, lambda: None)
        hands.settle()
        before, held = hands.project, hands.held() if hands.document.check.trainable else None
        hands.app.open(str(path))
        hands.wait_for(lambda: hands.document.project is not before)
        hands.settle()
        assert hands.project == before
        assert hands.document.path == path
        if held is not None:
            now = hands.held()
            assert all(now.weights[name].tobytes() == held.weights[name].tobytes() for name in held.weights)
        self.fresh()

    @an_act(place=PLACE)
    def open_another(self, place):
        hands = self.hands
        files = [one.file for one in (*starters(), *presets()) if one.file in QUICK or one not in starters()]
        before = hands.project
        hands.app.files.unsaved.give_up()
        hands.app.open(files[place % len(files)])
        hands.wait_for(lambda: hands.document.project is not before)
        self.fresh()
