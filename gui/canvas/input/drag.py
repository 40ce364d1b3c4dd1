"""Dragging a new layer into the network: a ghost at the pointer, a drop line, gaps that open.

Qt's own drag and drop never delivers offscreen and hides the pointer's events, so the mouse is watched by a filter
on the application from the moment a drag begins until its button is released.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gui.drawing.block_icons import PALETTE, layer_icon, layer_role
from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, ink, rounded, write
from gui.style import theme
from gui.text.translation import tr


class Ghost(QWidget):
    """What hangs at the pointer: glyph and name, and a reason where it cannot be dropped."""

    def __init__(self, parent: QWidget, words: str, glyph: str, role: str):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words, self.glyph, self.role = words, glyph, role
        self.resize(round(ink().width(words, 13, 600)) + 48, 34)

    def follow(self, position: QPoint) -> None:
        """Hang right below a global position."""
        self.move(self.parentWidget().mapFromGlobal(position) + QPoint(10, 8))
        self.show()
        self.raise_()

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.94)
        whole = Box(0, 0, self.width(), self.height())
        rounded(painter, whole, 8, colours.pen("accent", 1.5), colours.brush("card"))
        if self.glyph:
            theme.draw_icon(painter, self.glyph, QRectF(10, 8.5, 17, 17), self.role)
        write(painter, whole.moved(36 if self.glyph else 12, 0), self.words, colours.font(13, 600),
              colours.pen("text"), LEFT)


class DragController(QObject):
    """One drag at a time. The palette calls `begin`; where it ends the stage is told to insert the layer."""

    begun = Signal(str)
    ended = Signal()

    def __init__(self, stage):
        super().__init__(stage)
        self.stage = stage
        self.kind = ""
        self.ghost: Ghost | None = None

    def begin(self, kind: str, global_position: QPoint) -> None:
        """A layer is picked up; KeyError where there is no layer of that name."""
        layer = PALETTE[kind]
        self.cancel()
        self.kind = kind
        self.ghost = Ghost(self.stage.window(), tr(layer.shown_name()), layer_icon(layer), layer_role(layer))
        QApplication.instance().installEventFilter(self)
        self.begun.emit(kind)
        self._move(global_position)

    @property
    def active(self) -> bool:
        """A layer hangs at the pointer."""
        return bool(self.kind)

    def cancel(self) -> None:
        """Let go without a trace."""
        if not self.kind:
            return
        QApplication.instance().removeEventFilter(self)
        self.kind = ""
        self.ghost.hide()
        self.ghost.deleteLater()
        self.ghost = None
        self.stage.show_drop(None)
        self.ended.emit()

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._move(event.globalPosition().toPoint())
            return True
        if kind == QEvent.Type.MouseButtonRelease and watched.isWidgetType():
            self._release(event.globalPosition().toPoint())
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and event.key() == Qt.Key.Key_Escape:
            self.cancel()
            return True
        return False

    def _over_stage(self, position: QPoint) -> bool:
        viewport = self.stage.viewport()
        return viewport.rect().contains(viewport.mapFromGlobal(position))

    def _move(self, position: QPoint) -> None:
        self.ghost.follow(position)
        self.stage.show_drop(self.stage.slot_under(position) if self._over_stage(position) else None)

    def _release(self, position: QPoint) -> None:
        kind = self.kind
        slot = self.stage.slot_under(position) if self._over_stage(position) else None
        self.cancel()
        if slot is not None:
            self.stage.commands.insert(kind, slot.source, slot.target)
            self.stage.setFocus()
