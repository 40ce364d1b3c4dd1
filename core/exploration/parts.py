"""The samples of a split as exploration looks at them: rows of columns, class numbers, the first of several ports."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.data.prepare import Prepared
from core.datasets.ports import TargetPort


def once(prepared: Prepared, key: tuple, compute: Callable[[], Any]) -> Any:
    """What `compute` gives, computed once for these samples: they never change, and an edit of the network keeps them.
    """
    if key not in prepared.explored:
        prepared.explored[key] = compute()
    return prepared.explored[key]


def evenly(count: int, most: int) -> np.ndarray:
    """At most so many of `count` places, evenly chosen, in order."""
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, most)).astype(np.int64))


def table(prepared: Prepared, split: str) -> np.ndarray | None:
    """The columns of the first input (n, columns) float64, as the data have them; None where it is no row."""
    if not prepared.description.input_type.is_row:
        return None
    return np.asarray(prepared.before_scaling(split), np.float64)


def columns(prepared: Prepared) -> tuple[str, ...]:
    """What the columns of the first input are called; numbered where nobody says."""
    found = prepared.description
    return found.names or tuple(f"x{number}" for number in range(1, found.input_shape[-1] + 1))


def classes_asked(prepared: Prepared) -> TargetPort | None:
    """The first target, where it is one class of several."""
    port = prepared.description.targets[0]
    return port if port.type.is_label and port.outputs else None


def labels(prepared: Prepared, split: str) -> np.ndarray | None:
    """The class number of every sample (n,), −1 where nothing is asked; None where no class is asked for."""
    return prepared.true_targets(split) if classes_asked(prepared) is not None else None


def class_name(port: TargetPort | None, number: int) -> str:
    """What a class is called."""
    known = port.classes if port is not None else ()
    return known[number] if 0 <= number < len(known) else str(number)
