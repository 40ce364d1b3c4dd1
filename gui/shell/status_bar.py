"""The status bar: on the left what is going on, measured; on the right the keys for this moment."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from core.session.run_state import RunState
from gui.model.command_table import shown_keys
from gui.style import theme
from gui.text.key_names import spelled
from gui.text.number_text import grouped, local
from gui.text.translation import again, counted, tr
from gui.widgets.basic import Elided, label

HEIGHT = 30
MESSAGE_MS = 6000
WORDS = {"empty": ("Not ready", "negative"), "preparing": ("Preparing…", "accent"), "ready": ("Ready", "ok"),
         "training": ("Training", "ok"), "paused": ("Paused", "muted"), "stopped": ("Stopped", "negative")}


class StateDot(QWidget):
    """A disc in the colour of the state; the word beside it says the same."""

    def __init__(self):
        super().__init__()
        self.role = "ok"
        self.setFixedSize(10, 10)

    def show_role(self, role: str) -> None:
        """Take another colour."""
        if role != self.role:
            self.role = role
            self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self.role))
        painter.drawEllipse(QRectF(1, 1, 8, 8))


class Keys(QWidget):
    """Pairs of a key and its meaning; from the left, pairs that do not fit are left out."""

    GAP = 18

    def __init__(self):
        super().__init__()
        self.pairs: tuple[tuple[str, str], ...] = ()
        self.setFixedHeight(theme.px(HEIGHT) - 2)
        theme.signals.changed.connect(self.update)

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Show other keys."""
        if pairs != self.pairs:
            self.pairs = pairs
            self.setAccessibleName("; ".join(f"{key}: {word}" for key, word in pairs))
            self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        right = float(self.width())
        bold, plain = theme.font(12, 500), theme.font(12)
        for key, word in reversed(self.pairs):
            if QFontMetrics(bold).horizontalAdvance(key) + QFontMetrics(plain).horizontalAdvance(word) + 8 > right:
                return
            for text, font, role in ((word, plain, "muted"), (key, bold, "text")):
                painter.setFont(font)
                width = painter.fontMetrics().horizontalAdvance(text)
                painter.setPen(theme.colour(role))
                box = QRectF(right - width - 1, 0, width + 1, self.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
                right -= width + (6 if role == "muted" else self.GAP)


class StatusBar(QFrame):
    """Shows only what is measured: a rate, frames a second, a seed. `say` puts a sentence up for a while."""

    def __init__(self, document):
        super().__init__()
        self.document = document
        self.page_keys: tuple[tuple[str, str], ...] = ()
        self.other_keys: tuple[tuple[str, str], ...] = ()
        self.setProperty("bar", "status")
        self.setFixedHeight(theme.px(HEIGHT))
        self.dot, self.word = StateDot(), Elided("", "", 12)
        self.word.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.rate, self.view, self.seed, self.eta = (label("", "muted", 12, tabular=True) for _ in range(4))
        self.eta.setToolTip(tr("The learning rate of the last step: what the schedule makes of it"))
        self.rate.setToolTip(tr("Samples that went through training in a second, measured"))
        self.view.setToolTip(tr("How often the views were drawn in the last second, measured"))
        self.seed.setToolTip(tr("The number that drew the first weights and the order of the samples"))
        self.doctor = QToolButton()
        self.doctor.setProperty("flat", True)
        self.doctor.setFont(theme.font(12))
        self.doctor.setCursor(Qt.CursorShape.PointingHandCursor)
        self.doctor.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.doctor.setToolTip(tr("What keeps the network from learning: show or fold the doctor's card"))
        self.doctor.hide()
        self.message = Elided("", "accent", 12)
        self.keys = Keys()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(self.dot)
        row.addWidget(self.word)
        for part in (self.eta, self.rate, self.view, self.seed):
            part.setContentsMargins(12, 0, 0, 0)
            row.addWidget(part)
        row.addWidget(self.doctor)
        row.addSpacing(12)
        # What is said takes the room that it needs from the keys, which leave some out.
        self.message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row.addWidget(self.message)
        row.addWidget(self.keys, 1)
        self._timer = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._timer.timeout.connect(lambda: self.message.show_text(""))
        self.show_state(RunState())

    def show_start(self) -> None:
        """Before a project is open."""
        self._say_word(tr("Ready"), "ok")
        for part, text in ((self.rate, tr("Works offline")), (self.view, ""), (self.seed, ""), (self.eta, "")):
            put(part, text)
        self._show_keys(((shown_keys("insert"), tr("add a layer")), (shown_keys("open"), tr("open")),
                         (shown_keys("shortcuts"), tr("all shortcuts"))))

    def show_page(self, keys: tuple[tuple[str, str], ...]) -> None:
        """While a page or a stage stands in place of the project, its keys; () when it goes."""
        self.page_keys = tuple((spelled(key) or tr(key), tr(word)) for key, word in keys)
        self._show_keys(self.other_keys)

    def _show_keys(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.other_keys = pairs
        self.keys.show_pairs(self.page_keys or pairs)

    def show_findings(self, count: int) -> None:
        """How much the doctor has found."""
        self.doctor.setText(counted(count, "Doctor  {n} finding", "Doctor  {n} findings"))
        self.doctor.setVisible(count > 0)

    def show_state(self, state: RunState) -> None:
        """Follow the runner."""
        word, role = WORDS[state.phase]
        sentence = state.sentence if state.phase in ("preparing", "stopped", "empty", "paused") else ""
        self._say_word(awaited(state) if state.awaited else again(sentence) or tr(word), role)
        noun = self.document.project.data.dataset.noun
        put(self.rate, f"{rounded(state.rate)} {tr(noun)}/s" if state.rate else "")
        put(self.eta, f"η {local(f'{state.learning_rate:.3g}')}" if state.learning_rate else "")
        put(self.view, tr("View {n} fps", n=f"{state.frames:.0f}") if state.frames else "")
        put(self.seed, tr("Seed {n}", n=state.seed) if state.phase != "empty" else "")
        past = (("[ ]", tr("other moments")),) if state.rewound else ()
        pairs = (("play", tr("pause") if state.running else tr("play")), ("batch", tr("one batch")),
                 ("reset", tr("same weights")), ("reseed", tr("new weights")), ("shortcuts", tr("all")))
        self._show_keys((*past, *((shown_keys(name), word) for name, word in pairs)))

    def say(self, sentence: str) -> None:
        """Something that just happened."""
        self.message.show_text(sentence)
        self._timer.start()

    def _say_word(self, word: str, role: str):
        self.dot.show_role(role)
        self.word.show_text(word)


def awaited(state: RunState) -> str:
    """That training begins by itself, and how far what it waits for is."""
    what = again(state.sentence)
    return tr("Starts in a moment · {what}", what=what) if what else tr("Starts in a moment")


def put(part: QLabel, text: str) -> None:
    """Show a fact, or no gap where there is none."""
    part.setText(text)
    part.setVisible(bool(text))


def rounded(rate: float) -> str:
    """Three figures are as many as a measured speed has: 4 510, 2.41 M."""
    if rate >= 1e6:
        return local(f"{rate / 1e6:.2f} M")
    whole = int(float(f"{rate:.3g}"))
    return grouped(whole)


