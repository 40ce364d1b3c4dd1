"""The left column folded to icons, where the window is too narrow for it: a click shows it over the canvas."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from gui.style import theme
from gui.widgets.basic import icon_button

WIDTH, GLYPH = 48, 18


class Rail(QFrame):
    """`wanted(card)` with data, layers or selected."""

    wanted = Signal(str)

    def __init__(self):
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(max(WIDTH, theme.px(GLYPH) + 24))
        column = QVBoxLayout(self)
        column.setContentsMargins(7, 10, 7, 10)
        column.setSpacing(8)
        for name, glyph, tip in (("data", "table", "Data"), ("layers", "layer", "Layers"),
                                 ("selected", "sliders", "What is selected")):
            button = icon_button(glyph, tip, size=GLYPH)
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            column.addWidget(button)
        column.addStretch(1)
