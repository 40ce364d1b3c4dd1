"""Why this answer: which pixels and places it hangs on, and which nudge changes it."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider

from core.inspection.attribution import Attributed, Attribution, Nudge, Nudged
from core.inspection.needs import Sample, SampleView, Snapshot
from core.text.formula.line import in_line
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import short
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.captioned_pictures import CaptionedPictures, overlaid
from gui.widgets.basic import label
from gui.widgets.switches import Segments

WAYS = ("Saliency", "Grad-CAM", "Integrated", "Nudge")
FORMULAS = (r"|\partial z / \partial x|", r"\max(0, \sum_c \alpha_c A_c)", r"x \int_0^1 \partial z(t x) \, dt",
            r"x + \epsilon \, \mathrm{sign}(\partial L / \partial x)")
WORDS = ("The pixels on which the answer hangs most: a little more there changes it most.",
         "Where the block speaks for the answer: its maps, each weighed by how much the answer hangs on it.",
         "What each pixel adds to the answer on the way from black to the picture; together they are the whole "
         "difference.",
         "Every pixel goes by ε in the direction that makes the loss larger; the picture looks the same, the answer "
         "need not.")
MOST_EPSILON, NOTCHES = 0.5, 100


@view
class WhyPanel(BlockPanel):
    """Four ways to ask, over the chosen picture."""

    place = 23
    title = "Why this answer"
    short = "Why"
    question, glyph, usual = "why", "saliency", False
    formula = r"|\partial z / \partial x|, \quad \max(0, \sum_c \alpha_c A_c), \quad x + \epsilon \, \mathrm{sign}(g)"
    meaning = ("Which pixels and places the answer hangs on (saliency, Grad-CAM, integrated gradients), and a nudge "
               "that changes it (FGSM).")
    minimum_height = 250
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Attribution | None = None
        self.truth: Attribution | None = None
        self.nudge: Nudge | None = None
        self.truths: tuple[int, ...] = ()
        self.true = -1
        """Of what is true, the class that the network says least of."""
        self.choice = Segments(tuple(map(tr, WAYS)), tuple(map(in_line, FORMULAS)), tr("How it is asked"), wraps=True)
        self.choice.chosen.connect(lambda _: self._chosen())
        self.pictures, self.words = CaptionedPictures(), label("", "muted", 12, wrap=True)
        self.slider, self.amount = QSlider(Qt.Orientation.Horizontal), label("", "", 12, tabular=True)
        self.slider.setRange(0, NOTCHES)
        self.slider.setValue(20)
        self.slider.setAccessibleName(tr("Size of the nudge ε"))
        self.slider.valueChanged.connect(lambda _: self._chosen())
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        foot.addWidget(self.amount)
        foot.addWidget(self.slider, 1)
        self.body.addLayout(row)
        self.bar = ColourBar()
        self.body.addWidget(self.pictures, 1)
        self.body.addWidget(self.bar)
        self.body.addLayout(foot)
        self.body.addWidget(self.words)
        selection.sample_changed.connect(self.needs_changed)
        self.refresh()
        self._chosen()

    @classmethod
    def accepts(cls, check, description):
        return len(description.inputs) == 1 and description.inputs[0].type.is_picture

    def fitting(self):
        types = self.document.check.types
        return [node.id for node in self.document.project.network.nodes
                if node.id in types and types[node.id].is_picture]

    @property
    def epsilon(self) -> float:
        """The size of the nudge."""
        return self.slider.value() / NOTCHES * MOST_EPSILON

    @property
    def need(self) -> Attributed:
        """For what is answered."""
        return Attributed(*self.sample)

    @property
    def need_of_truth(self) -> Attributed:
        """For what is true."""
        return Attributed(*self.sample, self.true)

    @property
    def need_of_nudge(self) -> Nudged:
        """The picture with a nudge."""
        return Nudged(*self.sample, self.epsilon)

    def needs(self):
        sample = {SampleView(*self.sample): 0.1}
        if self.choice.index == len(WAYS) - 1:
            return sample | {self.need_of_nudge: 0.1}
        return sample | {self.need: 0.1} | ({self.need_of_truth: 0.1} if self.true >= 0 else {})

    def _chosen(self) -> None:
        nudging = self.choice.index == len(WAYS) - 1
        for widget in (self.slider, self.amount):
            widget.setVisible(nudging)
        self.amount.setText(f"ε = {local(f'{self.epsilon:.3f}')}")
        self.words.setText(tr(WORDS[self.choice.index]))
        self.needs_changed.emit()
        self._show()

    def show_node(self) -> None:
        self._show()

    def draw(self, snapshot: Snapshot) -> None:
        sample = snapshot.get(SampleView(*self.sample))
        if sample is not None:
            self._take_truth(sample)
        self.found = snapshot.get(self.need) or self.found
        self.truth = snapshot.get(self.need_of_truth) or self.truth
        self.nudge = snapshot.get(self.need_of_nudge) or self.nudge
        self._show()

    def _take_truth(self, sample: Sample) -> None:
        judged, before = self.document.judged, self.true
        target = sample.targets.get(judged.name) if judged is not None else None
        if target is None or not judged.task.judged:
            self.truths = ()
        elif judged.type.is_label:
            self.truths = (int(target),)
        else:
            self.truths = judged.task.named(np.ravel(target))
        answer = np.ravel(sample.answers.get(self.document.project.network.output, ()))
        self.true = min(self.truths, key=lambda place: answer[place] if place < len(answer) else 0.0, default=-1)
        if self.true != before:
            self.needs_changed.emit()

    def _names(self, outputs: tuple[int, ...]) -> str:
        judged = self.document.judged
        known = judged.classes if judged is not None else ()
        return ", ".join(known[one] if 0 <= one < len(known) else str(one) for one in outputs) or "–"

    def _name(self, output: int) -> str:
        return self._names((output,))

    def _each(self, values: np.ndarray) -> np.ndarray:
        """Outputs class by class: a single one that chooses between two classes says both."""
        judged = self.document.judged
        two = values.size == 1 and judged is not None and judged.task.judged and judged.task.exclusive
        return np.array([1 - values[0], values[0]]) if two else values

    def _answered(self, values: np.ndarray) -> tuple[int, ...]:
        """The classes that outputs name."""
        judged, values = self.document.judged, self._each(values)
        if judged is None or not judged.task.judged:
            return (int(values.argmax()),)
        likely = bool((values >= -1e-6).all() and (values <= 1 + 1e-6).all())
        return judged.task.named(values, 0.5 if likely else 0.0)

    def _share(self, values: np.ndarray, output: int) -> str:
        value = float(values[output]) if output < values.size else float(values[0])
        return local(f"{value * 100:.1f} %") if 0 <= value <= 1 else local(short(value))

    def _shares(self, values: np.ndarray, outputs: tuple[int, ...]) -> str:
        return ", ".join(self._share(self._each(values), output) for output in outputs)

    def _map(self, found: Attribution) -> np.ndarray | None:
        way = self.choice.index
        return found.saliency if way == 0 else found.cam.get(self.node) if way == 1 else found.integrated

    def _show(self) -> None:
        if self.choice.index == len(WAYS) - 1:
            self._show_nudge()
            return
        found = self.found
        if found is None:
            return
        # A single output speaks for the second of two classes.
        asked = found.output + len(self._each(found.answer)) - found.answer.size
        images = [overlaid(found.picture, None), overlaid(found.picture, self._map(found))]
        values = [found.picture, self._map(found)]
        words = [(tr("picture"), tr("true {name}", name=self._names(self.truths)) if self.truths else ""),
                 (tr("for its answer {name}", name=self._name(asked)), self._share(found.answer, found.output))]
        if self.truth is not None and self.true >= 0 and self.truth.output == self.true != found.output:
            images.append(overlaid(self.truth.picture, self._map(self.truth)))
            values.append(self._map(self.truth))
            words.append((tr("for the truth {name}", name=self._name(self.true)),
                          self._share(found.answer, self.true)))
        self.pictures.show_pictures(images, words, values)
        shown = self._map(found)
        self.bar.setVisible(shown is not None)
        if shown is not None:
            most = local(short(float(np.abs(shown).max(initial=0))))
            self.bar.show_words((f"−{most}", "0", f"+{most}"), True, tr("a pixel's part in the answer"))
        self.say(self.spoken if self.choice.index == 1 else f"z = {local(short(found.score))}")

    def _show_nudge(self) -> None:
        found = self.nudge
        self.bar.hide()
        if found is None:
            return
        before, after = (self._answered(values) for values in (found.before, found.after))
        self.pictures.show_pictures(
            [overlaid(found.picture, None), overlaid(found.picture * 0, found.direction.mean(-1)),
             overlaid(found.nudged, None)],
            [(self._names(before), self._shares(found.before, before)), ("ε · sign", local(f"{self.epsilon:.3f}")),
             (self._names(after), self._shares(found.after, after))],
            [found.picture, found.direction, found.nudged])
        self.say(tr("loss {before} → {after}", before=local(short(found.loss_before)),
                    after=local(short(found.loss_after))))

    def table(self):
        found = self.found
        if found is None:
            return []
        maps = (found.saliency, found.integrated)
        return [("row", "column", "saliency", "integrated"),
                *((row, column, *(one[row, column] for one in maps)) for row, column in np.ndindex(*maps[0].shape))]
