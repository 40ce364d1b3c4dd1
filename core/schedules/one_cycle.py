"""The schedule OneCycle."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import SCHEDULES
from core.declare.torch_lines import Either, Name, call, rate_by
from core.kernels import schedule as k
from core.schedules.base import Knob, Schedule


@SCHEDULES.member
class OneCycle(Schedule):
    """Up to the full rate and down to almost nothing, once: often the fastest way to a good network (Smith 2018).

    It rises along half a cosine for its share of the cycle, falls along another, and stays at its end.
    """

    title = "One cycle"
    formula = r"\eta: \; \eta_0 / a \rightarrow \eta_0 \rightarrow \eta_0 / (a b)"
    cycle_epochs: number(0.01, 100_000, "Over", "epochs of the whole cycle", unit="epochs") = 50.0
    pct_start: number(0.001, 0.999, "Rise", "share of the cycle in which the rate grows", display="percent") = 0.3
    div_factor: number(1, 1e6, "Start ÷", "the rate starts at η₀ divided by this", scale="log") = 25.0
    final_div_factor: number(1, 1e9, "End ÷", "it ends at the start divided by this", scale="log") = 10_000.0

    def record(self, scope):
        scope.play(k.one_cycle, "cycle_epochs", "pct_start", "div_factor", "final_div_factor")

    def factor(self, epochs):
        share = np.minimum(1, np.asarray(epochs) / self.cycle_epochs)
        low, end = 1 / self.div_factor, 1 / (self.div_factor * self.final_div_factor)
        up = 1 + (low - 1) * (1 + np.cos(np.pi * share / self.pct_start)) / 2
        down = end + (1 - end) * (1 + np.cos(np.pi * (share - self.pct_start) / (1 - self.pct_start))) / 2
        return np.where(share < self.pct_start, up, down)

    def own_knobs(self):
        begin, whole, low = self.warmup_epochs, self.cycle_epochs, 1 / self.div_factor
        return (Knob("div_factor", begin, low, lambda _, factor: self.bounded(div_factor=1 / max(factor, 1e-9))),
                Knob("pct_start", begin + self.pct_start * whole, 1.0,
                     lambda epochs, _: self.bounded(pct_start=(epochs - begin) / whole)),
                Knob("cycle_epochs", begin + whole, low / self.final_div_factor,
                     lambda epochs, _: self.bounded(cycle_epochs=epochs - begin)))

    def in_torch(self, *shapes):
        if self.warmup_epochs:
            return None
        low, end = 1 / self.div_factor, 1 / (self.div_factor * self.final_div_factor)
        rise = self.pct_start * self.cycle_epochs
        fall = self.cycle_epochs - rise
        return rate_by(lambda e: Either(
            low + (1 - low) * (1 - call("math.cos", Name("math.pi") * e / rise)) / 2, e, rise,
            end + (1 - end) * (1 + call("math.cos", Name("math.pi") * call("min", 1, (e - rise) / fall))) / 2))
