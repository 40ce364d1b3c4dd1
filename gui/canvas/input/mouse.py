"""Handles the mouse on the canvas: click selects, a drag reorders blocks or draws links, the middle button pans."""

from PySide6.QtCore import QPoint, Qt

from gui.canvas.input.drag import Ghost
from gui.drawing.block_icons import layer_icon, layer_role
from gui.drawing.geometry import Box
from gui.weights import handle

FAR = 6
MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""Take a block in beside the others."""


class MouseInput:
    """What is being done with the mouse: nothing, "press", "port", "block", "link", "pan", "ground" or "band"."""

    def __init__(self, stage):
        self.stage = stage
        self.doing = ""
        self.id = ""
        self.ghost: Ghost | None = None
        self._start, self._start_scene = QPoint(), (0.0, 0.0)
        self._before: tuple[str, ...] = ()
        self._reasons: dict[str, str] = {}
        self.space = ""
        """"down" while Space is held, "used" once something was dragged with it."""
        self._more = False

    def press(self, position: QPoint, button: Qt.MouseButton, keys=Qt.KeyboardModifier.NoModifier) -> None:
        """A button went down at a position of the viewport."""
        stage, (x, y) = self.stage, self.stage.scene_point(position)
        self._start = position
        if button == Qt.MouseButton.MiddleButton or (self.space and button == Qt.MouseButton.LeftButton):
            self.doing, self.space = "pan", "used" if self.space else ""
            stage.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if button != Qt.MouseButton.LeftButton:
            return
        self._more = bool(keys & MORE)
        self.id = stage.scene.port_at(x, y)
        if self.id and not self._more and not stage.scene.plus_at(x, y, stage.marks):
            self.doing = "port"
            return
        slot = stage.scene.plus_at(x, y, stage.marks)
        if slot is not None:
            stage.ask_layer(slot)
            return
        grip = "" if self._more else handle.at(stage.scene, stage.marks, x, y)
        if grip:
            stage.sheets.toggle(grip)
            return
        part = None if self._more else stage.scene.part_at(x, y)
        if part is not None:
            stage.weight_editing.choose(part)
            return
        self.id = stage.scene.arrangement.block_at(x, y)
        if self.id and self._more:
            stage.selecting.toggle(self.id)
        elif self.id:
            self.doing = "press"
            stage.select(self.id)
            stage.weight_editing.choose(None)
        else:
            self._press_ground(x, y)

    def _press_ground(self, x: float, y: float) -> None:
        """A link, or a rubber band that begins."""
        pair = self.stage.scene.link_at(x, y)
        self._start_scene = (x, y)
        self._before = self.stage.selecting.ids if self._more else ()
        if not self._more:
            self.stage.weight_editing.choose(None)
            self.stage.select_link(pair)
        self.doing = "ground"

    def move(self, position: QPoint) -> None:
        """The mouse moved with a button down."""
        stage = self.stage
        if self.doing == "pan":
            bar = stage.verticalScrollBar()
            bar.setValue(bar.value() - (position - self._start).y())
            self._start = position
            return
        if self.doing in ("press", "port", "ground") and (position - self._start).manhattanLength() > FAR:
            self._begin(position)
        if self.doing == "block":
            self._move_block(position)
        elif self.doing == "link":
            self._move_link(position)
        elif self.doing == "band":
            self._move_band(position)

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
        elif doing == "ground" and self.stage.marks.link:
            self.stage.sheets.open(self.stage.marks.link[1])
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
        marks.band = None
        marks.dragged, marks.lit, marks.dark, marks.rope, marks.refused = "", frozenset(), frozenset(), None, False
        self.stage.viewport().unsetCursor()
        self.stage.show_drop(None)

    def _begin(self, position: QPoint) -> None:
        stage = self.stage
        stage.hover.leave()
        if self.doing == "ground":
            self.doing = "band"
            return
        if self.doing == "port":
            self.doing = "link"
            self._reasons = {id: stage.commands.refusal(self.id, id) for id in stage.scene.blocks if id != self.id}
            legal = frozenset(id for id, reason in self._reasons.items() if not reason)
            stage.marks.lit, stage.marks.dark = legal, frozenset(self._reasons) - legal
        elif stage.scene.blocks[self.id].layer is not None:
            self.doing = "block"
            block = stage.scene.blocks[self.id]
            layer = type(block.layer)
            self.ghost = Ghost(stage.window(), block.title, layer_icon(layer), layer_role(layer))
            stage.marks.dragged = self.id
        else:
            self.doing = ""

    def _move_block(self, position: QPoint) -> None:
        stage = self.stage
        self.ghost.follow(stage.viewport().mapToGlobal(position))
        slot = stage.slot_at(*stage.scene_point(position)) if stage.viewport().rect().contains(position) else None
        own = slot is not None and self.id in (slot.source, slot.target)
        stage.show_drop(None if own else slot)

    def _move_band(self, position: QPoint) -> None:
        """Everything whose card or picture the band touches is selected."""
        stage = self.stage
        (x1, y1), (x2, y2) = self._start_scene, stage.scene_point(position)
        band = Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
        stage.marks.band = band
        caught = [id for id, place in stage.scene.arrangement.places.items()
                  if place.card.touches(band) or place.picture.touches(band)]
        stage.selecting.several({*caught, *self._before})

    def _move_link(self, position: QPoint) -> None:
        stage = self.stage
        x, y = stage.scene_point(position)
        over = stage.scene.arrangement.block_at(x, y)
        reason = self._reasons.get(over, "")
        place = stage.scene.arrangement.places[self.id]
        stage.marks.rope = (place.foot, (x, y), bool(over) and over != self.id and not reason)
        if reason:
            stage.explain(reason, stage.scene.arrangement.places[over].card)
        elif stage.hover.isVisible():
            stage.hover.leave()
        stage.viewport().update()
