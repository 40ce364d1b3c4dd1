"""A speech bubble with a sentence under the field or button that it is about."""

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.style import theme
from gui.widgets.basic import label, restyle
from gui.widgets.fix_button import MendButton

REFUSAL_MS = 6000


class Bubble(QFrame):
    """One sentence under the field that it refuses, with the fix where there is a plain one; goes by itself, or when
    the fault is fixed."""

    def __init__(self, document, window: QWidget):
        super().__init__(window)
        self.setProperty("card", True)
        self.text, self.mend = label("", "problem", 12, wrap=True), MendButton(document)
        self.mend.clicked.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.text)
        column.addWidget(self.mend)
        self._timer = QTimer(self, singleShot=True, interval=REFUSAL_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_under(self, widget: QWidget, sentence: str, role: str = "problem", problem=None) -> None:
        """Stand under `widget`, or go where there is no sentence."""
        self.setVisible(bool(sentence))
        if not sentence:
            self._timer.stop()
            return
        self.text.setText(sentence)
        self.mend.show_problem(problem)
        restyle(self.text, "role", role)
        self._fit(theme.px(280))
        place = widget.mapTo(self.parentWidget(), QPoint(0, widget.height() + 6))
        self.move(min(place.x(), self.parentWidget().width() - self.width() - 12), place.y())
        self.raise_()
        self._timer.start()

    def _fit(self, wide: int) -> None:
        """As high as the sentence is at that width: Qt would take the height that it has at its own."""
        layout = self.layout()
        layout.invalidate()
        layout.activate()
        self.setFixedSize(wide, layout.totalHeightForWidth(wide))
