"""The parameters of a data set: what is turned most in sight, the rest a click away."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from core.params import parameters
from gui import theme
from gui.form import Form
from gui.words import tr


class Unfold(QAbstractButton):
    """A chevron and a few words; checked while what it names is shown."""

    def __init__(self, text: str):
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font(12))
        self.setFixedHeight(theme.px(22))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(40, theme.px(22))

    def enterEvent(self, event):
        self.update()

    def leaveEvent(self, event):
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(-2, self.height() / 2 - 6, 12, 12)
        theme.draw_icon(painter, "fold" if self.isChecked() else "unfold", box, "muted")
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if self.underMouse() or self.hasFocus() else "muted"))
        words = QRectF(14, 0, self.width() - 14, self.height())
        short = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, short)


class DatasetForm(QWidget):
    """Shares as sliders in sight (where there are any), everything else folded. `edited` as a form's."""

    edited = Signal(object, str, str)

    def __init__(self, dataset):
        super().__init__()
        shown = [p for p in parameters(type(dataset)) if p.kind != "hidden"]
        quick = [p.name for p in shown if p.display == "percent"] or [p.name for p in shown]
        rest = [p for p in shown if p.name not in quick]
        self.empty = not shown
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.forms = [Form(dataset, only=tuple(quick))] if shown else []
        self.more: Unfold | None = None
        if rest:
            self.more = Unfold(", ".join(tr(p.title) for p in rest))
            folded = Form(dataset, only=tuple(p.name for p in rest))
            folded.setVisible(False)
            self.more.toggled.connect(folded.setVisible)
            self.forms.append(folded)
        for form in self.forms:
            form.edited.connect(self.edited)
        for widget in (*self.forms[:1], *([self.more] if self.more else []), *self.forms[1:]):
            column.addWidget(widget)

    def show_value(self, dataset) -> None:
        """Show another value of the same class."""
        for form in self.forms:
            form.show_value(dataset)
