"""Applies a finding's fix: what the window does when its button is pressed, as one undoable step."""

import zlib
from collections.abc import Callable

import numpy as np

from core.diagnosis.base import Mend
from core.ops.weight_sheet import Sheet
from core.project.network import owned
from core.project.spec import Project
from core.training.weight_transfer import carry_over

BIAS = "bias"


def cured(mend: Mend, trainer, make: Callable[[Project], object]):
    """The trainer after a fix: the same one, or a new one from `make(project)` that keeps every weight that fits.

    Going back to the best moment (`mend.rewind`) is the timeline's work, before this.
    """
    if not trainer.change(mend.project):
        fresh = make(mend.project)
        if not mend.restart:
            carry_over(trainer, fresh)
        return _renewed(mend, fresh)
    if mend.restart:
        trainer.reset()
    return _renewed(mend, trainer)


def _renewed(mend: Mend, trainer):
    for node, units in mend.renew:
        trainer.set_weights(new_weights(trainer, node, units))
    return trainer


def new_weights(trainer, node: str, units: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The weights of a block with those of some units drawn again, from its own initialiser, their biases 0.

    A unit that would be zero for every record again gets its weights with the other sign: its sums are negative for all
    of them, so they become positive. Reproducible: the draw follows from the seed, the step and the block.
    """
    layer = trainer.project.network.node(node).layer
    types = [trainer.check.types[source] for source in trainer.project.network.node(node).inputs]
    rng = np.random.default_rng([trainer.project.training.seed, trainer.steps, zlib.crc32(node.encode())])
    places, weights = list(units), trainer.weights()
    found, sheets = {}, {}
    for key, weight in owned(layer, types).items():
        name = f"{node}.{key}"
        sheet = Sheet.of(weight)
        if sheet.extent[0] == trainer.check.shapes[node][-1]:
            drawn = weight.initializer.sample(rng, weight.shape, weight.fan_in, weight.fan_out)
            rows = sheet.places(places)
            found[name] = weights[name]
            found[name].reshape(-1)[rows] = 0 if key == BIAS else drawn.reshape(-1)[rows]
            if weight.is_kernel:
                sheets[name] = sheet
    return _turned(trainer, node, places, found, sheets)


def _turned(trainer, node, places, found, sheets):
    from core.diagnosis.measure import Measure
    before = trainer.state()
    trainer.set_weights(found)
    still = [unit for unit in Measure(trainer).dead(node) if unit in places]
    trainer.load_state(before)
    for name, sheet in sheets.items():
        found[name].reshape(-1)[sheet.places(still)] *= -1
    return found
