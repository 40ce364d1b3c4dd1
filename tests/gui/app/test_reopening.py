"""What a person had open comes back when size of text or language make the window anew. All by mouse and keys."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.session.orders import Pause, Play, SetSpeed
from gui.shell.shortcut_list import Shortcuts
from gui.style import theme
from gui.text import language
from gui.views.decision import DecisionPanel
from gui.weights import open_cards
from tests.gui.explanation_parts import LEFT, PLAIN
from tests.gui.reopening_parts import Anew
from tests.gui.shell_parts import drag, example, window

pytestmark = pytest.mark.scene

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@pytest.fixture
def digits(qtbot, shell):
    made = Anew(qtbot, shell, example("digits-cnn"))
    shell.window.activateWindow()
    shell.window.setFocus()
    return made


def test_an_opened_block_stays_open_at_its_number_and_channel(digits):
    digits.double_click("conv2d2")
    for key in (Key.Key_PageDown, Key.Key_PageDown, Key.Key_Down):
        digits.key(key)
        digits.settle()
    strip, = digits.piece("ChannelStrip")
    box = strip.tile_box(strip.numbers.index((strip.chosen + 3) % len(strip.numbers)))
    first = digits.page.channel
    digits.click(box.cx, box.cy)
    digits.settle()
    assert digits.page.channel != first
    before = digits.page.node, digits.page.found.place, digits.page.found.channel
    assert before[0] == "conv2d2"
    for change in (digits.larger, digits.german, digits.usual_size):
        change()
        assert digits.page.isVisible()
        assert not digits.stage.isVisible()
        digits.settle()
        assert (digits.page.node, digits.page.found.place, digits.page.found.channel) == before
        assert QApplication.focusWidget() is digits.page
    digits.press(Key.Key_Right)
    digits.settle()
    assert digits.page.node == "maxpooling2d2"
    digits.press(Key.Key_Escape)
    assert digits.stage.isVisible()
    digits.larger()
    assert digits.stage.isVisible(), "what was closed stays closed"


def test_cards_of_weights_come_back_pinned_zoomed_and_where_somebody_put_them(digits):
    first = digits.open_card("conv2d2")
    QTest.mouseClick(first.pin, LEFT)
    QTest.mouseClick(first.picture, LEFT, PLAIN, first.picture.rect().center())
    assert first.picture.zoomed
    grip = QPoint(40, 14)
    drag(first, grip, grip - QPoint(20, 40), grip - QPoint(30, 60))
    second = digits.open_card("dense2")
    QTest.mouseClick(second.tabs, LEFT, PLAIN, second.tabs.tabRect(1).center())
    before = {card.node: open_cards.kept(card) for card in digits.stage.sheets.cards}
    assert set(before) == {"conv2d2", "dense2"}
    assert before["conv2d2"].pinned
    assert before["dense2"].name == "dense2.bias"
    for change in (digits.larger, digits.german, digits.usual_size):
        change()
        cards = {card.node: card for card in digits.stage.sheets.cards}
        assert {node: open_cards.kept(card) for node, card in cards.items()} == before
        for card in cards.values():
            assert card.isVisible()
            digits.until(lambda card=card: card.picture.values is not None)
    digits.stage.setFocus()
    digits.press(Key.Key_Escape)
    digits.press(Key.Key_Escape)
    digits.press(Key.Key_Escape)
    assert not digits.stage.sheets.cards
    digits.larger()
    assert not digits.stage.sheets.cards, "what was closed stays closed"


def test_the_chosen_number_comes_back_and_its_changes_can_still_be_undone(digits):
    QTest.mouseClick(digits.stage.viewport(), LEFT, PLAIN, digits.middle("dense2"))
    digits.press(Key.Key_N)
    assert digits.stage.sheets.card("dense2") is not None
    hand = digits.stage.weight_editing
    digits.until(lambda: hand.value() is not None)
    part, value = hand.part, hand.value()
    digits.press(Key.Key_Up)
    digits.until(lambda: hand.value() != value)
    nudged = hand.value()
    digits.larger()
    hand = digits.stage.weight_editing
    assert hand.part == part
    assert hand.card.isVisible()
    digits.until(lambda: hand.value() == nudged)
    digits.press(Key.Key_Z, CONTROL)
    digits.until(lambda: hand.value() == value)
    QTest.qWait(200)
    assert hand.value() == value
    digits.press(Key.Key_Y, CONTROL)
    digits.until(lambda: hand.value() == nudged)


def test_a_selected_link_several_blocks_zoom_and_scroll_come_back(qtbot, shell):
    desk = Anew(qtbot, shell, example("digits-cnn"))
    for _ in range(4):
        wheel(desk.stage)
    zoom, bar = desk.stage.zoom, desk.stage.verticalScrollBar()
    assert zoom > 1.2
    assert bar.maximum() > 20
    bar.setValue(bar.maximum())
    share = bar.value() / desk.stage.scene.arrangement.height
    desk.stage.setFocus()
    desk.press(Key.Key_A, CONTROL)
    chosen = desk.stage.selecting.ids
    assert len(chosen) == 7
    desk.larger()
    assert desk.stage.zoom == zoom
    assert desk.stage.verticalScrollBar().value() / desk.stage.scene.arrangement.height == pytest.approx(share, abs=0.1)
    assert desk.stage.selecting.ids == chosen
    assert desk.stage.hasFocus()
    link = desk.stage.scene.choice.pairs[0]
    desk.stage.select_link(link)
    desk.german()
    assert desk.stage.marks.link == link


def wheel(stage):
    """One notch nearer."""
    point = QPointF(stage.viewport().rect().center())
    QApplication.sendEvent(stage.viewport(), QWheelEvent(
        point, stage.viewport().mapToGlobal(point), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CONTROL,
        Qt.ScrollPhase.NoScrollPhase, False))


def test_the_left_column_and_what_explains_come_back(digits):
    app, left = digits.app, digits.app.window.left
    QTest.mouseClick(left.palette_small.more, LEFT)
    digits.press(Key.Key_F1)
    assert app.window.findChild(Shortcuts).isVisible()
    app.window.activateWindow()
    digits.press(Key.Key_F1, SHIFT)
    reference = app.session.help.reference
    QTest.keyClicks(reference.search, "dropout")
    QTest.keyClick(reference.search, Key.Key_Return)
    entry = reference.shown.name
    assert entry == "Dropout"
    digits.german()
    assert app.window.left.palette_small.more.isChecked()
    keys = [dialog for dialog in app.window.findChildren(Shortcuts) if dialog.isVisible()]
    assert [dialog.windowTitle() for dialog in keys] == ["Alle Tastenkürzel"]
    assert app.session.help.reference is not reference
    assert app.session.help.reference.isVisible()
    assert app.session.help.reference.shown.name == entry
    assert app.session.help.reference.search.text() == "dropout"


def test_what_is_searched_on_the_first_page_and_the_step_of_the_tour_come_back(digits):
    digits.app.session.show_start()
    digits.until(lambda: digits.app.window.starting)
    QTest.keyClicks(digits.app.window.left.palette_wide.search, "conv")
    digits.app.session.help.show_tour()
    tour = digits.app.session.help.tour
    digits.app.look.step(1)
    digits.look()
    assert digits.app.window.left.palette_wide.search.text() == "conv"
    assert digits.app.session.help.tour is not tour
    assert digits.app.session.help.tour.isVisible()
    assert not digits.app.settings.toured
    QTest.keyClick(digits.app.session.help.tour, Key.Key_Escape)
    assert digits.app.settings.toured


def test_what_was_chosen_in_the_views_comes_back(qtbot, shell):
    desk = Anew(qtbot, shell, example("spiral"))
    shell.selection.select("dense1")
    decision = shell.window.views.panel(DecisionPanel)
    shell.window.views.show_panel(DecisionPanel)
    for _ in range(2):
        QTest.mouseClick(decision.after, LEFT)
    card = next(card for card in shell.window.views.cards if card.shown is decision)
    QTest.mouseClick(card.pin, LEFT)
    shell.selection.select("dense2")
    before = decision.kept
    assert before == {"node": "dense1", "pinned": True, "unit": 2}
    for change in (desk.larger, desk.german):
        change()
        decision = shell.window.views.panel(DecisionPanel)
        assert decision.kept == before
        card = next(card for card in shell.window.views.cards if card.shown is decision)
        assert card.pin.isChecked()


def test_the_doctors_card_stays_folded_or_at_its_finding(qtbot, shell):
    desk = Anew(qtbot, shell, example("spiral"))
    training = shell.document.project.training
    shell.document.edit_training(replace(training, optimizer=replace(training.optimizer, learning_rate=30.0)), "Rate")
    shell.runner.order(SetSpeed(3))
    shell.runner.order(Play())
    desk.until(lambda: shell.doctor.card.isVisible(), 60)
    shell.runner.order(Pause())
    desk.until(lambda: not shell.runner.state.running)
    QTest.mouseClick(shell.doctor.card.why, LEFT)
    mark = shell.doctor.card.shown.mark
    desk.larger()
    card = shell.doctor.card
    assert (card.isVisible(), card.why.isChecked(), card.shown.mark) == (True, True, mark)
    QTest.mouseClick(shell.doctor.card.count, LEFT)
    assert not shell.doctor.card.isVisible()
    desk.german()
    assert not shell.doctor.card.isVisible()
    assert shell.window.status.doctor.isVisible()
    QTest.mouseClick(shell.window.status.doctor, LEFT)
    assert shell.doctor.card.isVisible()


def test_who_looks_back_still_sees_all_of_the_past(qtbot, shell):
    desk = Anew(qtbot, shell, example("xor"))
    shell.runner.order(SetSpeed(3))
    shell.runner.order(Play(20.0))
    desk.until(lambda: shell.runner.state.epoch >= 20 and not shell.runner.state.running, 60)
    moments = shell.runner.track.moments
    assert len(moments) > 1
    shell.rewinding.go(moments[0].number)
    desk.until(lambda: shell.runner.state.rewound)
    QTest.qWait(100)
    bar = shell.window.timeline.bar
    before = bar.history.epoch, bar.reach, bar.epoch
    desk.larger()
    bar = shell.window.timeline.bar
    assert (bar.history.epoch, bar.reach, bar.epoch) == before
    assert shell.runner.state.rewound
    assert shell.window.timeline.isVisible()
