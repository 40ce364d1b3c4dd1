"""A card over the canvas with the weights of one block as a picture. It can be moved, pinned and closed."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from core.inspection.needs import WeightSheet
from gui.drawing.colour_bar import ColourBar
from gui.drawing.geometry import Box
from gui.drawing.moment import Block
from gui.drawing.parts import Part
from gui.drawing.pens import ink, rounded
from gui.drawing.pictures import precise
from gui.style import theme
from gui.text.translation import tr
from gui.weights import card_text
from gui.weights.arrays import Array
from gui.weights.layout import SIDE
from gui.weights.picture import SheetPicture
from gui.widgets.basic import Elided, icon_button


class SheetCard(QFrame):
    """Shows one array of `node` at a time. `closed` asks to be taken away, `chosen` carries a Part."""

    chosen = Signal(object)
    closed = Signal()
    needs_changed = Signal()
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget, node: str):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.hide()
        self.node, self.source, self.block = node, "", None
        self.arrays: tuple[Array, ...] = ()
        self.name = ""
        self.placed = False
        """Somebody moved it: it stays where it is."""
        self.around: tuple = ()
        """What its place was found for."""
        self._grip: QPoint | None = None
        self.title, self.caption, self.tabs = Elided(), QLabel(), QTabBar()
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.picture, self.bar = SheetPicture(self), ColourBar()
        self.pin = icon_button("pin", "Stay with this block", framed=False, size=14)
        self.close_button = icon_button("close", "Close (Esc)", framed=False, size=14)
        self._fill()
        self.close_button.clicked.connect(self.closed)
        self.pin.setCheckable(True)
        self.pin.clicked.connect(self._show_pin)
        self.tabs.currentChanged.connect(lambda place: self.show_array(self.arrays[place].name)
                                         if place < len(self.arrays) else None)
        self.picture.chosen.connect(self._choose)
        self.picture.view_changed.connect(self._looked)
        self.picture.pointed.connect(self.say)
        self.picture.menu_wanted.connect(self.menu_wanted)
        theme.signals.changed.connect(self.restyle)
        self.restyle()

    def _fill(self) -> None:
        head, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 9)
        column.setSpacing(4)
        column.addLayout(head)
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        for button in (self.pin, self.close_button):
            button.setFixedSize(theme.px(24), theme.px(22))
            head.addWidget(button)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName(tr("Arrays of this block"))
        column.addWidget(self.tabs)
        column.addWidget(self.picture)
        column.addWidget(self.bar)
        column.addWidget(self.caption)
        self.bar.setFixedWidth(theme.px(SIDE))
        self.caption.setFixedWidth(theme.px(SIDE))
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def restyle(self) -> None:
        """Take fonts and colours of the theme."""
        tokens = theme.tokens()
        self.title.setFont(theme.font(12, 600))
        self.title.setStyleSheet(f"color: {tokens.text}")
        self.tabs.setFont(theme.font(12, 500))
        self.caption.setFont(theme.font(11, tabular=True))
        self.caption.setStyleSheet(f"color: {tokens.muted}")
        self._show_pin()
        self.update()

    def _show_pin(self, *_) -> None:
        pinned = self.pin.isChecked()
        tip = tr("Pinned; click to follow the selection") if pinned else tr("Stay with this block")
        self.pin.setToolTip(tip)
        self.pin.setAccessibleName(tip)
        theme.set_icon(self.pin, "pin", "accent" if pinned else "faint", 14)

    # ---- what it shows

    def show_block(self, block: Block, arrays: tuple[Array, ...], name: str, source: str) -> None:
        """Another block, or the same after an edit. The array that was shown stays where the block still has it."""
        self.node, self.block, self.source = block.id, block, source
        kind = self.name.partition(".")[2]
        changed = arrays != self.arrays
        self.title.show_text(name[:1].upper() + name[1:])
        self.setAccessibleName(tr("Weights of {block}", block=name))
        if changed:
            self.arrays = arrays
            self._name_tabs()
            self.show_array(next((array.name for array in arrays if array.kind == kind), arrays[0].name))
        off = range(block.shape[-1]) if block.off == "all" and block.shape else block.off or ()
        self.picture.off, self.picture.held = tuple(off), block.held
        self.picture.update()

    def _name_tabs(self) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for place, array in enumerate(self.arrays):
            self.tabs.addTab(card_text.tab(array.kind))
            self.tabs.setTabToolTip(place, card_text.title(array.kind))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(self.arrays) > 1)

    def show_array(self, name: str) -> None:
        """Another array of the block."""
        place = next(at for at, array in enumerate(self.arrays) if array.name == name)
        self.name = name
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(place)
        self.tabs.blockSignals(False)
        self.picture.show_array(self.array.sheet.extent)

    @property
    def array(self) -> Array:
        """The array that is shown."""
        return next(array for array in self.arrays if array.name == self.name)

    @property
    def need(self) -> WeightSheet:
        """What is drawn."""
        return self.picture.layout_.need(self.name)

    def take(self, moment) -> None:
        """The newest numbers."""
        if self.picture.show_values(moment.get(self.need)):
            self.bar.show_range(self.picture.range, signed=True)
            self.say()

    def show_part(self, part: Part | None) -> None:
        """Mark the chosen number and have it in sight, where it belongs to this block."""
        if part is None or part.node != self.node:
            self.picture.mark = None
            self.picture.update()
            return
        if part.name != self.name:
            self.show_array(part.name)
        self.picture.reveal(self.array.sheet.place(part.index))

    def box(self, part: Part) -> Box | None:
        """Where a number is drawn, in the widget around this card."""
        if part.name != self.name or (found := self.picture.box(self.array.sheet.place(part.index))) is None:
            return None
        corner = self.picture.mapTo(self.parentWidget(), QPoint(0, 0))
        return found.moved(corner.x(), corner.y())

    def _choose(self, place) -> None:
        self.chosen.emit(self.array.part(self.node, place, self.source))

    def _looked(self) -> None:
        self.say()
        # Words come and go under the pointer: their room stays as it is.
        metrics, room = self.caption.fontMetrics(), QRect(0, 0, self.caption.width(), 1000)
        seen = card_text.seen(self.array, self.picture.layout_, self.picture.zoomed)
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, seen).height()
        self.caption.setFixedHeight(max(needed, 2 * metrics.lineSpacing()) + 2)
        self.adjustSize()
        self.needs_changed.emit()

    # ---- in words

    def say(self) -> None:
        """What is under the pointer; else what is shown and what a click does."""
        place = self.picture.under
        value = self.picture.value(place) if place is not None else None
        if value is None:
            said = card_text.seen(self.array, self.picture.layout_, self.picture.zoomed)
        else:
            number, where = precise(value), card_text.where(self.array, place)
            said = (tr("mean from {place}: {value}", place=where, value=number) if self.picture.layout_.pooled
                    else f"{where}: {number}")
        if said != self.caption.text():
            self.caption.setText(said)
            self.picture.setAccessibleName(said.replace("\n", ", "))

    # ---- moving it

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()
            self.raise_()

    def mouseMoveEvent(self, event):
        if self._grip is None:
            return
        self.placed = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.put(self.pos() + event.position().toPoint() - self._grip)

    def put(self, corner: QPoint) -> None:
        """Stand at a place, as far as the canvas goes."""
        room = self.parentWidget().rect()
        self.move(min(max(corner.x(), 4), max(room.width() - self.width() - 4, 4)),
                  min(max(corner.y(), 4), max(room.height() - self.height() - 4, 4)))

    def mouseReleaseEvent(self, event):
        self._grip = None
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def wheelEvent(self, event):
        event.accept()

    def paintEvent(self, event):
        colours, painter = ink(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if self.picture.mark is not None else "faint"
        rounded(painter, Box(0, 0, self.width(), self.height()), 8, colours.pen(edge), colours.brush("card"))
