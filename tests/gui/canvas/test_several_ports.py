"""The canvas with several inputs and outputs, and with blocks that share weights."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.inspection.needs import Answers
from core.project.presets import presets
from core.spec import Project
from core.trainer import Trainer
from gui.canvas.input.context_menu import context_menu
from tests.gui.canvas_parts import Dense as Dense_
from tests.gui.canvas_parts import Desk

PRESETS = {preset.file: preset.path for preset in presets() if preset.file in ("two-of-each", "siamese", "tiny-gan")}


@pytest.fixture
def desk(qtbot, request):
    made = Desk(qtbot, Project.load(PRESETS[request.param]), (1100, 800))
    yield made
    made.close()


def over(*names):
    return pytest.mark.parametrize("desk", names, indirect=True)


def fed(desk) -> Trainer:
    """With one moment of the network as it is before training."""
    trainer = Trainer(desk.document.project, threads=1)
    from core.inspection.inspector import Inspector
    inspector = Inspector(trainer)
    needs = desk.scene.needs(("validation", 3))
    from core.inspection.needs import Snapshot
    desk.scene.take(Snapshot(0, 0.0, {need: need.read(inspector) for need in needs}))
    return trainer


@over("two-of-each")
def test_each_input_and_each_output_has_the_picture_that_fits_it(desk):
    kinds = desk.scene.choice.kinds
    assert {id: kinds[id] for id in ("picture", "number", "digit", "sum")} == {
        "picture": "picture", "number": "values", "digit": "bars", "sum": "bars"}
    assert "input" not in kinds
    order = list(kinds)
    assert order.index("number") == order.index("concatenate1") - 1, "an input stands before what reads it"
    trainer, faces = fed(desk), desk.scene.faces
    prepared = trainer.prepared
    assert np.array_equal(faces["picture"].values, prepared.before_scaling("validation", 3, "picture"))
    assert np.array_equal(faces["number"].values, prepared.before_scaling("validation", 3, "number"))
    for face in (faces["digit"], faces["sum"]):
        face.prepare(desk.place(face.block.id), _ink())
    assert faces["digit"].true == (int(prepared.true_targets("validation", 3, "digit")),)
    assert faces["digit"].names == tuple("0123456789")
    assert faces["sum"].target == prepared.true_targets("validation", 3, "sum")
    x = {port: prepared.before_scaling("validation", slice(3, 4), port) for port in ("picture", "number")}
    assert faces["sum"].given == pytest.approx(trainer.predict(x)["sum"][0], rel=1e-5)


def _ink():
    from gui.drawing.pens import ink
    return ink()


@over("tiny-gan")
def test_points_that_are_made_lie_in_the_plane_over_the_true_ones(desk):
    assert desk.scene.choice.kinds["made"] == "cloud"
    trainer, cloud = fed(desk), desk.scene.faces["made"]
    assert Answers("made", "train", 200) in desk.scene.needs(("validation", 0))
    assert cloud.ready()
    rows = {name: x[:200] for name, x in trainer.prepared.train.inputs.items()}
    assert np.array_equal(cloud.made, trainer.evaluation.answers(rows)["made"])
    box = desk.place("made").picture
    places = cloud.places(cloud.true, box)
    assert places[:, 0].min() > box.x
    assert places[:, 0].max() < box.right
    higher = cloud.true[:, 1].argmax()
    assert places[higher, 1] == places[:, 1].min(), "the second coordinate goes upwards"


@over("siamese")
def test_blocks_that_share_say_so_and_an_edit_of_either_is_one_of_both(desk):
    blocks = desk.scene.blocks
    assert blocks["conv2d3"].owner == "conv2d1"
    assert len(blocks["conv2d1"].twins) == len(blocks["conv2d3"].twins) == 1
    assert desk.scene.related("conv2d3") == {"conv2d1"}
    desk.document.edit_layer("dense2", Dense_(7), "Units")
    assert desk.document.project.network.node("dense1").layer.units == 7
    desk.document.undo_stack.undo()
    assert desk.document.project.network.node("dense1").layer.units == 32
    assert desk.view.commands.several.freeze(["conv2d3"], True)
    assert desk.document.project.network.node("conv2d1").rate == 0


@over("siamese")
def test_weights_are_parted_and_shared_again_by_the_menu(desk):
    before = desk.document.project.network
    desk.selection.select("dense2")
    _trigger(desk, "Own weights again")
    assert desk.document.project.network.node("dense2").shares == ""
    assert desk.document.check.parameters["dense2"] == desk.document.check.parameters["dense1"]
    desk.document.undo_stack.undo()
    assert desk.document.project.network == before
    desk.selection.select("dense1")
    _trigger(desk, "Twin that shares the weights")
    made = desk.document.project.network.node(desk.selection.node)
    assert (made.shares, made.inputs) == ("dense1", before.node("dense1").inputs)


@over("two-of-each")
def test_an_output_is_marked_and_taken_back(desk):
    desk.selection.select("dense1")
    _trigger(desk, "Make this an output")
    assert desk.document.project.network.answers == ("digit", "sum", "dense1")
    _trigger(desk, "No output any more")
    assert desk.document.project.network.answers == ("digit", "sum")
    assert desk.scene.blocks["sum"].last
    assert not desk.scene.blocks["dense1"].last


def _trigger(desk, text: str) -> None:
    menu = context_menu(desk.view)
    next(entry for entry in menu.actions() if entry.text().startswith(text)).trigger()


@over("two-of-each")
def test_inputs_are_reached_by_keys_and_stay_where_they_are(desk):
    desk.selection.select("conv2d1")
    desk.key(Qt.Key.Key_Left)
    assert desk.selection.node == "picture"
    desk.selection.select("number")
    desk.key(Qt.Key.Key_Right)
    assert desk.selection.node == "concatenate1"
    desk.selection.select("number")
    before = desk.document.project
    desk.key(Qt.Key.Key_Delete)
    assert desk.document.project == before
    made = desk.view.commands.insert("Dense", "number", "concatenate1")
    assert desk.document.project.network.node(made).inputs == ("number",)
    assert desk.document.project.network.node("concatenate1").inputs == ("digit", made)
    assert desk.view.commands.refusal(made, "number")


@over("two-of-each", "siamese", "tiny-gan")
def test_the_head_counts_every_card(desk):
    cards = len(desk.scene.arrangement.places)
    assert f" {cards} blocks" in desk.view.head.count
