"""A small window to try one sample: a picture that is dropped, or a row that is typed, and what the network answers."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.datasets.raw_cells import RawColumn
from core.export.trained import columns_of
from core.files.picture_decoding import Wanted
from core.files.picture_folder import read_picture
from core.session.orders import Ask
from core.text.errors import LayerlabError
from gui.drawing.picture_decoding import pixels_of
from gui.own_data.draw_pad import ClassBars
from gui.own_data.row_form import RowForm
from gui.own_data.sample_window import SampleWindow
from gui.own_data.scrolled import scrolled
from gui.own_data.tried_picture import TriedPicture
from gui.style import theme
from gui.text.number_text import amount
from gui.text.translation import tr
from gui.widgets.basic import Elided, label


class TryWindow(SampleWindow):
    """What is tried becomes the sample that every view shows."""

    def __init__(self, parent, document, runner, selection, background):
        super().__init__(parent, document, runner, selection, tr("Try one"))
        self.setAcceptDrops(True)
        self.background = background
        self._inputs: dict[str, np.ndarray] | None = None
        self.picture, self.row, self.bars = TriedPicture(), RowForm(), ClassBars()
        self.words, self.amounts = label("", "muted", 12, wrap=True), Elided("", "", 16)
        self._build()
        self.row.changed.connect(self._typed)
        document.changed.connect(self._other)
        runner.state_changed.connect(self.ask)
        self._other()

    def _build(self):
        self.resize(theme.px(460), theme.px(420))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setAlignment(Qt.AlignmentFlag.AlignTop)
        left.addWidget(self.picture)
        self.buttons = QWidget()
        buttons = QHBoxLayout(self.buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        for text, do in (("Choose a file…", self.choose_file), ("Paste", self.paste)):
            button = QPushButton(tr(text))
            button.clicked.connect(do)
            buttons.addWidget(button)
        left.addWidget(self.buttons)
        self.rows = scrolled(self.row)
        left.addWidget(self.rows, 1)
        row.addLayout(left, 1)
        right = QVBoxLayout()
        right.addWidget(label("The network answers", "muted", 12))
        right.addWidget(self.amounts)
        right.addWidget(self.bars)
        right.addStretch(1)
        row.addLayout(right, 1)
        column.addLayout(row, 1)

    # ---- what the network takes

    @property
    def port(self):
        """The only input of the data, None where there are several or none."""
        found = self.document.description
        return found.inputs[0] if found is not None and len(found.inputs) == 1 else None

    @property
    def takes_pictures(self) -> bool:
        """Whether a sample is a picture that a file can hold."""
        return self.port is not None and self.port.type.is_picture and self.port.type.shape[-1] in (1, 3)

    def _other(self, *_):
        """Another network or other data."""
        rows = self.port is not None and self.port.type.is_row
        self.picture.setVisible(self.takes_pictures)
        self.buttons.setVisible(self.takes_pictures)
        self.rows.setVisible(rows)
        self.words.setText(
            tr("Drop any picture here. It is brought to {height} × {width} and goes through the network.",
               height=self.port.type.shape[0], width=self.port.type.shape[1]) if self.takes_pictures else
            tr("Type a row as the table has it. It goes through the network.") if rows else
            tr("One sample can be tried where the data are pictures or rows."))
        if self._inputs is not None and self.port is not None and (
                self.port.name not in self._inputs or self._inputs[self.port.name].shape != self.port.type.shape):
            self._inputs, self.values = None, np.zeros(0)
        if rows:
            self.runner.order(Ask(_columns, self._show_columns))
        self._show_answer()
        self.ask()

    def _show_columns(self, found):
        columns, cells = found
        self.row.show_columns(columns, cells)

    # ---- pictures

    def dragEnterEvent(self, event):
        if self.takes_pictures and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event):
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.try_file(paths[0])
        elif event.mimeData().hasImage():
            self._try_image(QImage(event.mimeData().imageData()))

    def choose_file(self) -> None:
        """Let the user choose a picture."""
        found, _ = QFileDialog.getOpenFileName(self, tr("Choose a picture"))
        if found:
            self.try_file(Path(found))

    def paste(self) -> None:
        """Take the picture that was copied elsewhere."""
        image = QApplication.clipboard().image()
        if image.isNull():
            self.words.setText(tr("No picture was copied; copy one first."))
        else:
            self._try_image(image)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(*self.port.type.shape, self.document.project.data.dataset.fit_of_pictures)

    def try_file(self, path: Path) -> None:
        """Have the network look at a picture of a file."""
        if self.takes_pictures:
            self.background.run(partial(read_picture, path, self._wanted), self._take_pixels, self.words.setText)

    def _try_image(self, image: QImage):
        self._take_pixels(pixels_of(image, self._wanted))

    def _take_pixels(self, pixels: np.ndarray):
        if not self.takes_pictures or pixels.shape != self.port.type.shape:
            return
        low, high = self.port.value_range or (0.0, 1.0)
        self.picture.show_pixels(pixels)
        self._try({self.port.name: (low + pixels / 255 * (high - low)).astype(np.float32)})

    # ---- rows

    def _typed(self):
        try:
            row = self.row.values()
        except LayerlabError as error:
            self.words.setText(str(error))
            return
        self.words.setText(tr("Type a row as the table has it. It goes through the network."))
        if self.port is not None and row.shape == self.port.type.shape:
            self._try({self.port.name: row})

    # ---- asking

    def _try(self, inputs: dict[str, np.ndarray]):
        self._inputs = inputs
        self.choose(inputs)
        self.ask()

    def ask(self) -> None:
        """Have it answered; a question at a time, the newest sample next."""
        if self._inputs is not None and not self.must_wait():
            self.order_answer(self._inputs)

    def show_values(self, values):
        self.values = values
        self._show_answer()
        self.answered.emit()

    def _show_answer(self):
        target = self.document.description.target() if self.document.description is not None else None
        if target is None:
            return
        chosen = target.task.judged and len(target.classes) == len(self.values)
        self.bars.setVisible(bool(target.task.judged))
        answers = self.answers if chosen else ()
        self.bars.show_answer(target.classes, self.values if chosen else np.zeros(0), answers)
        if not len(self.values):
            self.amounts.show_text("–")
        elif chosen:
            self.amounts.show_text(", ".join(target.classes[place] for place in answers) or tr("none of them"))
        else:
            names = target.columns or ("",) * len(self.values)
            self.amounts.show_text(", ".join(f"{name} {amount(float(value))}".strip() for name, value in
                                             zip(names, self.values, strict=False)))

    def keyPressEvent(self, event):
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.matches(QKeySequence.StandardKey.Paste) and self.takes_pictures:
            self.paste()
        else:
            super().keyPressEvent(event)


def _columns(trainer) -> tuple[tuple[RawColumn, ...], list[str]]:
    """How cells become inputs, and the cells of a sample that the network did not learn from, to begin with."""
    prepared = trainer.prepared
    columns = columns_of(trainer)
    part = "validation" if len(prepared.validation) else "train"
    return columns, cells_of(columns, np.ravel(prepared.before_scaling(part, 0)))


def cells_of(columns: tuple[RawColumn, ...], row: np.ndarray) -> list[str]:
    """What would be typed for a row of inputs."""
    found, place = [], 0
    for column in columns:
        width = len(column.other) or 1
        part = tuple(float(value) for value in row[place:place + width])
        place += width
        if column.known:
            found.append(next((word for word, numbers in column.known.items() if numbers == part), ""))
        else:
            found.append(f"{float(np.float32(part[0])):.7g}")
    return found
