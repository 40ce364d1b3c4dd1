"""The explanation of every kind of block, of the input too: for every kind of data, in every phase, by every way in."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from core.declare.registry import ACTIVATIONS, DATASETS, LAYERS, LOSSES, SCALINGS
from core.importing.proposal import inspect_file, propose_project
from core.inspection.explaining import ANY, Explained
from core.project.spec import INPUT, Data, Network, Node, Project, Training
from core.session.orders import Pause, Play, SetWeight
from core.trainer import Trainer
from gui.drawing.pictures import HeldRange
from gui.explanation.maps import Colours
from gui.explanation.stages import stage
from tests.core.building import layer, project, samples_for, values
from tests.core.ops.test_account import fitting
from tests.gui.explanation_parts import Opened
from tests.gui.shell_parts import window

Key = Qt.Key
SIZES = ((1150, 640), (420, 900))
BROKEN = (np.nan, np.inf, -np.inf, 3e38, -2e20, 1e-30)


def painted(found) -> None:
    """The picture of an explanation at several sizes: painted, pointed at everywhere, told in words."""
    held = HeldRange()
    held.update(found.output, 0.0)
    colours = Colours(held)
    for width, height in SIZES:
        made = stage(found, colours, width, height)
        assert made.story.place
        assert all(line.text for line in made.lines)
        image = QImage(width, height, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            made.paint(painter)
        for piece in made.pieces:
            for along in (0.02, 0.5, 0.98):
                made.touch(piece.box.x + along * piece.box.w, piece.box.y + along * piece.box.h)


def look(trainer: Trainer, rng: np.random.Generator, phase: str) -> None:
    """The best number of every block, and a drawn one."""
    ports = [port.name for port in trainer.description.inputs]
    for node in (*ports, *(node.id for node in trainer.project.network.nodes)):
        shape = trainer.check.shapes[node]
        for place in ((), tuple(int(rng.integers(size)) for size in shape)) if rng.random() < 0.5 else ((),):
            need = Explained("train", 0, node, place, ANY)
            found = trainer.snapshot([need]).get(need)
            assert found is not None, (node, phase)
            assert not place or found.place == place
            painted(found)


def every_phase(trainer: Trainer, rng: np.random.Generator) -> None:
    """Not trained, trained, and stopped with weights that are no numbers any more, or huge ones."""
    look(trainer, rng, "not trained")
    trainer.step(2)
    look(trainer, rng, "trained")
    for bad in rng.choice(BROKEN, 3, replace=False):
        weights = trainer.weights()
        for name, weight in weights.items():
            weight = weight.copy()
            hit = rng.random(weight.shape) < 0.5
            weight[hit] = abs(bad) if "variance" in name else bad
            weights[name] = weight
        trainer.set_weights(weights)
        look(trainer, rng, f"stopped at {bad}")


@pytest.fixture(autouse=True)
def application(qapp):
    """Fonts need one."""


@pytest.mark.few(2)
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_of_every_kind_behind_the_input(name):
    """Drawn layers, fed by the data themselves: nothing is scaled here, as in a table that needs no scaling."""
    rng = np.random.default_rng(sum(name.encode()))
    for _ in range(2):
        member, shape = fitting(LAYERS[name], rng)
        count = max(member.inputs[0], 1)
        parts = [("it", member, [INPUT] * count), layer("Flatten"), layer("Dense", "Softmax", units=3)]
        x, y = samples_for(member, 6, *shape), np.arange(6, dtype=np.int32) % 3
        made = project(*parts, loss="SparseCategoricalCrossentropy")
        every_phase(Trainer(made, data={"train": (x, y)}, threads=1), rng)


@pytest.mark.few(2)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_of_every_kind(name):
    rng = np.random.default_rng(5)
    for shape in ((7,), (3, 4, 2)):
        parts = [("it", layer("Activation", name), [INPUT]), layer("Flatten"), layer("Dense", name, units=3)]
        x, y = values(6, *shape), values(6, 3)
        every_phase(Trainer(project(*parts), data={"train": (x, y)}, threads=1), rng)


def own_table(folder, scaling) -> Project:
    """A table of one's own: two numbers, a category, a number to predict."""
    path = folder / "own.csv"
    rows = "".join(f"{n * 1.5},{n * n},{'ab'[n % 2]},{n * 100}\n" for n in range(40))
    path.write_text("long,wide,kind,price\n" + rows)
    found = propose_project(inspect_file(path).dataset)
    return replace(found, data=replace(found.data, scaling=scaling))


@pytest.mark.parametrize("scaling", [None, *(SCALINGS[name]() for name in SCALINGS if name != "PixelRange")])
def test_the_input_of_a_table_of_ones_own(tmp_path, scaling):
    every_phase(Trainer(own_table(tmp_path, scaling), threads=1), np.random.default_rng(2))


@pytest.mark.few(15)
@pytest.mark.parametrize("name", [name for name in DATASETS if not DATASETS[name].own])
@pytest.mark.parametrize("scaling", [None, "Standardize", "MinMax"])
def test_the_input_of_every_data_set(name, scaling):
    """Scaled or as it is; the number that is told is the one that the network gets."""
    dataset = DATASETS[name]()
    found = dataset.describe()
    port = found.inputs[0]
    layers = [layer("Embedding", input_dim=port.type.vocabulary)] if port.type.is_tokens else [layer("Flatten")]
    asked = found.targets[0].type
    if port.type.is_tokens and (not asked.in_time or asked.shape != port.type.shape):
        layers.append(layer("Flatten"))
        layers += [layer("RepeatVector", n=asked.shape[0])] if asked.in_time else []
    layers.append(layer("Dense", units=found.task.units(found.outputs)))
    made = project(("one", layers[0], (port.name,)), *layers[1:], loss=found.task.loss.__name__,
                   logits=found.task.judged)
    trainer = Trainer(replace(made, data=Data(dataset=dataset, scaling=SCALINGS[scaling]() if scaling else None)),
                      threads=1)
    look(trainer, np.random.default_rng(3), "not trained")
    need = Explained("train", 0, port.name, (), ANY)
    told = trainer.snapshot([need]).get(need)
    assert told.steps[0].total == pytest.approx(told.value, rel=1e-5, abs=1e-6)
    assert told.value == trainer.prepared.train.x[0][told.place]


# ---- in the window

@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


def opened_with(qtbot, shell, kind: str) -> Opened:
    """A window of a project whose input is a point of a plane (not scaled), a row of a table, a picture."""
    datasets = {"plane": ("XOR", None), "table": ("Iris", "Standardize"), "pictures": ("Digits8x8", None)}
    name, scaling = datasets[kind]
    binary = kind == "plane"
    layers = [LAYERS["Flatten"]()] if kind == "pictures" else []
    layers += [LAYERS["Dense"](units=6, activation=ACTIVATIONS["Linear"]()),
               LAYERS["Dense"](units=1 if binary else {"table": 3, "pictures": 10}[kind])]
    nodes, before = [], INPUT
    for number, made in enumerate(layers):
        nodes.append(Node(f"block{number}", made, (before,)))
        before = nodes[-1].id
    loss = LOSSES["BinaryCrossentropy" if binary else "SparseCategoricalCrossentropy"](from_logits=True)
    data = Data(dataset=DATASETS[name](), scaling=SCALINGS[scaling]() if scaling else None)
    training = Training(loss=loss, epochs=1_000_000)
    return Opened(qtbot, shell, Project(network=Network(tuple(nodes)), data=data, training=training))


def by_double_click(opened: Opened) -> None:
    opened.double_click(INPUT)


def by_enter(opened: Opened) -> None:
    opened.stage.select(INPUT)
    opened.stage.setFocus()
    opened.key(Key.Key_Return)
    opened.settle(INPUT)


def by_arrow(opened: Opened) -> None:
    opened.double_click("block0")
    opened.key(Key.Key_Left)
    opened.settle(INPUT)


def by_chip(opened: Opened) -> None:
    opened.double_click("block1")
    QTest.mouseClick(opened.page.chips.chips[INPUT], Qt.MouseButton.LeftButton)
    opened.settle(INPUT)


@pytest.mark.scene
@pytest.mark.parametrize("kind", ["plane", "table", "pictures"])
def test_every_way_opens_the_input_in_every_phase(qtbot, shell, kind):
    opened = opened_with(qtbot, shell, kind)
    runner = shell.runner

    def all_ways(phase):
        for way in (by_double_click, by_enter, by_arrow, by_chip):
            way(opened)
            assert opened.board.stage is not None, (way.__name__, phase)
            assert runner.state.phase == phase, way.__name__
            assert {"Chain"} <= {type(piece).__name__ for piece in opened.board.stage.pieces}
            opened.board.grab()
            for _ in range(3):
                opened.key(Key.Key_PageDown)
                opened.settle(INPUT)
            opened.key(Key.Key_Escape)
            opened.until(lambda: opened.stage.isVisible())

    all_ways("ready")
    runner.order(Play())
    opened.until(lambda: runner.state.phase == "training")
    all_ways("training")
    runner.order(Pause())
    opened.until(lambda: runner.state.phase == "paused")
    for name in ("block0.kernel", "block1.kernel"):
        given = []
        runner.order(SetWeight(name, (0, 0), 3e38, given.append))
        opened.until(lambda given=given: given)
    runner.order(Play())
    opened.until(lambda: runner.state.phase == "stopped", 60)
    all_ways("stopped")
