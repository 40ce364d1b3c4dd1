"""A folded card is as high as its head: every subset of cards, in windows and texts of several sizes."""

from itertools import pairwise, product

import pytest
from PySide6.QtTest import QTest

from gui.style import theme
from tests.gui.shell_parts import example, window


@pytest.mark.scene
@pytest.mark.parametrize(("size", "scale"), [((1280, 800), 1.0), ((1920, 1080), 1.0), ((1920, 1080), 1.5)])
def test_a_folded_card_is_as_high_as_its_head(qtbot, tmp_path, size, scale):
    with window(qtbot, tmp_path, size=size) as app:
        app.look.set_scale(scale)
        try:
            app.document.open(example("spiral"))
            app.window.show_start(False)
            QTest.qWait(30)
            cards = app.window.left.cards
            first = cards[0].y()
            *above, last = cards
            below_each_other = [*above, app.window.left.notes, last]
            for folded in product((False, True), repeat=len(cards)):
                for card, off in zip(cards, folded, strict=True):
                    card.head.setChecked(not off)
                app.window.left.column.activate()
                QTest.qWait(5)
                for card, off in zip(cards, folded, strict=True):
                    if off:
                        assert card.height() <= card.head.sizeHint().height() + 18, card.head.text()
                    else:
                        assert card.height() > card.head.height() + 40
                tops = [card.y() for card in cards]
                assert tops[0] == first
                for before, after in pairwise(below_each_other):
                    assert after.y() - before.geometry().bottom() - 1 == 12
        finally:
            theme.set_text_scale(1.0)
