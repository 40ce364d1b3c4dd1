"""The chain rule for one weight and one record: its factors, the sum over all ways on, and the step that follows."""

from msgspec import Struct

from core.engine.state import UPDATED
from core.inspection.explaining import Explainer
from core.inspection.needs import Need
from core.inspection.slow_lines import close, error_line, factors, spelled, summed, ways_on, weight_line
from core.inspection.slow_step import SlowMotion, StepTaker
from core.optimizers.one_weight import Line


class ChainRule(Struct, frozen=True):
    """`gradient` is ∂L/∂w of the record alone, `lines` lead to it from the loss and on to the new weight; `place` is
    where in the block's output the weight counts most, and `places` how many it goes into."""

    gradient: float
    lines: tuple[Line, ...]
    place: tuple[int, ...]
    places: int
    loss: float


class ChainOfWeight(Need, frozen=True):
    """The chain rule of one number of a weight array for a record of a split; None where there is none."""

    name: str
    index: tuple[int, ...]
    split: str
    record: int

    def read(self, inspector):
        trainer = inspector.trainer
        entry = trainer.state_memory.entries.get(self.name)
        samples = trainer.prepared.split(self.split)
        if entry is None or entry.region != UPDATED or not entry.weight.has(self.index):
            return None
        if not 0 <= self.record < len(samples) or trainer.stopped:
            return None
        parts, updated, loss = StepTaker(inspector, SlowMotion(self.split, self.record)).looked()
        told = Explainer(trainer, parts.sample, entry.node).told
        step = next((one for one in told if not one.is_activation), None)
        if step is None or step.target not in parts.slopes:
            return None
        above = next((one for one in told if one.is_activation), None)
        terms = factors(parts, step, self.name, self.index) or []
        lines = []
        place = max(terms, key=lambda one: abs(one[1] * one[2]))[0] if terms else ()
        if terms:
            key = above.target if above is not None and above.target in parts.slopes else step.target
            lines += _blame(parts, trainer, key, place)
            if key != step.target:
                lines.append(error_line(parts, step, above, place))
        lines.append(weight_line(parts, step, self.name, self.index))
        return ChainRule(float(parts.gradients[self.name][self.index]), (*lines, *updated.told(entry, self.index)),
                         place, len(terms), loss)


def _blame(parts, trainer, key: str, place: tuple[int, ...]) -> list[Line]:
    """How much the loss hangs on one value of a block: the sum over all that it goes into."""
    total = float(parts.slopes[key][place])
    terms: list[tuple[float, float]] = []
    for node in trainer.check.order:
        for step in Explainer(trainer, parts.sample, node).told:
            if key in step.sources and not step.is_activation and step.target in parts.slopes:
                terms += ways_on(parts, step, key, place)
    symbol = spelled(r"\partial L / \partial a", place)
    if terms and close(sum(one * other for one, other in terms), total):
        return [Line(symbol, "", *summed(terms, total), total)]
    return [Line(symbol, "", "{}", (total,), total)]
