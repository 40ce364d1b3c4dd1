"""A view in a window of its own, above the main window."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.style import theme
from gui.text.plain_text import titled
from gui.text.translation import tr
from gui.views.base import Panel
from gui.views.view_card import PanelCard

USUAL = QSize(420, 360)


class FloatingView(QWidget):
    """Holds one card; closing it asks to have the view back in the column."""

    closing = Signal(object)

    def __init__(self, parent: QWidget, panel: Panel):
        super().__init__(parent, Qt.WindowType.Tool)
        self.setProperty("clear", True)
        self.kind = type(panel)
        self.setWindowTitle(titled(tr(panel.title)))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = PanelCard([panel])
        column.addWidget(self.card)
        self.resize(max(theme.px(USUAL.width()), panel.minimumSizeHint().width()),
                    max(theme.px(USUAL.height()), panel.least_height() + 60))

    def closeEvent(self, event):
        event.ignore()
        self.closing.emit(self.kind)
