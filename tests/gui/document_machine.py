"""A person who does anything at all, in any order, and a model of what the window must make of it."""

import sys
import traceback
from functools import wraps

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from PySide6.QtCore import Qt

from core.declare.registry import ACTIVATIONS
from core.session.orders import SetSpeed
from gui.canvas.input.edit_weight import TypedWeight
from gui.timeline.jump import Jump
from tests.gui.canvas_parts import Conv2D, Dense, Flatten, Pool, digits, spirals
from tests.gui.document_hands import CONTROL, Hands, share
from tests.gui.shell_parts import example

Key = Qt.Key
MOST_BLOCKS = 9
PLACE = st.integers(0, 99)
"""Any of what there is: taken modulo how many there are."""


def starts() -> dict:
    """The projects that a run may begin with."""
    tanh, sigmoid, softmax = (ACTIVATIONS[name]() for name in ("Tanh", "Sigmoid", "Softmax"))
    return {
        "xor": example("xor"), "iris": example("iris"),
        "spirals": spirals(Dense(units=5, activation=tanh), Dense(units=4, activation=tanh),
                           Dense(units=1, activation=sigmoid)),
        "pictures": digits(Conv2D(filters=3, padding="same", activation=ACTIVATIONS["ReLU"]()), Pool(), Flatten(),
                           Dense(units=10, activation=softmax)),
        "nothing": spirals()}


def an_act(**strategies):
    """A rule after which everything is looked at; what is done is written down for who has to mend it."""
    def made(method):
        @wraps(method)
        def act(self, **drawn):
            self.story.append(f"{method.__name__} {drawn or ''}")
            try:
                with self.hands.qtbot.capture_exceptions() as faults:
                    method(self, **drawn)
                    self.settle_and_look()
                assert not faults, "".join(traceback.format_exception(*faults[0]))
            except Exception as fault:
                type(self).fault = type(self).fault or (fault, self.story)
                raise
        return rule(**strategies)(act)
    return made


class DocumentMachine(RuleBasedStateMachine):
    """Subclasses say with `opened(project)` how a window comes up, as a context manager.

    The model: every place on the undo stack has a version; an edit that costs weights begins another one. `left` is
    what each version held when it was left, which is what undo and redo have to bring back. `fault` is the first thing
    that went wrong, with the story up to it.
    """

    folder = None
    steps = 0
    fault: tuple | None = None

    def __init__(self):
        super().__init__()
        self.story: list[str] = []
        self.door = self.hands = None

    # ---- the beginning and the end

    @initialize(name=st.sampled_from(("xor", "spirals", "pictures", "iris", "nothing")))
    def begin(self, name):
        self.story.append(f"begin {name}")
        self.door = self.opened(starts()[name])
        self.hands = Hands(self.qtbot, self.door.__enter__())
        self.hands.wait_for(lambda: self.hands.state.phase != "preparing")
        self.hands.app.window.activateWindow()
        self.hands.app.runner.order(SetSpeed(3))
        self.saved = None
        self.fresh()
        self.settle_and_look()

    def teardown(self):
        if self.door is not None:
            self.door.__exit__(*sys.exc_info())

    def fresh(self):
        """Another project: nothing is known of its weights."""
        self.versions, self.count, self.left, self.ends = [0], 1, {}, {}
        self.commands: list = []

    # ---- the model

    def settle_and_look(self):
        type(self).steps += 1
        hands = self.hands
        hands.settle()
        self._follow_the_stack()
        self.held = hands.held()
        hands.look(self.held)
        if hands.document.check.trainable:
            self.left[self.versions[hands.stack.index()]] = self.held

    def _follow_the_stack(self):
        stack = self.hands.stack
        commands = [stack.command(place) for place in range(stack.count())]
        same = next((place for place, (one, two) in enumerate(zip(commands, self.commands, strict=False))
                     if one is not two), min(len(commands), len(self.commands)))
        del self.versions[same + 1:]
        for command in commands[same:]:
            keeps = isinstance(command, TypedWeight) or (not isinstance(command, Jump)
                                                         and share(command.before, command.after))
            self.count += not keeps
            self.versions.append(self.versions[-1] if keeps else self.count)
        self.commands = commands

    def undo_or_redo(self, back: bool):
        hands, stack = self.hands, self.hands.stack
        here = stack.index()
        command = self.commands[here - 1 if back else here]
        before, mine = self.held, self.versions[here]
        hands.key(Key.Key_Z if back else Key.Key_Y, CONTROL)
        there = stack.index()
        assert there == here + (-1 if back else 1)
        hands.settle()
        if not hands.document.check.trainable:
            return
        now, version = hands.held(), self.versions[there]
        if isinstance(command, TypedWeight):
            part, wanted = command.part, command.before if back else command.after
            if hands.network.node(part.node) is not None:
                assert now.weights[part.name][part.index] == wanted
        elif version == mine:
            same = before is None or now.same_weights(before)
            assert same, f"{command.text()} costs no weights: {now}, before {before}"
        elif version in self.left and (back or not isinstance(command, Jump)):
            assert now.same(self.left[version]), f"{command.text()}: it is {now}, but was {self.left[version]}"

    def pick(self, number: int) -> str:
        """One of the blocks, selected; "" where there is none."""
        ids = self.hands.ids
        if not ids:
            return ""
        self.hands.stage.select(ids[number % len(ids)])
        return ids[number % len(ids)]

    def small(self) -> bool:
        """Whether there is room for one more block: large networks only take time."""
        return len(self.hands.network.nodes) < MOST_BLOCKS

    def straight(self, first: int, last: int) -> bool:
        """Whether undo and redo between these places lead through edits alone, whose weights are all known."""
        return not any(isinstance(command, Jump | TypedWeight) for command in self.commands[first:last])
