"""The contents of the canvas: blocks with their pictures, links and connections, and their positions.

No widget: the stage asks it to lay out and what lies under a point; `painting` paints it.
"""

from dataclasses import dataclass, field

from core.datasets.base import Description
from core.inspection.needs import PlaneMaps, SampleView, Snapshot, WeightNumber, WeightSlope, WeightValues
from core.project.network import Check, Problem
from core.project.nodes import origin
from core.project.sharing import twins
from core.project.spec import Project
from gui.canvas import live
from gui.canvas.arrange.choose_picture import Choice, choose
from gui.canvas.arrange.groups import Folding, folded
from gui.canvas.arrange.lanes import Slot, Slots
from gui.canvas.arrange.layout import Arrangement, arrange
from gui.canvas.arrange.score import score
from gui.canvas.faces import biases
from gui.canvas.faces.answer import Bars
from gui.canvas.faces.base import Face, Mosaic
from gui.canvas.faces.biases import BiasMarks
from gui.canvas.faces.cloud import Cloud
from gui.canvas.faces.data_block import InputPicture, InputValues
from gui.canvas.faces.decision import Decision
from gui.canvas.faces.plane import PlaneMosaic, Units
from gui.canvas.faces.recurrent import GatedStrip
from gui.canvas.faces.row import Lines, Strip
from gui.canvas.faces.series import Series
from gui.canvas.faces.text import AskedBars, Text
from gui.canvas.painting import links
from gui.canvas.painting.connections import Connections
from gui.canvas.painting.drag_marks import Marks
from gui.drawing.geometry import Box
from gui.drawing.moment import Block, Moment, blocks, plane_size, shown_sample
from gui.drawing.parts import Part
from gui.text.data_words import watched_split
from gui.text.translation import tr
from gui.weights.arrays import arrays_of

FACES = {face.kind: face for face in (Face, Mosaic, Lines, Strip, InputPicture, InputValues, Bars, Units,
                                      PlaneMosaic, Decision, Series, Text, AskedBars, GatedStrip, Cloud)}
DOCTOR = "doctor"
OVER_PLANE = ("units", "plane", "decision")


@dataclass
class Scene:
    """The picture of one network."""

    choice: Choice = field(default_factory=lambda: Choice({}, (), (), frozenset()))
    arrangement: Arrangement = field(default_factory=lambda: Arrangement(0, 0, {}, (), Slots({}, (), None, 0), 0, None))
    calm: Arrangement | None = None
    """The arrangement without an opened gap: what a drag is measured against."""
    _wanted: tuple = ()
    """What it was made for."""
    blocks: dict[str, Block] = field(default_factory=dict)
    faces: dict[str, Face] = field(default_factory=dict)
    connections: dict[tuple[str, str], Connections] = field(default_factory=dict)
    moment: Moment = field(default_factory=Moment)
    arrays: dict = field(default_factory=dict)
    """The weight arrays of every block that has any."""
    looks: frozenset = frozenset()
    """What weight cards and the preview under the pointer are drawn from."""
    unit: tuple[str, int] | None = None
    """The unit that takes the place of the answer in the large map while the pointer rests on it."""
    part: Part | None = None
    """The weight or bias that is selected."""
    findings: dict[str, str] = field(default_factory=dict)
    """What the doctor says of blocks, by id: marked like problems."""
    biased: dict[str, WeightValues] = field(default_factory=dict)
    """Blocks whose biases are drawn, and what that takes."""
    bias_marks: dict[str, BiasMarks] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    """Blocks with new values whose pictures are to be made."""
    bent: dict[tuple[str, str], None] = field(default_factory=dict)
    """Links whose curves of weights are to be drawn anew."""

    def show(self, project: Project, check: Check, description: Description | None) -> None:
        """Take a new design. Pictures of blocks that kept their shape stay."""
        self.project, self.description = project, description
        self.folding: Folding = folded(project.network, check)
        network, self.check, groups = self.folding[:3]
        self.choice = choose(network, project, self.check, description, self.choice.kinds, groups)
        self.blocks = blocks(network, project, self.check, description, self.choice.kinds, groups)
        # A link out of the middle of a group is drawn as one from its end: shapes are those of the whole network.
        self.arrays = {node.id: arrays for node in project.network.nodes if node.id in self.blocks
                       and node.id not in groups and (arrays := arrays_of(node, check))}
        stacks = [id for id, kind in self.choice.kinds.items() if kind in ("units", "decision")]
        self.biased = {id: WeightValues(f"{id}.bias") for id in stacks
                       if any(array.kind == "bias" for array in self.arrays.get(id, ()))}
        faces = {}
        for id, block in self.blocks.items():
            old = self.faces.get(id)
            if old is not None and _alike(old.block, block):
                old.block = block
                faces[id] = old
            else:
                faces[id] = FACES[block.kind](block)
        self.faces = faces
        self.tell(self.findings)

    def tell(self, findings: dict[str, str]) -> None:
        """Mark the blocks of which the doctor has something to say: a sentence by id."""
        self.findings = findings
        said = {self.drawn(id): sentence for id, sentence in findings.items()}
        for id, block in self.blocks.items():
            if block.problems or id in said:
                problems = tuple(problem for problem in block.problems if problem.path != DOCTOR)
                if id in said:
                    problems += (Problem(id, DOCTOR, said[id], "warning"),)
                self.blocks[id] = self.faces[id].block = block._replace(problems=problems)

    def drawn(self, id: str) -> str:
        """The id under which a block is drawn: its own, its group's, or "" where there is none."""
        id = self.folding.seen.get(id, id)
        return id if id in self.blocks else ""

    def frozen(self, id: str, unit: int = -1) -> bool:
        """Whether the weights of a block, or of one of its units, are held still."""
        block = self.blocks.get(id)
        return block is not None and (block.frozen or unit in block.held)

    def lay_out(self, width: float, height: float, scale: float = 1.0, zoom: float = 1.0,
                opened: tuple[str, str] | None = None) -> None:
        """Find a place for everything."""
        def made(gap):
            over_time = score(self.choice.wishes, self.choice.strips, self.choice.pairs, width, height, gap, zoom,
                              scale) if self.choice.strips else None
            return over_time or arrange(self.choice.wishes, self.choice.pairs, width, height,
                                        joined=self.choice.joined, opened=gap, zoom=zoom, scale=scale)
        before = self.arrangement.places
        # Most edits leave everything where it stands.
        wanted = self.choice[1:], width, height, scale, zoom
        if self.calm is None or wanted != self._wanted:
            self.calm, self._wanted = made(None), wanted
        self.arrangement = made(opened) if opened else self.calm
        for id, place in self.arrangement.places.items():
            old = before.get(id)
            if old is None or old.picture[2:] != place.picture[2:] or old.cells != place.cells:
                self.faces[id].relaid()
        places = self.arrangement.places
        echoes = self.arrangement.echoes
        # Where rows part two stacks, and there is no room to begin again, the link between the rows says enough.
        owners = {target: self.blocks[target].owner or target for _, target in self.choice.joined}
        ends = {pair: (echoes.get(pair, places[pair[0]]), places[pair[1]],
                       owners[pair[1]] if self.check.parameters.get(owners[pair[1]]) else "")
                for pair in self.choice.joined if pair in echoes or places[pair[0]].row == places[pair[1]].row}
        old = self.connections
        self.connections = {pair: old[pair] if pair in old and old[pair].made_of == made_of else Connections(*made_of)
                            for pair, made_of in ends.items()}
        self.bent = {}
        self.feed()
        for pair in self.bent:
            self.connections[pair].renew()
        self.bent = {}

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
        sample = shown_sample(watched_split(self.project.data.split, self.description), sample)
        found |= {need for face in self.faces.values() for need in face.needs(sample)}
        if kinds - {*OVER_PLANE, "blank"}:
            moment.sample_need = SampleView(*sample)
            found.add(moment.sample_need)
        owners = {self.blocks[target].owner or target for _, target in self.choice.joined}
        found |= {WeightValues(f"{id}.kernel") for id in owners if self.check.parameters.get(id)}
        found |= {*self.biased.values()} | self.looks
        if self.part is not None:
            found |= {WeightNumber(*self.part[1:3]), WeightSlope(*self.part[1:3])}
        moment.keep(found)
        return found

    def take(self, snapshot: Snapshot) -> list[Box]:
        """Keep what a snapshot brings; the boxes that must be painted again."""
        return self.feed() if self.moment.take(snapshot) else []

    def feed(self) -> list[Box]:
        """Hand the newest results to all pictures; the boxes to paint again, but for those that `waiting` names."""
        return live.feed(self)

    def look_at(self, unit: tuple[str, int] | None) -> Box | None:
        """Show a unit's map in the place of the answer, or the answer again; the box to paint again."""
        if unit == self.unit:
            return None
        self.unit = unit
        return self.show_unit()

    def show_unit(self) -> Box | None:
        """Have the unit under the pointer in the large map, or the answer; the box to paint again."""
        id = next((id for id, kind in self.choice.kinds.items() if kind == "decision"), "")
        if not id or id not in self.arrangement.places:
            return None
        node, number = self.unit or ("", 0)
        maps = self.moment.maps(self.blocks[node]) if node in self.blocks and node != id else None
        one = maps[number] if maps is not None and number < len(maps) else None
        self.faces[id].show_instead(self.faces[node].name(number) if one is not None else "", one)
        return self.arrangement.places[id].picture.grown(44)

    def input_name(self, source: str, number: int) -> str:
        """One input of a dense block: a column by its name, a unit by its number."""
        block = self.blocks.get(source)
        if block is not None and block.layer is None:
            names = block.port.columns if block.port is not None else ()
            if number < len(names):
                return names[number]
            return f"x{number + 1}" if block.kind == "units" else tr("input {n}", n=number + 1)
        type_ = self.check.types.get(source)
        units = self.check.parameters.get(source) and type_ is not None and type_.is_row
        return tr("unit {number}", number=number + 1) if units else tr("input {n}", n=number + 1)

    def carried(self, source: str, target: str) -> str:
        """What a link that is drawn begins at: its block, or a further output of it ("lstm1.state")."""
        node = self.project.network.node(target)
        return next((name for name in (node.inputs if node else ()) if origin(name) == source), source)

    def related(self, id: str) -> frozenset[str]:
        """The blocks that compute with the same weights as this one."""
        return frozenset(twins(self.project.network, id))

    def is_last(self, id: str) -> bool:
        """Nothing stands behind it that it could feed."""
        return id == next(reversed(self.blocks), "")

    def port_at(self, x: float, y: float) -> str:
        """The block whose picture's lower edge is under a point: a link may be dragged from there."""
        for id, place in self.arrangement.places.items():
            px, py = place.foot
            if not self.is_last(id) and abs(x - px) <= 10 and abs(y - py) <= 8:
                return id
        return ""

    def plus_at(self, x: float, y: float, marks: Marks) -> Slot | None:
        """The visible + under a point."""
        for slot in self.arrangement.slots:
            near = slot.source in (marks.node, marks.hovered) or marks.plus == slot
            if slot.plus and (near or not slot.quiet):
                px, py = slot.plus
                if (x - px) ** 2 + (y - py) ** 2 <= links.REACH**2:
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

    def part_at(self, x: float, y: float) -> Part | None:
        """The bias or weight under a point."""
        for id in self.biased:
            place = self.arrangement.places.get(id)
            unit = biases.at(place, x, y) if place is not None else -1
            if unit >= 0:
                return Part(id, f"{id}.bias", (unit,))
        if self.arrangement.block_at(x, y):
            return None
        found = self.connection_at(x, y)
        if found is None or self.connections[found[0]].weights is None:
            return None
        (source, target), place = found
        if self.blocks[target].owner:
            return None  # its numbers are changed where they are owned
        return Part(target, f"{target}.kernel", place, source)

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


def _alike(one: Block, two: Block) -> bool:
    return (one.kind, one.type, one.input_types, one.description, one.last, one.asked) == (
        two.kind, two.type, two.input_types, two.description, two.last, two.asked)
