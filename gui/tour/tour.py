"""Five steps through the window, each with a light on what it speaks of. Escape skips the rest at any time."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.widgets import label
from gui.words import tr

GAP, EDGE, CARD_WIDTH = 14, 6, 340
DIM = 0.68


class Step(NamedTuple):
    """What is said, and the part of the window that it is about."""

    title: str
    text: str
    about: Callable[[QWidget], QWidget | None]


STEPS = (
    Step("Begin with something that works",
         "Six projects are ready to train. Take any of them; nothing you do here can break it. "
         "For this tour we open the two spirals.", lambda window: window.start),
    Step("What goes in",
         "The samples, the layers you can add, and the settings of whatever is selected. "
         "A change here changes the experiment, and Ctrl+Z takes it back.", lambda window: window.left),
    Step("What it is",
         "Your network, from the data at the left to its answer at the right. Drag layers into it, press + between two "
         "blocks, or click a block to set it.", lambda window: window.network),
    Step("Let it learn",
         "Play trains, a second press pauses. Beside it: one batch, one epoch, the same first weights again, "
         "or new ones.", lambda window: window.top.play),
    Step("What it does",
         "How the loss falls, what each layer has learnt, and where it errs, while it happens. "
         "F1 lists every key, Shift+F1 explains every layer.", lambda window: window.views),
)


class Tour(QWidget):
    """Lies over the window. `ended` when it was left or skipped; `open_first` opens a project."""

    ended = Signal()

    def __init__(self, window: QWidget, open_first: Callable[[], None]):
        super().__init__(window)
        self.open_first = open_first
        self.index = 0
        self.card = QFrame(self)
        self.card.setProperty("card", True)
        self.card.setFixedWidth(theme.px(CARD_WIDTH))
        self.place = label("", "muted", 12)
        self.title = label("", "", 16, 600, wrap=True)
        self.text = label("", "", 13, wrap=True)
        self.skip, self.back, self.next = (QPushButton(tr(word)) for word in ("Skip", "Back", "Next"))
        self.next.setProperty("play", True)
        row = QHBoxLayout()
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(8)
        for widget in (self.place, self.title, self.text):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(row)
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self.go(self.index - 1))
        self.next.clicked.connect(lambda: self.go(self.index + 1))
        # Regions come in one after the other while a project opens.
        self._settle = QTimer(self, interval=120)
        self._settle.timeout.connect(self._follow)
        self._lit = QRect()
        window.installEventFilter(self)
        self.hide()

    def begin(self, step: int = 0) -> None:
        """From a step on."""
        self.go(step)
        self.show()
        self.raise_()
        self.next.setFocus()
        self._settle.start()

    def go(self, index: int) -> None:
        """Another step; behind the last one the tour is over."""
        if index >= len(STEPS):
            self.end()
            return
        if index == 1 and self.window().starting:
            self.open_first()
        self.index = max(index, 0)
        step = STEPS[self.index]
        self.place.setText(tr("{n} of {all}", n=self.index + 1, all=len(STEPS)))
        self.title.setText(tr(step.title))
        self.text.setText(tr(step.text))
        self.back.setEnabled(self.index > 0)
        self.skip.setVisible(self.index < len(STEPS) - 1)
        self.next.setText(tr("Next") if self.index < len(STEPS) - 1 else tr("Done"))
        self.setAccessibleName(f"{tr(step.title)}. {tr(step.text)}")
        self._lit = QRect()
        self._follow()

    def end(self) -> None:
        """Leave; the window is as it was."""
        self._settle.stop()
        self.hide()
        self.deleteLater()
        self.ended.emit()

    # ---- place

    def lit(self) -> QRect:
        """The part of the window that the step speaks of, empty while it is not to be seen."""
        widget = STEPS[self.index].about(self.window())
        if widget is None or not widget.isVisible():
            return QRect()
        return QRect(widget.mapTo(self.window(), QPoint(0, 0)), widget.size()).adjusted(-EDGE, -EDGE, EDGE, EDGE)

    def _follow(self):
        self.setGeometry(self.window().rect())
        lit = self.lit().intersected(self.rect())
        if lit != self._lit or self.card.y() == 0:
            self._lit = lit
            self.card.adjustSize()
            self.card.move(self._beside(lit))
            self.update()

    def _beside(self, lit: QRect) -> QPoint:
        """Where the card has room: beside what is lit, under it, or, where that fills the window, inside it."""
        width, height = self.card.width(), self.card.height()
        low, high = GAP, self.height() - height - GAP
        top = min(max(lit.center().y() - height // 2, low), high)
        if lit.isEmpty():
            return QPoint((self.width() - width) // 2, (self.height() - height) // 2)
        if lit.right() + GAP + width < self.width() and lit.height() > height:
            return QPoint(lit.right() + GAP, top)
        if lit.left() - GAP - width > 0 and lit.height() > height:
            return QPoint(lit.left() - GAP - width, top)
        left = min(max(lit.center().x() - width // 2, GAP), self.width() - width - GAP)
        if lit.bottom() + GAP + height < self.height():
            return QPoint(left, lit.bottom() + GAP)
        return QPoint(left, high - GAP)

    # ---- events

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._lit = QRect()
            self._follow()
        return False

    def keyPressEvent(self, event):
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.end()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(self.index + 1)
        elif key == Qt.Key.Key_Left:
            self.go(self.index - 1)
        else:
            super().keyPressEvent(event)

    def event(self, event):
        # Keys of the window's commands mean the tour while it lasts.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event):
        event.accept()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRect(QRectF(self.rect()))
        if not self._lit.isEmpty():
            hole = QPainterPath()
            hole.addRoundedRect(QRectF(self._lit), 12, 12)
            path = path.subtracted(hole)
        painter.fillPath(path, theme.colour("shadow" if theme.tokens().name == "dark" else "text", DIM * 0.8))
        if not self._lit.isEmpty():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self._lit), 12, 12)
