"""What the canvas holds: blocks with their pictures, links and connections, where they stand, and how to paint them.

No widget: the stage asks it to lay out, to paint a region, and what lies under a point.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from core.datasets.base import Description
from core.errors import LayerlabError
from core.network import Check
from core.snapshot import PlaneMaps, SampleView, Snapshot, WeightValues
from core.spec import INPUT, Project
from gui.canvas import cards, links
from gui.canvas.answer_faces import Bars, InputPicture, InputValues
from gui.canvas.choose import Choice, choose
from gui.canvas.faces import Face, Lines, Mosaic, Strip
from gui.canvas.geometry import Box, around
from gui.canvas.ink import Ink
from gui.canvas.lanes import Slot
from gui.canvas.layout import Arrangement, arrange
from gui.canvas.links import Connections
from gui.canvas.moment import Block, Moment, blocks, plane_size
from gui.canvas.plane_faces import Decision, PlaneMosaic, Units

FACES = {face.kind: face for face in (Face, Mosaic, Lines, Strip, InputPicture, InputValues, Bars, Units,
                                      PlaneMosaic, Decision)}
OVER_PLANE = ("units", "plane", "decision")


@dataclass
class Marks:
    """What is drawn apart because a hand is on it."""

    node: str = ""
    link: tuple[str, str] | None = None
    hovered: str = ""
    hovered_link: tuple[str, str] | None = None
    plus: Slot | None = None
    connection: tuple[tuple[str, str], tuple[int, int]] | None = None
    dragged: str = ""
    drop: Slot | None = None
    refused: bool = False
    lit: frozenset = frozenset()
    dark: frozenset = frozenset()
    rope: tuple[tuple[float, float], tuple[float, float], bool] | None = None


@dataclass
class Scene:
    """The picture of one network."""

    choice: Choice = field(default_factory=lambda: Choice({}, (), (), frozenset()))
    arrangement: Arrangement = field(default_factory=lambda: Arrangement(0, 0, {}, (), (), 0, None))
    calm: Arrangement | None = None
    """The arrangement without an opened gap: what a drag is measured against."""
    blocks: dict[str, Block] = field(default_factory=dict)
    faces: dict[str, Face] = field(default_factory=dict)
    connections: dict[tuple[str, str], Connections] = field(default_factory=dict)
    moment: Moment = field(default_factory=Moment)
    matrix: str = ""
    """The node whose weight matrix is looked at."""
    unit: tuple[str, int] | None = None
    """The unit that takes the place of the answer in the large map while the pointer rests on it."""

    def show(self, project: Project, check: Check) -> None:
        """Take a new design. Pictures of blocks that kept their shape stay."""
        description = described(project)
        self.project, self.check, self.description = project, check, description
        self.choice = choose(project.network, check, description, self.choice.kinds)
        self.blocks = blocks(project, check, description, self.choice.kinds)
        faces = {}
        for id, block in self.blocks.items():
            old = self.faces.get(id)
            if old is not None and _alike(old.block, block):
                old.block = block
                faces[id] = old
            else:
                faces[id] = FACES[block.kind](block)
        self.faces = faces

    def lay_out(self, width: float, height: float, scale: float = 1.0, zoom: float = 1.0,
                opened: tuple[str, str] | None = None) -> None:
        """Find a place for everything."""
        def made(gap):
            return arrange(self.choice.wishes, self.choice.pairs, width, height, joined=self.choice.joined,
                           opened=gap, zoom=zoom, scale=scale)
        before = self.arrangement.places
        self.calm = made(None)
        self.arrangement = made(opened) if opened else self.calm
        for id, place in self.arrangement.places.items():
            old = before.get(id)
            if old is None or old.picture[2:] != place.picture[2:] or old.cells != place.cells:
                self.faces[id].relaid()
        places = self.arrangement.places
        self.connections = {(source, target): Connections(places[source], places[target],
                                                          not self.check.parameters.get(target))
                            for source, target in self.choice.joined}
        self.feed()

    def needs(self, sample: tuple[str, int]) -> set:
        """What the pictures must know of the next moment."""
        moment = self.moment
        moment.sample_need = moment.plane_need = None
        if not self.check.trainable:
            return set()
        kinds = set(self.choice.kinds.values())
        found: set = set()
        if kinds & set(OVER_PLANE):
            moment.plane_need = PlaneMaps(plane_size(self.check.total))
            found.add(moment.plane_need)
        if kinds - {*OVER_PLANE, "blank"}:
            split, index = sample
            if split == "validation" and self.project.data.split.validation == 0:
                split = "train"
            moment.sample_need = SampleView(split, index)
            found.add(moment.sample_need)
        targets = {target for _, target in self.choice.joined} | ({self.matrix} if self.matrix else set())
        found |= {WeightValues(f"{id}.kernel") for id in targets if self.check.parameters.get(id)}
        moment.keep(found)
        return found

    def take(self, snapshot: Snapshot) -> list[Box]:
        """Keep what a snapshot brings; the boxes that must be painted anew."""
        self.moment.take(snapshot)
        return self.feed()

    def feed(self) -> list[Box]:
        """Hand the newest results to all pictures; the boxes that must be painted anew."""
        dirty = []
        self._show_unit()
        for id, face in self.faces.items():
            place = self.arrangement.places.get(id)
            if face.feed(self.moment) and place is not None:
                below = 24 if face.kind == "decision" else 0
                dirty.append(around((place.picture, place.caption, *place.cells)).grown(3 + below))
        for pair, connections in self.connections.items():
            if connections.feed(self.moment.weight(f"{pair[1]}.kernel")):
                dirty.append(connections.box)
        return dirty

    def look_at(self, unit: tuple[str, int] | None) -> Box | None:
        """Show a unit's map in the place of the answer, or the answer again; the box to paint anew."""
        if unit == self.unit:
            return None
        self.unit = unit
        return self._show_unit()

    def _show_unit(self) -> Box | None:
        id = next((id for id, kind in self.choice.kinds.items() if kind == "decision"), "")
        if not id or id not in self.arrangement.places:
            return None
        node, number = self.unit or ("", 0)
        maps = self.moment.maps(self.blocks[node]) if node in self.blocks and node != id else None
        one = maps[number] if maps is not None and number < len(maps) else None
        self.faces[id].show_instead(self.faces[node].name(number) if one is not None else "", one)
        return self.arrangement.places[id].picture.grown(44)

    def paint(self, painter: QPainter, clip: Box, ink: Ink, marks: Marks) -> None:
        """Paint whatever touches `clip`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrangement = self.arrangement
        for pair, connections in self.connections.items():
            if connections.box.touches(clip):
                only = marks.connection[1] if marks.connection and marks.connection[0] == pair else None
                connections.paint(painter, ink, only)
        for id, place in arrangement.places.items():
            if place.card.grown(3).touches(clip):
                cards.paint_card(painter, place, self.blocks[id], ink, selected=id == marks.node,
                                 hovered=id == marks.hovered, faded=id == marks.dragged or id in marks.dark,
                                 lit=id in marks.lit)
            if place.whole.grown(110 if place.cells else 24).touches(clip):
                self.faces[id].paint(painter, place, ink)
        for link in arrangement.links:
            if link.kind != "joined" or marks.link == (link.source, link.target):
                pair = (link.source, link.target)
                links.paint_link(painter, link, self.check.shapes.get(link.source), ink,
                                 selected=pair == marks.link, hovered=pair == marks.hovered_link)
        if arrangement.zone is not None:
            cards.paint_zone(painter, arrangement.zone, ink, self.blocks[INPUT], marks.drop is not None)
        self._paint_handles(painter, ink, marks)
        for id, place in arrangement.places.items():
            box = cards.problem_box(place, self.blocks[id], ink, arrangement.width)
            if box is not None and box.touches(clip):
                cards.paint_problem(painter, box, self.blocks[id], ink)

    def _paint_handles(self, painter: QPainter, ink: Ink, marks: Marks) -> None:
        for slot in self.arrangement.slots:
            near = slot.source in (marks.node, marks.hovered) or marks.plus == slot
            if slot.plus and not marks.drop and not marks.rope and (near or not slot.quiet):
                links.paint_plus(painter, slot, ink, marks.plus == slot)
        for id in {marks.hovered, marks.node} - {""}:
            place = self.arrangement.places.get(id)
            if place is not None and not marks.dragged and not marks.drop and not self._last(id):
                painter.setPen(ink.pen("panel", 2))
                painter.setBrush(ink.brush("ok"))
                painter.drawEllipse(qpoint(port(place)), 5, 5)
        if marks.drop is not None and self.arrangement.zone is None:
            mark = next((slot.mark for slot in self.arrangement.slots if slot[:2] == marks.drop[:2]
                         and (slot.plus is None) == (marks.drop.plus is None)), marks.drop.mark)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.brush("negative" if marks.refused else "accent"))
            painter.drawRoundedRect(*mark, 1.5, 1.5)
        if marks.rope:
            start, end, legal = marks.rope
            painter.setPen(ink.pen("ok" if legal else "faint", 2, 1.0, (4, 3)))
            painter.drawLine(qpoint(start), qpoint(end))

    def _last(self, id: str) -> bool:
        return id == next(reversed(self.blocks), "")

    def port_at(self, x: float, y: float) -> str:
        """The block whose picture's lower edge is under a point: a link may be dragged from there."""
        for id, place in self.arrangement.places.items():
            px, py = port(place)
            if not self._last(id) and abs(x - px) <= 10 and abs(y - py) <= 8:
                return id
        return ""

    def plus_at(self, x: float, y: float, marks: Marks) -> Slot | None:
        """The visible + under a point."""
        for slot in self.arrangement.slots:
            near = slot.source in (marks.node, marks.hovered) or marks.plus == slot
            if slot.plus and (near or not slot.quiet):
                px, py = slot.plus
                if (x - px) ** 2 + (y - py) ** 2 <= 13**2:
                    return slot
        return None

    def slot_at(self, x: float, y: float) -> Slot | None:
        """The nearest place for a block."""
        found = self.calm.slots if self.calm else ()
        return min(found, key=lambda slot: slot.distance(x, y), default=None)

    def link_at(self, x: float, y: float) -> tuple[str, str] | None:
        """The link under a point."""
        for link in self.arrangement.links:
            if link.kind != "joined" and links.distance(link, x, y) <= 6:
                return link.source, link.target
        return None

    def connection_at(self, x: float, y: float):
        """((source, target), (input, unit)) of the connection under a point, or None."""
        for pair, connections in self.connections.items():
            if connections.box.contains(x, y) and (found := connections.at(x, y)):
                return pair, found
        return None

    def opens(self, slot: Slot | None) -> tuple[str, str] | None:
        """The two neighbours whose gap makes room for a drop."""
        if slot is None or not slot.target or slot.plus is None:
            return None
        return slot.source, slot.target


def port(place) -> tuple[float, float]:
    """Where links are dragged from: the middle of the lower edge of the picture, or of the last unit's."""
    box = place.cells[-1] if place.form == "stack" and place.cells else place.picture
    return box.cx, box.bottom


def qpoint(point):
    """A point for Qt."""
    return QPointF(*point)


def described(project: Project) -> Description | None:
    """What is known of the data, or None where that cannot be told."""
    try:
        return project.data.dataset.describe()
    except LayerlabError:
        return None


def _alike(one: Block, two: Block) -> bool:
    return (one.kind, one.shape, one.input_shapes, one.description, one.last) == (
        two.kind, two.shape, two.input_shapes, two.description, two.last)
