"""Where cards of weights stand: never over their own block, never over another card while there is room elsewhere."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui.drawing.geometry import Box
from gui.weights import handle
from gui.weights.placing import free_place
from tests.gui.explanation_parts import LEFT, PLAIN, Opened
from tests.gui.shell_parts import example, window
from tests.sampling import sampled

ROOM = Box(0, 0, 700, 500)


def stands(size, own, others):
    return Box(*free_place(size, own, others, ROOM), *size)


def test_a_card_finds_a_gap_between_two_others_that_is_far_from_its_block():
    own = Box(10, 10, 120, 60)
    others = [(Box(0, 80, 300, 420), 60.0), (Box(140, 0, 330, 70), 60.0), (Box(520, 0, 180, 500), 60.0)]
    here = stands((200, 300), own, others)
    assert not any(here.touches(box) for box, _ in [(own, 0), *others])
    assert ROOM.x <= here.x
    assert here.right <= ROOM.right
    assert here.bottom <= ROOM.bottom


def test_it_stands_beside_its_block_where_nothing_is_in_the_way():
    own = Box(300, 200, 100, 80)
    here = stands((150, 120), own, [])
    assert not here.touches(own)
    assert min(abs(here.right - own.x), abs(here.x - own.right), abs(here.bottom - own.y),
               abs(here.y - own.bottom)) == 8


def test_rather_over_another_block_than_over_a_card_and_over_anything_rather_than_its_own():
    own, block, card = Box(250, 0, 200, 500), Box(0, 0, 240, 500), Box(460, 0, 240, 500)
    assert stands((200, 300), own, [(block, 1.0), (card, 60.0)]).touches(block)
    assert not stands((200, 300), own, [(block, 60.0), (card, 60.0)]).touches(own)


def test_a_card_larger_than_the_canvas_begins_at_its_corner():
    assert free_place((900, 700), Box(10, 10, 50, 50), [], ROOM) == (4, 4)


@pytest.mark.scene
@pytest.mark.parametrize(("project", "first", "second"), sampled([
    ("digits-cnn", "conv2d2", "dense2"), ("digits-cnn", "conv2d1", "dense1"), ("spiral", "dense1", "dense3")],
    ("digits-cnn", "conv2d2", "dense2")))
def test_two_cards_hide_neither_each_other_nor_their_blocks(qtbot, tmp_path, project, first, second):
    with window(qtbot, tmp_path) as app:
        desk = Opened(qtbot, app, example(project))
        stage, viewport = desk.stage, desk.stage.viewport()
        for id in (first, second):
            box = stage.box_on_screen(handle.box(stage.scene.arrangement.places[id]))
            QTest.mouseMove(viewport, QPoint(2, 2))
            QTest.mouseMove(viewport, desk.middle(id))
            QTest.mouseClick(viewport, LEFT, PLAIN, QPoint(round(box.cx), round(box.cy)))
            QTest.mouseClick(stage.sheets.card(id).pin, LEFT)
        QTest.qWait(50)
        one, two = stage.sheets.boxes()
        assert not one.touches(two)
        for id, card in ((first, one), (second, two)):
            assert not card.touches(stage.box_on_screen(stage.scene.arrangement.places[id].whole))
        desk.stage.setFocus()
        QTest.keyClick(stage, Qt.Key.Key_Escape)
        free = next(id for id in stage.scene.blocks if not any(
            box.touches(stage.box_on_screen(stage.scene.arrangement.places[id].whole))
            for box in stage.sheets.boxes()))
        before = stage.sheets.boxes()
        QTest.mouseClick(viewport, LEFT, PLAIN, desk.middle(free))
        assert app.selection.node == free
        assert stage.sheets.boxes() == before, "nothing jumps about where nothing is in the way"
