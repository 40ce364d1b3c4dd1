"""The memory that a network needs, computed from its plan before anything is allocated."""

import math
import os
import sys

from msgspec import Struct

from core.data.prepare import stay_bytes
from core.datasets.base import Description
from core.engine.batch_source import TrainingSource
from core.engine.plan import TRAIN, Plan
from core.engine.state import State
from core.project.network import Check
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say

SHARE = 0.8
"""Of the machine's memory, what a project may take."""


class Memory(Struct, frozen=True):
    """Bytes: weights with what the optimiser keeps (`state`), their `gradients`, and the values of one batch
    (`activations`), as the training plan lays them out; `samples` as they are loaded and as the network gets them."""

    state: int
    gradients: int
    activations: int
    samples: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.state + self.gradients + self.activations + self.samples


def samples_needed(data, description: Description) -> int:
    """The bytes that the samples of a `core.project.spec.Data` take at most: those of the file or the data set
    beside those that are scaled for the network."""
    values = description.count * sum(math.prod(port.type.shape) for port in description.inputs)
    each = data.dataset.value_bytes
    return values * (each + (each if stay_bytes(data) else 4))


def needed(project: Project, check: Check, rows: int | None = None, samples: int = 0) -> Memory:
    """The memory that training a sound project takes, for batches of `rows` samples (its own batch size), beside
    `samples` bytes of data."""
    state = State(project, check, allocate=False)
    source = TrainingSource.blank(project, check)
    plan = Plan(project, check, state, TRAIN, rows or project.training.batch_size, source, allocate=False)
    return Memory(state.nbytes, state.gradients.nbytes, plan.nbytes, samples)


def refuse_too_many_samples(data, description: Description) -> None:
    """SpecError with the number where the machine has not enough memory for the samples of a `core.project.spec.Data`;
    reads nothing."""
    _refuse_samples(samples_needed(data, description))


def _refuse_samples(samples: int, total: int = 0) -> None:
    present, total = installed(), max(samples, total)
    if present and total > SHARE * present:
        raise SpecError(say("This project takes {total} of memory ({samples} for the samples), but the machine "
                            "has {present}; keep fewer samples, or smaller ones.", total=spoken(total),
                            samples=spoken(samples), present=spoken(present)))


def refuse_too_large(project: Project, check: Check, rows: int, samples: int) -> Memory:
    """The memory needed; SpecError with the number where the machine has not enough."""
    found, present = needed(project, check, rows, samples), installed()
    if samples > found.total / 2:
        _refuse_samples(samples, found.total)
    if present and found.total > SHARE * present:
        raise SpecError(say("This network takes {total} of memory ({state} for weights and optimiser, {batch} for a "
                            "batch), but the machine has {present}; choose smaller layers or a smaller batch.",
                            total=spoken(found.total), state=spoken(found.state), batch=spoken(found.activations),
                            present=spoken(present)))
    return found


def installed() -> int:
    """Bytes of memory that the machine has; 0 where that cannot be told."""
    if sys.platform == "win32":
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong),
                        *[(name, ctypes.c_ulonglong) for name in "abcdefg"]]

        status = Status(length=ctypes.sizeof(Status))
        return status.a if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0


def spoken(size: float) -> str:
    """A number of bytes as a person reads it."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return ""
