"""The feature maps of a block for the chosen picture."""

import time

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel

from core.inspection.explaining import ANY
from core.inspection.needs import Confusion, Inputs, Sample, SampleView, Snapshot, Targets
from core.inspection.own_samples import OWN
from gui.drawing.colour_bar import ColourBar
from gui.drawing.moment import picture_words, shown_sample
from gui.drawing.pictures import HeldRange, short
from gui.style import theme
from gui.text.translation import counted, tr
from gui.views.base import SLOWLY, BlockPanel, view
from gui.views.mosaic import MapMosaic, map_words
from gui.views.picker import SampleStrip, one_of_each

FOOT = 270
"""Pixels of width from which on the words stand beside the colour bar, at the usual size of text."""


@view
class FeatureMapsPanel(BlockPanel):
    """The maps of the chosen block for the chosen picture, before the activation, where both signs teach something."""

    place = 6
    title = "Feature maps"
    question, glyph = "layer", "maps"
    formula = r"y = w * x + b"
    short = "Maps"
    minimum_height = 260
    share = 32
    meaning = "What every filter of the block makes of the chosen picture: y = w ∗ x + b, before the activation."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.strip, self.mosaic, self.bar = SampleStrip(), MapMosaic(), ColourBar()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.bar.setFixedWidth(136)
        self.map, self._range, self._before = -1, HeldRange(), True
        self._sample: Sample | None = None
        self._targets = self._answers = None
        self._indices: tuple[int, ...] = ()
        self.foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.foot.setSpacing(12)
        self.foot.addWidget(self.words, 1)
        self.foot.addWidget(self.bar)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.mosaic, 1)
        self.body.addLayout(self.foot)
        self.strip.chosen.connect(lambda index: selection.choose_sample(self.strip_split, index))
        self.mosaic.chosen.connect(self.choose_map)
        self.mosaic.opened.connect(lambda number: self.explanation_wanted.emit(self.node, (ANY, ANY, number)))
        self.restyle()
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        ports = {port.name for port in description.inputs}
        return description.input_type.is_picture and any(
            type_.is_picture for id, type_ in check.types.items() if id not in ports)

    def fitting(self):
        types = self.document.check.types
        return [node.id for node in self.document.project.network.nodes
                if node.id in types and types[node.id].is_picture]

    def first(self, fitting):
        """The last block with filters: that is where the pictures are most the network's own."""
        own = [id for id in fitting if self.document.check.parameters.get(id)]
        return (own or fitting or [""])[-1]

    def shown_sample(self) -> tuple[str, int]:
        """The split and the number of the picture on its way through the network."""
        return shown_sample(self.document.watched_split, self.selection.sample)

    @property
    def strip_split(self) -> str:
        """The split of the pictures that are offered, also while one of a person's own is on its way."""
        split, _ = self.shown_sample()
        return self.document.watched_split if split == OWN else split

    def needs(self):
        sample, split = SampleView(*self.shown_sample()), self.strip_split
        found = {sample: 0.0, Targets(split): SLOWLY, Confusion(split): SLOWLY}
        if self._indices:
            found[Inputs(split, self._indices)] = SLOWLY
        return found if self.node else {}

    def refresh(self) -> None:
        self._choose_indices()
        super().refresh()
        shape = self.document.check.shapes.get(self.node)
        self.say(counted(shape[-1], "{block} · {n} map", "{block} · {n} maps", block=self.spoken) if shape else "",
                 self.spoken)
        self._show_strip()

    def show_node(self) -> None:
        self.map, self._range = -1, HeldRange()
        self._show_sample()

    @property
    def kept(self):
        return super().kept | {"map": self.map}

    def take_up(self, kept):
        super().take_up(kept)
        if self.node == kept["node"]:
            self.map = kept["map"]
            self._show_sample()

    def choose_map(self, number: int) -> None:
        """Frame one map and say its range."""
        self.map = -1 if number == self.map else number
        self.mosaic.select(self.map)
        self._show_words()

    # ---- drawing

    def resizeEvent(self, event):
        """Large words beside the colour bar would stand one below the other."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(FOOT)
        self.foot.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.foot.setSpacing(12 if wide else 4)

    def draw(self, snapshot: Snapshot) -> None:
        split = self.strip_split
        targets = snapshot.get(Targets(split))
        if targets is not None and targets is not self._targets:
            self._targets = targets
            self._choose_indices()
        counts = snapshot.get(Confusion(split))
        if counts is not None:
            self._answers = counts.answers
            self._show_strip()
        x = snapshot.get(Inputs(split, self._indices)) if self._indices else None
        if x is not None and len(x) == len(self._indices):
            self._show_pictures(x)
        sample = snapshot.get(SampleView(*self.shown_sample()))
        if sample is not None:
            self._sample = sample
            self._show_sample()

    def _choose_indices(self):
        if self._targets is None:
            return
        own, judged = self.selection.sample[0] == OWN, self.document.judged
        found = one_of_each(self._targets, -1 if own else self.selection.sample[1],
                            judged is not None and judged.type.is_label)
        if found != self._indices:
            self._indices = found
            self.needs_changed.emit()

    def _show_pictures(self, x):
        if self.strip.indices != self._indices or not len(self.strip._pictures):
            found = self.document.description
            known = found.value_range if found else None
            self.strip.show_samples(self._indices, x, known or (0.0, float(np.abs(x).max())))
            self._show_strip()

    def _show_strip(self):
        if self._targets is None:
            return
        split, chosen = self.strip_split, -1 if self.shown_sample()[0] == OWN else self.shown_sample()[1]
        found = self.document.judged
        names, wrong = {}, set()
        for index in self._indices:
            true = self._class(found, self._targets[index])
            names[index] = f"{picture_words(split, index, 'picture')}: {true}"
            if self._answers is not None and index < len(self._answers) \
                    and self._answers[index] != self._targets[index]:
                wrong.add(index)
                names[index] += tr(", answered {answer}", answer=self._class(found, self._answers[index]))
        self.strip.show_state(chosen, frozenset(wrong), names)

    @staticmethod
    def _class(found, number) -> str:
        named = found is not None and found.type.is_label and int(number) < len(found.classes)
        return found.classes[int(number)] if named else str(number)

    def _show_sample(self):
        sample = self._sample
        maps = None
        if sample is not None:
            self._before = self.node in sample.before
            maps = (sample.before if self._before else sample.outputs).get(self.node)
        type_ = self.document.check.types.get(self.node)
        if maps is None or type_ is None or type_.shape != maps.shape or not type_.is_picture:
            self.mosaic.show_maps(None, 1.0, True)
            return
        limit, signed = self._range.update(maps, time.monotonic())
        self.mosaic.show_maps(maps, limit, signed)
        self.mosaic.select(self.map)
        self.bar.show_range(self._range, tr("the value of a pixel of a map"))
        self._show_words()

    def _show_words(self):
        node = self.document.project.network.node(self.node)
        maps = self.mosaic.maps
        if node is None or maps is None:
            return
        op = node.layer.activation_op
        said = (tr("Before {activation}.", activation=tr(op.shown_name())) if self._before and op is not None
                else tr("As they come out."))
        if self.strip.wrong:
            said += "  " + tr("× = answered wrongly")
        if self.mosaic.hidden:
            said += "\n" + tr("The {shown} strongest of {all} maps", shown=maps.shape[-1] - self.mosaic.hidden,
                              all=maps.shape[-1])
        elif 0 <= self.map < maps.shape[-1]:
            said += "\n" + map_words(maps, self.map)
        else:
            said += "\n" + tr("{size}, {low} to {high}", size=f"{maps.shape[0]}×{maps.shape[1]}",
                              low=short(float(maps.min())), high=short(float(maps.max())))
        if said != self.words.text():
            self.words.setText(said)

    def table(self):
        maps = self.mosaic.maps
        if maps is None:
            return []
        return [("map", "row", "column", "value"), *((number + 1, row + 1, column + 1, maps[row, column, number])
                                                     for number in self.mosaic.shown for row in range(maps.shape[0])
                                                     for column in range(maps.shape[1]))]

    def restyle(self) -> None:
        self.words.setFont(theme.font(11, tabular=True))
