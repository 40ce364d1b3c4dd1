"""Groups of a transformer: one drag puts all blocks in as one card, which opens, closes and is taken back."""

import pytest

from core.declare.registry import DATASETS, LAYERS, LOSSES
from core.project.blueprints import BLUEPRINTS
from core.project.spec import Data, Project, Training
from tests.gui.canvas_parts import Desk, chained

BEFORE = ["embedding1", "flatten1", "dense1"]


def letters() -> Project:
    """Letters that are sorted, and a chain of layers with a series of numbers in it."""
    data = DATASETS["SortedLetters"]()
    made = chained(LAYERS["Embedding"](input_dim=3, output_dim=6), LAYERS["Flatten"](), LAYERS["Dense"](units=3))
    return Project(network=made, data=Data(dataset=data), training=Training(
        loss=LOSSES["SparseCategoricalCrossentropy"]()))


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, letters())
    yield made
    made.close()


@pytest.mark.parametrize("kind", list(BLUEPRINTS))
def test_one_drag_puts_the_whole_group_in_as_one_card(desk, kind):
    before = desk.document.project
    desk.drag_in(kind, desk.gap("embedding1", "flatten1"))
    net = desk.document.project.network
    inside = [node for node in net.nodes if node.group]
    assert len(inside) > 6
    assert {node.group for node in inside} == {BLUEPRINTS[kind].shown_name()}
    card = inside[-1].id
    assert set(desk.scene.arrangement.places) == {"input", *BEFORE, card}
    assert desk.selection.node == card
    assert net.node("flatten1").inputs == (card,)
    desk.stage.commands.several.expand(card)
    assert len(desk.scene.arrangement.places) == 1 + len(net.nodes)
    assert desk.stage.commands.several.collapse([node.id for node in inside], "Mine")
    assert set(desk.scene.arrangement.places) == {"input", *BEFORE, card}
    for _ in range(3):
        desk.document.undo_stack.undo()
    assert desk.document.project == before


def test_where_no_series_comes_out_the_reason_is_said(desk, qtbot):
    before = desk.document.project
    with qtbot.waitSignal(desk.stage.commands.refused) as refused:
        desk.drag_in("TransformerBlock", desk.gap("flatten1", "dense1"))
    assert "needs a row of numbers for each moment" in refused.args[0]
    assert desk.document.project == before
