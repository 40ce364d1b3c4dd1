"""The texts of an explanation: names of blocks, places and inputs, and the lines of the card."""

import math
import re

import numpy as np

from core.inspection.explaining import Explanation
from core.project.objectives import aims, asked
from core.project.receptive_field import PLACES, size_formulas
from core.text.formula import in_line
from core.text.rounding import places
from gui.drawing.block_names import spoken
from gui.explanation.formula_card import CardLine
from gui.explanation.lines import FIRST, THEN
from gui.explanation.printing import shown
from gui.text.data_words import in_words
from gui.text.shape_words import shape_words
from gui.text.translation import tr

FUNCTIONS = re.compile(r"max|min|tanh")


class Story:
    """What is said of one explanation."""

    def __init__(self, found: Explanation):
        self.found, self.network = found, found.project.network
        self.node = self.network.node(found.node)
        self.description = in_words(found.description, found.project.data.dataset)
        self.account = found.steps[0]

    @property
    def block(self) -> str:
        """The block as a person names it."""
        return spoken(self.network, self.found.node)

    def source(self, port: int = 0) -> str:
        """The block that feeds a port; what an account joins beyond these are rows of the block's own."""
        if port < len(self.found.sources):
            return spoken(self.network, self.found.sources[port])
        return tr("its own row") if self.found.sources else ""

    def short_source(self, port: int = 0) -> str:
        """The block that feeds a port in the word of its chip, where its whole name has no room."""
        node = self.network.node(self.found.sources[port]) if port < len(self.found.sources) else None
        return tr(node.layer.short_name()) if node is not None else self.source(port)

    @property
    def activation(self) -> str:
        """The name of the activation after the layer."""
        op = self.node.layer.activation_op if self.node else None
        return tr(op.shown_name()) if op is not None else ""

    @property
    def behind(self) -> bool:
        """Whether something follows what the layer itself computes."""
        return len(self.found.steps) > 1

    @property
    def result(self) -> str:
        """What the layer's own number is called: z where an activation follows."""
        return "z" if self.behind else tr("output")

    @property
    def classes(self) -> list[str]:
        """The names of the outputs, where this block answers and each class has an output of its own."""
        project = self.found.project
        port = asked(aims(project.network, project.training, self.description), self.description).get(self.found.node)
        return list(port.classes) if port is not None and len(port.classes) == self.found.output.size else []

    @property
    def place(self) -> str:
        """The number in words: "filter 21, row 8, column 9"."""
        return self.place_words(self.found.place)

    def place_words(self, place) -> str:
        """A place in the output."""
        if len(place) == 3:
            row, column, channel = (along + 1 for along in place)
            if self.account.kind == "sum":
                return tr("filter {filter}, row {row}, column {column}", filter=channel, row=row, column=column)
            return tr("channel {channel}, row {row}, column {column}", channel=channel, row=row, column=column)
        if len(place) == 1:
            names = self.classes
            if place[0] < len(names):
                return tr("class {name}", name=names[place[0]])
            return (tr("unit {unit}", unit=place[0] + 1) if self.account.kind in ("sum", "curve", "share")
                    else tr("value {value}", value=place[0] + 1))
        return ", ".join(str(along + 1) for along in place)

    def names(self, channels) -> list[str]:
        """The inputs of a sum, by name where the data has names."""
        port = self.description.input(self.found.sources[0]) if self.found.sources and self.description else None
        given = port.columns if port is not None else ()
        return [given[number] if number < len(given) else tr("input {number}", number=int(number) + 1)
                for number in channels]

    def lines(self) -> list:
        """The lines of the card."""
        found = FIRST[self.account.kind](self)
        for step in self.found.steps[1:]:
            found += THEN[step.kind](self, step)
        if not self.found.honest:
            last = next(number for number, line in reversed(list(enumerate(found))) if line.strong)
            note = tr("last digit rounded")
            before = found[last].note
            found[last] = found[last]._replace(note=f"{before} · {note}" if before else note)
        return found + self._in_units_of_the_data() + self._sizes() + self._sees()

    def _sizes(self) -> list:
        """How often the window of the block stands along each axis, with its numbers."""
        formulas = dict.fromkeys(size_formulas(self.node.layer, self.found.input_types)) if self.node else ()
        return [CardLine(one, False, tr("places of the window: ⌊(n + 2p − k) / s⌋ + 1")) for one in formulas]

    def _sees(self) -> list:
        """What of the data this value can see, through all blocks before it."""
        fields, place = self.found.fields, self.found.place
        whole = next((port.type.shape[:len(fields)] for port in self.found.description.inputs
                      if len([axis for axis in port.type.axes if axis in PLACES]) == len(fields)), None)
        if max((field.size for field in fields), default=1) == 1 or whole is None:
            return []
        seen = [field.seen(along, length) for field, along, length in zip(fields, place, whole, strict=False)]
        ends = [f"{one.start + 1}–{max(one.stop, one.start + 1)}" for one in seen]
        where = (tr("rows {rows}, columns {columns}", rows=ends[0], columns=ends[1]) if len(ends) == 2
                 else tr("steps {steps}", steps=ends[0]))
        said = tr("one value sees {size} of the data", size="×".join(str(field.size) for field in fields))
        return [CardLine(said, False, tr("this one: {where}", where=where))]

    def _in_units_of_the_data(self) -> list:
        """What the network's answer means where it learnt scaled targets."""
        answer, place = np.ravel(self.found.sample.answers.get(self.found.node, ())), self.found.place
        if not answer.size or len(place) != 1 or answer[place[0]] == self.found.value:
            return []
        value = float(answer[place[0]])
        return [CardLine(f"→ {shown(value, places(value))}", False, tr("without the scaling of the targets"))]

    def rule(self) -> str:
        """The activation's rule in one line, its z replaced by {z} where that can be read; else its name."""
        op = self.node.layer.activation_op
        text = in_line(op.formula).split("  ")[0].rstrip(",").partition("=")[2].strip()
        letters = FUNCTIONS.sub("", text)
        if re.search(r"\bz\b", letters) and not re.search(r"[^\W\d_]", letters.replace("z", "")):
            return re.sub(r"\bz\b", "{z}", text)
        return f"{self.activation}({{z}})"

    def sizes(self) -> tuple[int, int]:
        """Products of a sum, and sums that they make."""
        return math.prod(self.account.values.shape), len(self.account.values)

    def shape(self, values: np.ndarray) -> str:
        """The size of an array."""
        return shape_words(values.shape)
