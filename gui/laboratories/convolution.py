"""The convolution laboratory: a kernel to type, a photograph, and the sum at the place under the pointer."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from core.laboratories.convolution import LARGEST, PRESETS, ConvolutionSandbox, Convolved, resized, size_formula
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import short
from gui.forms.editors import Wheelless
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.number_grid import KernelEditor, ProductGrid, three
from gui.laboratories.pixel_map import PixelMap
from gui.text.translation import tr
from gui.widgets.basic import Elided, label

OWN, RED = "My own", "#E5484D"


@laboratory
class ConvolutionLab(Laboratory):
    """The photograph with its border, what comes out of it, and the products of one place."""

    title, place = "Convolution", 1
    begins = ConvolutionSandbox

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: Convolved | None = None
        self.spot = (0, 0)
        self.presets = Wheelless()
        self.presets.setAccessibleName(tr("Kernel"))
        self.presets.addItems([tr(preset.title) for preset in PRESETS] + [tr(OWN)])
        self.presets.activated.connect(self._preset)
        self.sizes = Wheelless()
        self.sizes.setAccessibleName(tr("Kernel size"))
        self.sizes.addItems([f"{side} × {side}" for side in range(1, LARGEST + 1)])
        self.sizes.activated.connect(lambda place: self._take_kernel(resized(self.settings.kernel, place + 1,
                                                                             place + 1)))
        self.editor = KernelEditor()
        self.editor.edited.connect(self._take_kernel)
        row = QHBoxLayout()
        row.addWidget(label("Kernel size", "muted"), 1)
        row.addWidget(self.sizes)
        self.side.addWidget(self.presets)
        self.side.addLayout(row)
        self.side.addWidget(self.editor)
        self.before, self.after = PixelMap(tr("Photograph")), PixelMap(tr("Result"))
        self.heads = Elided(), Elided()
        self.bar, self.products, self.sum = ColourBar(), ProductGrid(), label("", "", 13, 600, wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for column, (head, map_) in enumerate(zip(self.heads, (self.before, self.after), strict=True)):
            grid.addWidget(head, 0, column)
            grid.addWidget(map_, 1, column)
            grid.setColumnStretch(column, 1)
            map_.walked.connect(self._walk)
        grid.addWidget(self.bar, 2, 1)
        grid.setRowStretch(1, 1)
        self.board.addLayout(grid, 1)
        self.board.addWidget(self.products)
        self.board.addWidget(self.sum)
        self.after.pointed.connect(lambda row, column: self.look_at(row, column))
        self.before.pointed.connect(self._under)

    # ---- choosing

    def _preset(self, place: int) -> None:
        if place < len(PRESETS):
            self._take_kernel(PRESETS[place].kernel)

    def _take_kernel(self, kernel) -> None:
        self.change(replace(self.settings, kernel=kernel))
        self.form.show_value(self.settings)

    def _show_kernel(self) -> None:
        kernel = self.settings.kernel
        found = next((place for place, preset in enumerate(PRESETS) if preset.kernel == kernel), len(PRESETS))
        self.presets.setCurrentIndex(found)
        self.presets.setToolTip(tr(PRESETS[found].meaning) if found < len(PRESETS) else tr(
            "Type weights into the fields; Enter takes one over."))
        self.sizes.setCurrentIndex(len(kernel) - 1)
        self.editor.show_kernel(kernel)

    @property
    def kept(self):
        return self.settings, self.spot

    def first(self):
        found = self.begins()
        rows, columns = found.slides
        return found, (rows.places // 2, columns.places // 2)

    def take_up(self, kept):
        settings, self.spot = kept
        super().take_up(settings)

    # ---- showing

    def show_settings(self):
        self._show_kernel()
        self.reckon(self.settings.convolved, self._show)

    def _show(self, found: Convolved) -> None:
        self.found = found
        rows, columns = found.settings.slides
        self.before.show_values(found.padded)
        high, wide = found.settings.sides
        self.heads[0].show_text(tr("Photograph, {rows} × {columns} pixels, border of {border}", rows=high, columns=wide,
                                   border=found.settings.padding))
        limit = float(np.abs(found.output).max(initial=0)) or 1.0
        self.after.show_values(found.output if found.output.size else np.zeros((1, 1)), limit)
        self.bar.show_words((f"−{short(limit)}", "0", f"+{short(limit)}"), True)
        if not found.output.size:
            self.heads[1].show_text(tr("Nothing comes out"))
            self.sentence.setText(tr("The kernel spans {span} pixels and does not fit into the picture: take a smaller "
                                     "one, less dilation or more padding.", span=max(rows.reach, columns.reach)))
            self.before.show_marks([])
            self.after.show_marks([])
            self.products.show_products(np.zeros((0, 0)), np.zeros((0, 0)))
            self.sum.setText("")
            return
        self.heads[1].show_text(tr("Result, {rows} × {columns}", rows=rows.places, columns=columns.places))
        self.sentence.setText(self._sizes(found))
        self.look_at(*self.spot)

    def _sizes(self, found: Convolved) -> str:
        rows, columns = found.settings.slides
        text = tr("⌊(n + 2p − k) / s⌋ + 1: rows {rows}; columns {columns}.", rows=size_formula(rows),
                  columns=size_formula(columns))
        if found.divides:
            return text
        return f"{text} " + tr("It does not divide: the red rows ({below}) and columns ({beside}) are never seen.",
                               below=found.below, beside=found.beside)

    def look_at(self, row: int, column: int) -> None:
        """Show the products of one number of the result."""
        found = self.found
        if found is None or not found.output.size:
            self.spot = row, column
            return
        high, wide = found.output.shape
        row, column = min(max(row, 0), high - 1), min(max(column, 0), wide - 1)
        self.spot = row, column
        settings = found.settings
        rows, columns = settings.slides
        top, left = row * settings.stride, column * settings.stride
        marks = self._outside(found)
        if settings.dilation > 1:
            marks += [(QRectF(left + across * settings.dilation, top + down * settings.dilation, 1, 1), "accent", True)
                      for down, across in np.ndindex(*np.shape(settings.kernel))]
        self.before.show_marks([*marks, (QRectF(left, top, columns.reach, rows.reach), "accent", False)])
        self.after.show_marks([(QRectF(column, row, 1, 1), "accent", False)])
        patch, weights = found.patch(row, column), np.array(settings.kernel)
        self.products.show_products(patch, weights)
        total = float(found.output[row, column])
        self.sum.setText(tr("Row {row}, column {column}: the {count} products add up to {sum}.", row=row, column=column,
                            count=patch.size, sum=three(total)))

    @staticmethod
    def _outside(found: Convolved) -> list[tuple[QRectF, str, bool]]:
        """What no place reaches, and the edge of the photograph within its border."""
        high, wide = found.padded.shape
        marks = [(QRectF(wide - found.beside, 0, found.beside, high), RED, True)] * bool(found.beside)
        marks += [(QRectF(0, high - found.below, wide, found.below), RED, True)] * bool(found.below)
        border = found.settings.padding
        return marks + [(QRectF(border, border, wide - 2 * border, high - 2 * border), "muted", False)] * bool(border)

    def _under(self, row: int, column: int) -> None:
        """The place of the kernel whose middle is nearest to a pixel of the photograph."""
        settings = self.settings
        rows, columns = settings.slides
        self.look_at((row - rows.reach // 2) // settings.stride, (column - columns.reach // 2) // settings.stride)

    def _walk(self, down: int, right: int) -> None:
        self.look_at(self.spot[0] + down, self.spot[1] + right)

    def table(self):
        if self.found is None:
            return []
        return [("row", "column", "result"), *((row, column, value) for (row, column), value
                                               in np.ndenumerate(self.found.output))]
