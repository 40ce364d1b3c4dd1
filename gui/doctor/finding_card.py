"""The doctor's card: one finding, one bold sentence, one button that fixes it, and why."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from core.diagnosis import Finding, Mend
from core.project.spec import Network
from gui.drawing.block_names import spoken
from gui.style import theme
from gui.text.plain_text import plain, unmarked
from gui.text.translation import counted, tr
from gui.widgets.basic import icon_button, label, wrapped


def in_words(sentence: str, network: Network) -> str:
    """A sentence with the blocks named as a person names them: the second Dense in place of dense2."""
    for node in network.nodes:
        word = spoken(network, node.id)
        name = word if re.search(r" \d+$", word) else tr("the {block}", block=word)
        sentence = re.sub(rf"(?<![\w.]){re.escape(node.id)}(?![\w]|\.\w)", lambda _, name=name: name, sentence)
    # A number of four digits and more stays on one line.
    return (sentence[:1].upper() + sentence[1:]).replace("\u2009", "\u202f")


def first_of(sentences: str) -> tuple[str, str]:
    """The first statement alone, with a full stop, and whatever follows it."""
    first, stop, rest = re.match(r"(.*?)(; |\. |$)(.*)", sentences, re.DOTALL).groups()
    return (f"{first}." if stop else first), rest[:1].upper() + rest[1:]


def cost_of(mend: Mend) -> str:
    """What a fix does, and what becomes of the weights that were trained."""
    if mend.restart:
        return tr("{mend}. What was trained until now stays on a branch of the timeline.", mend=mend.text)
    if mend.rewind:
        return tr("{mend}. What came after it stays on a branch of the timeline.", mend=mend.text)
    return mend.text


EDGES = 38
"""Padding and border of the button."""


class DoctorCard(QFrame):
    """`mend_wanted` carries a finding and the fix that was chosen, `node_wanted` the block to look at; `resized`
    when it is another height."""

    mend_wanted = Signal(object, object)
    node_wanted = Signal(str)
    folded = Signal()
    resized = Signal()

    def __init__(self):
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(tr("Doctor"))
        self.findings: tuple[Finding, ...] = ()
        self.shown: Finding | None = None
        self.network = Network()
        self._others: list[QPushButton] = []
        self._head()
        self._body()
        self.hide()
        theme.signals.changed.connect(self._draw_pulse)

    def _head(self):
        self.pulse = QLabel()
        title = label("DOCTOR", "muted", 11, 600)
        title.setFont(theme.heading())
        self.count = QToolButton()
        self.count.setAccessibleName(tr("Fold the doctor's card"))
        self.count.setProperty("flat", True)
        self.count.setFont(theme.font(12))
        self.count.setToolTip(tr("Fold the card: what was found stays in the status bar and as ▲ on the block"))
        self.count.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.count.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.set_icon(self.count, "fold", "muted", 12)
        self.count.clicked.connect(self.folded)
        self.before, self.after = (icon_button(name, tip, framed=False, size=14) for name, tip in (
            ("previous", "The finding before"), ("next", "The next finding")))
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        for widget in (self.pulse, title):
            self.head.addWidget(widget)
        self.head.addStretch(1)
        for widget in (self.before, self.after, self.count):
            self.head.addWidget(widget)
        self._draw_pulse()

    def _body(self):
        self.sentence = label("", "", 14, 600, wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.sentence.mousePressEvent = lambda event: self.shown and self.node_wanted.emit(self.shown.node)
        self.button = QPushButton()
        self.button.setAccessibleName(tr("Mend"))
        self.button.setProperty("outlined", True)
        self.button.setFont(theme.font(13, 600))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to Play
        self.button.clicked.connect(lambda: self._mend(0))
        self.why = QToolButton()
        self.why.setProperty("flat", True)
        self.why.setProperty("strong", True)
        self.why.setFont(theme.font(13, 600))
        self.why.setText(tr("Why?"))
        self.why.setCheckable(True)
        self.why.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why.setToolTip(tr("What this means, and what else helps"))
        self.why.toggled.connect(self._explain)
        self.undoable = label("undo takes it back", "muted", 12)
        self.reason = label("", "muted", 12, wrap=True)
        self.row, self.below = QHBoxLayout(), QHBoxLayout()
        for line in (self.row, self.below):
            line.setSpacing(8)
        self.row.addWidget(self.button)
        self.row.addWidget(self.why)
        self.row.addStretch(1)
        self.row.addWidget(self.undoable)
        self._tight = False
        self.choices = QVBoxLayout()
        self.choices.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(10)
        column.addLayout(self.head)
        column.addWidget(self.sentence)
        column.addLayout(self.row)
        column.addLayout(self.below)
        column.addWidget(self.reason)
        column.addLayout(self.choices)

    def _draw_pulse(self):
        self.pulse.setPixmap(theme.pixmap("pulse", "negative", theme.px(18), self.devicePixelRatioF()))
        self.pulse.setFixedSize(QSize(theme.px(18), theme.px(18)))

    # ---- what it shows

    def show_findings(self, findings: tuple[Finding, ...], network: Network) -> None:
        """Show what was found: the same finding as before where it is still there, else the worst."""
        if (findings, network) == (self.findings, self.network):
            return
        mark = self.shown.mark if self.shown else None
        self.findings, self.network = findings, network
        here = next((entry for entry in findings if entry.mark == mark), findings[0] if findings else None)
        if here is None or here.mark != mark:
            self.why.setChecked(False)
        self._show(here)

    def look_at(self, node: str) -> None:
        """Show the finding of a block, where there is one."""
        found = next((entry for entry in self.findings if entry.node == node), None)
        if found is not None:
            self._show(found)

    @property
    def kept(self) -> tuple[str, bool]:
        """The finding that is shown, and whether more is said of it."""
        return self.shown.mark if self.shown else "", self.why.isChecked()

    def take_up(self, kept: tuple[str, bool]) -> None:
        """Show the same finding."""
        mark, why = kept
        found = next((entry for entry in self.findings if entry.mark == mark), None)
        if found is not None:
            self._show(found)
            self.why.setChecked(why)

    def _turn(self, by: int):
        place = [entry.mark for entry in self.findings].index(self.shown.mark)
        self.why.setChecked(False)
        self._show(self.findings[(place + by) % len(self.findings)])
        self.node_wanted.emit(self.shown.node)

    def _show(self, finding: Finding | None):
        self.shown = finding
        if finding is None:
            return
        count = len(self.findings)
        place = [entry.mark for entry in self.findings].index(finding.mark) + 1
        found = counted(count, "{n} finding", "{n} findings")
        self.count.setText(found if count == 1 else tr("{place} of {findings}", place=place, findings=found))
        for button in (self.before, self.after):
            button.setVisible(count > 1)
        first, rest = first_of(in_words(finding.sentence, self.network))
        self.sentence.setText(first)
        self.sentence.setCursor(Qt.CursorShape.PointingHandCursor if finding.node else Qt.CursorShape.ArrowCursor)
        self.sentence.setToolTip(tr("{title}. Click to show the block.", title=finding.title)
                                 if finding.node else finding.title)
        self.button.setVisible(bool(finding.mends))
        self.undoable.setVisible(bool(finding.mends))
        if finding.mends:
            self.button.setToolTip(plain(finding.mends[0].text))
        self.reason.setText(f"{finding.why} {rest}".strip())
        self.setAccessibleDescription(self.sentence.text())
        self._explain(self.why.isChecked())

    def _explain(self, on: bool):
        self.reason.setVisible(on)
        others = self.shown.mends[1:] if on and self.shown else ()
        if [button.mend for button in self._others] != list(others):
            for button in self._others:
                self.choices.removeWidget(button)
                button.hide()
                button.deleteLater()
            self._others = []
            for place, mend in enumerate(others, 1):
                button = QPushButton()
                button.mend = mend
                button.setFont(theme.font(13))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.clicked.connect(lambda _=False, place=place: self._mend(place))
                self.choices.addWidget(button)
                button.show()
                self._others.append(button)
        self._fit()

    def _mend(self, place: int):
        self.mend_wanted.emit(self.shown, self.shown.mends[place])

    # ---- room

    def _fit(self):
        """A long button has a line of its own; the words beside go where they do not fit; the height follows."""
        if self.shown is None:
            return
        text = self.shown.mends[0].text if self.shown.mends else ""
        metrics, room = self.button.fontMetrics(), self.width() - 32
        lines = wrapped(metrics, text, room - EDGES)
        self.button.setText(unmarked(lines))
        for button, mend in zip(self._others, self.shown.mends[1:], strict=False):
            button.setText(unmarked(wrapped(button.fontMetrics(), mend.text, room - EDGES)))
        wanted = max(metrics.horizontalAdvance(line) for line in lines.split("\n")) + EDGES
        why = self.why.sizeHint().width()
        tight = wanted + 8 + why > room
        if tight != self._tight:
            self._tight = tight
            for widget in (self.why, self.undoable):
                (self.row if tight else self.below).removeWidget(widget)
            if tight:
                self.below.insertWidget(0, self.why)
                self.below.addStretch(1)
                self.below.addWidget(self.undoable)
            else:
                self.below.takeAt(0)
                self.row.insertWidget(1, self.why)
                self.row.addWidget(self.undoable)
        left = room - why - 8 if tight else room - wanted - why - 16
        self.undoable.setVisible(bool(text) and left >= self.undoable.sizeHint().width())
        self.layout().invalidate()
        height = self.layout().totalHeightForWidth(self.width())
        if height != self.height():
            self.setFixedHeight(height)
            self.resized.emit()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
