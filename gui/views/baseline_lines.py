"""What a rule without a network attains, as dashed lines in the plot of a curve."""

from core.exploration.baselines import COMMONEST, MEAN, NEAREST, Baseline
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.translation import tr

WORDS = {COMMONEST: "commonest", MEAN: "mean", NEAREST: "nearest"}
"""What stands at a line."""
MEANINGS = {COMMONEST: "always the commonest answer", MEAN: "always the mean",
            NEAREST: "the answer of the nearest training sample"}


class BaselineLines:
    """The lines of one plot; `scale` is 100 where it shows percent."""

    def __init__(self, plot: Plot, measure: str, scale: float):
        self.measure, self.scale = measure, scale
        self.found: tuple[Baseline, ...] = ()
        self._placed = lambda value: value * scale
        self._plot = plot
        self._lines = {rule: plot.level(4) for rule in WORDS}  # its word stands before the curves
        for signal in (plot.getViewBox().sigYRangeChanged, plot.getViewBox().sigResized):
            signal.connect(lambda *_: self._settle())

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        for line in self._lines.values():
            line.set_look(pen("muted", 1.0, 0.8, dashed=True))
            line.write_in(theme.font(11), theme.colour("muted"), theme.colour("panel", 0.8))
        self._settle()

    def show_rules(self, found: tuple[Baseline, ...], placed=None) -> None:
        """Other rules, or the same ones measured again; `placed` says where a value stands on the axis, the same as
        last time without."""
        self._placed = placed or self._placed
        self.found = tuple(one for one in found if self.measure in one.figures)
        shown = {one.rule: one.figures[self.measure] for one in self.found}
        for rule, line in self._lines.items():
            line.set_visible(rule in shown)
            if rule in shown:
                line.stand_at(float(self._placed(shown[rule])), tr(WORDS[rule]))
        self._settle()

    def _settle(self) -> None:
        """Every word stands above its line, below it where there is no room, and goes where it would cover another or
        its line is out of sight; what is pointed at says them all."""
        (low, high), tall = self._plot.ends[1], self._plot.getViewBox().height()
        taken: list[tuple[float, float]] = []
        for line in self._lines.values():
            if not (line.visible and len(line.y)):
                continue
            place = (high - float(line.y[0])) / ((high - low) or 1) * tall
            below = place < line.high
            top = place if below else place - line.high
            inside = -0.5 <= place <= tall + 0.5 and top + line.high <= tall + 1
            free = inside and all(top >= end or top + line.high <= start for start, end in taken)
            line.hang(below, free)
            if free:
                taken.append((top, top + line.high))

    def words(self, in_words) -> list[str]:
        """A line for each rule, the value as `in_words` puts it."""
        return [tr("{rule}: {value}", rule=tr(MEANINGS[one.rule]), value=in_words(one.figures[self.measure]))
                for one in self.found]
