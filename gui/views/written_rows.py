"""Rows that were read, and what the network writes of them when it reads its own answers."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.series import WrittenRow, WrittenRows
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import SLOWLY, Panel, view

ROW, SPLITS = 22, ("validation", "test", "train")
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowList(QWidget):
    """Read → written, a wrong sign in orange with the right one below it."""

    def __init__(self):
        super().__init__()
        self.rows: tuple[WrittenRow, ...] = ()
        self.names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.setAccessibleName(tr("Rows that were read and written"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def show_rows(self, rows, read: tuple[str, ...], written: tuple[str, ...]) -> None:
        """Show rows of tokens with the names of those that are read and of those that are written."""
        self.rows, self.names = rows, (read, written)
        self.setToolTip(plain("\n".join(f"{self.read(row)} → {self.written(row)}" for row in rows)))
        self.update()

    def read(self, row: WrittenRow) -> str:
        """What was read, as a person reads it."""
        return "".join(self.names[0][token] for token in row.read).rstrip("·")

    def written(self, row: WrittenRow) -> str:
        """What was written."""
        return "".join(self.names[1][token] for token, true in zip(row.written, row.truth, strict=True) if true >= 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(5 * ROW))

    def paintEvent(self, event):
        painter = QPainter(self)
        font = theme.font(12, tabular=True)
        painter.setFont(font)
        metrics, high = QFontMetricsF(font), theme.px(ROW)
        cell = max((metrics.horizontalAdvance(name) for name in self.names[1]), default=8.0) + 1
        for number, row in enumerate(self.rows[:max(int(self.height() // high), 1)]):
            top = number * high
            asked = [(token, true) for token, true in zip(row.written, row.truth, strict=True) if true >= 0]
            start = max(self.width() - cell * len(asked) - 4, self.width() * 0.4)
            painter.setPen(theme.colour("muted"))
            text = metrics.elidedText(f"{self.read(row)}  →", Qt.TextElideMode.ElideLeft, start - 8)
            painter.drawText(QRectF(0, top, start - 8, high), LEFT, text)
            for place, (token, true) in enumerate(asked):
                right = token == true
                box = QRectF(start + place * cell, top, cell, high)
                painter.setPen(theme.colour("text" if right else "negative"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.names[1][token])
                if not right:
                    painter.drawLine(box.bottomLeft() + (box.topLeft() - box.bottomLeft()) * 0.12,
                                     box.bottomRight() + (box.topRight() - box.bottomRight()) * 0.12)


@view
class WrittenRowsPanel(Panel):
    """The first rows of the validation part, running free."""

    place = 6
    title = "What it writes"
    short = "Writes"
    question, glyph = "wrong", "table"
    formula = r"\hat{y}_t = \arg \max_k p_k(y_1, \ldots, y_{t-1}, x)"
    meaning = ("Rows that it never learnt from, and what the network writes of them when it has to read its own "
               "answers in place of the true ones; wrong signs are underlined")
    minimum_height = 190
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.list = RowList()
        self.body.addWidget(self.list, 1)

    @classmethod
    def accepts(cls, check, description):
        port = check.judged
        return (port is not None and port.type.in_time and port.type.is_tokens and bool(port.classes)
                and bool(description.inputs[0].tokens) and port.type.shape[0] <= 32)

    @property
    def need(self) -> WrittenRows:
        """The rows of the part that is watched."""
        split = self.document.project.data.split
        return WrittenRows("validation" if split.validation else "test" if split.test else "train")

    def needs(self):
        return {self.need: SLOWLY}

    def draw(self, snapshot: Snapshot) -> None:
        found, description = snapshot.get(self.need), self.document.description
        if found is None or description is None or description.targets[0].classes == ():
            return
        self.list.show_rows(found, description.inputs[0].tokens, description.targets[0].classes)
        wrong = sum(any(true not in (-1, token) for token, true in zip(row.written, row.truth, strict=True))
                    for row in found)
        self.say(tr("{right} of {all} right", right=len(found) - wrong, all=len(found)))

    def table(self):
        if not self.list.rows:
            return []
        return [("read", "written"), *((self.list.read(row), self.list.written(row)) for row in self.list.rows)]
