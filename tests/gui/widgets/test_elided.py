"""Words that need not be cut where shorter ones say enough."""

import pytest

from gui.widgets.basic import Elided

CHOICES = ("825 of 1 000 right · 175 wrong", "175 wrong")


@pytest.mark.parametrize("width", [300, 200, 120, 90, 60, 30])
def test_the_longest_that_fits_is_shown(qtbot, width):
    label = Elided()
    qtbot.addWidget(label)
    label.show_text(*CHOICES)
    label.resize(width, 20)
    label.show()
    fitting = [words for words in CHOICES if label.fontMetrics().horizontalAdvance(words) <= width]
    assert label.text() == fitting[0] if fitting else label.text() == "" or label.text().endswith("…")
    assert (label.toolTip() == "") == (label.text() == CHOICES[0])
    label.show_text("short")
    assert label.text() in ("short", "sh…", "s…", "")
