"""The explanation page in place of the network: breadcrumbs, chips, the stage, and what moves it."""

import time
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QVBoxLayout, QWidget

from core.datasets.ports import INPUT
from core.inspection.explaining import ANY, Explained, Explanation
from gui.canvas.arrange.choose_picture import display_order
from gui.drawing.block_names import port_name, spoken
from gui.drawing.moment import shown_sample
from gui.explanation.board import Board
from gui.explanation.breadcrumbs import Crumbs
from gui.explanation.chips import Chips
from gui.explanation.controls import Foot
from gui.explanation.navigation import Walking
from gui.text.translation import tr

FALL_MS = 250
RENEWED = 0.5
"""Seconds between two moments of one number while training runs."""
SHOWN_FIRST = 1.5
"""Seconds for which the number that a block opens with stays as it was, so that it can be followed."""


def moves(widget: QWidget) -> bool:
    """Whether the system wants things to move; some people are made ill by it."""
    style = widget.style()
    return bool(style.styleHint(QStyle.StyleHint.SH_Widget_Animate, None, widget)
                and style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget))


class ExplanationPage(QWidget):
    """How a number of the open block comes about. `node` is the open block, "" where none is."""

    needs_changed = Signal()
    closed = Signal()

    def __init__(self, document, selection, runner, parent: QWidget | None = None):
        super().__init__(parent)
        self.document, self.selection, self.runner = document, selection, runner
        self.node, self.wish, self.channel = "", (), ANY
        self.found: Explanation | None = None
        self.marks: dict[str, str] = {}
        self._shown_until, self._opened = 0.0, False
        self.crumbs, self.chips, self.board, self.foot = Crumbs(), Chips(), Board(), Foot()
        self.walking = Walking(self)
        self._fill()
        self._fall = QVariantAnimation(self, duration=FALL_MS, startValue=0.0, endValue=1.0)
        self._fall.valueChanged.connect(self._fallen)
        self.crumbs.up.connect(self._up)
        self.chips.chosen.connect(self.open)
        self.board.moved.connect(self.move_to)
        self.board.channel_chosen.connect(self.choose_channel)
        self.board.left.connect(self.close_explanation)
        self.board.over_changed.connect(self._let_go)
        selection.node_changed.connect(self._selected)
        selection.sample_changed.connect(self._sample_changed)
        document.changed.connect(self._project_changed)
        document.opened.connect(self.close_explanation)
        runner.state_changed.connect(self._let_go)

    def _fill(self):
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Explanation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.crumbs)
        column.addWidget(self.chips)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.board.setProperty("clear", True)
        scroll.setWidget(self.board)
        column.addWidget(scroll, 1)
        column.addWidget(self.foot)

    def sizeHint(self) -> QSize:
        return QSize(600, 500)

    # ---- opening and leaving

    def open(self, node: str, wish: tuple[int, ...] = ()) -> None:
        """Explain a block; `wish` is a place, with −1 for what is left open."""
        if node not in self.document.ports and self.document.project.network.node(node) is None:
            return
        first, self._opened = not self.node, False
        self.node, self.wish, self.channel = node, wish, ANY
        self.walking.play(False)
        self._show_nothing()
        self.selection.select(node)
        self._show_chain()
        self._show_place()
        if first and moves(self):
            self._fall.start()
        else:
            self._fallen(1.0)
        self.needs_changed.emit()
        self.setFocus()

    @property
    def kept(self) -> tuple:
        """What is open, for the page that takes the place of this one."""
        return self.node, self.wish, self.channel, self.walking.playing

    def take_up(self, kept: tuple) -> None:
        """Open what another page showed, as it stood and at once."""
        node, wish, channel, playing = kept
        self.open(node, wish)
        self._fall.stop()
        self._fallen(1.0)
        self.choose_channel(channel)
        self.walking.play(playing)

    def _show_nothing(self) -> None:
        """Until an explanation comes; where none can come, why."""
        self.found = None
        self.board.waiting = ("" if self.document.check.trainable
                              else tr("This network cannot compute yet; mend the marked block first."))
        self.board.show_explanation(None)

    def close_explanation(self) -> None:
        """Back to the network, where the block that was open is selected."""
        if not self.node:
            return
        node, self.node, self.found = self.node, "", None
        self.walking.play(False)
        self._fall.stop()
        self.needs_changed.emit()
        self.closed.emit()
        self.selection.select(node)

    def _up(self, level: str) -> None:
        if level == "block":
            self.open(self.node)
        else:
            self.close_explanation()

    def _selected(self, node: str) -> None:
        """Another block was selected elsewhere in the window: it is opened in place of this one."""
        if self.node and node and node != self.node:
            self.open(node)

    def _project_changed(self, project) -> None:
        if self.node and self.node not in self.document.ports and project.network.node(self.node) is None:
            self.close_explanation()
        elif self.node:
            self._show_chain()
            if not self.document.check.trainable:
                self._show_nothing()
            self.needs_changed.emit()

    def _sample_changed(self, *_) -> None:
        if self.node:
            self.needs_changed.emit()

    def _fallen(self, share: float) -> None:
        self.chips.fall(share)
        self.board.opacity = share
        self.board.update()

    # ---- what is shown

    @property
    def need(self) -> Explained | None:
        """What the page draws from."""
        if not self.node or not self.document.check.trainable:
            return None
        split, index = shown_sample(self.document.watched_split, self.selection.sample)
        return Explained(split, index, self.node, self.wish, self.channel)

    def needs(self) -> dict:
        """The need, at most twice a second while training runs."""
        need = self.need
        return {} if need is None else {need: RENEWED}

    def take(self, snapshot) -> None:
        """A new moment. What the pointer rests on stays as it is, unless another number is asked for."""
        need = self.need
        found = snapshot.get(need) if need is not None else None
        if found is None or found is self.found:
            return
        if self._holds(found):
            return
        first = not self._opened
        self.found, self._opened = found, True
        if first:
            self._shown_until = time.monotonic() + SHOWN_FIRST
        self._show()
        if (found.place, found.channel) != (self.wish, self.channel):
            # It was left open, or that place is gone since the block has another shape.
            self.wish, self.channel = found.place, found.channel
            self.needs_changed.emit()

    def _holds(self, found: Explanation) -> bool:
        """Whether an explanation is only newer than the one that is read."""
        old = self.found
        if old is None or (old.node, old.place, old.channel) != (found.node, found.place, found.channel):
            return False
        return self.runner.state.running and (self.board.over or time.monotonic() < self._shown_until) and (
            old.sample.x.tobytes() == found.sample.x.tobytes())

    def _show(self) -> None:
        self.board.show_explanation(self.found)
        self.chips.show_values(self.found.sample.outputs, self.found.types)
        self._show_place()
        colours = self.board.stage.colours
        self.foot.show_range(tr("both maps") if self.found.type.is_picture else tr("both ends"), colours)
        self._say_hint()

    def _show_place(self) -> None:
        place = self.board.stage.story.place if self.board.stage is not None else ""
        self.crumbs.show_path(spoken(self.document.project.network, self.node), place)

    def _show_chain(self) -> None:
        network, check = self.document.project.network, self.document.check
        blocks = []
        for id in display_order(network, check):
            node = network.node(id)
            name = _input_name(id) if node is None else tr(node.layer.short_name())
            blocks.append((id, name, spoken(network, id), bool(check.of(id)) or id in self.marks))
        self.chips.show_blocks(blocks, self.node)

    def show_marks(self, findings: dict[str, str]) -> None:
        """▲ on the chips of the blocks of which the doctor has something to say."""
        self.marks = findings
        if self.node:
            self._show_chain()

    def _let_go(self, *_) -> None:
        """The pointer came or left, training runs or rests: what was held back until now may be shown."""
        if self.node:
            self.take(self.runner.latest)
        self._say_hint()

    def _say_hint(self) -> None:
        if self.found is None:
            self.foot.hint.show_text("")
        elif self.runner.state.running and self.board.over:
            self.foot.hint.show_text(tr("Numbers are held while the pointer is here."))
        elif self.found.type.is_picture:
            self.foot.hint.show_text(tr("Rest on a map to move the window."))
        else:
            self.foot.hint.show_text(tr("Click a value to explain it."))

    def move_to(self, place: tuple[int, ...]) -> None:
        """Explain another number of the block."""
        if self.node and place != self.wish:
            self.wish = place
            self.needs_changed.emit()

    def choose_channel(self, channel: int) -> None:
        """Look at another group of products."""
        if channel != self.channel:
            self.channel = channel
            self.needs_changed.emit()

    # ---- Qt

    KEYS: ClassVar = {Qt.Key.Key_Left: ("walk", -1), Qt.Key.Key_Right: ("walk", 1), Qt.Key.Key_Up: ("turn", -1),
                      Qt.Key.Key_Down: ("turn", 1), Qt.Key.Key_PageUp: ("step", -1), Qt.Key.Key_PageDown: ("step", 1)}

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and self._mine(event):
            event.accept()
            return True
        return super().event(event)

    def _mine(self, event) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return not held and (event.key() in self.KEYS or event.key() == Qt.Key.Key_Escape)

    def keyPressEvent(self, event):
        if not self._mine(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_explanation()
        else:
            name, by = self.KEYS[event.key()]
            getattr(self.walking, name)(by)

    def hideEvent(self, event):
        super().hideEvent(event)
        self.walking.play(False)


def _input_name(id: str) -> str:
    """An input on its chip."""
    return tr("Input") if id == INPUT else port_name(id)
