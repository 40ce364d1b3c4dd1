"""The cards beside and below a table that is looked at: how the file is written, the answer, gaps, what it becomes."""

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from core.datasets.fitted_columns import DROP, MEAN, MEDIAN, MOST_FREQUENT
from core.files.table_form import GUESS, TableForm
from core.importing.overview import MOST_STACKED, Overview
from core.project.spec import CHANCE, EVEN, Split
from gui.own_data.file_card import FileCard, size_words
from gui.sidebar.split_bar import SplitBar
from gui.sidebar.split_way import SplitWay, has_classes
from gui.sidebar.table_head import draw_mark
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.shape_words import shape_words
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, Elided, label
from gui.widgets.link import link

TEXT_ONLY = ("separator", "thousands", "encoding")
GAP_WORDS = {DROP: "leave the row out", MEAN: "fill with the mean", MEDIAN: "fill with the median",
             MOST_FREQUENT: "fill with the most frequent value"}
LINE = 22
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TableFileCard(FileCard):
    """What was guessed of the file, each guess a control."""

    def __init__(self):
        super().__init__()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName(tr("Sheet"))
        self.sheets.activated.connect(self._sheet_chosen)
        self.series = link("Read it as a series in time", lambda: self.otherwise.emit("series", self.shown))
        self.text = link("Read it as a text", lambda: self.otherwise.emit("text", None))
        self.body.insertWidget(self.body.indexOf(self.words), self.sheets)
        self.add(self.series, self.text)
        self.shown: TableForm | None = None

    def show_overview(self, found: Overview) -> None:
        """Show the file and what is known of its form."""
        rows = counted(found.rows, "{n} row", "{n} rows", n=grouped(found.rows))
        columns = counted(len(found.columns), "{n} column", "{n} columns", n=grouped(len(found.columns)))
        self.show_file(found.path, rows, columns, size_words(found.size))
        self.shown = found.form
        self.show_form(found.form, without=("sheet", *(TEXT_ONLY if found.sheets else ())))
        self._show_sheets(found)
        self.text.setVisible(not found.sheets)
        self._show_guesses(found.guessed)
        self.show_words(tr("Guessed from the file. Change one and the table is read again."))

    def _show_guesses(self, guessed: dict[str, str]) -> None:
        """What was found stands in the control itself, in place of "guess"; slanted in its list."""
        slanted = theme.font(13)
        slanted.setItalic(True)
        for name, word in guessed.items():
            row = self.form.rows.get(name)
            if row is not None and word:
                place = row.parameter.choices.index(GUESS)
                row.editor.setItemText(place, row.parameter.text(word))
                row.editor.setItemData(place, slanted, Qt.ItemDataRole.FontRole)
                row.editor.setItemData(place, tr("guessed from the file"), Qt.ItemDataRole.ToolTipRole)

    def _show_sheets(self, found: Overview) -> None:
        self.sheets.setVisible(len(found.sheets) > 1)
        self.sheets.clear()
        for name in found.sheets:
            self.sheets.addItem(name)
        if found.form.sheet in found.sheets:
            self.sheets.setCurrentIndex(found.sheets.index(found.form.sheet))

    def _sheet_chosen(self, place: int) -> None:
        self.wanted.emit(replace(self.shown, sheet=self.sheets.itemText(place)))


class SplitCard(Card):
    """How the rows will be dealt; a boundary is dragged, the way is chosen."""

    def __init__(self):
        super().__init__("Split", foldable=False)
        self.split = Split()
        self.bar = SplitBar()
        self.bar.edited.connect(self._edited)
        self.way = SplitWay()
        self.way.edited.connect(self._dealt)
        self.words = label("", "muted", 12, wrap=True)
        for widget in (self.bar, self.way, self.words):
            self.body.addWidget(widget)

    def show_overview(self, found: Overview) -> None:
        """Show the split of the rows that remain."""
        self.count = found.left
        self.bar.show_split(self.split, found.left)
        self.way.show_split(self.split, found.dataset, has_classes(found.dataset))
        self.words.setText(tr("Every part gets the same mix of {name}.", name=found.answer[:40] or tr("classes"))
                           if found.classes else tr("Rows are dealt by chance."))
        self.words.setVisible(self.split.dealt == EVEN or self.way.split.dealt == CHANCE)

    def _edited(self, split, _gesture):
        self.split = replace(self.split, validation=split.validation, test=split.test)

    def _dealt(self, split):
        self.split = split
        self.words.setVisible(split.dealt == EVEN)


BECOMES = {"rows": "Rows", "inputs": "Inputs", "answer": "Answer", "net": "First net"}


class BecomesCard(Card):
    """What a table or pictures become, and the button that makes it so. `wanted` when it is pressed."""

    wanted = Signal()

    def __init__(self, words: dict[str, str] = BECOMES, button: str = "Use this table"):
        super().__init__("Becomes", foldable=False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        self.values: dict[str, Elided] = {}
        for row, (name, word) in enumerate(words.items()):
            grid.addWidget(label(word, "muted", 13), row, 0)
            self.values[name] = Elided("", "", 13)
            grid.addWidget(self.values[name], row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.button = QPushButton(tr(button))
        self.button.setProperty("outlined", True)
        self.button.setFont(theme.font(13, 600))
        self.button.clicked.connect(self.wanted)
        self.trouble = label("", "problem", 12, wrap=True)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.button)
        self.body.addWidget(label("Ctrl+Enter · Esc goes back", "muted", 12, wrap=True))

    def show_overview(self, found: Overview) -> None:
        """Show what it becomes, or why it becomes nothing."""
        usable = found.dataset is not None and not found.trouble
        words = dict.fromkeys(self.values, "–")
        if usable:
            description = found.dataset.describe()
            named = f"{found.answer}, " if found.answer else ""
            words = {"rows": tr("{some} of {all}", some=grouped(found.left), all=grouped(found.rows)),
                     "inputs": shape_words(description.input_shape),
                     "answer": named + (counted(len(found.classes), "{n} class", "{n} classes")
                                        if found.classes else tr("yes or no each") if description.task.judged else
                                        counted(description.outputs, "a number", "{n} numbers")),
                     "net": found.first_net}
        self.show_words(words, usable, found.trouble)

    def show_words(self, words: dict[str, str], usable: bool, trouble: str) -> None:
        """Show these words, or why it becomes nothing."""
        self.button.setEnabled(usable)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        for name, value in self.values.items():
            value.show_text(words[name])


class Balance(QWidget):
    """Rows a class as bars, each with its mark and its share."""

    def __init__(self):
        super().__init__()
        self.classes: tuple[str, ...] = ()
        self.rows: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def show_rows(self, classes: tuple[str, ...], rows: tuple[int, ...]) -> None:
        """Show so many rows of each class."""
        self.classes, self.rows = classes[:MOST_STACKED], rows[:MOST_STACKED]
        self.setFixedHeight(theme.px(LINE) * min(len(self.classes), 5) + 2)
        self.setAccessibleName(", ".join(f"{name} {count}" for name, count in zip(classes, rows, strict=True)))
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total, most = max(sum(self.rows), 1), max((*self.rows, 1))
        high, names, numbers = theme.px(LINE), self.width() * 0.3, theme.px(96)
        colours = theme.class_colours()
        for place, (name, rows) in enumerate(list(zip(self.classes, self.rows, strict=True))[:5]):
            top = place * high
            draw_mark(painter, QPointF(7, top + high / 2), place)
            painter.setFont(theme.font(13))
            painter.setPen(theme.colour("text"))
            metrics = painter.fontMetrics()
            box = QRectF(20, top, names - 24, high)
            painter.drawText(box, LEFT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width())))
            painter.setPen(Qt.PenStyle.NoPen)
            bar = QRectF(names, top + high / 2 - 4, (self.width() - names - numbers) * rows / most, 8)
            painter.setBrush(theme.colour(colours[place % len(colours)]))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(12, tabular=True))
            painter.drawText(QRectF(self.width() - numbers, top, numbers, high), RIGHT,
                             f"{grouped(rows)} · {100 * rows / total:.0f} %")


class AnswerCard(Card):
    """How the answer is spread, and the line that a network has to beat."""

    def __init__(self):
        super().__init__("Answer", foldable=False)
        self.balance = Balance()
        self.words = label("", "muted", 12, wrap=True)
        self.body.addWidget(self.balance)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def show_overview(self, found: Overview) -> None:
        """Show the balance of the classes, or that amounts are to be predicted."""
        self.balance.setVisible(bool(found.classes))
        self.head.note.show_text(found.answer)
        if found.classes:
            self.balance.show_rows(found.classes, found.balance)
            most = max(range(len(found.balance)), key=found.balance.__getitem__)
            share = found.balance[most] / max(sum(found.balance), 1)
            self.words.setText(tr("Always saying “{name}” would be right for {share:.0f} %: that is the line to beat.",
                                  name=found.classes[most], share=100 * share))
        elif found.dataset is not None and not found.trouble:
            self.words.setText(tr("A number is to be predicted. Always saying its mean is the line to beat."))
        else:
            self.words.setText(tr("Mend what does not fit, then choose the answer."))


class GapsCard(Card):
    """What becomes of missing values. `missing_wanted(choice)` when another is chosen."""

    missing_wanted = Signal(str)

    def __init__(self):
        super().__init__("Missing values", foldable=False)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Missing values"))
        for word in GAP_WORDS.values():
            self.choice.addItem(tr(word))
        self.choice.activated.connect(lambda place: self.missing_wanted.emit(list(GAP_WORDS)[place]))
        self.words = label("", "muted", 12, wrap=True)
        self.body.addWidget(self.choice)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def show_overview(self, found: Overview) -> None:
        """Show how many rows lack something and what becomes of them."""
        dataset = found.dataset
        gaps = dataset.gap_rows if dataset is not None else 0
        self.head.note.show_text(tr("{some} of {all} rows", some=grouped(gaps), all=grouped(found.rows)))
        self.choice.setVisible(gaps > 0)
        if dataset is not None:
            self.choice.setCurrentIndex(list(GAP_WORDS).index(dataset.missing))
        if not gaps:
            self.words.setText(tr("Nothing is missing in the columns that are used."))
        elif dataset.missing == DROP:
            self.words.setText(tr("{gone} rows go, {left} stay. Filling would keep all whose answer is known; what "
                                  "stands in a gap is taken from the training part only.",
                                  gone=grouped(found.rows - found.left), left=grouped(found.left)))
        else:
            self.words.setText(tr("{left} rows stay. What stands in a gap is taken from the training part only; rows "
                                  "without an answer go.", left=grouped(found.left)))


class TableNotes(Card):
    """What ought to be known of the table."""

    def __init__(self):
        super().__init__("Worth knowing", foldable=False)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setFont(theme.font(12))
        self.words.setProperty("role", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def show_overview(self, found: Overview) -> None:
        """Show the notes."""
        self._show(found.notes)

    def show_leaks(self, found: Overview, leaks: list[str]) -> None:
        """What gives the answer away or is there twice stands before the notes."""
        self._show((*leaks, *found.notes))

    def _show(self, notes: tuple[str, ...]) -> None:
        self.head.note.show_text(counted(len(notes), "{n} note", "{n} notes") if notes else "")
        self.words.setText("\n".join(notes[:4]) or tr("Nothing odd was found."))
        self.words.setToolTip(plain("\n".join(notes)))
