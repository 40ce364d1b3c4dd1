"""Overview, block, formula: the explanation by real mouse and keys, in the whole window."""

import re
import time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.inspection.explaining import Explained
from core.ops.tensor_type import usual
from core.session.orders import Pause, Play, SetSpeed
from gui.explanation.chips import Chip
from gui.explanation.navigation import beside
from gui.explanation.printing import shown
from gui.views.feature_maps import FeatureMapsPanel
from tests.gui.explanation_parts import Opened
from tests.gui.shell_parts import example, window

Key = Qt.Key


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@pytest.fixture
def digits(qtbot, shell):
    return Opened(qtbot, shell, example("digits-cnn"))


@pytest.mark.scene
def test_double_click_opens_and_escape_goes_up(digits):
    digits.double_click("conv2d2")
    page = digits.page
    assert page.isVisible()
    assert not digits.stage.isVisible()
    assert digits.app.window.timeline is not None
    assert digits.app.window.left.isVisible()
    assert digits.app.window.views.isVisible()
    assert page.crumbs.block.text() == "second Conv2D"
    filter_, row, column = (int(n) for n in re.findall(r"\d+", page.crumbs.place.full))
    assert page.found.place == (row - 1, column - 1, filter_ - 1)
    assert digits.app.selection.node == "conv2d2"
    digits.key(Key.Key_Escape)
    assert digits.stage.isVisible()
    assert not page.isVisible()
    assert digits.app.selection.node == "conv2d2"
    digits.key(Key.Key_Escape)
    assert digits.app.selection.node == ""


@pytest.mark.scene
def test_the_command_escape_asks_the_explanation_first(digits):
    """As when the focus is on a button of it."""
    digits.double_click("conv2d1")
    digits.page.foot.play.setFocus()
    digits.app.window.commands["escape"].trigger()
    assert digits.stage.isVisible()
    assert digits.app.selection.node == "conv2d1"


@pytest.mark.scene
def test_enter_opens_and_the_printed_numbers_add_up_before_any_training(digits):
    digits.stage.select("conv2d2")
    digits.stage.setFocus()
    digits.key(Key.Key_Return)
    digits.settle("conv2d2")
    found = digits.page.found
    account = found.step("sum")
    assert found.honest
    assert digits.app.runner.state.step == 0
    cells, = digits.piece("Products")
    printed = [float(shown(float(v), cells.places.product).replace("−", "-")) for v in cells.products.ravel()]
    whole = float(shown(float(account.sums[found.channel]), cells.places.product).replace("−", "-"))
    assert sum(printed) == pytest.approx(whole, abs=1e-9)
    line = digits.board.stage.lines[1].text.replace("−", "-").replace("- ", "-").replace("+ ", "+")
    assert re.fullmatch(r"z = -?\d+\.\d+ [+-]\d+\.\d+ = -?\d+\.\d+", line)
    one, two, total = (float(n) for n in re.findall(r"[+-]?\d+\.\d+", line))
    assert one + two == pytest.approx(total, abs=1e-9)
    assert total == pytest.approx(float(found.sample.before["conv2d2"][found.place]), abs=2e-3)


@pytest.mark.scene
@pytest.mark.parametrize(("id", "pieces"), [
    ("conv2d2", {"Products", "BarsPiece", "Chain", "ActivationCurve", "ChannelStrip"}),
    ("dense1", {"Terms", "Chain", "ActivationCurve", "NumberRow"}),
    ("dense2", {"Terms", "Shares"}), ("maxpooling2d1", {"Pool", "BarsPiece"}), ("flatten1", {"Map", "NumberRow"}),
    ("input", {"Map", "Chain"})])
def test_every_block_of_the_network_has_a_picture(digits, id, pieces):
    digits.network.explain(id)
    digits.settle(id)
    assert pieces <= {type(piece).__name__ for piece in digits.board.stage.pieces}
    assert not re.search(r"−0\.0+\b", digits.board.accessibleName())


@pytest.mark.scene
def test_arrows_walk_the_chain_and_turn_filters(digits):
    digits.double_click("conv2d1")
    digits.key(Key.Key_Right)
    digits.settle("maxpooling2d1")
    digits.key(Key.Key_Left)
    digits.settle("conv2d1")
    before = digits.page.found.place
    digits.key(Key.Key_Down)
    digits.settle()
    assert digits.page.found.place == (*before[:2], (before[2] + 1) % 16)
    digits.key(Key.Key_PageDown)
    digits.settle()
    assert digits.page.found.place == beside((*before[:2], (before[2] + 1) % 16), usual((28, 28, 16)), 1)
    assert digits.app.runner.state.step == 0, "→ is no batch while a block is open"


@pytest.mark.scene
def test_the_pointer_moves_the_window_on_both_maps(digits):
    digits.double_click("conv2d2")
    out = digits.piece("Map")[-1]
    digits.rest(*(lambda box: (box.cx, box.cy))(out.cell(3, 5)))
    digits.settle()
    assert digits.page.found.place[:2] == (3, 5)
    coming = digits.piece("Map")[0]
    digits.rest(*(lambda box: (box.cx, box.cy))(coming.cell(9, 2)))
    digits.settle()
    assert digits.page.found.place[:2] == (9, 2)
    assert digits.page.found.step("sum").window.rows == (8, 9, 10)


@pytest.mark.scene
def test_a_bar_or_a_small_map_chooses_the_channel(digits):
    digits.double_click("conv2d2")
    bars, = digits.piece("BarsPiece")
    column = bars.column(4)
    digits.click(column.cx, column.cy)
    digits.settle()
    assert digits.page.found.channel == 4
    strip, = digits.piece("ChannelStrip")
    tile = strip.tile_box(7)
    digits.click(tile.cx, tile.cy)
    digits.settle()
    assert digits.page.found.channel == 7


@pytest.mark.scene
def test_empty_ground_and_the_button_lead_back(digits):
    digits.double_click("maxpooling2d1")
    card = digits.piece("FormulaCard")[0].box
    digits.click(card.right - 2, card.y - 6)
    assert digits.stage.isVisible()
    digits.double_click("maxpooling2d1")
    QTest.mouseClick(digits.page.crumbs.close_button, Qt.MouseButton.LeftButton)
    assert digits.stage.isVisible()


@pytest.mark.scene
def test_a_chip_leads_sideways(digits):
    digits.double_click("conv2d1")
    chip = digits.page.chips.chips["dense2"]
    assert chip.accessibleName() == "Open second Dense"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    digits.settle("dense2")
    assert digits.app.selection.node == "dense2"
    assert chip.open
    assert all(chip.values is not None for chip in digits.page.findChildren(Chip))


@pytest.mark.scene
def test_the_window_hops_while_it_plays_and_stops_when_closed(digits):
    digits.double_click("conv2d1")
    first = digits.page.found.place
    QTest.mouseClick(digits.page.foot.play, Qt.MouseButton.LeftButton)
    assert digits.page.walking.playing
    maps = usual((28, 28, 16))
    digits.until(lambda: digits.page.found.place == beside(beside(first, maps, 1), maps, 1))
    digits.key(Key.Key_Escape)
    assert not digits.page.walking.playing


@pytest.mark.scene
def test_a_click_on_a_feature_map_opens_its_filter(digits):
    digits.stage.select("conv2d2")
    panel = digits.app.window.views.panel(FeatureMapsPanel)
    digits.until(lambda: panel.mosaic.maps is not None and panel.mosaic.maps.shape[-1] == 32)
    box = panel.mosaic.boxes()[9]
    QTest.mouseClick(panel.mosaic, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    digits.settle("conv2d2")
    assert digits.page.found.place[2] == 9
    assert digits.page.isVisible()


@pytest.mark.scene
def test_numbers_follow_training_twice_a_second_and_rest_under_the_pointer(qtbot, shell):
    project = example("digits-cnn")
    digits = Opened(qtbot, shell, replace(project, training=replace(project.training, epochs=1000)))
    digits.double_click("conv2d2")
    assert not digits.board.over
    seen = []
    digits.app.runner.snapshot.connect(lambda s: seen.extend(n for n in s.values if type(n) is Explained))
    digits.app.runner.order(SetSpeed(2))
    digits.app.runner.order(Play())
    before = digits.page.found
    digits.until(lambda: digits.page.found is not before and digits.page.found.value != before.value, 30)
    assert digits.page.found.place == before.place
    seen.clear()
    began = time.monotonic()
    digits.until(lambda: len(seen) >= 4)
    assert time.monotonic() - began > 1.0, "three pauses of half a second; the first frame may come late"
    digits.enter()
    QTest.mouseMove(digits.board, digits.board.rect().center())  # Qt tells where the pointer is; nobody moved it
    assert not digits.board.over
    seen.clear()
    under = digits.page.found
    digits.until(lambda: len(seen) >= 2 and digits.page.found is not under)  # the board came under a pointer that rests
    digits.rest(1, 1)
    assert digits.board.over
    held = digits.page.found
    seen.clear()
    digits.until(lambda: len(seen) >= 2)
    assert digits.page.found is held
    assert digits.page.foot.hint.full.startswith("Numbers are held")
    digits.leave()
    digits.until(lambda: digits.page.found is not held)
    digits.app.runner.order(Pause())
    digits.until(lambda: not digits.app.runner.state.running)


@pytest.mark.scene
def test_at_a_moment_of_the_past_it_shows_the_numbers_of_then(digits):
    digits.double_click("dense2")
    then = digits.page.found
    digits.app.runner.order(Play("batch"))
    digits.until(lambda: digits.app.runner.state.phase == "paused" and digits.app.runner.state.step == 1)
    digits.until(lambda: digits.page.found.value != then.value)
    digits.app.window.commands["previous"].trigger()
    digits.until(lambda: digits.app.runner.state.step == 0 and digits.page.found.value == then.value)
    assert digits.page.isVisible()


@pytest.mark.scene
def test_it_follows_edits_and_goes_with_its_block(digits):
    digits.double_click("maxpooling2d1")
    digits.app.document.undo_stack.clear()
    digits.network.commands.several.remove_all(("maxpooling2d1",))
    assert digits.stage.isVisible()
    digits.app.document.undo_stack.undo()
    digits.double_click("dense2")
    digits.app.selection.choose_sample("validation", 7)
    digits.until(lambda: digits.page.need == Explained("validation", 7, "dense2", digits.page.wish, digits.page.channel)
                 and digits.app.runner.latest.get(digits.page.need) is digits.page.found)


@pytest.mark.scene
def test_a_place_that_an_edit_takes_away_gives_way_to_another_and_a_broken_network_says_so(digits):
    digits.network.explain("conv2d2", (-1, -1, 31))
    digits.settle("conv2d2")
    document = digits.app.document
    layer = document.project.network.node("conv2d2").layer
    document.edit_layer("conv2d2", replace(layer, filters=8), "fewer")
    digits.until(lambda: digits.page.found.output.shape[-1] == 8)
    digits.settle("conv2d2")
    assert digits.page.found.place[2] < 8
    document.edit_layer("conv2d2", replace(layer, kernel_size=40, padding="valid"), "too large")
    assert digits.page.found is None
    assert digits.board.waiting.startswith("This network cannot compute")
    document.undo_stack.undo()
    digits.settle("conv2d2")
    assert digits.board.stage is not None
    digits.app.document.open(example("xor"))
    assert digits.page.node == ""


@pytest.mark.scene
def test_one_output_for_two_classes_is_named_a_unit(qtbot, shell):
    spiral = Opened(qtbot, shell, example("spiral"))
    last = spiral.app.document.project.network.nodes[-1].id
    spiral.double_click(last)
    assert spiral.page.crumbs.place.full == "unit 1"
    assert spiral.piece("Terms")[0].names[0].startswith("input ")
    spiral.key(Key.Key_Escape)
    spiral.double_click(spiral.app.document.project.network.nodes[0].id)
    assert sorted(spiral.piece("Terms")[0].names) == ["x₁", "x₂"]
