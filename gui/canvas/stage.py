"""The scrolling widget that shows the scene, follows the pointer and takes the keys."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui import theme
from gui.canvas import cards, keys, pointing
from gui.canvas.commands import Commands
from gui.canvas.drag import DragController
from gui.canvas.geometry import Box
from gui.canvas.hand import Hand
from gui.canvas.hover import HoverCard
from gui.canvas.ink import ink
from gui.canvas.lanes import Slot
from gui.canvas.scene import Marks, Scene

ZOOM_LEAST, ZOOM_MOST = 0.64, 2.5


class Stage(QAbstractScrollArea):
    """The network as a picture that one can touch. Everything it changes goes through `commands`."""

    layer_wanted = Signal(object)
    """A Slot: ask which layer to put there."""
    menu_wanted = Signal(QPoint)
    opened = Signal(str)
    """Double click or Enter on a block."""
    needs_changed = Signal()

    def __init__(self, document, selection, parent: QWidget | None = None):
        super().__init__(parent)
        self.document, self.selection = document, selection
        self.scene, self.marks, self.zoom = Scene(), Marks(), 1.0
        self.commands = Commands(document, selection, self)
        self.commands.refused.connect(self._refused)
        self.hand, self.drag = Hand(self), DragController(self)
        self.pointer: QPoint | None = None
        self._by_key = False
        self.hover = HoverCard(self.viewport())
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._names: dict[str, QWidget] = {}
        document.changed.connect(self.rebuild)
        selection.node_changed.connect(self._selected)
        selection.sample_changed.connect(self._sample_changed)
        theme.signals.changed.connect(self._restyled)
        self.rebuild()

    # ---- the scene

    def rebuild(self, project=None) -> None:
        """Follow the document."""
        self.hand.cancel()
        self.scene.show(self.document.project, self.document.check)
        node = self.selection.node
        self.marks.node = node if node in self.scene.blocks else ""
        if self.marks.link and self.marks.link not in self.scene.choice.pairs:
            self.marks.link = None
        self.marks.hovered, self.marks.plus, self.marks.connection, self.marks.hovered_link = "", None, None, None
        self.scene.matrix, self.scene.unit = "", None
        self.lay_out()
        self.needs_changed.emit()

    def lay_out(self) -> None:
        """Find places for the size that the viewport has now."""
        room = self.viewport().size()
        self.scene.lay_out(room.width(), room.height(), theme.text_scale(), self.zoom,
                           self.scene.opens(self.marks.drop))
        bar = self.verticalScrollBar()
        bar.setPageStep(room.height())
        bar.setSingleStep(24)
        bar.setRange(0, max(round(self.scene.arrangement.height) - room.height(), 0))
        self._name_blocks()
        self.viewport().update()

    def take(self, snapshot) -> None:
        """A new moment of training."""
        for box in self.scene.take(snapshot):
            self.update_box(box)
        pointing.refresh(self)

    def update_box(self, box: Box) -> None:
        """Paint a part of the scene anew."""
        top = self.verticalScrollBar().value()
        self.viewport().update(QRect(int(box.x) - 1, int(box.y) - top - 1, int(box.w) + 3, int(box.h) + 3))

    def scene_point(self, position: QPoint) -> tuple[float, float]:
        """A position of the viewport in the scene."""
        return float(position.x()), float(position.y() + self.verticalScrollBar().value())

    def box_on_screen(self, box: Box) -> Box:
        """A box of the scene in the viewport."""
        return box.moved(0, -self.verticalScrollBar().value())

    def _name_blocks(self) -> None:
        """One named child a block, which a screen reader finds; painting and mouse pass it by."""
        places = self.scene.arrangement.places
        for id in set(self._names) - set(places):
            self._names.pop(id).deleteLater()
        top = self.verticalScrollBar().value()
        for id, place in places.items():
            child = self._names.get(id)
            if child is None:
                child = self._names[id] = QWidget(self.viewport())
                child.setObjectName(f"block {id}")
                child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                child.lower()
                child.show()
            words = cards.card_words(self.scene.blocks[id])
            child.setGeometry(QRect(*(round(value) for value in place.card.moved(0, -top))))
            child.setAccessibleName(words)
            child.setToolTip(words)

    # ---- painting

    def paintEvent(self, event):
        painter = QPainter(self.viewport())
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        area = event.region().boundingRect()
        clip = Box(area.x(), area.y() + top, area.width(), area.height())
        self.scene.paint(painter, clip, ink(), self.marks)
        if self._by_key and self.hasFocus() and not self.marks.node and not self.marks.link:
            painter.setPen(ink().pen("accent", 1, 0.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.viewport().rect().translated(0, top).adjusted(3, 0, -4, -3), 8, 8)

    def resizeEvent(self, event):
        self.lay_out()

    def scrollContentsBy(self, dx, dy):
        self.hover.leave()
        self._name_blocks()
        self.viewport().update()

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
        self.marks.link = None
        self.selection.select(id)
        self.viewport().update()

    def select_link(self, pair: tuple[str, str] | None) -> None:
        """Select a link, or nothing."""
        self.selection.select("")
        self.marks.link = pair
        self._announce()
        self.viewport().update()

    def _selected(self, id: str) -> None:
        self.marks.node = id if id in self.scene.blocks else ""
        if id:
            self.marks.link = None
        place = self.scene.arrangement.places.get(id)
        if place is not None:
            self._show_box(place.card if self.height() < place.whole.h else place.whole)
        self._announce()
        self.viewport().update()

    def _show_box(self, box: Box) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if box.y < bar.value():
            bar.setValue(round(box.y - 40))
        elif box.bottom > bar.value() + high:
            bar.setValue(round(box.bottom - high + 8))

    def _announce(self) -> None:
        """Tell assistive programs what is selected."""
        blocks, node = self.scene.blocks, self.marks.node
        words = cards.card_words(blocks[node]) if node in blocks else "nothing selected"
        if self.marks.link:
            words = "link from {} to {}".format(*(self.commands.name(id) for id in self.marks.link))
        self.setAccessibleName(f"Network: {words}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

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
        self.hand.press(event.position().toPoint(), event.button())

    def mouseMoveEvent(self, event):
        position = event.position().toPoint()
        if self.hand.doing:
            self.hand.move(position)
        elif not self.drag.active:
            pointing.follow(self, position)

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
            pointing.leave(self)
        return super().viewportEvent(event)

    def contextMenuEvent(self, event):
        position = event.pos()
        if event.reason() == event.Reason.Mouse:
            x, y = self.scene_point(position)
            id, pair = self.scene.arrangement.block_at(x, y), self.scene.link_at(x, y)
            self.select(id) if id or not pair else self.select_link(pair)
        else:
            place = self.scene.arrangement.places.get(self.marks.node)
            box = self.box_on_screen(place.card) if place else Box(20, 20, 1, 1)
            position = QPoint(round(box.cx), round(box.bottom))
        self.menu_wanted.emit(self.viewport().mapToGlobal(position))

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and keys.mine(self, event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if not keys.press(self, event):
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
