"""The centre card: a head line, the stage with the network, and the commands on it as actions."""

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from core.inspection.needs import WeightSheet, WeightSlope
from core.session.orders import Ask
from gui.canvas.arrange.lanes import Slot
from gui.canvas.input.context_menu import context_menu
from gui.canvas.open_canvas import OpenCanvas, take_up
from gui.canvas.stage import Stage
from gui.drawing.colour_bar import gradient
from gui.drawing.geometry import Box
from gui.drawing.moment import plane_points
from gui.drawing.pens import LEFT, RIGHT, ink, write
from gui.explanation.page import ExplanationPage
from gui.sidebar.finder import LayerFinder
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets.basic import fitting

HEAD, STRIP = 44, 70
SELDOM = {WeightSlope: lambda need: 0.2, WeightSheet: lambda need: need.numbers / 3e7}
"""Seconds between two results of a need, while training runs."""


def _at_once(need) -> float:
    return 0.0


class NetworkHead(QWidget):
    """NETWORK, what the colours mean, and how large the network is."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.signed, self.count = False, ""
        self.setFixedHeight(theme.px(HEAD))
        self.setToolTip(tr("Colours run from zero to the strongest values; the range stands under each picture"))
        theme.signals.changed.connect(self.update)

    def show_facts(self, parameters: int, blocks: int, signed: bool) -> None:
        """Count parameters and blocks; `signed` tells which legend fits."""
        words = " · ".join((counted(parameters, "{n} parameter", "{n} parameters", n=grouped(parameters)),
                            counted(blocks, "{n} block", "{n} blocks")))
        if (words, signed) != (self.count, self.signed):
            self.count, self.signed = words, signed
            self.setAccessibleName(tr("Network: {words}", words=words))
            self.update()

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = Box(16, 0, self.width() - 32, self.height())
        painter.setFont(theme.heading())
        painter.setPen(colours.pen("muted"))
        painter.drawText(QRectF(*line), int(LEFT), tr("NETWORK"))
        x = 16 + painter.fontMetrics().horizontalAdvance(tr("NETWORK")) * 1.08 + 26
        count = fitting(QFontMetrics(colours.font(12, 400, True)), (self.count, *self.count.split(" · ")[:1]),
                        line.right - x)
        write(painter, line, count, colours.font(12, 400, True), colours.pen("muted"), RIGHT)
        self._paint_legend(painter, colours, x, line.right - colours.width(count, 12, 400, True) - 20)

    def _paint_legend(self, painter: QPainter, colours, x: float, end: float) -> None:
        """A strip of the colours between the words for its ends; nothing where it would meet the count."""
        low, high, note = ("−", "+", "") if self.signed else ("0", tr("strong"), tr("(range under each picture)"))
        before = colours.width(low, 12) + 6
        after = x + before + STRIP + 6
        words = next((words for words in (f"{high}  {note}", high) if after + colours.width(words, 12) <= end), None)
        if words is None:
            return
        tall = self.height()
        write(painter, Box(x, 0, before, tall), low, colours.font(12), colours.pen("muted"), LEFT)
        lut = theme.diverging() if self.signed else theme.sequential()
        strip = QRectF(x + before, tall / 2 - 3, STRIP, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient(lut, strip))
        painter.drawRoundedRect(strip, 3, 3)
        write(painter, Box(after, 0, end - after + 4, tall), words, colours.font(12), colours.pen("muted"), LEFT)


class NetworkView(QFrame):
    """The canvas. `drag` takes layers from the palette; `actions()` are its commands for a menu."""

    field_requested = Signal()
    """F2: the first field of the selected block's form."""
    opened = Signal(str)
    """Double click or Enter on a block."""

    def __init__(self, document, selection, runner, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("card", True)
        self.document, self.selection, self.runner = document, selection, runner
        self.head, self.stage = NetworkHead(self), Stage(document, selection, runner, self)
        self.drag, self.commands = self.stage.drag, self.stage.commands
        self.explanation = ExplanationPage(document, selection, runner, self)
        network = QWidget()
        network.setProperty("clear", True)
        column = QVBoxLayout(network)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stage, 1)
        self.pages = QStackedLayout(self)
        self.pages.addWidget(network)
        self.pages.addWidget(self.explanation)
        self.setFocusProxy(self.stage)
        self.finder: LayerFinder | None = None
        self._slot: Slot | None = None
        self._generation = -1
        self._make_actions()
        stage = self.stage
        stage.layer_wanted.connect(self.find_layer)
        stage.menu_wanted.connect(self.show_menu)
        stage.opened.connect(self.explain)
        self.explanation.needs_changed.connect(self._ask)
        self.explanation.closed.connect(self._show_network)
        runner.snapshot.connect(self.explanation.take)
        stage.needs_changed.connect(self._ask)
        runner.snapshot.connect(stage.take)
        runner.state_changed.connect(self._state)
        stage.take(runner.latest)
        self._ask()
        self._state(runner.state)

    def needs(self) -> set:
        """What the pictures are drawn from."""
        return self.stage.scene.needs(self.selection.sample)

    def explain(self, id: str, wish: tuple[int, ...] = ()) -> None:
        """Open a block (of a group its first) in place of the network; `wish` is a place, −1 for what is open."""
        members = self.stage.scene.folding.members.get(id)
        self.stage.hover.leave()
        self.explanation.open(members[0] if members else id, wish)
        self._show_explanation()
        if self.explanation.node:
            self.opened.emit(id)

    def take_up(self, kept: OpenCanvas) -> None:
        """Show what another canvas had open. An opened block comes at once; what needs a place on the canvas when that
        has its size."""
        if kept.explained[0]:
            self.explanation.take_up(kept.explained)
            self._show_explanation()
        elif kept.focused:
            self.setFocus()
        QTimer.singleShot(0, self, lambda: take_up(self.stage, kept))

    def go_up(self) -> bool:
        """Leave the explanation; False where none is open."""
        is_open = bool(self.explanation.node)
        self.explanation.close_explanation()
        return is_open

    def _show_explanation(self) -> None:
        if self.explanation.node:
            self.pages.setCurrentWidget(self.explanation)
            self.setFocusProxy(self.explanation)
            self.explanation.setFocus()

    def _show_network(self) -> None:
        self.pages.setCurrentIndex(0)
        self.setFocusProxy(self.stage)
        self.stage.setFocus()

    def insert(self, kind: str) -> str:
        """Add a layer after the selection; its id."""
        return self.commands.insert(kind)

    def _ask(self) -> None:
        """Have what is in sight: the network or the explanation."""
        usual = {need: SELDOM.get(type(need), _at_once)(need) for need in self.needs()}
        self.runner.set_needs(self, self.explanation.needs() if self.explanation.node else usual)
        check, scene = self.document.check, self.stage.scene
        plane = any(kind in ("units", "decision") for kind in scene.choice.kinds.values())
        blocks = len(self.document.ports) + len(self.document.project.network.nodes)
        self.head.show_facts(check.total, blocks, plane)
        self.stage.take(self.runner.latest)
        self.explanation.take(self.runner.latest)

    def _state(self, state) -> None:
        """Other data or another network took the place of the last: forget its pictures, fetch its points."""
        if state.generation != self._generation:
            self._generation = state.generation
            self.stage.scene.moment.forget()
            self._show_outcomes(dict(state.outcomes))
            self._ask()
            self.runner.order(Ask(plane_points, self._take_points))

    def _show_outcomes(self, outcomes: dict[str, str]) -> None:
        """A group is new where one of its blocks is."""
        folding = self.stage.scene.folding
        new = {folding.seen.get(id, id) for id, outcome in outcomes.items() if outcome == "new"}
        drawn = {folding.seen.get(id, id) for id in outcomes}
        self.stage.show_outcomes({id: "new" if id in new else "kept" for id in drawn})

    def show_findings(self, findings: dict[str, str]) -> None:
        """▲ on the blocks of which the doctor has something to say: a sentence by id."""
        if findings != self.stage.scene.findings:
            self.explanation.show_marks(findings)
            self.stage.scene.tell(findings)
            self.stage.viewport().update()

    def _take_points(self, points: dict) -> None:
        self.stage.scene.moment.points = points
        self.stage.scene.feed()
        self.stage.viewport().update()

    # ---- commands

    def find_layer(self, slot: Slot | None = None) -> None:
        """Open the search for a layer beside the place where it shall go."""
        if self.finder is None:
            self.finder = LayerFinder(self)
            self.finder.chosen.connect(self._found)
        self._slot = slot
        self.finder.open_over(self.stage)
        if slot is not None and slot.plus is not None:
            box = self.stage.box_on_screen(Box(*slot.plus, 1, 1))
            inside = self.stage.viewport().rect()
            x = min(max(round(box.x) - 160, 8), max(inside.width() - 328, 8))
            self.finder.move(self.stage.viewport().mapToGlobal(QPoint(x, round(box.y) + 18)))

    def _found(self, kind: str) -> None:
        slot, self._slot = self._slot, None
        if slot is None:
            self.commands.insert(kind)
        else:
            self.commands.insert(kind, slot.source, slot.target)
        self.stage.setFocus()

    def _make_actions(self) -> None:
        def action(text, keys_, run, tip):
            made = QAction(tr(text), self)
            made.setShortcuts([QKeySequence(key) for key in keys_])
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.setToolTip(tr(tip))
            made.triggered.connect(run)
            self.addAction(made)
            return made
        node = self._node
        self.insert_action = action("Insert layer…", ["Ins"], lambda: self.find_layer(),
                                    "Find a layer and put it behind the selection")
        self.field_action = action("Edit in form", ["F2"], self.field_requested.emit, "The first field of the form")
        self.duplicate_action = action("Duplicate", ["Ctrl+D"], self._duplicate,
                                       "A copy behind the block")
        self.earlier_action = action("Move earlier", ["Ctrl+Left"], lambda: self.commands.shift(node(), -1),
                                     "One place towards the input")
        self.later_action = action("Move later", ["Ctrl+Right"], lambda: self.commands.shift(node(), 1),
                                   "One place towards the output")
        self.delete_action = action("Delete", ["Del", "Backspace"], self._delete, "Take the block or link away")
        several = self.stage.selecting
        self.cut_action = action("Cut", ["Ctrl+X"], lambda: self.commands.several.cut(several.ids), "Copy, then delete")
        self.copy_action = action("Copy", ["Ctrl+C"], lambda: self.commands.several.copy(several.ids),
                                  "The selected blocks as text, also for another project")
        self.paste_action = action("Paste", ["Ctrl+V"], self.commands.several.paste, "Behind the selection")
        self.all_action = action("Select all", ["Ctrl+A"], several.all, "Every block")
        self.group_action = action("Group", ["Ctrl+G"], lambda: self.commands.several.collapse(several.ids),
                                   "Draw the selected blocks as one card")
        self.expand_action = action("Expand group", ["Ctrl+Shift+G"], lambda: self.commands.several.expand(
            self.stage.marks.node), "Draw the blocks of the group one by one again")
        self.commands.made.connect(several.several)
        self.selection.node_changed.connect(self._enable)
        self._enable()

    def _node(self) -> str:
        return self.selection.node if self.selection.node not in self.document.ports else ""

    def _enable(self, *_) -> None:
        movable = bool(self._node())
        for made in (self.duplicate_action, self.earlier_action, self.later_action):
            made.setEnabled(movable)
        self.field_action.setEnabled(bool(self.selection.node))

    def _delete(self) -> None:
        link = self.stage.marks.link
        if link:
            self.commands.unlink(*link)
        elif self.stage.selecting.ids:
            self.commands.several.remove_all(self.stage.selecting.ids)

    def _duplicate(self) -> None:
        ids = self.stage.selecting.ids
        if len(ids) > 1:
            self.commands.several.duplicate_all(ids)
        elif ids:
            self.commands.duplicate(ids[0])

    def show_menu(self, position: QPoint) -> None:
        """The same commands as the menu of the window, and links by keyboard."""
        self.menu = context_menu(self)
        self.menu.popup(position)
