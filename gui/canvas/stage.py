"""The scrolling widget of the canvas: shows the scene, handles pointer and keys."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui.canvas.arrange.lanes import Slot
from gui.canvas.arrange.layout import MANY
from gui.canvas.input import keyboard, pointer
from gui.canvas.input.canvas_commands import CanvasCommands
from gui.canvas.input.drag import DragController
from gui.canvas.input.edit_weight import WeightEditing
from gui.canvas.input.mouse import MouseInput
from gui.canvas.input.screen_readers import BlockNames
from gui.canvas.input.selecting import Selecting
from gui.canvas.live import Live
from gui.canvas.painting import badges
from gui.canvas.painting.clip import Clip
from gui.canvas.painting.drag_marks import Marks
from gui.canvas.painting.hover_card import HoverCard
from gui.canvas.painting.minimap import WIDTH, Minimap
from gui.canvas.painting.scene_painter import paint
from gui.canvas.scene import Scene
from gui.drawing.geometry import Box
from gui.drawing.pens import ink
from gui.style import theme
from gui.weights.preview import Preview
from gui.weights.sheets import Sheets

ZOOM_LEAST, ZOOM_MOST = 0.64, 2.5


class Stage(QAbstractScrollArea):
    """The network as a picture that one can touch. Everything it changes goes through `commands`."""

    layer_wanted = Signal(object)
    """A Slot: ask which layer to put there."""
    menu_wanted = Signal(QPoint)
    opened = Signal(str)
    """Double click or Enter on a block."""
    play_wanted = Signal()
    """Space, pressed and not held for a drag."""
    needs_changed = Signal()

    def __init__(self, document, selection, runner, parent: QWidget | None = None):
        super().__init__(parent)
        self.document, self.selection = document, selection
        self.scene, self.marks, self.zoom = Scene(), Marks(), 1.0
        self.live = Live(self, runner)
        self.commands = CanvasCommands(document, selection, self)
        self.commands.refused.connect(self._refused)
        self.hand, self.drag, self.selecting = MouseInput(self), DragController(self), Selecting(self)
        self.pointer: QPoint | None = None
        self.unit: tuple[str, int] | None = None  # for which the menu was opened
        self._by_key = False
        self._fading = QTimer(self, singleShot=True, interval=badges.SHOWN_MS)
        self._fading.timeout.connect(lambda: self.show_outcomes({}))
        self.hover = HoverCard(self.viewport())
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        # It paints its own ground: else all that it lies in would be painted, up to the window, with every new value.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._names, self.minimap = BlockNames(self.viewport()), Minimap(self)
        self.weight_editing, self.sheets, self.preview = WeightEditing(self, runner), Sheets(self), Preview(self)
        document.changed.connect(self.rebuild)
        # By methods of this widget: what is no QObject would go on hearing when the widget is gone.
        document.opened.connect(self._opened)
        selection.node_changed.connect(self._follow)
        selection.sample_changed.connect(self._sample_changed)
        theme.signals.changed.connect(self._restyled)
        self.rebuild()

    def _opened(self):
        self.weight_editing.forget()
        self.sheets.forget()

    def _follow(self, node):
        self.selecting.follow(node)

    # ---- the scene

    def rebuild(self, project=None) -> None:
        """Follow the document."""
        self.hand.cancel()
        self.hover.leave()
        self.scene.show(self.document.project, self.document.check, self.document.description)
        self.selecting.rebuilt()
        self.marks.leave()
        self.scene.unit = None
        self.preview.look("")
        self.lay_out()
        self.sheets.rebuilt()
        self.needs_changed.emit()

    def lay_out(self) -> None:
        """Find places for the size that the viewport has now; beside the overview where there is one."""
        room = self.viewport().size()
        opened = self.scene.opens(self.marks.drop)
        large = len(self.scene.blocks) > MANY
        if large:
            self._place(room.width() - WIDTH - 16, room.height(), opened)
            large = self.scene.arrangement.height > 1.5 * room.height()
        if not large:
            self._place(room.width(), room.height(), opened)
        bar = self.verticalScrollBar()
        bar.setPageStep(room.height())
        bar.setSingleStep(24)
        bar.setRange(0, max(round(self.scene.arrangement.height) - room.height(), 0))
        self.minimap.setVisible(large)
        self._names.follow(self.scene.arrangement, self.scene.blocks)
        self._moved()

    def _place(self, width: float, height: float, opened) -> None:
        self.scene.lay_out(width, height, theme.text_scale(), self.zoom, opened)

    def _moved(self) -> None:
        """Everything stands elsewhere on the screen."""
        self._names.scroll(self.verticalScrollBar().value())
        self.sheets.stand()
        self.weight_editing.stand()
        if not self.minimap.isHidden():
            self.minimap.follow()
        self.viewport().update()

    def show_outcomes(self, outcomes: dict[str, str]) -> None:
        """Say for a moment of every block whether its weights were kept."""
        self.marks.outcomes = outcomes
        if outcomes:
            self._fading.start()
        self.viewport().update()

    def take(self, snapshot) -> None:
        """A new moment of training."""
        self.live.take(snapshot)

    def scene_point(self, position: QPoint) -> tuple[float, float]:
        """A position of the viewport in the scene."""
        return float(position.x()), float(position.y() + self.verticalScrollBar().value())

    def box_on_screen(self, box: Box) -> Box:
        """A box of the scene in the viewport."""
        return box.moved(0, -self.verticalScrollBar().value())

    # ---- painting

    def paintEvent(self, event):
        painter = QPainter(self.viewport())
        top = self.verticalScrollBar().value()
        painter.fillRect(event.rect(), ink().brush("panel"))
        painter.translate(0, -top)
        paint(self.scene, painter, Clip(event.region().translated(0, top)), ink(), self.marks)
        if self._by_key and self.hasFocus() and not self.marks.node and not self.marks.link:
            painter.setPen(ink().pen("accent", 1, 0.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.viewport().rect().translated(0, top).adjusted(3, 0, -4, -3), 8, 8)

    def resizeEvent(self, event):
        self.lay_out()

    def scrollContentsBy(self, dx, dy):
        self.hover.leave()
        self._moved()

    def _restyled(self):
        for face in self.scene.faces.values():
            face.relaid()
        self.lay_out()

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self._by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event):
        super().focusOutEvent(event)
        self.viewport().update()

    # ---- selection

    def select(self, id: str) -> None:
        """Select a block ("" for nothing)."""
        self.selecting.block(id)

    def select_link(self, pair: tuple[str, str] | None) -> None:
        """Select a link, or nothing."""
        self.selecting.link(pair)

    def show_box(self, box: Box) -> None:
        """Scroll so that a box of the scene is seen."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if box.y < bar.value():
            bar.setValue(round(box.y - 40))
        elif box.bottom > bar.value() + high:
            bar.setValue(round(box.bottom - high + 8))

    def _sample_changed(self, split: str, index: int) -> None:
        self.needs_changed.emit()

    # ---- drops

    def slot_at(self, x: float, y: float) -> Slot | None:
        """The nearest place for a block in the scene."""
        return self.scene.slot_at(x, y)

    def slot_under(self, position: QPoint) -> Slot | None:
        """The nearest place for a block to a global position."""
        return self.slot_at(*self.scene_point(self.viewport().mapFromGlobal(position)))

    def show_drop(self, slot: Slot | None) -> None:
        """Draw the drop line and open its gap, or close it again."""
        if slot == self.marks.drop:
            return
        self.marks.drop = slot
        if self.scene.calm is not None:
            self.lay_out()

    def ask_layer(self, slot: Slot | None) -> None:
        """Ask which layer to put into a place."""
        self.hover.leave()
        self.layer_wanted.emit(slot)

    def explain(self, sentence: str, box: Box) -> None:
        """Say beside a place why something cannot be."""
        self.hover.tell(sentence, self.box_on_screen(box))

    def _refused(self, sentence: str) -> None:
        place = self.scene.arrangement.places.get(self.marks.node)
        self.explain(sentence, place.card if place else Box(self.width() / 2, 20, 1, 1))

    # ---- mouse and keys

    def mousePressEvent(self, event):
        self.hover.leave()
        self.hand.press(event.position().toPoint(), event.button(), event.modifiers())

    def mouseMoveEvent(self, event):
        position = event.position().toPoint()
        if self.hand.doing:
            self.hand.move(position)
        elif not self.drag.active:
            pointer.follow(self, position)

    def mouseReleaseEvent(self, event):
        self.hand.release(event.position().toPoint())

    def mouseDoubleClickEvent(self, event):
        id = self.scene.arrangement.block_at(*self.scene_point(event.position().toPoint()))
        if id:
            self.opened.emit(id)

    def viewportEvent(self, event):
        if event.type() == QEvent.Type.ToolTip:
            return True  # the hover card says it
        if event.type() == QEvent.Type.Leave:
            pointer.leave(self)
        return super().viewportEvent(event)

    def contextMenuEvent(self, event):
        pointer.ask_menu(self, event)

    def unit_menu(self, node: str, unit: int, where: QPoint) -> None:
        """The menu of a block and of one of its units, −1 for none, at a global position."""
        self.select(node)
        self.unit = (node, unit) if unit >= 0 else None
        self.menu_wanted.emit(where)

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and keyboard.mine(self, event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if not keyboard.press(self, event):
            event.ignore()

    def keyReleaseEvent(self, event):
        if not keyboard.release(self, event):
            event.ignore()

    def wheelEvent(self, event):
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.1 ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)

    def set_zoom(self, zoom: float) -> None:
        """Scale the pictures; type stays as it is. 1 fits them to the height."""
        self.zoom = min(max(zoom, ZOOM_LEAST), ZOOM_MOST)
        if abs(self.zoom - 1) < 0.04:
            self.zoom = 1.0
        self.lay_out()
