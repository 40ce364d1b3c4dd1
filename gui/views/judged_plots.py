"""Views of all answers over a split: thresholds (ROC), what is claimed against what is right, and what is off."""

import numpy as np
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHBoxLayout

from core.inspection.judged_answers import AnswersOfSplit, JudgedAnswers, calibration, roc
from core.inspection.needs import Snapshot
from gui.drawing.axis_ranges import round_up
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import counted, tr
from gui.views.base import SLOWLY, Panel, view
from gui.views.caption import Caption
from gui.views.read_out import nearest, read_out
from gui.widgets.basic import icon_button, label

MOST_POINTS = 1000


class AnswersPanel(Panel):
    """The base: the answers of the validation split and a plot."""

    usual = False
    minimum_height = 220
    share = 22
    axes = ("", "")
    """What lies along x and y."""

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: JudgedAnswers | None = None
        self.chosen = 0
        self.plot = Plot(tr(self.title), x_ticks=4, y_ticks=4)
        self.line, self.guide, self.dots = self.plot.line(1), self.plot.line(0), self.plot.discs(2)
        self.across, self.up = Caption(), Caption()
        self.across.show_parts([(tr(self.axes[0]), "", "right")])
        self.up.show_parts([(tr(self.axes[1]), "", "")])
        self.row = QHBoxLayout()
        self.body.setSpacing(2)
        self.body.addLayout(self.row)
        self.body.addWidget(self.up)
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self.across)
        read_out(self.plot, self.words_at)
        self.restyle()

    def needs(self):
        return {AnswersOfSplit(self.split): SLOWLY}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(AnswersOfSplit(self.split))
        if found is not None:
            self.found = found
            self.show_found()

    def show_found(self) -> None:
        """Draw `found`."""
        raise NotImplementedError

    def words_at(self, x: float) -> str:
        """The read-out of the point that is nearest to a place along x."""
        raise NotImplementedError

    def class_name(self, place: int) -> str:
        """What a class is called."""
        judged = self.document.judged
        known = judged.classes if judged is not None else ()
        return known[place] if place < len(known) else str(place)

    def offer_classes(self) -> None:
        """Buttons that walk through the classes."""
        self.which = label("", "muted", 12)
        for icon, tip, by in (("minus", "The class before", -1), ("plus", "The next class", 1)):
            button = icon_button(icon, tip, framed=False, size=14)
            button.clicked.connect(lambda *_, by=by: self.walk(by))
            self.row.addWidget(button)
        self.row.insertWidget(1, self.which)
        self.row.addStretch(1)

    def walk(self, by: int) -> None:
        """Another class."""
        if self.found is not None:
            self.chosen = (self.chosen + by) % self.found.shares.shape[1]
            self.show_found()

    def restyle(self) -> None:
        self.line.set_look(pen("accent", 2.0))
        self.guide.set_look(pen("faint", 1.0, dashed=True))
        self.dots.set_look(brush=QBrush(theme.colour("accent", 0.7)))
        self.update()


@view
class RocPanel(AnswersPanel):
    """The ROC curve of one class against all others."""

    place = 17
    title = "Thresholds (ROC)"
    short = "ROC"
    question, glyph = "wrong", "roc"
    formula = r"TPR = \frac{TP}{TP + FN}, \quad FPR = \frac{FP}{FP + TN}"
    meaning = ("How many of a class are found, against how many others are taken for it, for every threshold. The "
               "area under the curve is the chance that a true one scores higher than another: 1 is perfect, 0.5 a "
               "guess.")
    axes = ("falsely taken for it", "rightly found")

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.curve = None
        self.chosen = 1
        self.offer_classes()

    @classmethod
    def accepts(cls, check, description):
        return check.judged is not None and check.judged.task.judged

    def show_found(self):
        shares, true = self.found.shares, self.found.true
        self.chosen = min(self.chosen, shares.shape[1] - 1)
        belongs = classes_of(true, shares.shape[1])[:, self.chosen]
        self.curve = roc(shares[:, self.chosen], belongs)
        self.which.setText(self.class_name(self.chosen))
        self.guide.show_data([0, 1], [0, 1])
        self.plot.show_range((0.0, 1.0), (0.0, 1.0))
        if self.curve is None:
            self.line.show_data([], [])
            self.say(tr("no record of this class, or no other"))
            return
        self.line.show_data(self.curve.falsely, self.curve.rightly)
        self.say(tr("area {share}", share=local(f"{self.curve.area:.3f}")))

    def words_at(self, x):
        if self.curve is None:
            return ""
        here = nearest(x, self.curve.falsely)
        threshold = float(self.curve.thresholds[here])
        return tr("from {threshold} on: {right} % rightly found, {wrong} % falsely taken for it",
                  threshold=local(short(threshold)) if np.isfinite(threshold) else "∞",
                  right=local(f"{self.curve.rightly[here] * 100:.1f}"),
                  wrong=local(f"{self.curve.falsely[here] * 100:.1f}"))

    def table(self):
        if self.curve is None:
            return []
        return [("threshold", "false positive rate", "true positive rate"),
                *zip(self.curve.thresholds, self.curve.falsely, self.curve.rightly, strict=True)]


def classes_of(true: np.ndarray, count: int) -> np.ndarray:
    """Which classes are true (rows, count), from class numbers (rows,) or rows of yes and no."""
    if true.dtype.kind in "iu":
        return true.reshape(-1)[:, None] == np.arange(count)
    yes = true > 0.5
    return np.hstack([~yes, yes]) if yes.shape[1] < count else yes


@view
class CalibrationPanel(AnswersPanel):
    """What the network claims against what is right."""

    place = 18
    title = "Calibration"
    question, glyph = "wrong", "calibration"
    formula = r"E = \sum_b \frac{n_b}{n} |r_b - c_b|"
    meaning = ("Of the answers of which the network claims to be 80 % sure, 80 % should be right: then the points lie "
               "on the line. Below it the network is too sure of itself, above it not sure enough.")
    axes = ("how sure it says it is", "share that is right")

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.curve = None

    @classmethod
    def accepts(cls, check, description):
        return check.judged is not None and check.judged.task.judged and check.judged.task.exclusive

    def show_found(self):
        true = classes_of(self.found.true, self.found.shares.shape[1]).argmax(1)
        self.curve = calibration(self.found.shares, true)
        some = self.curve.counts > 0
        self.guide.show_data([0, 1], [0, 1])
        self.line.show_data(self.curve.claimed[some], self.curve.right[some])
        self.dots.show_data(self.curve.claimed[some], self.curve.right[some])
        self.plot.show_range((0.0, 1.0), (0.0, 1.0))
        self.say(tr("off by {share} % on average", share=local(f"{self.curve.error * 100:.1f}")))

    def words_at(self, x):
        if self.curve is None or not self.curve.counts.any():
            return ""
        some = np.flatnonzero(self.curve.counts > 0)
        here = some[nearest(x, self.curve.claimed[some])]
        count = int(self.curve.counts[here])
        return counted(count, "claimed {claimed} %, right {right} % ({n} record)",
                       "claimed {claimed} %, right {right} % ({n} records)",
                       claimed=local(f"{self.curve.claimed[here] * 100:.1f}"),
                       right=local(f"{self.curve.right[here] * 100:.1f}"))

    def table(self):
        if self.curve is None:
            return []
        return [("claimed", "right", "records"), *zip(self.curve.claimed, self.curve.right, self.curve.counts,
                                                       strict=True)]


@view
class ResidualsPanel(AnswersPanel):
    """By how much predictions are off, against what was predicted."""

    place = 19
    title = "Residuals"
    question, glyph = "wrong", "residuals"
    formula = r"e = \hat{y} - y"
    meaning = ("By how much each prediction is off, against the prediction itself, in the unit of the target. A good "
               "fit is a cloud about zero without a shape; a bend or a funnel is something that the network has "
               "missed.")
    axes = ("predicted", "predicted − true")

    @classmethod
    def accepts(cls, check, description):
        return check.judged is not None and check.judged.task.measured

    def show_found(self):
        predicted, true = self.found.outputs[:, 0], np.asarray(self.found.true, float).reshape(len(self.found.outputs),
                                                                                                -1)[:, 0]
        off = predicted - true
        self.dots.show_data(predicted[:MOST_POINTS], off[:MOST_POINTS])
        reach = round_up(float(np.abs(off).max(initial=0)) or 1.0)
        low, high = float(predicted.min()), float(predicted.max())
        room = (high - low) * 0.04 or 1.0
        self.guide.show_data([low - room, high + room], [0, 0])
        self.plot.show_range((low - room, high + room), (-reach, reach))
        self.say(tr("mean {mean} · spread {spread}", mean=short(float(off.mean())), spread=short(float(off.std()))))

    def words_at(self, x):
        if self.found is None or not len(self.found.outputs):
            return ""
        predicted = self.found.outputs[:, 0]
        here = nearest(x, predicted)
        true = float(np.asarray(self.found.true, float).reshape(len(predicted), -1)[here, 0])
        return tr("record {n}: predicted {predicted}, true {true}", n=here + 1, predicted=short(float(predicted[here])),
                  true=short(true))

    def table(self):
        if self.found is None:
            return []
        predicted = self.found.outputs[:, 0]
        true = np.asarray(self.found.true, float).reshape(len(predicted), -1)[:, 0]
        return [("predicted", "true"), *zip(predicted, true, strict=True)]
