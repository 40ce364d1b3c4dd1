"""The measurements that findings are judged by: taken once, read by every finding."""

from msgspec import Struct

from core.datasets.base import Description
from core.project.network import Check
from core.project.spec import Project
from core.stopping.progress import Progress

LEAP = 0.25
"""Change of a block's weights in one step, beside their size, that is no step any more."""
SMALL = 0.1
"""Weights count as at least so large, or as large as a random start makes them, where their movement is judged: those
that start at zero have to leave it."""


class UnitFacts(Struct, frozen=True):
    """The units of one block with an activation: `dead` are zero for every training record (places on the last axis),
    `flat` is the share of values at which the slope is less than a twentieth of the steepest (0 unless the activation
    is flat on both sides), `total` their number. `seen` counts the records that were passed through to know it."""

    total: int
    dead: tuple[int, ...]
    flat: float
    seen: int


class Slopes(Struct, frozen=True):
    """Gradients of one batch, by block and in computing order, for blocks whose weights can learn.

    `sizes` are root mean squares over the kernel. `sent` are the same without what the block's own place makes of them:
    the size of its inputs, and the places of a picture that share a weight. `norm` is the length of the whole gradient
    as the optimiser would get it, clipping included, `unclipped` without. `excess` tells how far the outputs are beyond
    all measure: the loss beside that of guessing, or for a regression the outputs' size beside that of the targets.
    """

    sizes: dict[str, float]
    sent: dict[str, float]
    norm: float
    excess: float
    unclipped: float = 0.0

    @property
    def growth(self) -> float:
        """How many times larger the gradient is in the first block than in the last, on its way back; less than 1
        where it shrinks, 1 where the block's own place may be the reason."""
        both = [(*found.values(),) for found in (self.sizes, self.sent)]
        ratios = [found[0] / max(found[-1], 1e-300) if found else 1.0 for found in both]
        return min(ratios) if min(ratios) > 1 else max(ratios) if max(ratios) < 1 else 1.0


class Stride(Struct, frozen=True):
    """What a step does: the gradients, how far it moves the weights beside their size, by block (of several steps with
    small batches the farthest), and the blocks whose units all have the same weights and take the same step (`alike`).

    `weights` are root mean squares of kernels; `pull` tells, for blocks whose weights have a price, how strongly it
    pulls at them beside what the data asks for.
    """

    slopes: Slopes | None = None
    movement: dict[str, float] = {}
    alike: tuple[str, ...] = ()
    weights: dict[str, float] = {}
    pull: dict[str, float] = {}

    @property
    def leaping(self) -> bool:
        """Whether it changes some block's weights by more than LEAP."""
        return any(not step <= LEAP for step in self.movement.values())


class Facts(Struct, frozen=True):
    """Everything that findings judge by, and nothing but what follows from this moment of the run: its weights, its
    curves and its settings.

    `now` is the next step, `beginning` the first one that a run with these settings takes from its first weights.
    `baseline` is the share of right answers (or 0 for a regression) of someone who always gives the most frequent
    answer, `skill` the share that the network gives (for a regression: 1 − squared error / variance), both on training
    records, dropout off. `reach` is the share that the best of all networks could give whose output ends in the same
    activation. `rate` is the learning rate of the last step. `records` and `validation_count` are the numbers of
    records to train with and to validate with.
    """

    project: Project
    check: Check
    progress: Progress
    step: int
    epoch: float
    units: dict[str, UnitFacts]
    now: Stride
    beginning: Stride
    baseline: float
    skill: float
    records: int
    validation_count: int
    description: Description
    rate: float = 0.0
    reach: float = 1.0
    stopped: str = ""
    stopped_at: str = ""

    @property
    def learned(self) -> float:
        """What the network has learned of that which guessing leaves open: 0 nothing, 1 everything."""
        return (self.skill - self.baseline) / max(1e-9, 1 - self.baseline)

    @property
    def leapt(self) -> bool:
        """Whether steps throw the weights about, or did so when the run began."""
        return self.now.leaping or self.beginning.leaping

    @property
    def learning(self) -> tuple[str, ...]:
        """The blocks whose weights can learn, in computing order."""
        return tuple(self.now.slopes.sizes) if self.now.slopes else ()
