"""The words at the lines to beat stand inside of the plot, and never on each other."""

import pytest

from core.exploration.baselines import COMMONEST, NEAREST, Baseline
from gui.drawing.plot import Plot
from gui.views.baseline_lines import BaselineLines


def seen(lines, plot):
    """(top, bottom) of every word that is seen, in pixels of the plot's box."""
    box = plot.getViewBox()
    found = []
    for line in lines._lines.values():
        if line.visible and len(line.y) and line.word.isVisible():
            shape = line.word.mapRectToItem(box, line.word.boundingRect())
            found.append((shape.top(), shape.bottom()))
    return found


@pytest.mark.parametrize(("one", "other", "words"), [(0.99, 0.2, 2), (0.95, 0.94, 1), (0.5, 0.48, 1), (0.5, 0.1, 2),
                                                     (1.0, 1.0, 1), (1.02, 0.2, 1), (0.5, -0.03, 1)])
def test_every_word_is_inside_and_none_on_another(qtbot, one, other, words):
    plot = Plot("p")
    plot.resize(220, 140)
    qtbot.addWidget(plot)
    plot.show()
    lines = BaselineLines(plot, "accuracy", 100.0)
    lines.restyle()
    plot.show_range((0.0, 10.0), (0.0, 100.0))
    lines.show_rules((Baseline(NEAREST, {"accuracy": one}, 9, 9), Baseline(COMMONEST, {"accuracy": other}, 9, 9)))
    qtbot.wait(1)
    found = seen(lines, plot)
    assert len(found) == words
    for top, bottom in found:
        assert top >= -1
        assert bottom <= plot.getViewBox().height() + 1
    for place, (top, bottom) in enumerate(found):
        assert all(bottom <= start + 1 or top >= end - 1 for start, end in found[place + 1:])
    assert len(lines.words(str)) == 2, "both are said"


def test_a_word_below_its_line_leaves_the_end_of_the_curves_free(qtbot):
    plot = Plot("p")
    plot.resize(220, 140)
    qtbot.addWidget(plot)
    plot.show()
    lines = BaselineLines(plot, "accuracy", 100.0)
    lines.restyle()
    plot.show_range((0.0, 10.0), (0.0, 100.0))
    for share, left in ((1.0, True), (0.4, False)):
        lines.show_rules((Baseline(NEAREST, {"accuracy": share}, 9, 9),))
        qtbot.wait(1)
        line = lines._lines[NEAREST]
        box = plot.getViewBox()
        shape = line.word.mapRectToItem(box, line.word.boundingRect())
        assert (shape.center().x() < box.width() / 2) == left
        assert shape.left() >= -1
        assert shape.right() <= box.width() + 1
