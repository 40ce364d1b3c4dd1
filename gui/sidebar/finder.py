"""The layer finder: find a layer by typing, Enter inserts it after the selection."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.drawing.block_icons import PALETTE, grouped_layers, layer_icon, layer_role
from gui.forms.tooltips import describe
from gui.sidebar.palette import searched
from gui.style import theme
from gui.text.translation import tr


class LayerFinder(QFrame):
    """A small panel over the network with a line to type in and what fits; Escape closes it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.setFixedWidth(theme.px(320))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Find a layer, then Enter"))
        self.line.setFont(theme.font(13))
        self.line.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setFont(theme.font(13))
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(theme.px(300))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda item: self._take(item))
        self.line.returnPressed.connect(lambda: self._take(self.list.currentItem()))
        column.addWidget(self.line)
        column.addWidget(self.list)
        self._fill("")

    def open_over(self, widget: QWidget) -> None:
        """Show it in the upper middle of `widget`."""
        self.line.clear()
        self._fill("")
        place = QPoint((widget.width() - self.width()) // 2, max(widget.height() // 6, 12))
        self.move(widget.mapToGlobal(place))
        self.show()
        self.line.setFocus()

    def _fill(self, text):
        self.list.clear()
        words = text.lower().split()
        names = [name for _, group in grouped_layers() for name in group]
        for name in sorted(names, key=lambda name: PALETTE[name].everyday or len(PALETTE)):
            if all(word in searched(name) for word in words):
                layer = PALETTE[name]
                glyph = theme.icon(layer_icon(layer), layer_role(layer))
                item = QListWidgetItem(glyph, tr(layer.shown_name()))
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setToolTip(describe(layer))
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item):
        if item is not None:
            self.hide()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        elif self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
