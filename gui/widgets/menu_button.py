"""A word with a chevron that opens a menu or a panel."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from gui.style import theme
from gui.text.translation import tr

CHEVRON = 12


def heading(menu: QMenu, text: str) -> None:
    """A quiet line over the entries that follow."""
    if not menu.isEmpty():
        menu.addSeparator()
    menu.addAction(text).setEnabled(False)


class MenuButton(QAbstractButton):
    """Plain text and a chevron; `framed` draws it as a control 32 high. Long words end in an ellipsis."""

    def __init__(self, text: str, tip: str, pixels: int = 13, framed: bool = False, role: str = "muted"):
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.framed, self.role = framed, role
        self._menu = self._make = self.panel = None
        self.setText(text)
        self.setToolTip(tr(tip))
        self.setFont(theme.font(pixels))
        self.setFixedHeight(theme.px(32 if framed else 24))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        theme.signals.changed.connect(self.update)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def show_menu(self, menu: QMenu) -> None:
        """What a click opens."""
        self._menu = menu

    def show_panel(self, make: Callable[[], QWidget], width: int) -> None:
        """A panel in place of a menu, made when it is first opened; Escape or a click elsewhere closes it."""
        self._make = (make, width)

    def _made_panel(self) -> QFrame:
        if self.panel is None:
            make, width = self._make
            self.panel = QFrame(self, Qt.WindowType.Popup)
            self.panel.setProperty("card", True)
            self.panel.setFixedWidth(width)
            column = QVBoxLayout(self.panel)
            column.setContentsMargins(16, 14, 16, 14)
            column.addWidget(make())
        return self.panel

    def open(self) -> None:
        """Open the menu or panel under the word."""
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        elif self._make is not None:
            panel = self._made_panel()
            panel.adjustSize()
            left = self.width() - panel.width() if self.framed else 0
            panel.move(self.mapToGlobal(QPoint(left, self.height() + 6)))
            panel.show()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + theme.px(CHEVRON) + (30 if self.framed else 10), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width() if self.framed else 48, self.height())

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        side, chevron = 10 if self.framed else 2, theme.px(CHEVRON)
        if self.framed:
            painter.setPen(theme.colour("accent" if self.hasFocus() else "line"))
            painter.setBrush(theme.colour("hover" if self.underMouse() else "card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if lit or self.framed else self.role))
        room = self.width() - 2 * side - chevron - 4
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        box = QRectF(side, 0, room, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        end = side + painter.fontMetrics().horizontalAdvance(text) + 4
        left = self.width() - side - chevron if self.framed else end
        theme.draw_icon(painter, "fold", QRectF(left, (self.height() - chevron) / 2 + 1, chevron, chevron), "muted")
