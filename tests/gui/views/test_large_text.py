"""Pictures of views leave room for their words at every size of text."""

import pytest
from PySide6.QtGui import QFontMetrics

from gui.style import theme
from gui.views.all_weights import SmallHistograms


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_names_stand_below_their_histograms(qtbot, scale):
    theme.set_text_scale(scale)
    try:
        widget = SmallHistograms()
        qtbot.addWidget(widget)
        widget.show_blocks({"a": "first Dense", "b": "second Dense"}, "a")
        for size in (widget.minimumSizeHint(), widget.minimumSizeHint() * 1.5):
            widget.resize(size)
            for cell in widget.cells().values():
                below = cell.bottom() - widget.plot(cell).bottom()
                assert below >= QFontMetrics(theme.font(11)).height() - 1
                assert widget.plot(cell).height() >= 40
    finally:
        theme.set_text_scale(1.0)
