"""The last row of the column of views: where the next one will land."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gui.model.command_table import shown_keys
from gui.style import theme
from gui.text.translation import tr

HIGH = 32


class AddRow(QAbstractButton):
    """A dashed frame with a plus and words; a click opens the gallery."""

    def __init__(self):
        super().__init__()
        self.setText(tr("Add a view"))
        self.setAccessibleName(tr("Add a view"))
        self.setToolTip(tr("What else can be seen of this network ({keys})", keys=shown_keys("add_view")))
        self.setFixedHeight(theme.px(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.signals.changed.connect(self.update)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.colour("accent" if lit else "line"), 1.2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.colour("accent_text" if lit else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"+  {self.text()}")
