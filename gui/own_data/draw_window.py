"""A small window to draw in: what the network gets of it, and what it answers while the pen moves."""

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QToolButton, QVBoxLayout

from core.datasets.pen_picture import as_digit
from gui.own_data.draw_pad import THICK, THIN, ClassBars, DrawPad, MadePicture
from gui.own_data.sample_window import SampleWindow
from gui.text.plain_text import unmarked
from gui.text.translation import counted, tr
from gui.widgets.basic import Elided, label

MOST_NAMED = 10
FEWEST_LEARNT = 2
"""Drawings from which on there is something to learn."""


class DrawWindow(SampleWindow):
    """Asks the training thread for the answer, one question at a time. `kept` holds (strokes, class, right). The
    drawing is the sample that every view shows while the window is open. `training_wanted(pictures, numbers)` when what
    was kept, (n, height, width) from 0 to 1 and a class for each, is to be learnt."""

    training_wanted = Signal(object, object)

    def __init__(self, parent, document, runner, selection):
        super().__init__(parent, document, runner, selection, tr("Draw"))
        self.kept: list[tuple[list, int, bool]] = []
        self.inks: list[np.ndarray] = []
        """What was kept as it was drawn, of any size for which it is asked."""
        self.pad, self.tile, self.bars = DrawPad(), MadePicture(), ClassBars()
        self.words, self.tally = Elided(), Elided()
        self._build()
        self.pad.drawn.connect(self.ask)
        document.changed.connect(self._other)
        runner.state_changed.connect(self.ask)
        self._other()

    def _build(self):
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self.pad)
        under = QHBoxLayout()
        for text, do in (("Undo a stroke", self.pad.undo), ("Empty", self.pad.empty)):
            button = QPushButton(tr(text))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(do)
            under.addWidget(button)
        left.addLayout(under)
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen.setRange(round(THIN * 100), round(THICK * 100))
        self.pen.setValue(round(self.pad.pen * 100))
        self.pen.setAccessibleName(tr("Pen width"))
        self.pen.valueChanged.connect(lambda value: self.pad.set_pen(value / 100))
        width = QHBoxLayout()
        width.addWidget(label("Pen width", "muted", 12))
        width.addWidget(self.pen, 1)
        left.addLayout(width)
        left.addStretch(1)
        row.addLayout(left)
        right = QVBoxLayout()
        head = QHBoxLayout()
        head.addWidget(self.tile)
        about = QVBoxLayout()
        about.addWidget(label("What the network gets", "muted", 12, wrap=True))
        about.addWidget(self.words)
        about.addStretch(1)
        head.addLayout(about, 1)
        right.addLayout(head)
        right.addWidget(self.bars, 1)
        right.addWidget(label("It is a … (keys 0 to 9 keep the drawing)", "muted", 12, wrap=True))
        self.names = QHBoxLayout()
        self.names.setSpacing(4)
        right.addLayout(self.names)
        right.addWidget(self.tally)
        self.train = QPushButton(tr("Train on the kept drawings"))
        self.train.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.train.setToolTip(tr("The kept drawings become the data; undo brings the former ones back"))
        self.train.clicked.connect(self._train)
        right.addWidget(self.train)
        row.addLayout(right, 1)

    # ---- keys

    def keyPressEvent(self, event):
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.pad.undo()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_D):
            self.close()
        elif key == Qt.Key.Key_X:
            self.pad.empty()
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self.keep(key - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    # ---- what the network is asked

    @property
    def shape(self) -> tuple[int, int] | None:
        """Height and width of the pictures that the network takes, None where it takes no grey ones."""
        found = self.document.description
        if found is None or len(found.inputs) != 1 or not found.classes:
            return None
        shape = found.input_shape
        return (shape[0], shape[1]) if found.input_type.is_picture and shape[2] == 1 else None

    def _other(self, *_):
        """Another network or other data."""
        self.values = np.zeros(0)
        while self.names.count():
            self.names.takeAt(0).widget().deleteLater()
        found = self.document.description
        names = found.classes if self.shape is not None else ()
        for place, name in enumerate(names[:MOST_NAMED]):
            button = QToolButton()
            button.setText(unmarked(name[:8]))
            button.setProperty("framed", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.keep, place))
            self.names.addWidget(button)
        self.bars.show_answer(names, self.values)
        self._show_kept()
        self.ask()

    def picture(self) -> np.ndarray | None:
        """The drawing as the network's data have it, (height, width, 1); None where none can be given."""
        if self.shape is None:
            return None
        low, high = self.document.description.value_range or (0.0, 1.0)
        return low + as_digit(self.pad.ink(), *self.shape)[:, :, None] * (high - low)

    def ask(self) -> None:
        """Have the drawing answered; a question at a time, the newest drawing next."""
        if self.shape is None:
            self.words.show_text(tr("This network takes no grey pictures."))
            return
        height, width = self.shape
        self.words.show_text(tr("{height} × {width}, centred", height=height, width=width))
        self.tile.show_picture(as_digit(self.pad.ink(), height, width))
        if self.pad.strokes and not self.must_wait():
            inputs = {self.document.description.inputs[0].name: self.picture().astype(np.float32)}
            self.choose(inputs)
            self.order_answer(inputs)

    def show_values(self, values):
        found = self.document.description
        if self.shape is not None and found is not None and len(values) == len(found.classes):
            self.values = values
            self.bars.show_answer(found.classes, values, self.answers)
            self.answered.emit()

    def keep(self, place: int, *_) -> None:
        """Name the drawing: it joins one's own test, not the training, and the pad is clean again."""
        found = self.document.description
        if not self.pad.strokes or not len(self.values) or found is None or place >= len(found.classes):
            return
        self.inks.append(self.pad.ink())
        self.kept.append(([list(stroke) for stroke in self.pad.strokes], place, place in self.answers))
        right = sum(one[2] for one in self.kept)
        self.tally.show_text(counted(len(self.kept), "{right} of {n} drawing answered rightly",
                                     "{right} of {n} drawings answered rightly", right=right))
        self.pad.empty()
        self.values = np.zeros(0)
        self.bars.show_answer(found.classes, self.values)
        self._show_kept()

    def _show_kept(self):
        self.train.setVisible(self.shape is not None)
        self.train.setEnabled(len(self.kept) >= FEWEST_LEARNT)

    def _train(self):
        if self.shape is not None:
            pictures = [as_digit(ink, *self.shape) for ink in self.inks]
            self.training_wanted.emit(np.array(pictures), [place for _, place, _ in self.kept])
