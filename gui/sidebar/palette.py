"""The palette: every layer as a chip to drag, click or press Enter on; small, or wide in groups."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.drawing.block_icons import PALETTE, grouped_layers, layer_icon, layer_role
from gui.forms.tooltips import describe
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import fitting, label

DRAG_DISTANCE = 6
COLUMNS, GLYPH = (5, 4, 3, 2), 18
"""In how many columns chips stand beside each other: as many as leave room for every name that is shown."""


class LayerChip(QAbstractButton):
    """One layer. `dragged(kind, global position)` once the pointer has left the press by more than 6 px."""

    dragged = Signal(str, QPoint)

    def __init__(self, kind: str, compact: bool):
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.kind, self.compact, self._from = kind, compact, None
        layer = PALETTE[kind]
        self.icon_name, self.role = layer_icon(layer), layer_role(layer)
        self.setText(tr(layer.short_name() if compact else layer.shown_name()))
        self.setAccessibleName(tr("Add {layer}", layer=tr(layer.shown_name())))
        self.setToolTip(f"{describe(layer)}<br>{tr('Drag it into the network, or click: behind the selection.')}")
        self.prepare()

    def prepare(self) -> None:
        """Size, font and cursor."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font(11 if self.compact else 13))
        self.setFixedHeight(theme.px(GLYPH) + 16 + theme.px(16) if self.compact else theme.px(32))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(36 if self.compact else 100, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(30 if self.compact else 60, self.height())

    def mousePressEvent(self, event):
        self._from = event.globalPosition().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event):
        here = event.globalPosition().toPoint()
        if self._from is not None and (here - self._from).manhattanLength() > DRAG_DISTANCE:
            self._from = None
            self.setDown(False)
            self.dragged.emit(self.kind, here)
        elif self._from is not None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event):
        if self._from is not None:
            super().mouseReleaseEvent(event)
        self._from = None

    def keyPressEvent(self, event):
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1))
        painter.setBrush(theme.colour("hover" if self.underMouse() or self.isDown() else "card"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        painter.setFont(self.font())
        if self.compact:
            side = theme.px(GLYPH)
            glyph = QRectF(frame.center().x() - side / 2, frame.center().y() - side / 2, side, side)
            words = QRectF(0, frame.bottom() + 2, self.width(), self.height() - frame.bottom() - 2)
            painter.setPen(theme.colour("muted"))
            metrics = painter.fontMetrics()
            short = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, short)
        else:
            side = theme.px(17)
            glyph = QRectF(frame.left() + 9, frame.center().y() - side / 2, side, side)
            painter.setPen(theme.colour("text"))
            words = frame.adjusted(side + 16, 0, -4, 0)
            metrics = painter.fontMetrics()
            # Names that begin alike are all written out or all shortened: no GlobAvg beside a Global max.
            whole = all(metrics.horizontalAdvance(name) <= words.width() for name in self._kin())
            names = (self.text(),) * whole + (tr(PALETTE[self.kind].short_name()),)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                             fitting(metrics, names, words.width()))
        theme.draw_icon(painter, self.icon_name, glyph, self.role)

    def _kin(self) -> list[str]:
        """The names that begin with the same word, its own among them."""
        names = [tr(layer.shown_name()) for layer in PALETTE.values()]
        return [name for name in names if name.split()[0] == self.text().split()[0]]

    def _frame(self) -> QRectF:
        if not self.compact:
            return QRectF(self.rect())
        side = min(self.width(), theme.px(GLYPH) + 16)
        return QRectF((self.width() - side) / 2, 0, side, theme.px(GLYPH) + 14)


class MoreChip(LayerChip):
    """Looks like a layer, but shows the layers that are used less often."""

    def __init__(self):
        QAbstractButton.__init__(self)
        self.compact, self._from = True, None
        self.icon_name, self.role = "more", "muted"
        self.setText(tr("More"))
        self.setAccessibleName(tr("More layers"))
        self.setToolTip(tr("Every other layer; or press Insert and type its name"))
        self.setCheckable(True)
        self.prepare()
        self.toggled.connect(lambda on: self.setText(tr("Less" if on else "More")))

    def mouseMoveEvent(self, event):
        QAbstractButton.mouseMoveEvent(self, event)


class LayerPalette(QWidget):
    """All layers of the registry. `wanted(kind)` on a click or Enter, `dragged(kind, position)` on a drag."""

    wanted = Signal(str)
    dragged = Signal(str, QPoint)

    def __init__(self, compact: bool):
        super().__init__()
        self.compact = compact
        self.chips: list[LayerChip] = []
        self.groups: list[tuple[QWidget, QWidget, list[LayerChip]]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        if compact:
            self._small()
        else:
            self._wide()

    def _small(self):
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(2)
        self.grid.setVerticalSpacing(6)
        names = [name for _, group in grouped_layers() for name in group]
        often = [self._chip(name) for name in sorted(filter(lambda name: PALETTE[name].everyday, names),
                                                     key=lambda name: PALETTE[name].everyday)]
        self.rare = [self._chip(name) for name in names if not PALETTE[name].everyday]
        self.more = MoreChip()
        self.more.toggled.connect(self._show_rare)
        self.placed = [*often, self.more, *self.rare]
        self.columns = 0
        self.column.addLayout(self.grid)
        self._show_rare(False)

    def _show_rare(self, on: bool):
        for chip in self.rare:
            chip.setVisible(on)
        self._columns()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if self.compact:
            self._columns()

    def _columns(self):
        """Place the small chips again where another number of columns fits."""
        shown = self.placed if self.more.isChecked() else self.placed[:self.placed.index(self.more) + 1]
        metrics, gap = QFontMetrics(self.more.font()), self.grid.horizontalSpacing()
        widest = max(metrics.horizontalAdvance(chip.text()) for chip in shown) + 1
        columns = next((count for count in COLUMNS if (self.width() + gap) // count - gap >= widest), COLUMNS[-1])
        if columns == self.columns:
            return
        self.columns = columns
        for index, chip in enumerate(self.placed):
            self.grid.removeWidget(chip)
            self.grid.addWidget(chip, index // columns, index % columns)
        for column in range(COLUMNS[0]):
            self.grid.setColumnStretch(column, int(column < columns))

    def _wide(self):
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a layer"))
        self.search.setAccessibleName(tr("Find a layer"))
        self.search.setClearButtonEnabled(True)
        self.search.setFont(theme.font(13))
        self.search.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.filter)
        self.search.returnPressed.connect(self._first)
        self.column.addWidget(self.search)
        for title, names in grouped_layers():
            head = label(title, "muted", 12)
            head.setContentsMargins(0, 8, 0, 0)
            holder = QWidget()
            holder.setProperty("clear", True)
            grid = QGridLayout(holder)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(8)
            chips = [self._chip(name) for name in names]
            self._place(grid, chips)
            self.groups.append((head, holder, chips))
            self.column.addWidget(head)
            self.column.addWidget(holder)
        self.nothing = label("No layer of that name or purpose.", "muted", 12, wrap=True)
        self.nothing.hide()
        self.column.addWidget(self.nothing)

    @staticmethod
    def _place(grid, chips):
        for index, chip in enumerate(chips):
            grid.addWidget(chip, index // 2, index % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _chip(self, name):
        chip = LayerChip(name, self.compact)
        chip.clicked.connect(lambda: self.wanted.emit(name))
        chip.dragged.connect(self.dragged)
        self.chips.append(chip)
        return chip

    def filter(self, text: str) -> None:
        """Show only layers whose name, purpose or meaning holds every word of `text`."""
        words = text.lower().split()
        for head, holder, chips in self.groups:
            fits = [chip for chip in chips if all(word in searched(chip.kind) for word in words)]
            for chip in chips:
                holder.layout().removeWidget(chip)
                chip.setVisible(chip in fits)
            self._place(holder.layout(), fits)
            head.setVisible(bool(fits))
            holder.setVisible(bool(fits))
        self.nothing.setVisible(not any(chip.isVisibleTo(self) for chip in self.chips))

    def _first(self):
        first = next((chip for chip in self.chips if chip.isVisibleTo(self)), None)
        if first and self.search.text().strip():
            self.wanted.emit(first.kind)


def searched(kind: str) -> str:
    """What a search for a layer looks into, in small letters."""
    layer = PALETTE[kind]
    return " ".join((kind, layer.shown_name(), layer.group, layer.meaning(), tr(layer.shown_name()),
                     tr(layer.group), tr(layer.meaning()))).lower()
