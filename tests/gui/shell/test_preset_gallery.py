"""The presets with pictures: every one is drawn from its own network, and a card opens it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.project.presets import presets
from core.project.spec import Project
from gui.shell.preset_gallery import WIDE, PresetGallery
from gui.style import theme
from gui.text import language
from gui.text.translation import tr


@pytest.fixture
def gallery(qtbot):
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    opened = []
    made = PresetGallery(window, opened.append)
    made.opened, made.owner = opened, window
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_preset_has_a_card_drawn_from_its_network(gallery):
    assert [card.preset for card in gallery.cards] == list(presets())
    pictures = set()
    for card in gallery.cards:
        network = Project.load(card.preset.path).network
        boxes = card.boxes()
        assert len(boxes) == len(network.nodes) + len(network.sources)
        assert all(card.rect().contains(box.toRect()) for box in boxes)
        assert all(before.right() <= after.left() + 1 for before, after in pairwise(boxes))
        pictures.add(bytes(card.grab().toImage().constBits()))
    assert len(pictures) == len(gallery.cards)
    skips = {card.preset.file: len(card.drawing.skips) for card in gallery.cards}
    assert skips["resnet"] > 0
    assert skips["lenet5"] == 0


@pytest.mark.parametrize("by_key", [False, True])
def test_a_card_opens_its_preset(gallery, by_key):
    card, opened = gallery.cards[3], gallery.opened
    if by_key:
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert opened == [presets()[3]]


@pytest.mark.parametrize("name", ["dark", "light"])
def test_both_themes(gallery, name):
    theme.apply(name)
    assert not gallery.cards[0].grab().isNull()
    theme.apply("dark")


def test_arrows_walk_as_the_cards_stand(gallery):
    gallery.activateWindow()
    for row, column, key, goal in [(0, 0, Qt.Key.Key_Down, (1, 0)), (0, 1, Qt.Key.Key_Down, (1, 1)),
                                   (0, 2, Qt.Key.Key_Right, (1, 0)), (1, 0, Qt.Key.Key_Left, (0, 2)),
                                   (1, 1, Qt.Key.Key_Up, (0, 1)), (0, 0, Qt.Key.Key_Up, (0, 0))]:
        gallery.rows[row][column].setFocus()
        QTest.keyClick(gallery.rows[row][column], key)
        assert gallery.focusWidget() is gallery.rows[goal[0]][goal[1]], (row, column, key)


@pytest.mark.parametrize("tongue", ["en", "de"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_what_a_preset_is_stands_on_its_card_in_full(gallery, tongue, scale):
    try:
        language.use(tongue)
        theme.set_text_scale(scale)
        for preset in presets():
            room = theme.px(WIDE) - 28
            assert QFontMetrics(theme.font(12)).horizontalAdvance(tr(preset.line)) <= room, tr(preset.line)
            assert QFontMetrics(theme.font(14, 600)).horizontalAdvance(tr(preset.title)) <= room
    finally:
        language.use("en")
        QLocale.setDefault(QLocale.c())
        theme.set_text_scale(1.0)


def test_a_word_finds_projects_by_topic_notes_and_layers(gallery):
    for text, expected in (("attention", {"text-gpt", "sorting-gpt", "dates-attention"}), ("forecast", {"airline"}),
                           ("LSTM text", {"text-lstm"}), ("sunspots", {"sunspots"}), ("qqqq", set())):
        gallery.search.setText(text)
        found = {card.preset.file for card in gallery.cards}
        assert expected <= found, text
        assert len(found) < len(presets())
        assert all(card.isVisibleTo(gallery) == (card in gallery.cards) for card in gallery.every)
        assert gallery.nothing.isVisibleTo(gallery) == (not expected)
    gallery.search.clear()
    assert [card.preset for card in gallery.cards] == list(presets())
    gallery.search.setText("sunspots")
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    assert [preset.file for preset in gallery.opened] == ["sunspots"]
