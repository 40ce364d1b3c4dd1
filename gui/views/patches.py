"""What each filter looks for: the pieces of the pictures to which it answers most."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from core.inspection.exciting_patches import ExcitingPatches, FilterPatches, Patch
from core.inspection.needs import Snapshot
from core.project.receptive_field import all_fields
from gui.drawing import pictures
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pens import Sheet, ink
from gui.drawing.pictures import short
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.caption import Caption
from gui.views.ledger import scrolled

TILE, GAP, NUMBER = 40, 6, 26
"""Pixels of a piece, between two of them, and for the number of the filter."""
SLOW = 1.5


class PatchRows(QWidget):
    """A row for each filter: its number, the filter itself where it is a picture, and its pieces, the strongest first.
    """

    chosen = Signal(int)
    """A record."""

    def __init__(self):
        super().__init__()
        self.found: FilterPatches | None = None
        self._images: list[list[QImage]] = []
        self._kernels: list[Sheet] = []
        self.setMouseTracking(True)
        theme.signals.changed.connect(self._compose)

    def show_patches(self, found: FilterPatches | None) -> None:
        """Other pieces, or none."""
        self.found = found
        self._compose()

    def _compose(self) -> None:
        found, self._images, self._kernels = self.found, [], []
        if found is not None:
            low, high = found.ends
            self._images = [[picture_image(patch.pixels, low, high) if patch.pixels.size else QImage()
                             for patch in patches] for patches in found.filters]
            if found.kernels is not None:
                limit = float(np.abs(found.kernels).max()) or 1.0
                levels = pictures.indices(np.moveaxis(found.kernels, -1, 0), limit, True)
                self._kernels = [Sheet(ink().table(True)[one]) for one in levels]
            self.setAccessibleName("; ".join(
                tr("filter {filter}: record {record}", filter=number + 1, record=patches[0].record + 1)
                for number, patches in enumerate(found.filters) if patches))
        self.setMinimumHeight(len(self._images) * self._pitch)
        self.update()

    @property
    def _pitch(self) -> int:
        return theme.px(TILE) + GAP

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NUMBER) + 3 * self._pitch, theme.px(TILE))

    def box(self, row: int, place: int) -> QRectF:
        """Where a piece stands; −1 is the filter itself."""
        before = 1 if self._kernels else 0
        left = theme.px(NUMBER) + (place + before) * self._pitch + (GAP if before and place >= 0 else 0)
        return QRectF(left, row * self._pitch, theme.px(TILE), theme.px(TILE))

    def at(self, position) -> tuple[int, Patch] | None:
        """(filter, piece) under a place."""
        row = int(position.y() // self._pitch)
        patches = self.found.filters[row] if self.found is not None and 0 <= row < len(self.found.filters) else ()
        return next(((row, patch) for place, patch in enumerate(patches) if self.box(row, place).contains(position)),
                    None)

    def mousePressEvent(self, event):
        hit = self.at(event.position())
        if hit is not None:
            self.chosen.emit(hit[1].record)

    def mouseMoveEvent(self, event):
        hit = self.at(event.position())
        self.setToolTip(plain(words_of(*hit)) if hit is not None else "")

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setFont(theme.font(11, tabular=True))
        first, last = event.rect().top() // self._pitch, event.rect().bottom() // self._pitch
        for row in range(max(first, 0), min(last + 1, len(self._images))):
            painter.setPen(theme.colour("muted"))
            number = QRectF(0, row * self._pitch, theme.px(NUMBER) - 6, theme.px(TILE))
            painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row + 1))
            if self._kernels:
                box = self.box(row, -1)
                self._kernels[row].stretch(painter, (box.x(), box.y(), box.width(), box.height()))
            for place, (image, patch) in enumerate(zip(self._images[row], self.found.filters[row], strict=True)):
                box = self.box(row, place)
                if box.right() > self.width():
                    break
                painter.fillRect(box, theme.colour("line"))
                painter.drawImage(self._inside(box, patch), image)

    def _inside(self, box: QRectF, patch: Patch) -> QRectF:
        """Where the pixels stand in the box of the whole field: at the edges of a picture they fill a part of it."""
        down, across = self.found.field
        top, left = down.first + patch.place[0] * down.jump, across.first + patch.place[1] * across.jump
        unit = box.width() / max(down.size, across.size)
        return QRectF(box.x() + (patch.columns[0] - left) * unit, box.y() + (patch.rows[0] - top) * unit,
                      (patch.columns[1] - patch.columns[0]) * unit, (patch.rows[1] - patch.rows[0]) * unit)


def words_of(number: int, patch: Patch) -> str:
    """A piece in words."""
    (top, bottom), (left, right) = patch.rows, patch.columns
    where = tr("rows {rows}, columns {columns}", rows=f"{top + 1}–{bottom}", columns=f"{left + 1}–{right}")
    return tr("filter {filter}: {value} at record {record}, {where}", filter=number + 1, value=short(patch.value),
              record=patch.record + 1, where=where)


@view
class PatchesPanel(BlockPanel):
    """The pieces of the validation pictures that excite each filter of the chosen block most."""

    place = 22
    title = "What excites a filter"
    short = "Patches"
    question, glyph, usual = "layer", "patches", False
    formula = r"\max_{n,i,j} y_{nijf}"
    meaning = ("A row for each filter: the pieces of the validation pictures to which it answers most, as much of them "
               "as one of its values sees, the strongest first. A click chooses the picture for every view.")
    minimum_height = 220
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: FilterPatches | None = None
        self.rows = PatchRows()
        self.rows.chosen.connect(lambda record: selection.choose_sample(self.split, record))
        self.legend = Caption()
        self.legend.show_parts([((tr("filter, its weights, then the pieces: the strongest first"),
                                  tr("filter · weights · pieces")), "", "")])
        self.bar = ColourBar()
        self.body.addWidget(self.legend)
        self.body.addWidget(scrolled(self.rows), 1)
        self.body.addWidget(self.bar)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        ports = {port.name for port in description.inputs}
        return len(ports) == 1 and description.input_type.is_picture and any(
            type_.is_picture for id, type_ in check.types.items() if id not in ports)

    def fitting(self):
        network, check = self.document.project.network, self.document.check
        seen = all_fields(network, check)
        return [node.id for node in network.nodes
                if node.id in check.types and check.types[node.id].is_picture and seen.get(node.id)]

    def first(self, fitting):
        """The first block with filters of its own: what it looks for can be read."""
        own = [id for id in fitting if self.document.check.parameters.get(id)]
        return (own or fitting or [""])[0]

    @property
    def need(self) -> ExcitingPatches:
        """The pieces of the shown block."""
        return ExcitingPatches(self.node, self.split)

    def needs(self):
        return {self.need: SLOW} if self.node else {}

    def show_node(self) -> None:
        self.found = None
        self.rows.show_patches(None)

    def refresh(self) -> None:
        super().refresh()
        self.say(self.spoken)

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need)
        if found is None:
            return
        self.found = found
        self.rows.show_patches(found)
        self.bar.setVisible(found.kernels is not None)
        if found.kernels is not None:
            most = short(float(np.abs(found.kernels).max()))
            self.bar.show_words((f"−{most}", "0", f"+{most}"), True, tr("a weight of a filter"))
        size = "×".join(str(field.size) for field in found.field)
        self.say(tr("{block} · {size} of {n} pictures", block=self.spoken, size=size, n=found.records), self.spoken)

    def table(self):
        if self.found is None:
            return []
        return [("filter", "rank", "record", "value", "first row", "last row", "first column", "last column"),
                *((number + 1, rank + 1, one.record + 1, one.value, one.rows[0] + 1, one.rows[1], one.columns[0] + 1,
                   one.columns[1]) for number, patches in enumerate(self.found.filters)
                  for rank, one in enumerate(patches))]
