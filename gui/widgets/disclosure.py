"""A line that shows or hides what it names."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton

from gui.style import theme
from gui.widgets.basic import fitting


class DisclosureLine(QAbstractButton):
    """A chevron, maybe a word in front, and the names of what it shows while it is checked: as many as fit, whole."""

    def __init__(self, names: tuple[str, ...], front: str = ""):
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        first = [front + ", ".join((*names[:count], "…")) for count in range(len(names) - 1, 0, -1)]
        self.shorter = (*first, front + "…")
        self.setText(front + ", ".join(names))
        self.setAccessibleName(self.text())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font(12))
        self.setFixedHeight(theme.px(22))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(40, theme.px(22))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(12)
        box = QRectF(-2, (self.height() - side) / 2, side, side)
        theme.draw_icon(painter, "fold" if self.isChecked() else "unfold", box, "muted")
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if self.underMouse() or self.hasFocus() else "muted"))
        words = QRectF(side + 2, 0, self.width() - side - 2, self.height())
        short = fitting(painter.fontMetrics(), (self.text(), *self.shorter), words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, short)
