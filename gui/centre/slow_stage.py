"""Slow motion: one training step, instruction by instruction, in place of the network's picture."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from core.inspection.needs import Snapshot
from core.inspection.slow_step import BACKWARD, FORWARD, LOSS, SlowMotion, SlowStep
from core.session.orders import Play
from gui.canvas.input.edit_weight import TypedWeight
from gui.canvas.input.pending_weights import PendingWeights
from gui.centre.slow_flow import SlowFlow
from gui.centre.slow_weights import SlowWeights
from gui.centre.slow_words import SENTENCES, heading, short_name, told
from gui.centre.worksheet import write_worksheet
from gui.drawing.moment import shown_sample
from gui.drawing.parts import Part
from gui.style import theme
from gui.text.file_names import filters, safe_name
from gui.text.formula_numbers import result
from gui.text.translation import counted, tr
from gui.views.ledger import Ledger, LedgerEntry, scrolled
from gui.views.table_rows import Cell, TableRows
from gui.widgets.basic import Elided, icon_button, label, wrapped
from gui.widgets.switches import Segments

PAUSE_MS = 1250
BUTTON_EDGES = 28
"""Pixels of a button beside its words."""
SIDE = 252
"""Pixels of the lists at the right."""
SIDE_FROM = 600
"""Pixels of width from which on the list of steps has room."""
KEYS = {(Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier): "next_instruction",
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier): "back",
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier): "next_layer",
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier): "next_batch",
        (Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier): "print_worksheet",
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier): "leave"}


class SlowStage(QWidget):
    """The network above, the present instruction below, the list of all at the right. `closed` asks to be taken away.

    Nothing is applied to the training: the step is taken on a copy. Next batch takes a real one.
    """

    closed = Signal()
    needs_changed = Signal()
    said = Signal(str)

    def __init__(self, document, selection, runner, background):
        super().__init__()
        self.document, self.selection, self.runner, self.background = document, selection, runner, background
        self.step: SlowStep | None = None
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("clear", True)
        self.flow, self.ledger, self.list = SlowFlow(), Ledger(inline=True), TableRows(tr("Steps"))
        self.weights, self.orders = SlowWeights(document), PendingWeights(runner)
        self.weights.typed.connect(self.type_weight)
        self.weights.said.connect(self.said)
        self.title, self.sentence = label("", "", 15, 600, wrap=True), label("", "muted", 12, wrap=True)
        self.which = Elided()
        self.whole = Segments((tr("one record"), tr("batch mean")), name=tr("Gradients of"))
        self.ways_on: list[tuple[QPushButton, str]] = []
        self.timer = QTimer(self, interval=PAUSE_MS)
        self.timer.timeout.connect(self._tick)
        self.list.chosen.connect(self.go_to)
        self.whole.chosen.connect(lambda _: self.needs_changed.emit())
        selection.sample_changed.connect(self.needs_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 10, 14, 10)
        left, head, below = QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(label("Network", "muted", 13))
        head.addWidget(label("›", "muted", 13))
        head.addWidget(label("slow motion", "", 13, 600))
        head.addStretch(1)
        below.addWidget(self.which, 1)
        below.addWidget(self.whole)
        close = QPushButton(tr("Esc  close"))
        close.clicked.connect(self.leave)
        head.addWidget(close)
        left.addLayout(head)
        left.addLayout(below)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.flow)
        card = QWidget()
        card.setProperty("clear", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 4, 4, 0)
        for widget in (self.title, self.sentence):
            column.addWidget(widget)
        column.addWidget(scrolled(self.ledger), 1)
        parts.addWidget(card)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        parts.setSizes([300, 300])
        left.addWidget(parts, 1)
        left.addLayout(self._foot())
        self.side = QWidget()
        self.side.setProperty("clear", True)
        right = QVBoxLayout(self.side)
        right.setContentsMargins(8, 0, 0, 0)
        for words, part, stretch in (("Steps of this batch", scrolled(self.list), 3),
                                     ("Weights before and after", self.weights, 3)):
            right.addWidget(label(words, "muted", 12, 600))
            part.setFixedWidth(theme.px(SIDE))
            right.addWidget(part, stretch)
        sheet = QPushButton(tr("Print as worksheet"))
        sheet.setToolTip(tr("A PDF with gaps to fill in, and the answers behind it (P)"))
        sheet.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        sheet.clicked.connect(self.print_worksheet)
        right.addWidget(sheet)
        whole.addLayout(left, 1)
        whole.addWidget(self.side)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        back = icon_button("previous", "One instruction back (←)")
        back.clicked.connect(self.back)
        foot.addWidget(back)
        for words, tip, do, outlined in (
                ("Next instruction", "→", self.next_instruction, True),
                ("Next layer", "Shift+→", self.next_layer, False),
                ("Next batch", "Ctrl+→: a real step is taken", self.next_batch, False)):
            button = QPushButton(tr(words))
            button.setProperty("outlined", outlined)
            button.setToolTip(tr(tip))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(do)
            self.ways_on.append((button, tr(words)))
            foot.addWidget(button)
        self.running = icon_button("play", "Walk on by itself, or stand still")
        self.running.clicked.connect(self.walk)
        foot.addWidget(self.running)
        foot.addStretch(1)
        return foot

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= theme.px(SIDE_FROM))
        self._wrap_buttons()

    def _wrap_buttons(self) -> None:
        """Words on buttons take a second line where there is no room for one: Qt would cut them."""
        room = self.width() - (theme.px(SIDE) + 8) * self.side.isVisibleTo(self) - 28 - theme.px(110)
        metrics = self.fontMetrics()
        longest = [max(map(metrics.horizontalAdvance, words.split())) for _, words in self.ways_on]
        spare = max(room - sum(longest) - BUTTON_EDGES * len(longest), 0) / len(longest)
        for (button, words), wide in zip(self.ways_on, longest, strict=True):
            said = wrapped(metrics, words, wide + spare + 1)
            if said != button.text():
                button.setText(said)

    # ---- what it shows

    def needs(self) -> dict:
        """One step on the chosen record, or on its batch."""
        return {self.need: 0.0}

    @property
    def need(self) -> SlowMotion:
        """The step."""
        return SlowMotion(*shown_sample(self.document.watched_split, self.selection.sample), bool(self.whole.index))

    def take(self, snapshot: Snapshot) -> None:
        """A step of another moment, record or batch begins again."""
        found = snapshot.get(self.need)
        if found is None or found is self.step:
            return
        kept = self.step is not None and (found.step, found.index, found.split) == (
            self.step.step, self.step.index, self.step.split)
        self.step = found
        self.go_to(min(self.place, len(found.instructions) - 1) if kept else 0)

    def go_to(self, place: int) -> None:
        """Stand at an instruction, forward as well as back."""
        if self.step is None:
            return
        self.place = min(max(place, 0), len(self.step.instructions) - 1)
        now, network = self.step.instructions[self.place], self.document.project.network
        self.title.setText(f"{self.place + 1}  {heading(now, network)}")
        shown = counted(now.count, "One number.", "The largest of {n} numbers.") if len(now.lines) < now.count else ""
        self.sentence.setText(" ".join(filter(None, (tr(SENTENCES[now.kind]), shown))))
        self.which.show_text(tr("record {n} · step {step} · instruction {at} of {all}", n=self.step.index + 1,
                              step=self.step.step, at=self.place + 1, all=len(self.step.instructions)))
        role = "gradient" if now.kind in BACKWARD else "text"
        rule = (LedgerEntry(now.formula, "", ""),)
        self.ledger.show_entries(rule + tuple(LedgerEntry(line.name, *told(line), role) for line in now.lines))
        self.flow.show_step(self.step, self.place, self.document.project)
        self._show_list()
        self.weights.show_step(self.step, now.node if now.kind in (*BACKWARD, FORWARD) else "")

    def _show_list(self) -> None:
        network, rows = self.document.project.network, []
        for place, one in enumerate(self.step.instructions):
            here, done = place == self.place, place < self.place
            shown = result(self.step.loss) if one.kind == LOSS and place <= self.place else "✓" if done else ""
            role = "accent_text" if here else "text" if done else "muted"
            rows.append((Cell(f"{place + 1}  {short_name(one, network)}", role=role, strong=here),
                         Cell(shown, role="muted")))
        self.list.show_rows((), rows)

    def type_weight(self, name: str, index: tuple, before: float, after: float) -> None:
        """Put another number in place of a weight, undoably; the step begins again with it."""
        words = tr("{weight} becomes {value}", weight=f"{name} {list(index)}", value=result(after))
        self.document.undo_stack.push(TypedWeight(self.orders, Part(name.partition(".")[0], name, index), before, after,
                                                  words, ""))

    # ---- the ways on

    def next_instruction(self) -> None:
        """One further; after the last one the first of the next step, and this one is really taken."""
        if self.step is not None and self.place + 1 >= len(self.step.instructions):
            self.next_batch()
        else:
            self.go_to(self.place + 1)

    def back(self) -> None:
        """One back."""
        self.go_to(self.place - 1)

    def next_layer(self) -> None:
        """To the first instruction of the next block."""
        if self.step is None:
            return
        node = self.step.instructions[self.place].node
        rest = range(self.place + 1, len(self.step.instructions))
        self.go_to(next((place for place in rest if self.step.instructions[place].node != node),
                        len(self.step.instructions) - 1))

    def next_batch(self) -> None:
        """Take a real step, and begin again with the weights that it leaves."""
        self.place = 0
        self.runner.order(Play("batch"))

    def walk(self) -> None:
        """Walk on by itself, or stand still."""
        if self.timer.isActive():
            self.timer.stop()
        else:
            self.timer.start()
        theme.set_icon(self.running, "pause" if self.timer.isActive() else "play", "text", 18)

    def _tick(self) -> None:
        if self.step is None or self.place + 1 >= len(self.step.instructions):
            self.walk()
        else:
            self.next_instruction()

    def print_worksheet(self) -> None:
        """Ask for a file, and write the step with gaps and its answers."""
        if self.step is None:
            return
        proposed = safe_name(f"{self.document.project.name} {tr('Worksheet')}") + ".pdf"
        found, _ = QFileDialog.getSaveFileName(self.window(), tr("Print as worksheet"), proposed,
                                               filters((("PDF", "*.pdf"),)))
        if found:
            self.save_worksheet(found if found.lower().endswith(".pdf") else f"{found}.pdf")

    def save_worksheet(self, path) -> None:
        """Write it in another thread, and say so: a large step has hundreds of lines."""
        self.background.run(partial(write_worksheet, self.step, self.document.project, path),
                            lambda _: self.said.emit(tr("Saved {file}", file=str(path))), self.said.emit)

    def leave(self) -> None:
        """Back to the network."""
        self.closed.emit()

    def take_focus(self) -> None:
        """The keys walk through the step."""
        self.setFocus()

    def hideEvent(self, event):
        self.timer.stop()

    # ---- keys

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and (event.key(), plain_modifiers(event)) in KEYS:
            event.accept()  # the window's own keys rest meanwhile
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        name = KEYS.get((event.key(), plain_modifiers(event)))
        if name is None:
            super().keyPressEvent(event)
        else:
            getattr(self, name)()


def plain_modifiers(event):
    """Shift, Ctrl and the like, whatever block of keys was used."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
