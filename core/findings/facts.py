"""What the doctor knows of a network at one moment: measured once, read by every finding."""

from msgspec import Struct

from core.network import Check
from core.progress import Progress
from core.spec import Project

LEAP = 0.25
"""Change of a block's weights in one step, beside their size, that is no step any more."""


class Units(Struct, frozen=True):
    """The units of one block with an activation: `dead` are zero for every training record (places on the last axis),
    `flat` is the share of values at which the slope is less than a twentieth of the steepest (0 unless the activation
    is flat on both sides), `total` their number. `seen` counts the records that were passed through to know it."""

    total: int
    dead: tuple[int, ...]
    flat: float
    seen: int


class Slopes(Struct, frozen=True):
    """Gradient sizes of one batch by block, in computing order, for blocks whose weights learn.

    `sizes` are root mean squares over the kernel; `norm` is the length of the whole gradient as the optimiser would
    get it, clipping included.
    """

    sizes: dict[str, float]
    norm: float


class Facts(Struct, frozen=True):
    """Everything that findings judge by.

    `movement` is how far the next step would move the weights, beside their size, by block. `leapt` says whether that
    was more than LEAP at any look with this optimiser. `alike` lists blocks whose units all have the same weights.
    `baseline` is the share of right answers (or 0 for a regression) of someone who always gives the most frequent
    answer, `skill` the share that the network gives (for a regression: 1 − squared error / variance), both on training
    records. `records` and `validation_count` are the numbers of records to train with and to validate with.
    """

    project: Project
    check: Check
    progress: Progress
    step: int
    epoch: float
    units: dict[str, Units]
    slopes: Slopes | None
    movement: dict[str, float]
    leapt: bool
    alike: tuple[str, ...]
    baseline: float
    skill: float
    records: int
    validation_count: int
    stopped: str = ""
    stopped_at: str = ""

    @property
    def learned(self) -> float:
        """What the network has learned of that which guessing leaves open: 0 nothing, 1 everything."""
        return (self.skill - self.baseline) / max(1e-9, 1 - self.baseline)

    @property
    def leaping(self) -> bool:
        """Whether single steps change some block's weights by more than LEAP."""
        return max(self.movement.values(), default=0.0) > LEAP

    @property
    def learning(self) -> tuple[str, ...]:
        """The blocks whose weights learn, in computing order."""
        return tuple(self.slopes.sizes) if self.slopes else ()

