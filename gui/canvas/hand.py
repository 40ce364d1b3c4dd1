"""The mouse on the canvas: click selects, a drag reorders blocks or draws links, the middle button pans."""

from PySide6.QtCore import QPoint, Qt

from core.spec import INPUT
from gui.canvas.drag import Ghost
from gui.canvas.scene import port
from gui.left.layer_look import layer_icon, layer_role

FAR = 6


class Hand:
    """What is being done with the mouse: nothing, "press", "block", "link" or "pan"."""

    def __init__(self, stage):
        self.stage = stage
        self.doing = ""
        self.id = ""
        self.ghost: Ghost | None = None
        self._start = QPoint()
        self._reasons: dict[str, str] = {}

    def press(self, position: QPoint, button: Qt.MouseButton) -> None:
        """A button went down at a position of the viewport."""
        stage, (x, y) = self.stage, self.stage.scene_point(position)
        self._start = position
        if button == Qt.MouseButton.MiddleButton:
            self.doing = "pan"
            stage.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if button != Qt.MouseButton.LeftButton:
            return
        self.id = stage.scene.port_at(x, y)
        if self.id and not stage.scene.plus_at(x, y, stage.marks):
            self.doing = "port"
            return
        slot = stage.scene.plus_at(x, y, stage.marks)
        if slot is not None:
            stage.ask_layer(slot)
            return
        self.id = stage.scene.arrangement.block_at(x, y)
        if self.id:
            self.doing = "press"
            stage.select(self.id)
            return
        stage.select_link(stage.scene.link_at(x, y))

    def move(self, position: QPoint) -> None:
        """The mouse moved with a button down."""
        stage = self.stage
        if self.doing == "pan":
            bar = stage.verticalScrollBar()
            bar.setValue(bar.value() - (position - self._start).y())
            self._start = position
            return
        if self.doing in ("press", "port") and (position - self._start).manhattanLength() > FAR:
            self._begin(position)
        if self.doing == "block":
            self._move_block(position)
        elif self.doing == "link":
            self._move_link(position)

    def release(self, position: QPoint) -> None:
        """The button went up."""
        doing, id = self.doing, self.id
        x, y = self.stage.scene_point(position)
        slot = self.stage.marks.drop
        inside = self.stage.viewport().rect().contains(position)
        reasons = self._reasons
        self.cancel()
        if doing == "port":
            self.stage.select(id)
        elif doing == "block" and slot is not None and inside:
            self.stage.commands.move(id, slot.source, slot.target)
        elif doing == "link":
            target = self.stage.scene.arrangement.block_at(x, y)
            if target and target != id and not reasons.get(target):
                self.stage.commands.link(id, target)

    def cancel(self) -> None:
        """Let go of everything."""
        self.doing, self.id, self._reasons = "", "", {}
        if self.ghost is not None:
            self.ghost.hide()
            self.ghost.deleteLater()
            self.ghost = None
        marks = self.stage.marks
        marks.dragged, marks.lit, marks.dark, marks.rope, marks.refused = "", frozenset(), frozenset(), None, False
        self.stage.viewport().unsetCursor()
        self.stage.show_drop(None)

    def _begin(self, position: QPoint) -> None:
        stage = self.stage
        stage.hover.leave()
        if self.doing == "port":
            self.doing = "link"
            self._reasons = {id: stage.commands.refusal(self.id, id) for id in stage.scene.blocks if id != self.id}
            legal = frozenset(id for id, reason in self._reasons.items() if not reason)
            stage.marks.lit, stage.marks.dark = legal, frozenset(self._reasons) - legal
        elif self.id != INPUT:
            self.doing = "block"
            layer = type(stage.scene.blocks[self.id].layer)
            self.ghost = Ghost(stage.window(), layer.shown_name(), layer_icon(layer), layer_role(layer))
            stage.marks.dragged = self.id
        else:
            self.doing = ""

    def _move_block(self, position: QPoint) -> None:
        stage = self.stage
        self.ghost.follow(stage.viewport().mapToGlobal(position))
        slot = stage.slot_at(*stage.scene_point(position)) if stage.viewport().rect().contains(position) else None
        own = slot is not None and self.id in (slot.source, slot.target)
        stage.show_drop(None if own else slot)

    def _move_link(self, position: QPoint) -> None:
        stage = self.stage
        x, y = stage.scene_point(position)
        over = stage.scene.arrangement.block_at(x, y)
        reason = self._reasons.get(over, "")
        place = stage.scene.arrangement.places[self.id]
        stage.marks.rope = (port(place), (x, y), bool(over) and over != self.id and not reason)
        if reason:
            stage.explain(reason, stage.scene.arrangement.places[over].card)
        elif stage.hover.isVisible():
            stage.hover.leave()
        stage.viewport().update()
