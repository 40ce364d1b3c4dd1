"""The laboratory of softmax: logits to drag, the probabilities beside them, and what the truth costs."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.laboratories.softmax import COLDEST, HOTTEST, REACH, JudgedShares, TemperedSoftmax
from gui.drawing.plot import Plot, pen
from gui.laboratories.bars import BarBoard
from gui.laboratories.base import Laboratory, laboratory
from gui.style import theme
from gui.text.formula_numbers import digits, result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled

DECADES = (0.1, 1.0, 10.0)


@laboratory
class SoftmaxLab(Laboratory):
    """The dashes on the right are the probabilities at temperature 1."""

    title, place = "Softmax and perplexity", 5
    begins = TemperedSoftmax

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: JudgedShares | None = None
        self.logits = BarBoard((tr("Logits z: drag them"), tr("Logits z")), (-REACH, REACH), True)
        self.shares = BarBoard((tr("Probabilities p; dashed: at T = 1"), tr("Probabilities p")), (0.0, 1.0), False)
        self.ledger, self.plot, self.axes = Ledger(), Plot(tr("Probabilities over the temperature")), Caption()
        self.axes.show_parts([(tr("probability"), "", ""), (tr("log₁₀ of T"), "", "right")])
        self.lines = [self.plot.line() for _ in theme.class_colours()]
        self.now = self.plot.upright(2)
        self.plot.setMinimumHeight(theme.px(90))
        above, below, right = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        above.addWidget(self.logits, 1)
        above.addWidget(self.shares, 1)
        right.addWidget(self.plot, 1)
        right.addWidget(self.axes)
        below.addWidget(scrolled(self.ledger), 1)
        below.addLayout(right, 1)
        below.setSpacing(14)
        self.board.addLayout(above, 1)
        self.board.addLayout(below, 1)
        self.logits.dragged.connect(self.set_logit)
        self.restyle()

    def set_logit(self, place: int, value: float) -> None:
        """Another logit of one class."""
        logits = list(self.settings.logits)
        logits[place] = value
        self.change(replace(self.settings, logits=tuple(logits)))

    def show_settings(self):
        settings = self.settings
        self.found = settings.judged()
        right = settings.right
        self.logits.show_values(np.array(settings.logits[:settings.classes]), right)
        self.shares.show_values(self.found.shares, right, settings.judged(1.0).shares)
        self.ledger.show_entries(self._told(right))
        hot, shares = settings.over_temperatures()
        for place, line in enumerate(self.lines):
            line.set_visible(place < settings.classes)
            if place < settings.classes:
                line.show_data(np.log10(hot), shares[:, place])
        self.plot.show_range((float(np.log10(COLDEST)), float(np.log10(HOTTEST))), (0.0, 1.0), tuple(np.log10(DECADES)))
        self.now.stand_at(float(np.log10(settings.temperature)))
        self.sentence.setText(tr(
            "The answer wavers as if it chose among {choices} equally likely classes; for the truth alone it is as "
            "surprised as among {perplexity}.", choices=local(f"{np.exp(self.found.entropy):.2f}"),
            perplexity=result(self.found.perplexity)))

    def _told(self, right: int) -> tuple[LedgerEntry, ...]:
        found, hot = self.found, self.settings.temperature
        total, share, own = (result(float(one)) for one in (found.powers.sum(), found.shares[right],
                                                            found.powers[right]))
        return (LedgerEntry(r"e^{z_t / T}", f"e^({digits(self.settings.logits[right])} / {digits(hot)})", own),
                LedgerEntry(r"\sum_j e^{z_j / T}", " + ".join(result(float(power)) for power in found.powers), total),
                LedgerEntry(r"p_t = \frac{e^{z_t / T}}{\sum_j e^{z_j / T}}", f"{own} / {total}", share),
                LedgerEntry(r"L = -\ln p_t", f"−ln {share}", result(found.loss), "negative"),
                LedgerEntry(r"e^L", tr("perplexity: e^{loss}", loss=result(found.loss)), result(found.perplexity)),
                LedgerEntry(r"\frac{\partial L}{\partial z_t} = \frac{p_t - 1}{T}", f"({share} − 1) / {digits(hot)}",
                            result(float(found.gradient[right])), "gradient"))

    def restyle(self):
        super().restyle()
        for line, colour in zip(self.lines, theme.class_colours(), strict=True):
            line.set_look(pen(colour, 1.8))
        self.now.set_look(pen("muted", 1.2))

    def table(self):
        found = self.found
        return [("class", "logit", "probability", "gradient"),
                *((place + 1, self.settings.logits[place], share, gradient) for place, (share, gradient) in enumerate(
                    zip(found.shares, found.gradient, strict=True)))]
