"""The controls below the stage: buttons that move the window, what the pointer does, and the colours of both maps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.drawing.colour_bar import ColourBar
from gui.explanation.maps import Colours
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import Elided, icon_button, label

ROOMY = 480
"""Below this width the colour bar has no words: the hint needs the room."""


class Foot(QWidget):
    """Buttons, a hint, and a colour bar."""

    def __init__(self):
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.back = icon_button("previous", "Previous place")
        self.play = icon_button("play", "Let the window move on by itself")
        self.next = icon_button("next", "Next place")
        self.hint = Elided("", "muted", 12)
        self.words = label("", "muted", 11)
        self.bar = ColourBar()
        self.bar.setFixedWidth(theme.px(112))
        for button in (self.back, self.play, self.next):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.hint, 1)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.words.setVisible(self.width() >= theme.px(ROOMY))

    def show_range(self, words: str, colours: Colours) -> None:
        """What the colours of the stage stand for."""
        self.words.setText(words)
        self.bar.show_range(colours.held, tr("what comes in and what goes out, in one range"))

    def show_playing(self, on: bool) -> None:
        """Whether the window moves by itself."""
        theme.set_icon(self.play, "pause" if on else "play")
        tip = tr("Stop the window") if on else tr("Let the window move on by itself")
        self.play.setToolTip(tip)
        self.play.setAccessibleName(tip)
