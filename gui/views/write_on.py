"""The network writes on: a text that it continues, token by token, while it learns."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from core.datasets.base import Dataset
from core.inspection.writing import Written
from gui.forms.slider import STEPS, Slider
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.widgets.basic import label

AT_ONCE = 3
"""Tokens that are written between two pictures: reading speed."""
LONGEST = 2000
"""Tokens after which it stops by itself."""
HOTTEST = 2.0


class NextBars(QWidget):
    """The likeliest next tokens as bars, as high as the likeliest lets them, each with its share."""

    def __init__(self):
        super().__init__()
        self.bars: tuple[tuple[str, float], ...] = ()
        self.setAccessibleName(tr("What may come next"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(66))
        theme.signals.changed.connect(self.update)

    def show_bars(self, bars: tuple[tuple[str, float], ...]) -> None:
        """Show names with their shares."""
        self.bars = bars
        self.setToolTip(plain("\n".join(f"{name}  {local(f'{100 * share:.1f}')} %" for name, share in bars)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def paintEvent(self, event):
        painter = QPainter(self)
        small, usual = theme.font(11, tabular=True), theme.font(12)
        metrics, over = QFontMetricsF(usual), QFontMetricsF(small).height()
        line, pitch = theme.px(18), self.width() / max(len(self.bars), 1)
        room, largest = self.height() - line - over, max((share for _, share in self.bars), default=0) or 1.0
        for place, (name, share) in enumerate(self.bars):
            wide, high, foot = min(pitch - 6, theme.px(26)), max(room * share / largest, 1), self.height() - line
            left = place * pitch + (pitch - wide) / 2
            painter.fillRect(QRectF(left, foot - high, wide, high), theme.colour("accent"))
            painter.setPen(theme.colour("muted"))
            painter.setFont(small)
            painter.drawText(QRectF(place * pitch, foot - high - over, pitch, over), Qt.AlignmentFlag.AlignCenter,
                             f"{100 * share:.0f} %")
            painter.setPen(theme.colour("text"))
            painter.setFont(usual)
            painter.drawText(QRectF(place * pitch, foot, pitch, line), Qt.AlignmentFlag.AlignCenter,
                             metrics.elidedText(name, Qt.TextElideMode.ElideRight, pitch))


@view
class WritePanel(Panel):
    """Prompt, temperature and the text; what is written goes on while the network learns."""

    place = 4
    title = "Write on"
    question, glyph = "why", "notes"
    formula = r"p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}"
    meaning = "What the network writes behind a beginning of yours, token by token, with its present weights"
    minimum_height = 340
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.text: list[int] = []
        self.left = self.begun = 0
        self.written_with: Dataset | None = None
        self.wanted: Written | None = None
        self.prompt = QLineEdit(document.project.data.dataset.opening)
        self.prompt.setAccessibleName(tr("Beginning of the text"))
        self.prompt.textEdited.connect(lambda _: self.begin())
        self.heat, self.heat_words = Slider(), label("", "muted", 12)
        self.heat.setAccessibleName(tr("Temperature"))
        self.heat.setValue(round(0.8 / HOTTEST * STEPS))
        self.heat.moved.connect(lambda *_: self._heated())
        self.bars, self.page = NextBars(), QPlainTextEdit(readOnly=True)
        self.page.setAccessibleName(tr("What was written"))
        self.page.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.one, self.on = QPushButton(tr("One more")), QPushButton(tr("Go on"))
        self.again = QPushButton(tr("Again"))
        self.one.setToolTip(tr("One token behind what stands there"))
        self.again.setToolTip(tr("Back to the beginning of yours"))
        self.one.clicked.connect(lambda: self.write(1))
        self.on.clicked.connect(lambda: self.write(0 if self.left else LONGEST))
        self.again.clicked.connect(self.begin)
        heat, buttons = QHBoxLayout(), QHBoxLayout()
        for part in (label("Temperature", "muted", 12), self.heat, self.heat_words):
            heat.addWidget(part)
        for button in (self.one, self.on, self.again):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("tight", True)
            buttons.addWidget(button)
        self.body.addWidget(self.prompt)
        self.body.addLayout(heat)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.page, 1)
        self.body.addLayout(buttons)
        self._limits()
        self._heated()
        self.begin()

    def _limits(self) -> None:
        """Which tokens it draws from: the k likeliest, those that make up a share, or always the likeliest."""
        self.best, self.mass, self.greedy = QSpinBox(), QSpinBox(), QCheckBox(tr("Greedy"))
        self.best.setRange(0, 1000)
        self.best.setSpecialValueText(tr("all"))
        self.best.setAccessibleName(tr("Top k"))
        self.best.setToolTip(tr("Draws from the k likeliest tokens alone"))
        self.mass.setRange(1, 100)
        self.mass.setValue(100)
        self.mass.setSuffix(" %")
        self.mass.setAccessibleName(tr("Top p"))
        self.mass.setToolTip(tr("Draws from the likeliest tokens that together have this share"))
        self.greedy.setToolTip(tr("Always takes the likeliest token: the same as a temperature of 0"))
        self.greedy.toggled.connect(lambda on: (self.heat.setEnabled(not on), self._heated()))
        for box in (self.best, self.mass):
            box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        for part in (label("Top k", "muted", 12), self.best, label("Top p", "muted", 12), self.mass, self.greedy):
            row.addWidget(part)
        row.addStretch(1)
        self.body.insertLayout(2, row)

    @classmethod
    def accepts(cls, check, description):
        port, answer = description.inputs[0], check.types.get(check.order[-1]) if check.order else None
        return bool(port.tokens) and answer is not None and answer.shape == (*port.type.shape, port.type.vocabulary)

    @property
    def temperature(self) -> float:
        """How freely it draws."""
        return 0.0 if self.greedy.isChecked() else self.heat.value() / STEPS * HOTTEST

    def _heated(self):
        words = ("always the likeliest", "careful", "as it says", "daring")
        number = 0 if self.temperature == 0 else 1 if self.temperature < 0.9 else 2 if self.temperature < 1.2 else 3
        self.heat_words.setText(local(f"{self.temperature:.1f} · ") + tr(words[number]))

    def begin(self, *_) -> None:
        """Throw away what was written and look at what may follow the beginning."""
        self.written_with = self.dataset
        if self.document.description is None:
            return
        self.text, self.left = self.dataset.tokens_of(self.prompt.text()[:LONGEST]), 0
        self.begun = len(self.text)
        self.page.setPlainText(self.prompt.text())
        self._ask()

    @property
    def dataset(self):
        """What knows the tokens of a text, and the text of tokens."""
        return self.document.project.data.dataset

    @property
    def names(self) -> tuple[str, ...]:
        """What the tokens are called."""
        found = self.document.description
        return () if found is None else found.inputs[0].tokens

    def write(self, count: int) -> None:
        """Write so many tokens more; 0 stops."""
        self.left = count
        self._ask()

    def _ask(self) -> None:
        self.on.setText(tr("Stop") if self.left else tr("Go on"))
        text = tuple(self.text)
        self.wanted = Written(text, min(max(self.left, 1), AT_ONCE), self.temperature, self.best.value(),
                              self.mass.value() / 100) if text else None
        self.show_why("")
        self.needs_changed.emit()

    def needs(self):
        return {self.wanted: 0.0 if self.left else 0.4} if self.wanted is not None else {}

    def refresh(self):
        if self.dataset != self.written_with:  # its tokens have other numbers now
            if self.written_with is not None and self.prompt.text() == self.written_with.opening:
                self.prompt.setText(self.dataset.opening)
            self.begin()
        self.needs_changed.emit()

    def draw(self, snapshot):
        found = snapshot.get(self.wanted) if self.wanted is not None else None
        if found is None:
            return
        self.bars.show_bars(tuple((self.names[token], share) for token, share in found.likely))
        if not self.left:
            return
        new = found.tokens[:self.left]
        self.text += new
        self.left -= len(new)
        self._show_written()
        self._ask()

    def _show_written(self) -> None:
        """What was written, after the beginning as it was typed. Only what is new is put in: the page may be long."""
        whole, known = self.dataset.text_of(self.text), self.dataset.text_of(self.text[:self.begun])
        whole = self.prompt.text() + (whole.removeprefix(known) if whole.startswith(known) else f" … {whole}")
        shown = self.page.toPlainText()
        self.page.moveCursor(QTextCursor.MoveOperation.End)
        if whole.startswith(shown):
            self.page.insertPlainText(whole[len(shown):])
        else:  # a sign of several bytes was completed
            self.page.setPlainText(whole)
        self.page.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def kept(self):
        return {"prompt": self.prompt.text(), "heat": self.heat.value(), "best": self.best.value(),
                "mass": self.mass.value(), "greedy": self.greedy.isChecked()}

    def take_up(self, kept):
        self.prompt.setText(kept["prompt"])
        self.heat.setValue(kept["heat"])
        self.best.setValue(kept["best"])
        self.mass.setValue(kept["mass"])
        self.greedy.setChecked(kept["greedy"])
        self.begin()
