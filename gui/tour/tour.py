"""The tour: five steps through the window, each with a spotlight on its subject. Escape skips the rest at any time.

What is lit can be used: the mouse goes through the light, and a key goes to what one has put the cursor into there. All
other keys mean the tour.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.model.command_table import shown_keys
from gui.style import theme
from gui.text.translation import tr
from gui.tour.keys import TourKeys
from gui.widgets.basic import label

GAP, EDGE, CARD_WIDTH = 14, 6, 340
DIM = 0.68


class TourStep(NamedTuple):
    """What is said, and the part of the window that it is about; `opened` is said in place of it where a project is
    open already. Keys stand in the words by the names of their commands."""

    title: str
    text: str
    about: Callable[[QWidget], QWidget | None]
    opened: str = ""


STEPS = (
    TourStep("Begin with something that works",
         "Six projects are ready to train. Take any of them; nothing you do here can break it. "
         "For this tour we open the two spirals.", lambda window: window.start,
         "Six projects are ready to train; {start} leads to them, and nothing you do there can break one. "
         "This tour goes on with the project that is open."),
    TourStep("What goes in",
         "The samples, the layers you can add, and the settings of whatever is selected. "
         "A change here changes the experiment, and {undo} takes it back.",
         lambda window: window.rail if window.left.isHidden() else window.left),
    TourStep("What it is",
         "Your network, from the data at the left to its answer at the right. Drag layers into it, press + between two "
         "blocks, or click a block to set it.", lambda window: window.network),
    TourStep("Let it learn",
         "Play trains, a second press pauses. Beside it: one batch, one epoch, the same first weights again, "
         "or new ones.", lambda window: window.top.play),
    TourStep("What it does",
         "How the loss falls, what each layer has learnt, and where it errs, while it happens. "
         "{shortcuts} lists every key, {reference} explains every layer.", lambda window: window.views),
)
KEYS = ("start", "undo", "shortcuts", "reference")


class Tour(QWidget):
    """Lies over the window. `ended` when it was left or skipped; `open_first` opens a project."""

    ended = Signal()

    def __init__(self, window: QWidget, open_first: Callable[[], None]):
        super().__init__(window)
        self.open_first = open_first
        self.index = 0
        self.card = QFrame(self)
        self.card.setProperty("card", True)
        self.place = label("", "muted", 12)
        self.title = label("", "", 16, 600, wrap=True)
        self.text = label("", "", 13, wrap=True)
        self.skip, self.back, self.next = self.buttons = tuple(QPushButton(tr(word)) for word in (
            "Skip", "Back", "Next"))
        self.next.setProperty("play", True)
        for button in self.buttons:
            button.setFont(theme.font(13, 600 if button is self.next else 400))
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
        self._lit, self._was_starting, self._waits = QRect(), window.starting, False
        self.keys = TourKeys(self)
        window.installEventFilter(self)
        self.hide()

    def begin(self, step: int = 0) -> None:
        """From a step on."""
        self.show()
        self.raise_()
        self.go(step)
        self.keys.listen()
        self._settle.start()

    def go(self, index: int) -> None:
        """Another step; after the last one the tour is over."""
        if index >= len(STEPS):
            self.end()
            return
        self.index, starting = max(index, 0), self.window().starting
        if self.index and starting and not self._waits:
            self._waits = True
            self.open_first()
        step = STEPS[self.index]
        told = step.text if starting or not step.opened else step.opened
        self.place.setText(tr("{n} of {all}", n=self.index + 1, all=len(STEPS)))
        self.title.setText(tr(step.title))
        self.text.setText(tr(told, **{name: shown_keys(name) for name in KEYS if f"{{{name}}}" in told}))
        self.back.setEnabled(self.index > 0)
        self.skip.setVisible(self.index < len(STEPS) - 1)
        self.next.setText(tr("Next") if self.index < len(STEPS) - 1 else tr("Done"))
        self.setAccessibleName(f"{self.title.text()}. {self.text.text()}")
        self.next.setFocus()
        self._follow()

    def end(self) -> None:
        """Leave; the window is as it was."""
        self._settle.stop()
        self.keys.leave()
        self.hide()
        self.deleteLater()
        self.ended.emit()

    # ---- place

    def part(self) -> QWidget | None:
        """The part of the window that the step speaks of, None while it is not to be seen."""
        widget = STEPS[self.index].about(self.window())
        return widget if widget is not None and widget.isVisible() else None

    def lit(self) -> QRect:
        """Where that part lies, with an edge around it."""
        widget = self.part()
        if widget is None:
            return QRect()
        return QRect(widget.mapTo(self.window(), QPoint(0, 0)), widget.size()).adjusted(-EDGE, -EDGE, EDGE, EDGE)

    def _follow(self):
        starting = self.window().starting
        if self._was_starting and not starting and self.index == 0:
            self._was_starting = starting
            self.go(1)  # a project was taken in the light: that is what the step asked for
            return
        self._was_starting = starting
        self.setGeometry(self.window().rect())
        lit = self.lit().intersected(self.rect())
        place = QRect(QPoint(), self._size())
        place.moveTopLeft(self._beside(lit, place))
        if (lit, place) != (self._lit, self.card.geometry()):
            self._lit = lit
            self.card.setGeometry(place)
            self._open_light()
            self.update()
        self.keys.keep()

    def _size(self) -> QSize:
        """As wide as always, or as the window lets it; as high as its words then need."""
        layout = self.card.layout()
        layout.invalidate()
        layout.activate()
        room = self.width() - 2 * GAP
        wide = min(max(theme.px(CARD_WIDTH), layout.minimumSize().width()), room)
        high = layout.totalHeightForWidth(wide)
        if high > self.height() - 2 * GAP:
            wide, high = room, layout.totalHeightForWidth(room)
        return QSize(wide, high)

    def _beside(self, lit: QRect, card: QRect) -> QPoint:
        """Where the card has room: beside what is lit, under it, or, where that fills the window, inside it."""
        width, height = card.width(), card.height()
        low, high = GAP, max(self.height() - height - GAP, 0)
        top = max(min(lit.center().y() - height // 2, high), min(low, high))
        if lit.isEmpty():
            return QPoint((self.width() - width) // 2, max((self.height() - height) // 2, 0))
        if lit.right() + GAP + width < self.width() and lit.height() > height:
            return QPoint(lit.right() + GAP, top)
        if lit.left() - GAP - width > 0 and lit.height() > height:
            return QPoint(lit.left() - GAP - width, top)
        left = min(max(lit.center().x() - width // 2, GAP), self.width() - width - GAP)
        if lit.bottom() + GAP + height < self.height():
            return QPoint(left, lit.bottom() + GAP)
        return QPoint(left, high)

    def _open_light(self):
        """Let the mouse through where the light is, but for the card."""
        whole = QRegion(self.rect())
        if not self._lit.isEmpty():
            whole -= QRegion(self._lit.adjusted(EDGE, EDGE, -EDGE, -EDGE))
        self.setMask(whole + QRegion(self.card.geometry()))

    # ---- events

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._lit = QRect()
            self._follow()
        return False

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
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self._lit), 12, 12)
