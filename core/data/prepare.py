"""Makes a project's data ready for training: loads, splits, scales and checks the arrays."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.data.split import SPLITS, Indices, deal, deal_by_group, deal_by_lot, deal_by_time, deal_in_order
from core.datasets.base import Samples
from core.datasets.pixels import Pixels
from core.datasets.ports import Description
from core.project.spec import EVEN, GROUP, ORDER
from core.scalings.base import ROWS, Fitted, piecewise
from core.text.errors import DataError
from core.text.messages import say


class Prepared(Struct, frozen=True):
    """Scaled samples of every split. `indices` says which of the prepared samples each one is.

    `scalings` is what the scaling made of each input that has one, `target_scalings` of each target. `source` holds the
    samples as they were loaded, where scaling or rounding to float32 changed them; bytes are not in it, which stay as
    they are.
    """

    train: Samples
    validation: Samples
    test: Samples
    description: Description
    indices: Indices
    scalings: dict[str, Fitted] = {}
    target_scalings: dict[str, Fitted] = {}
    source: Samples | None = None
    rows: np.ndarray | None = None
    """Which row of `dataset.load()` each prepared sample was, None where the steps of preparation left none out."""
    as_bytes: bool = False
    """The inputs are `Pixels`, which hold them as bytes."""
    explored: dict = {}
    """What was found out about the samples, by the question (`core.exploration`)."""

    @property
    def nbytes(self) -> int:
        """What all samples take of memory."""
        return sum(part.nbytes for part in (self.train, self.validation, self.test, self.source) if part is not None)

    @property
    def fitted(self) -> Fitted | None:
        """The scaling of the first input, or None."""
        return self.scalings.get(self.description.inputs[0].name)

    def split(self, name: str) -> Samples:
        """The samples of "train", "validation" or "test"."""
        return getattr(self, name)

    @property
    def training_rows(self) -> np.ndarray:
        """The rows of `dataset.load()` that train."""
        return self.indices.train if self.rows is None else self.rows[self.indices.train]

    def before_scaling(self, split: str, chosen=slice(None), port: str = "") -> np.ndarray:
        """One input of a split (the first one without a name), exactly as the data has it: all samples, or those at the
        places `chosen`."""
        port = port or self.description.inputs[0].name
        if self.source is None or port not in self.source.inputs:
            x: Any = self.split(split).inputs[port]
            return (x.stored if self.as_bytes else x)[chosen]
        return self.source.inputs[port][getattr(self.indices, split)[chosen]]

    def true_targets(self, split: str, chosen=slice(None), port: str = "") -> np.ndarray:
        """One target of a split (the first one without a name), exactly as the data has it."""
        port = port or self.description.targets[0].name
        if self.source is None:
            return self.split(split).targets[port][chosen]
        return self.source.targets[port][getattr(self.indices, split)[chosen]]

    def in_units_of_the_data(self, outputs: np.ndarray, port: str = "") -> np.ndarray:
        """The network's answers for a target (the first one without a name) in its units, as they were before it was
        scaled."""
        if not self.target_scalings:
            return outputs
        fitted = self.target_scalings.get(port or self.description.targets[0].name)
        return outputs if fitted is None else fitted.undo(outputs)


def prepare(data, description: Description | None = None) -> Prepared:
    """Load, deal and scale the samples of a `core.project.spec.Data`; DataError with one sentence where that fails.
    `description` is what its data set says of itself, where that is known already.

    The last data are kept: an edit of the network then costs no second loading. A file of one's own is read again only
    when it has changed.
    """
    description = data.describe() if description is None else description
    keep = _kept_of_files if data.dataset.own else _kept
    return keep(replace(data, augmentation=()), description, data.dataset.stamp())


def _locked(data, description: Description, stamp: tuple) -> Prepared:
    """`stamp` tells files that have changed since from those that are known."""
    found = _prepared(data, description)
    for name in SPLITS:
        part = found.split(name)
        inputs: Iterable[Any] = part.inputs.values()
        for array in (*(x.stored if found.as_bytes else x for x in inputs), *part.targets.values()):
            array.flags.writeable = False
    return found


_kept, _kept_of_files = lru_cache(maxsize=2)(_locked), lru_cache(maxsize=1)(_locked)


def _prepared(data, description: Description) -> Prepared:
    steps = _steps(data)
    samples, rows = _chosen(data, steps, data.dataset.load())
    indices = _dealt(data, samples, rows, description.targets[0].type.is_label)
    train = indices.train
    data.dataset.settle(samples, train)
    samples = _changed(steps, samples, train)
    if stay_bytes(data):
        return _of_bytes(data, samples, indices, description, rows)
    scalings = {port.name: data.scaling.fit(samples.inputs[port.name][train]) for port in description.inputs
                if data.scaling and not port.type.is_tokens}
    target_scalings = _fitted_targets(data, samples, description, train)
    parts: dict[str, Any] = {
        name: Samples(_each(samples.inputs, getattr(indices, name), scalings, data.scaling, name),
                      _each(samples.targets, getattr(indices, name), target_scalings, data.target_scaling, name))
        for name in SPLITS}
    every = (*samples.inputs.values(), *samples.targets.values())
    changed = scalings or target_scalings or any(array.dtype == np.float64 for array in every)
    return Prepared(**parts, description=description, indices=indices, scalings=scalings,
                    target_scalings=target_scalings, source=samples if changed else None, rows=rows)


def _steps(data) -> list[tuple[Any, Description]]:
    """Every step of preparation with what is known of the data before it; the data set is asked only where there are
    any."""
    if not data.preparation:
        return []
    found, description = [], data.dataset.describe()
    for step in data.preparation:
        found.append((step, description))
        description = step.describe(description)
    return found


def _chosen(data, steps, samples: Samples) -> tuple[Samples, np.ndarray | None]:
    """(the samples that the steps of preparation leave, their places among those that were loaded, None for all)."""
    rows = None
    for step, description in steps:
        kept = step.rows(samples, description)
        if kept is not None:
            gaps = None if samples.gaps is None else samples.gaps[kept]
            samples = replace(samples.chosen(kept), gaps=gaps)
            rows = kept if rows is None else rows[kept]
        samples = step.relabelled(samples, description)
    if not len(samples):
        raise DataError(say("{data} holds no samples; choose other data.", data=say(data.dataset.shown_name())))
    return samples, rows


def _changed(steps, samples: Samples, train: np.ndarray) -> Samples:
    """The samples after every step of preparation."""
    for step, description in steps:
        samples = step.spoil(step.change(samples, description), train, step.describe(description))
    return samples


def _dealt(data, samples: Samples, rows: np.ndarray | None, label: bool) -> Indices:
    """Which samples each part holds: those that follow one another in order, those with a lot by that, others again."""
    if data.dataset.in_order:
        return deal_in_order(len(samples), data.split, data.dataset.overlap)
    lots = data.dataset.lots()
    if lots is not None:
        return deal_by_lot(lots if rows is None else lots[rows], data.split)
    split = data.split
    if split.dealt == GROUP or (split.dealt == ORDER and split.by):
        told = data.dataset.column_to_deal_by(split.by)
        told = told if rows is None else told[rows]
        return (deal_by_group if split.dealt == GROUP else deal_by_time)(told, split)
    if split.dealt == ORDER:
        return deal_in_order(len(samples), split)
    return deal(len(samples), split, samples.y if label and split.dealt == EVEN else None)


def _each(arrays: Mapping[str, np.ndarray], chosen: np.ndarray, fitted: Mapping[str, Fitted], scaling,
          split: str) -> dict[str, np.ndarray]:
    """Some rows of every array, scaled where something was fitted; class numbers and tokens stay what they are."""
    found = {}
    for name, array in arrays.items():
        rows = array[chosen] if array.dtype == np.int32 else _scaled(array, chosen, fitted.get(name))
        if not np.isfinite(rows).all():
            raise DataError(_too_large(scaling, split))
        found[name] = np.ascontiguousarray(rows)
    return found


def stay_bytes(data) -> bool:
    """Whether samples are kept as bytes until the step that needs them: where every byte means the same number in all
    columns."""
    return data.dataset.value_bytes == 1 and not (data.scaling and data.scaling.by_column)


def _of_bytes(data, samples: Samples, indices: Indices, description: Description, rows) -> Prepared:
    every = np.arange(256, dtype=np.uint8)
    fitted = data.scaling.fit(every) if data.scaling else None
    meaning = piecewise(every) if fitted is None else fitted.apply(every)
    target_scalings = _fitted_targets(data, samples, description, indices.train)
    parts: dict[str, Any] = {}
    for name in SPLITS:
        part = samples.chosen(getattr(indices, name))
        targets = _each(samples.targets, getattr(indices, name), target_scalings, data.target_scaling, name)
        parts[name] = Samples({port: Pixels(array, meaning) for port, array in part.inputs.items()}, targets)
    scalings = {} if fitted is None else dict.fromkeys(samples.inputs, fitted)
    changed = any(array.dtype == np.float64 for array in samples.targets.values())
    return Prepared(**parts, description=description, indices=indices, scalings=scalings,
                    target_scalings=target_scalings, as_bytes=True,
                    source=Samples({}, samples.targets) if changed else None, rows=rows)


def _fitted_targets(data, samples: Samples, description: Description, train: np.ndarray) -> dict[str, Fitted]:
    return {port.name: data.target_scaling.fit(samples.targets[port.name][train])
            for port in description.targets if data.target_scaling and port.task.measured}


def _scaled(values: np.ndarray, chosen: np.ndarray, fitted: Fitted | None) -> np.ndarray:
    """Some rows as float32, scaled in float64, a few at a time."""
    if fitted is None and values.dtype == np.float32:
        return values[chosen]
    found = np.empty((len(chosen), *values.shape[1:]), np.float32)
    for start in range(0, len(chosen), ROWS):
        rows = values[chosen[start:start + ROWS]]
        found[start:start + ROWS] = piecewise(rows) if fitted is None else fitted.apply(rows)
    return found


def _too_large(scaling, name: str) -> str:
    return (f"{scaling.shown_name()} makes values of the {name} samples too large to reckon with; choose another "
            "scaling, or none.")
