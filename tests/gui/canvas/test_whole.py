"""The canvas as a whole: 200 edits taken back."""

import random

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.project.spec import INPUT
from core.session.orders import Ask, SetSpeed, Show
from gui.canvas.input.edit_weight import Part
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, Pool, digits
from tests.gui.runner_parts import same, train, weights
from tests.sampling import sampled

Key = Qt.Key


@pytest.fixture
def desk(qtbot, request):
    made = Desk(qtbot, getattr(request, "param", None))
    made.runner.order(SetSpeed(3))
    made.document.changed.connect(lambda project: made.runner.order(Show(project)))
    made.runner.order(Show(made.document.project))
    yield made
    made.close()


START = digits(Conv2D(filters=3, padding="same", activation=ReLU()), Pool(), Flatten(),
               Dense(units=12, activation=Tanh()), Dense(units=10, activation=Softmax()))
KINDS = ("Conv2D", "Dense", "Dropout", "BatchNormalization", "Activation", "Flatten", "GaussianNoise")


def an_edit(desk, chance: random.Random) -> None:
    """One edit of any kind, as the hands would make it; some make no sense and change nothing."""
    document, commands = desk.document, desk.view.commands
    network = document.project.network
    ids = [node.id for node in network.nodes]
    some = chance.choice(ids) if ids else INPUT
    several = chance.sample(ids, min(len(ids), 2))
    desk.stage.select(some)
    unit = chance.randrange(3)

    def weight_editing():
        name = chance.choice(("dense1.kernel", "dense2.kernel"))
        node = name.partition(".")[0]
        shapes = document.check.shapes
        if node in shapes and document.check.trainable and network.node(node) is not None:
            part = Part(node, f"{node}.bias", (unit,))
            desk.stage.weight_editing.orders.values.setdefault(part, 0.0)
            desk.scene.part = part
            desk.stage.weight_editing.type(chance.uniform(-1, 1))
            desk.stage.weight_editing.choose(None)

    def training():
        rule = replace(document.project.training.optimizer, learning_rate=chance.choice((0.001, 0.01, 0.02)))
        document.edit_training(replace(document.project.training, optimizer=rule), "Rate")

    def units():
        node = network.node(some)
        if node is not None and isinstance(node.layer, Dense) and some != ids[-1]:
            document.edit_layer(some, replace(node.layer, units=chance.choice((6, 9, 12))), "Units")
    chance.choice((
        lambda: commands.insert(chance.choice(KINDS), some), lambda: commands.remove(some) if len(ids) > 4 else None,
        lambda: commands.duplicate(some), lambda: commands.shift(some, chance.choice((-1, 1))),
        lambda: commands.link(several[0], several[-1]) if len(several) > 1 else None,
        lambda: commands.several.switch_unit(some, unit, False), lambda: commands.several.freeze_unit(some, unit, True),
        lambda: commands.shift(desk.stage.marks.node, 1), lambda: commands.several.switch([some], True),
        lambda: commands.several.freeze([some], chance.random() < 0.5), lambda: commands.several.collapse(several),
        lambda: commands.several.expand(desk.stage.marks.node),
        lambda: commands.several.copy(several) and commands.several.paste(),
        lambda: commands.several.remove_all(several) if len(ids) > 6 else None, training, units, weight_editing))()


def settled(qtbot, desk):
    """Wait until the training thread has done everything that was ordered."""
    done = []
    desk.runner.order(Ask(lambda trainer: True, done.append))
    qtbot.waitUntil(lambda: bool(done), timeout=120000)


@pytest.mark.scene
@pytest.mark.parametrize("desk", [START], indirect=True)
@pytest.mark.parametrize("seed", sampled([1, 2], 1))
def test_200_random_edits_undone_one_by_one_give_back_project_and_weights(desk, qtbot, seed):
    qtbot.waitUntil(lambda: desk.runner.state.phase == "ready", timeout=60000)
    train(qtbot, desk)
    first, trained = desk.document.project, weights(qtbot, desk.runner)
    chance, stack = random.Random(seed), desk.document.undo_stack
    tries = 0
    while (stack.index() < 200 or not desk.document.check.trainable) and tries < 2000:
        tries += 1
        an_edit(desk, chance)
        drawn = {node.id for node in desk.scene.folding.network.nodes} | {INPUT}
        assert set(desk.scene.blocks) == drawn == set(desk.scene.arrangement.places)
        if not desk.document.check.trainable and chance.random() < 0.8:
            stack.undo()
        if chance.random() < 0.15:
            settled(qtbot, desk)
        if tries % 50 == 49 and desk.document.check.trainable:
            train(qtbot, desk)
    assert desk.document.check.trainable
    last, steps = desk.document.project, stack.index()
    settled(qtbot, desk)
    end = weights(qtbot, desk.runner)
    while stack.canUndo():
        stack.undo()
    assert desk.document.project == first
    settled(qtbot, desk)
    assert same(weights(qtbot, desk.runner), trained)
    while stack.index() < steps:
        stack.redo()
    assert desk.document.project == last
    settled(qtbot, desk)
    again = weights(qtbot, desk.runner)
    assert again.keys() == end.keys()
    assert all(np.array_equal(again[name], end[name]) for name in end)
    assert desk.runner.state.generation > 20, "many networks were trained on the way"
