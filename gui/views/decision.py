"""The decision view: a function of the network over the plane: the answer, a single class, or a hidden unit."""

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from core.inspection.needs import Inputs, Plane, PlaneMaps, Snapshot, Targets
from core.inspection.warped_grid import Probed, ProbePoint
from gui.drawing.colour_bar import ColourBar
from gui.drawing.moment import plane_size
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.caption import Caption
from gui.views.decision_map import DecisionMap
from gui.widgets.basic import Elided, icon_button, label, restyle

POINTS = 400
ONCE = 3600.0
"""Samples never change while a network trains."""
SPLITS = ("train", "validation", "test")
MODES = {"confidence": "how sure the answer is: the largest share",
         "margin": "by how much the first answer leads the second",
         "entropy": "how undecided the answer is: 1 where all are alike"}
"""What else the answer's shares tell at every point, after the units."""


@view
class DecisionPanel(BlockPanel):
    """The plane as the chosen block sees it, one unit at a time; for several classes also all of them at once."""

    place = 7
    title = "Decision map"
    question, glyph = "wrong", "decision"
    formula = r"y = f(x_1, x_2)"
    short = "Map"
    minimum_height = 260
    share = 32
    meaning = "The output of one unit for every point of the plane. A click puts a probe there and tells its numbers."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.map, self.bar, self.unit = DecisionMap(), ColourBar(), 0
        self.plane: Plane | None = None
        self._samples: dict = {}
        self._last = (1, False)
        self.before = icon_button("minus", "The unit before", framed=False, size=14)
        self.after = icon_button("plus", "The next unit", framed=False, size=14)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _=False, step=step: self.choose(self.unit + step))
        self.name, self.legend = Elided(), Caption()
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        held_out = tr("held out"), tr("unseen"), tr("new")
        self.legend.show_parts([(tr("trained on"), "dot", ""), (held_out, "square", "")])
        chooser, left, foot = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        chooser.setSpacing(4)
        left.setSpacing(2)
        foot.setSpacing(12)
        for widget in (self.before, self.name, self.after):
            chooser.addWidget(widget)
        chooser.addStretch(1)
        left.addLayout(chooser)
        left.addWidget(self.legend)
        foot.addLayout(left, 1)
        foot.addWidget(self.bar)
        self.bar.setFixedWidth(136)
        self.probe: Probed | None = None
        self.told = label("", "muted", 11, wrap=True, tabular=True)
        self.told.hide()
        self.map.probed.connect(self.put_probe)
        self.body.addWidget(self.map, 1)
        self.body.addWidget(self.told)
        self.body.addLayout(foot)
        self.restyle()
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return description.over_plane

    def fitting(self):
        types = self.document.check.types
        return [node.id for node in self.document.project.network.nodes if node.id in types and types[node.id].is_row]

    @property
    def plane_need(self) -> PlaneMaps:
        """The same as the canvas asks for, so that it is computed once."""
        return PlaneMaps(plane_size(self.document.check.total))

    def needs(self):
        first = tuple(range(POINTS))
        found = {Inputs(split, first): ONCE for split in SPLITS} | {Targets(split): ONCE for split in SPLITS}
        probe = {} if self.map.probe is None else {ProbePoint(*self.map.probe): 0.0}
        return found | {self.plane_need: 0.0} | probe

    def put_probe(self, first: float, second: float) -> None:
        """Look at one point of the plane; on the same point again, no more."""
        here = round(first, 4), round(second, 4)
        near = self.map.probe is not None and self.plane is not None and np.all(
            np.abs(np.subtract(here, self.map.probe)) < 0.02 * (self.plane.high - self.plane.low))
        self.map.show_probe(None if near else here)
        self.probe = None
        self._tell_probe()
        self.needs_changed.emit()

    def _tell_probe(self) -> None:
        """The numbers of the point: where it is, what the shown unit gives there, and the answer."""
        self.told.setVisible(self.map.probe is not None)
        if self.probe is None or self.node not in self.probe.outputs:
            return
        there = ", ".join(f"{name} {short(value)}" for name, value in zip(self.map.names, self.probe.x, strict=False))
        units, said = self.probe.outputs[self.node], []
        if not self.is_output and 0 <= self.unit < len(units):
            said.append(tr("{unit}: {value}", unit=self._unit_words(), value=short(float(units[self.unit]))))
        judged = self.document.judged
        names = judged.classes if judged is not None and len(judged.classes) == len(self.probe.answer) else ()
        answers = [f"{name} {short(float(value))}".strip() for name, value in zip(
            names or [""] * len(self.probe.answer), self.probe.answer, strict=True)]
        said.append(tr("answer {values}", values=", ".join(answers)))
        self.told.setText(f"✚ {there}  →  {'  ·  '.join(said)}")

    @property
    def units(self) -> int:
        """How many maps there are to choose from."""
        return self.document.check.shapes.get(self.node, (1,))[0]

    @property
    def is_output(self) -> bool:
        """The block that answers."""
        return self.node in self.document.project.network.answers

    @property
    def _all_classes(self) -> bool:
        """Of several classes the winner is shown first; it counts as unit −1."""
        found = self.document.judged
        return self.is_output and self.units > 2 and found is not None and found.task.chooses

    def refresh(self) -> None:
        super().refresh()
        if (self.units, self._all_classes) != self._last:
            self.show_node()
        about = self.document.description
        if about is not None:
            self.map.names = about.names if len(about.names) == 2 else ("x₁", "x₂")
        self.say(tr("{block}, the answer", block=self.spoken) if self.is_output else self.spoken, self.spoken)
        self.choose(self.unit)

    @property
    def kept(self):
        return super().kept | {"unit": self.unit}

    def take_up(self, kept):
        super().take_up(kept)
        if self.node == kept["node"]:
            self.choose(kept["unit"])

    def show_node(self) -> None:
        self._last = self.units, self._all_classes
        self.unit = -1 if self._all_classes else 0
        self.map.range.limit = 0.0

    @property
    def _modes(self) -> tuple[str, ...]:
        """What can be told of the answer as a whole, where it chooses among classes."""
        found = self.document.judged
        shares = self.is_output and found is not None and found.task.exclusive and self._gives_shares()
        return tuple(MODES) if shares else ()

    def choose(self, unit: int) -> None:
        """Another unit of the block, or after them another way to look at the answer."""
        last = self.units - 1 + len(self._modes)
        self.unit = min(max(unit, -1 if self._all_classes else 0), last)
        several = self.units > 1 or bool(self._modes)
        for widget in (self.before, self.after, self.name):
            widget.setVisible(several)
        self.before.setEnabled(self.unit > (-1 if self._all_classes else 0))
        self.after.setEnabled(self.unit < last)
        self.name.show_text(self._unit_words())
        self._tell_probe()
        restyle(self.name, "role", "muted")
        self._show_plane()

    def _unit_words(self) -> str:
        found = self.document.judged
        if self.unit < 0:
            return tr("all classes")
        if self.unit >= self.units:
            return tr(self._modes[self.unit - self.units])
        if self.is_output and found and self.unit < len(found.classes):
            return tr("class {name}", name=found.classes[self.unit])
        return tr("unit {unit} of {units}", unit=self.unit + 1, units=self.units)

    def draw(self, snapshot: Snapshot) -> None:
        self._take_points(snapshot)
        probe = None if self.map.probe is None else snapshot.get(ProbePoint(*self.map.probe))
        if probe is not None:
            self.probe = probe
            self._tell_probe()
        plane = snapshot.get(self.plane_need)
        if plane is not None:
            self.plane = plane
            self._show_plane()

    def _take_points(self, snapshot):
        """Inputs and targets may come in different snapshots; points are drawn where both are known."""
        news = False
        for split in SPLITS:
            for need in (Inputs(split, tuple(range(POINTS))), Targets(split)):
                found = snapshot.get(need)
                known = self._samples.get(need)
                if found is not None and (known is None or not np.array_equal(known, found)):
                    self._samples[need] = found
                    news = True
        if not news:
            return
        points = []
        for split in SPLITS:
            x, y = (self._samples.get(need) for need in (Inputs(split, tuple(range(POINTS))), Targets(split)))
            if x is not None and y is not None and len(x) <= len(y):
                points.append((x[:, :2], y[:len(x)], split == "train"))
        self.map.show_points(points)

    def _show_plane(self):
        maps = self.plane.maps.get(self.node) if self.plane is not None else None
        if maps is None or len(maps) != self.units:  # maps of the network before the last edit
            return
        low, high = self.plane.low, self.plane.high
        self.map.what = f"{self.spoken}, {self._unit_words()}"
        if self.unit < 0:
            self.map.show_classes(maps, low, high)
            self.bar.hide()
            return
        self.bar.show()
        if self.unit >= self.units:
            name = self._modes[self.unit - self.units]
            self.map.show_values(told_of(maps, name) * 2 - 1, low, high, 1.0)
            self.bar.show_words(("0", local("0.5"), "1"), True, tr(MODES[name]))
            return
        if self._gives_shares():
            self.map.show_values(maps[self.unit] * 2 - 1, low, high, 1.0)
            found = self.document.judged
            two = self.is_output and self.units == 1 and found is not None and len(found.classes) == 2
            middle = local("0.5")
            ends = (f"0 {found.classes[0]}", middle, f"{found.classes[1]} 1") if two else ("0", middle, "1")
            self.bar.show_words(ends, True, tr("the share of yes"))
        else:
            self.map.show_values(maps[self.unit], low, high)
            self.bar.show_range(self.map.range, tr("the value that comes out"))

    def table(self):
        maps = self.plane.maps.get(self.node) if self.plane is not None else None
        if maps is None or len(maps) != self.units:
            return []
        if self.unit >= self.units:
            maps = np.concatenate([maps, told_of(maps, self._modes[self.unit - self.units])[None]])
        shown = range(len(maps)) if self.unit < 0 else (min(self.unit, len(maps) - 1),)
        size = maps.shape[-1]
        first, second = (np.linspace(low, high, size)
                         for low, high in zip(self.plane.low, self.plane.high, strict=True))
        heads = tuple(tr("unit {unit} of {units}", unit=unit + 1, units=self.units) if unit < self.units
                      else self._unit_words() for unit in shown)
        return [(*self.map.names, *heads), *((first[column], second[size - 1 - row], *maps[list(shown), row, column])
                                             for row in range(size) for column in range(size))]

    def _gives_shares(self) -> bool:
        """Whether the activation of the block maps everything between 0 and 1."""
        node = self.document.project.network.node(self.node)
        op = node.layer.activation_op if node else None
        return op is not None and np.allclose(op.curve(np.array([-60.0, 60.0])), (0.0, 1.0))

    def restyle(self) -> None:
        self.name.setFont(theme.font(11, tabular=True))
        self._show_plane()


def told_of(maps: np.ndarray, name: str) -> np.ndarray:
    """Confidence, margin or entropy (0 … 1) at every point, from the shares of the classes (classes, height, width), of
    which a single one stands for yes."""
    shares = np.clip(maps.astype(np.float64), 0, 1)
    if len(shares) == 1:
        shares = np.concatenate([1 - shares, shares])
    ranked = np.sort(shares, axis=0)
    if name == "confidence":
        return ranked[-1]
    if name == "margin":
        return ranked[-1] - ranked[-2]
    return -(shares * np.log(np.maximum(shares, 1e-12))).sum(0) / np.log(len(shares))
