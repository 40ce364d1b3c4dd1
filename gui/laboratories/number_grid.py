"""A kernel to type into, and the products at one place of it."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from gui.drawing.pictures import indices
from gui.style import theme
from gui.text.formula_numbers import digits
from gui.text.number_text import local, number_in
from gui.text.translation import tr

FAR = 1000.0
"""The largest weight that can be typed."""


class KernelEditor(QWidget):
    """A field for each weight. What is no number is taken back."""

    edited = Signal(tuple)

    def __init__(self):
        super().__init__()
        self.kernel: tuple[tuple[float, ...], ...] = ()
        self.fields: list[list[QLineEdit]] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(3)

    def show_kernel(self, kernel: tuple[tuple[float, ...], ...]) -> None:
        """Show other weights; the fields are made again where their number differs."""
        if np.shape(kernel) != np.shape(self.kernel):
            for field in (field for row in self.fields for field in row):
                self.grid.removeWidget(field)
                field.hide()
                field.deleteLater()
            self.fields = [[self._field(row, column) for column in range(len(kernel[0]))] for row in range(len(kernel))]
        self.kernel = kernel
        for row, numbers in zip(self.fields, kernel, strict=True):
            for field, number in zip(row, numbers, strict=True):
                field.setText(local(f"{number:.4g}".replace("-", "−")))
                field.setCursorPosition(0)

    def _field(self, row: int, column: int) -> QLineEdit:
        made = QLineEdit()
        made.setFont(theme.font(12, tabular=True))
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setTextMargins(-6, 0, -6, 0)
        made.setMinimumWidth(20)
        made.setFixedHeight(theme.px(30))
        made.setAccessibleName(tr("Weight in row {row}, column {column}", row=row + 1, column=column + 1))
        made.editingFinished.connect(lambda: self._read(made, row, column))
        self.grid.addWidget(made, row, column)
        return made

    def _read(self, field: QLineEdit, row: int, column: int) -> None:
        try:
            number = number_in(field.text())
        except ValueError:
            number = float("nan")
        before = self.kernel[row][column]
        if not abs(number) <= FAR or field.text() == local(f"{before:.4g}".replace("-", "−")):
            self.show_kernel(self.kernel)
            return
        rows = [list(numbers) for numbers in self.kernel]
        rows[row][column] = number
        self.kernel = tuple(map(tuple, rows))
        self.edited.emit(self.kernel)


class ProductGrid(QWidget):
    """Value × weight = product in every cell, in the colour of the product."""

    def __init__(self):
        super().__init__()
        self.values = self.weights = np.zeros((0, 0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def show_products(self, values: np.ndarray, weights: np.ndarray) -> None:
        """Other numbers, both (rows, columns)."""
        other = np.shape(values) != self.values.shape
        self.values, self.weights = values, weights
        self.setAccessibleName("; ".join(self._words(value, weight) + f" = {digits(value * weight)}" for value, weight
                                         in zip(values.ravel().tolist(), weights.ravel().tolist(), strict=True)))
        if other:
            self.updateGeometry()
        self.update()

    @property
    def _high(self) -> int:
        return theme.px(36)

    def sizeHint(self) -> QSize:
        return QSize(300, len(self.values) * (self._high + 3))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    @staticmethod
    def _words(value: float, weight: float) -> str:
        return f"{three(value)} × {three(weight)}"

    def paintEvent(self, event):
        if not self.values.size:
            return
        painter = QPainter(self)
        rows, columns = self.values.shape
        products = self.values * self.weights
        limit = float(np.abs(products).max()) or 1.0
        colours = theme.diverging()[indices(products.astype(np.float32), limit, True)]
        wide = min((self.width() - 3 * (columns - 1)) / columns, theme.px(150))
        for row, column in np.ndindex(rows, columns):
            box = QRectF(column * (wide + 3), row * (self._high + 3), wide, self._high)
            red, green, blue = colours[row, column].tolist()
            ground = theme.colour(f"#{red:02x}{green:02x}{blue:02x}")
            painter.fillRect(box, ground)
            painter.setPen(theme.readable_on(ground))
            half = QRectF(box.x(), box.y() + 1, box.width(), box.height() / 2)
            painter.setFont(theme.font(11, tabular=True))
            painter.drawText(half, Qt.AlignmentFlag.AlignCenter,
                             self._words(float(self.values[row, column]), float(self.weights[row, column])))
            painter.setFont(theme.font(12, 600, tabular=True))
            painter.drawText(half.translated(0, box.height() / 2 - 1), Qt.AlignmentFlag.AlignCenter,
                             f"= {three(float(products[row, column]))}")


def three(value: float) -> str:
    """A number to three decimal places, without zeros at its end."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return local(("0" if text in ("-0", "") else text).replace("-", "−"))
