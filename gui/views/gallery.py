"""The gallery of views: tiles grouped by the question that they answer; a click or Enter adds one to the column."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.drawing.formula.picture import formula_picture
from gui.style import theme
from gui.text.translation import tr
from gui.views.base import QUESTIONS, Panel
from gui.widgets.basic import label

TILE, ACROSS, GLYPH = QSize(119, 68), 4, 26


class Tile(QAbstractButton):
    """A view: its glyph and its name; a tick where it is open, faded where the project has no use for it."""

    pointed = Signal(object)

    def __init__(self, kind: type[Panel], open_: bool, fits: bool):
        super().__init__()
        self.kind, self.open, self.fits = kind, open_, fits
        self.setFixedSize(theme.px(TILE.width()), theme.px(TILE.height()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setEnabled(fits)
        self.setAccessibleName(tr(kind.title))
        self.setToolTip("" if fits else tr("This project has nothing to show here."))

    def enterEvent(self, event):
        super().enterEvent(event)
        self.pointed.emit(self.kind)

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self.pointed.emit(self.kind)
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.fits else 0.4)
        marked = self.hasFocus() or (self.underMouse() and self.fits)
        painter.setPen(QPen(theme.colour("accent" if marked else "line"), 1.5 if marked else 1))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        side = theme.px(GLYPH)
        theme.draw_icon(painter, self.kind.glyph, QRectF((self.width() - side) / 2, theme.px(9), side, side), "accent")
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("text"))
        row = QRectF(4, self.height() - theme.px(26), self.width() - 8, theme.px(20))
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, painter.fontMetrics().elidedText(
            tr(self.kind.title), Qt.TextElideMode.ElideRight, int(row.width())))
        if self.open:
            painter.setPen(QPen(theme.colour("ok"), 2))
            right, top = self.width() - theme.px(18), theme.px(12)
            painter.drawPolyline([QPoint(right, top), QPoint(right + 4, top + 4), QPoint(right + 11, top - 5)])


class Formula(QWidget):
    """One formula, drawn."""

    def __init__(self):
        super().__init__()
        self.tex = ""
        self.setFixedHeight(theme.px(34))

    def show_tex(self, tex: str) -> None:
        """Another formula, or none."""
        self.tex = tex
        self.update()

    def paintEvent(self, event):
        if self.tex:
            image = formula_picture(self.tex, 13 * theme.text_scale(), self.width(), self.devicePixelRatioF())
            QPainter(self).drawImage(QPoint(0, 0), image)


class Gallery(QFrame):
    """Opens over the canvas. `chosen` carries the class of a view; typing searches, Enter adds the first."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.tiles: list[Tile] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        head = QHBoxLayout()
        head.addWidget(label("Add a view", "", 15, 600))
        head.addStretch(1)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Find a view"))
        self.line.setFont(theme.font(13))
        self.line.setFixedWidth(theme.px(190))
        self.line.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(self._enter)
        head.addWidget(self.line)
        column.addLayout(head)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(6)
        inside = QWidget()
        inside.setProperty("clear", True)
        inside.setLayout(self._groups)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        column.addWidget(self.area, 1)
        self.words, self.formula = label("", "muted", 12, wrap=True), Formula()
        self.words.setFixedHeight(theme.px(52))
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.words)
        column.addWidget(self.formula)
        self._heads: list[tuple[QWidget, list[Tile]]] = []

    def offer(self, kinds, open_, fitting) -> None:
        """The views of `kinds`; those in `open_` have a tick, those not in `fitting` are faded."""
        while (item := self._groups.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        self.tiles, self._heads = [], []
        for question, words in QUESTIONS.items():
            mine = [kind for kind in kinds if kind.question == question]
            if mine:
                self._add_group(words, [Tile(kind, kind in open_, kind in fitting) for kind in mine])
        self._groups.addStretch(1)
        self._point(None)

    def _add_group(self, words: str, tiles: list[Tile]) -> None:
        head, box = label(words, "muted", 12), QWidget()
        box.setProperty("clear", True)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setSpacing(8)
        grid.setColumnStretch(ACROSS, 1)
        for place, tile in enumerate(tiles):
            grid.addWidget(tile, place // ACROSS, place % ACROSS)
            tile.clicked.connect(lambda *_, kind=tile.kind: self._take(kind))
            tile.pointed.connect(self._point)
        for widget in (head, box):
            self._groups.addWidget(widget)
        self.tiles += tiles
        self._heads.append((head, tiles))

    def open_beside(self, column: QWidget) -> None:
        """Show it at the left of the column of views, over the canvas."""
        window = column.window()
        wide = theme.px(TILE.width()) * ACROSS + 8 * ACROSS + 44
        tall = min(theme.px(760), window.height() - 60)
        self.resize(wide, tall)
        corner = column.mapToGlobal(QPoint(-wide - 10, 0))
        bottom = window.mapToGlobal(QPoint(0, window.height())).y()
        self.move(max(corner.x(), window.mapToGlobal(QPoint(8, 0)).x()),
                  max(min(corner.y(), bottom - tall - 40), window.mapToGlobal(QPoint(0, 0)).y() + 8))
        self.line.clear()
        self.show()
        self.line.setFocus()

    def _search(self, text: str) -> None:
        words = text.lower().split()
        for head, tiles in self._heads:
            for tile in tiles:
                said = f"{tr(tile.kind.title)} {tr(tile.kind.meaning)}".lower()
                tile.setVisible(all(word in said for word in words))
            head.setVisible(any(not tile.isHidden() for tile in tiles))
        found = self._found()
        self._point(found[0].kind if found and words else None)

    def _found(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.fits and not tile.isHidden()]

    def _enter(self) -> None:
        found = self._found()
        if found and self.line.text():
            self._take(found[0].kind)

    def _take(self, kind: type[Panel]) -> None:
        self.hide()
        self.chosen.emit(kind)

    def _point(self, kind: type[Panel] | None) -> None:
        said = f"{tr(kind.title)}: {tr(kind.meaning)}" if kind is not None else tr(
            "✓ is open. Faded: this project has nothing to show there. Type a word and press Enter to add a view.")
        self.words.setText(said)
        self.formula.show_tex(kind.formula if kind is not None else "")
