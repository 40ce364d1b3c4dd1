"""What the window knows of the training thread: its state, and the frame in the mailbox."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.diagnosis import Finding
from core.session.history import History
from core.training.checkpoints import Track

IN_FILE, IN_RESCUE = 32_000_000, 8_000_000
"""Bytes of kept moments in a file that a person saves, and in what is written down every few seconds."""
PHASES = ("empty", "preparing", "ready", "training", "paused", "stopped")


@dataclass(frozen=True)
class Speed:
    """One notch: seconds from chunk to chunk, milliseconds a chunk; one step or one epoch at most."""

    title: str
    meaning: str
    interval: float
    chunk_ms: float
    single: bool = False
    one_epoch: bool = False


SPEEDS = (
    Speed("1/s", "one batch a second", 1.0, 0.0, single=True),
    Speed("10/s", "ten batches a second", 0.1, 0.0, single=True),
    Speed("fast", "at most sixty epochs a second, so that you can watch", 1 / 60, 10.0, one_epoch=True),
    Speed("max", "as fast as this machine goes", 0.0, 12.0),
)


@dataclass(frozen=True)
class RunState:
    """Where training stands.

    `phase` is one of PHASES; `sentence` says what is going on or what to fix. `epoch` and `step` count from
    the last reset, `epochs` is where training stops. `rate` is samples a second and `time_left` seconds, both
    measured, both None while there is nothing to measure. `speed` is the notch; `seed` drew the first
    weights. `generation` grows whenever other data or another network took the place of the last; `frames`
    is redraws a second. `outcomes` says "kept" or "new" of every block with weights, after the last change of
    networks in which there was something to lose. `rewound` says that a person went back to an earlier moment, `later`
    how many moments lie beyond it; `findings` is what the doctor sees. `awaited` says that training begins by itself as
    soon as it can: Play was pressed while kernels come in, or it was under way when others were needed. `trained`
    counts all steps that were taken since the project was opened, those of other branches and before a reset too.
    `learning_rate` is that of the last step, or of the first one before it.
    """

    phase: str = "empty"
    sentence: str = ""
    step: int = 0
    epoch: float = 0.0
    epochs: int = 1
    steps_per_epoch: int = 0
    rate: float | None = None
    time_left: float | None = None
    speed: int = 2
    seed: int = 0
    generation: int = 0
    frames: float = 0.0
    outcomes: tuple[tuple[str, str], ...] = ()
    rewound: bool = False
    later: int = 0
    findings: tuple[Finding, ...] = ()
    awaited: bool = False
    trained: int = 0
    learning_rate: float = 0.0

    @property
    def unsettled(self) -> bool:
        """A project comes in, or its kernels do; what is ordered meanwhile is carried out afterwards."""
        return self.phase == "preparing" or (self.phase == "empty" and not self.sentence)

    @property
    def running(self) -> bool:
        """Steps are being taken."""
        return self.phase == "training"

    def goes_on_from(self, before: "RunState") -> bool:
        """Steps were taken as before, and nothing but what is counted and measured is otherwise."""
        return self.running and self == replace(
            before, step=self.step, epoch=self.epoch, rate=self.rate, time_left=self.time_left, frames=self.frames,
            trained=self.trained, learning_rate=self.learning_rate)

    @property
    def playable(self) -> bool:
        """Play does something."""
        return self.phase in ("ready", "paused")


class Work(NamedTuple):
    """What a file shall hold of a run: its weights by name, None where there are none, how many steps had been trained
    when they were taken, and its record: counts, curves, moments."""

    weights: dict[str, Any] | None
    trained: int
    record: dict[str, Any] | None = None

    @property
    def moments(self) -> int:
        """How many kept moments come along."""
        return len(self.record["past"]["moments"]) if self.record else 0


@dataclass
class Frame:
    """What the training thread hands over: everything since the frame before, and the newest snapshot. `era` counts
    the projects that were forgotten before."""

    ticks: list = field(default_factory=list)
    state: RunState | None = None
    snapshot: Any = None
    history: History | None = None
    track: Track | None = None
    answers: list[tuple[Callable, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    era: int = 0

    def __bool__(self) -> bool:
        newest = self.state or self.snapshot or self.history or self.track
        return bool(self.ticks or self.answers or self.failures or newest)
