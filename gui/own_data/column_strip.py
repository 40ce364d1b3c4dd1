"""One column of a table: what it is taken for, how its values are spread over the classes, some of its cells."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from core.files.dates import ORDERS
from core.importing.overview import BARS, ColumnView
from gui.drawing.stacked_bars import colours_of, draw_stacked
from gui.sidebar.table_head import draw_mark
from gui.style import theme
from gui.text.number_text import amount, grouped
from gui.text.plain_text import plain
from gui.text.translation import counted, tr
from gui.widgets.menu_button import MenuButton

NAME, PILL, CHART, RANGE, LINE, ROW = 26, 38, 66, 18, 18, 26
NARROW, WIDE, SIDE = 122, 158, 10
KIND_WORDS = {"number": "number", "category": "category", "yes/no": "yes / no", "date": "date", "text": "text",
              "skip": "leave out"}
ORDER_WORDS = {"ymd": "date, year first", "dmy": "date, day first", "mdy": "date, month first",
               "ydm": "date, year then day"}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def head_height() -> int:
    """Pixels above the first cell."""
    return sum(map(theme.px, (NAME, PILL, RANGE, LINE, LINE))) + CHART + 12


class ColumnStrip(QWidget):
    """`kind_wanted(name, kind)`, `answer_wanted(name)` and `also_wanted(name)` as the person chooses from the pill."""

    kind_wanted = Signal(str, str)
    answer_wanted = Signal(str)
    also_wanted = Signal(str)

    def __init__(self, view: ColumnView, is_answer: bool, classes: tuple[str, ...], tinted: tuple[bool, ...]):
        super().__init__()
        self.view, self.is_answer, self.classes, self.tinted = view, is_answer, classes, tinted
        column = view.column
        words = tr("answer") if is_answer else tr(KIND_WORDS[column.kind])
        self.pill = MenuButton(words, "What this column is taken for", 12, True)
        self.pill.setParent(self)
        self.pill.setAccessibleName(tr("{name}: {kind}", name=column.name, kind=words))
        self.pill.show_menu(self._menu())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.sizeHint().height())
        self.setMinimumWidth(self.sizeHint().width())
        self.setMaximumWidth(round(self.sizeHint().width() * 1.5))
        self.setToolTip(plain(view.fault or column.name))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        wide = WIDE if self.view.bars else NARROW
        return QSize(theme.px(wide), head_height() + theme.px(ROW) * len(self.view.cells) + 6)

    def resizeEvent(self, event):
        self.pill.setGeometry(SIDE - 2, theme.px(NAME), self.width() - 2 * SIDE + 4, self.pill.height())

    def _menu(self) -> QMenu:
        menu, column = QMenu(self), self.view.column
        answer = menu.addAction(tr("The answer that the network shall give"))
        answer.setCheckable(True)
        answer.setChecked(self.is_answer)
        answer.setEnabled(column.used and not self.view.fault)
        answer.triggered.connect(lambda: self.answer_wanted.emit(column.name))
        also = menu.addAction(tr("A further answer beside it"))
        also.setCheckable(True)
        also.setChecked(self.is_answer)
        also.setEnabled(column.used and not self.view.fault)
        also.triggered.connect(lambda: self.also_wanted.emit(column.name))
        menu.addSeparator()
        for kind, word in KIND_WORDS.items():
            entry = menu.addAction(tr(word))
            entry.setCheckable(True)
            entry.setChecked(kind == column.kind)
            entry.triggered.connect(lambda _=False, kind=kind: self.kind_wanted.emit(column.name, kind))
        if column.kind == "date":
            menu.addSeparator()
            for order in ORDERS:
                entry = menu.addAction(tr(ORDER_WORDS[order]))
                entry.setCheckable(True)
                entry.setChecked(order == column.order)
                entry.triggered.connect(lambda _=False, order=order: self.kind_wanted.emit(column.name, order))
        return menu

    # ---- drawing

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_answer:
            painter.setPen(QPen(theme.colour("accent"), 1.6))
            painter.setBrush(theme.colour("accent", 0.12))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        used = self.view.column.used
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour("text" if used else "faint"))
        self._line(painter, 0, theme.px(NAME), self.view.column.name)
        top = theme.px(NAME) + theme.px(PILL)
        chart = QRectF(SIDE, top, self.width() - 2 * SIDE, CHART)
        if self.view.bars:
            self._bars(painter, chart)
        elif used and not self.view.fault:
            draw_stacked(painter, chart.adjusted(0, 6, 0, -2), self.view.counts)
        self._facts(painter, top + CHART)
        self._cells(painter, head_height())

    def _line(self, painter, top, high, text, align=LEFT):
        box = QRectF(SIDE, top, self.width() - 2 * SIDE, high)
        painter.drawText(box, align, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight,
                                                                      int(box.width())))

    def _bars(self, painter, box):
        """The commonest categories, each as a bar of its classes."""
        counts = self.view.counts
        order = sorted(range(counts.shape[1]), key=lambda place: -int(counts[:, place].sum()))[:BARS]
        order = sorted(order)
        most, high = max(int(counts.sum(0).max(initial=0)), 1), min(box.height() / BARS, theme.px(17))
        names = box.width() * 0.55
        for line, place in enumerate(order):
            top = box.top() + line * high
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("muted"))
            text = painter.fontMetrics().elidedText(self.view.bars[place], Qt.TextElideMode.ElideRight, int(names) - 6)
            painter.drawText(QRectF(box.left(), top, names, high), LEFT, text)
            left = box.left() + names
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, rows in zip(colours_of(len(counts)), counts[:, place].tolist(), strict=True):
                wide = (box.width() - names) * rows / most
                painter.setBrush(colour)
                painter.drawRect(QRectF(left, top + 4, wide, high - 8))
                left += wide

    def _facts(self, painter, top):
        view, column = self.view, self.view.column
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        if column.kind == "number" and not view.fault:
            self._line(painter, top, theme.px(RANGE), amount(view.low))
            self._line(painter, top, theme.px(RANGE), amount(view.high), RIGHT)
        top += theme.px(RANGE)
        painter.setFont(theme.font(12))
        if view.fault:
            painter.setPen(theme.colour("negative_text"))
            self._line(painter, top, theme.px(LINE), tr("does not fit"))
        elif column.kind == "number":
            self._line(painter, top, theme.px(LINE), tr("mean {value}", value=amount(column.mean)))
        else:
            self._line(painter, top, theme.px(LINE), counted(view.different, "{n} value", "{n} values",
                                                             n=grouped(view.different)))
        top += theme.px(LINE)
        painter.setPen(theme.colour("negative_text" if column.gaps else "muted"))
        self._line(painter, top, theme.px(LINE), tr("{count} missing", count=grouped(column.gaps)) if column.gaps
                   else tr("none missing"))

    def _cells(self, painter, top):
        painter.setPen(theme.colour("line"))
        painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
        for place, cell in enumerate(self.view.cells):
            box = QRectF(0, top + place * theme.px(ROW), self.width(), theme.px(ROW))
            if self.tinted[place]:
                painter.fillRect(box, theme.colour("negative_text", 0.12))
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            self._cell(painter, box, cell)

    def _cell(self, painter, box, cell):
        painter.setFont(theme.font(12, 500, tabular=True))
        used = self.view.column.used
        if cell is None:
            painter.setPen(theme.colour("negative_text" if used else "faint"))
            self._line(painter, box.top(), box.height(), tr("missing"), RIGHT if self._is_amount() else LEFT)
            return
        painter.setPen(theme.colour("text" if used else "faint"))
        text = amount(cell) if isinstance(cell, float) else cell
        if self.is_answer and text in self.classes:
            draw_mark(painter, QPointF(SIDE + 5, box.center().y()), self.classes.index(text))
            painter.setPen(theme.colour("text"))
            text = "     " + text
        self._line(painter, box.top(), box.height(), text, RIGHT if self._is_amount() else LEFT)

    def _is_amount(self) -> bool:
        return self.view.column.kind == "number" and not self.is_answer


class RowNumbers(QWidget):
    """The lines of the file in which the shown rows stand."""

    def __init__(self, lines: tuple[int, ...]):
        super().__init__()
        self.lines = lines
        self.setFixedSize(theme.px(52), head_height() + theme.px(ROW) * len(lines) + 6)
        self.setToolTip(tr("Lines of the file"))
        theme.signals.changed.connect(self.update)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setFont(theme.font(12, tabular=True))
        painter.setPen(theme.colour("muted"))
        for place, line in enumerate(self.lines):
            box = QRectF(4, head_height() + place * theme.px(ROW), self.width() - 8, theme.px(ROW))
            painter.drawText(box, LEFT, grouped(line))
