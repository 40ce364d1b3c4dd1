"""New moments of training on the canvas: pictures out of date are made slice by slice, and painted where they are."""

from functools import partial

from core.inspection.needs import Snapshot
from gui.canvas.faces.biases import BiasMarks
from gui.canvas.input import pointer
from gui.canvas.painting.clip import pixels
from gui.drawing.geometry import Box
from gui.drawing.pens import ink
from gui.model.slices import Slices
from gui.model.turns import Turns


def feed(scene) -> list[Box]:
    """Hand the newest results to everything that is drawn; the boxes to paint again. Whose image must be made first is
    noted in `scene.waiting`, and in `scene.bent` whose curves of weights look otherwise."""
    dirty = []
    scene.show_unit()
    for id, face in scene.faces.items():
        place, ready = scene.arrangement.places.get(id), face.ready()
        if face.feed(scene.moment) and place is not None:
            scene.waiting[id] = None
            if face.ready() != ready:
                dirty.append(face.reach(place))
    for pair, connections in scene.connections.items():
        if connections.feed(scene.moment.get(connections.kernel)):
            scene.bent[pair] = None
    for id, bias in scene.biased.items():
        place, marks = scene.arrangement.places.get(id), scene.bias_marks.get(id)
        if place is None:
            continue
        if marks is None or marks.place is not place:
            marks = scene.bias_marks[id] = BiasMarks(place)
        if marks.feed(scene.moment.get(bias)):
            dirty.append(marks.box)
    return dirty


def freshen(scene, id: str, seen: Box) -> list[Box]:
    """Make the image of a block again, as far as any of it can be seen; the boxes to paint."""
    face, place = scene.faces.get(id), scene.arrangement.places.get(id)
    if face is None or place is None:
        return []
    again = [echo.picture.grown(3) for (source, _), echo in scene.arrangement.echoes.items() if source == id]
    if not any(box.touches(seen) for box in (face.reach(place), *again)):
        return []
    return face.freshen(place, ink()) + again


class Live:
    """What a canvas does with the results of training."""

    def __init__(self, stage, runner):
        self.stage, self._runner = stage, runner
        self._slices = Slices(stage)
        # All curves of a gap are drawn where one of them changes, and what they show changes little from redraw to
        # redraw: they cost more than all other pictures together.
        self._turns = Turns(stage, self._bend)
        runner.state_changed.connect(self._turns.follow)

    def take(self, snapshot: Snapshot) -> None:
        """A new moment of training."""
        stage = self.stage
        for box in stage.scene.take(snapshot):
            self.paint(box)
        bent, stage.scene.bent = stage.scene.bent, {}
        self._turns.add(bent, at_once=not self._runner.state.running)
        waiting, stage.scene.waiting = stage.scene.waiting, {}
        self._slices.add((id, partial(self._freshen, id)) for id in waiting)
        if any(face.asks_again for face in stage.scene.faces.values()):
            stage.needs_changed.emit()
        pointer.refresh(stage)
        stage.sheets.take()
        stage.weight_editing.take()

    def _bend(self, pairs) -> None:
        for pair in pairs:
            connections = self.stage.scene.connections.get(pair)
            if connections is not None:
                connections.renew()
                self.paint(connections.box)

    def _freshen(self, id: str) -> None:
        for box in freshen(self.stage.scene, id, self.seen):
            self.paint(box)

    @property
    def seen(self) -> Box:
        """The part of the scene that is in sight."""
        view = self.stage.viewport()
        return Box(0, self.stage.verticalScrollBar().value(), view.width(), view.height())

    def paint(self, box: Box) -> None:
        """Paint a part of the scene again."""
        if box.touches(self.seen):
            self.stage.viewport().update(pixels(self.stage.box_on_screen(box)))
