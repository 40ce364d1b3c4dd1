"""Makes a project's data ready for training: loads, splits, scales and checks the arrays."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.data.split import SPLITS, Indices, deal
from core.datasets.base import Description, Samples
from core.datasets.pixels import Pixels
from core.scalings.base import ROWS, Fitted, piecewise
from core.tasks.recognition import asked_by
from core.text.errors import DataError


class Prepared(Struct, frozen=True):
    """Scaled samples of every split. `indices` says which row of `dataset.load()` each one was.

    `fitted` is what the scaling made of the inputs, `fitted_targets` of the targets. `source` holds the samples as they
    were loaded, where scaling or rounding to float32 changed them.
    """

    train: Samples
    validation: Samples
    test: Samples
    fitted: Fitted | None
    description: Description
    indices: Indices
    fitted_targets: Fitted | None = None
    source: Samples | None = None

    @property
    def nbytes(self) -> int:
        """What all samples take of memory."""
        return sum(part.x.nbytes + part.y.nbytes for part in (self.train, self.validation, self.test, self.source)
                   if part is not None)

    def split(self, name: str) -> Samples:
        """The samples of "train", "validation" or "test"."""
        return getattr(self, name)

    def before_scaling(self, split: str, chosen=slice(None)) -> np.ndarray:
        """Inputs of a split, exactly as the data has them: all, or those at the places `chosen`."""
        if self.source is None:
            x = self.split(split).x
            return getattr(x, "stored", x)[chosen]
        return self.source.x[getattr(self.indices, split)[chosen]]

    def true_targets(self, split: str, chosen=slice(None)) -> np.ndarray:
        """Targets of a split, exactly as the data has them."""
        if self.source is None:
            return self.split(split).y[chosen]
        return self.source.y[getattr(self.indices, split)[chosen]]

    def in_units_of_the_data(self, outputs: np.ndarray) -> np.ndarray:
        """The network's answers in the units of the targets, as they were before these were scaled."""
        return outputs if self.fitted_targets is None else self.fitted_targets.undo(outputs)


def prepare(data, description: Description | None = None) -> Prepared:
    """Load, deal and scale the samples of a `core.project.spec.Data`; DataError with one sentence where that fails.
    `description` is what its data set says of itself, where that is known already.

    The last data are kept: an edit of the network then costs no second loading. A file of one's own is read again only
    when it has changed.
    """
    description = data.dataset.describe() if description is None else description
    keep = _kept_of_files if data.dataset.own else _kept
    return keep(replace(data, augmentation=()), description, data.dataset.stamp())


def _locked(data, description: Description, stamp: tuple) -> Prepared:
    """`stamp` tells files that have changed since from those that are known."""
    found = _prepared(data, description)
    for name in SPLITS:
        part = found.split(name)
        for array in (getattr(part.x, "stored", part.x), part.y):
            array.flags.writeable = False
    return found


_kept, _kept_of_files = lru_cache(maxsize=2)(_locked), lru_cache(maxsize=1)(_locked)


def _prepared(data, description: Description) -> Prepared:
    samples = data.dataset.load()
    if not len(samples.x):
        raise DataError(f"{data.dataset.shown_name()} holds no samples; choose other data.")
    labels = samples.y if samples.y.ndim == 1 else None
    indices = deal(len(samples.x), data.split, labels)
    if stay_bytes(data):
        return _of_bytes(data, samples, indices, description)
    train = indices.train
    data.dataset.settle(samples, train)
    fitted = data.scaling.fit(samples.x[train]) if data.scaling else None
    scaled = data.target_scaling if description.task.measured else None
    fitted_targets = scaled.fit(samples.y[train]) if scaled else None
    parts = {}
    for name in SPLITS:
        chosen = getattr(indices, name)
        x = _scaled(samples.x, chosen, fitted)
        if not np.isfinite(x).all():
            raise DataError(_too_large(data.scaling, name))
        y = samples.y[chosen] if labels is not None else _scaled(samples.y, chosen, fitted_targets)
        if not np.isfinite(y).all():
            raise DataError(_too_large(scaled, name))
        parts[name] = Samples(np.ascontiguousarray(x), np.ascontiguousarray(y))
    changed = fitted is not None or fitted_targets is not None or np.float64 in (samples.x.dtype, samples.y.dtype)
    return Prepared(**parts, fitted=fitted, description=description, indices=indices, fitted_targets=fitted_targets,
                    source=samples if changed else None)


def stay_bytes(data) -> bool:
    """Whether samples are kept as bytes until the step that needs them: where every byte means the same number in all
    columns."""
    return data.dataset.value_bytes == 1 and not (data.scaling and data.scaling.by_column)


def _of_bytes(data, samples: Samples, indices: Indices, description: Description) -> Prepared:
    every = np.arange(256, dtype=np.uint8)
    fitted = data.scaling.fit(every) if data.scaling else None
    meaning = piecewise(every) if fitted is None else fitted.apply(every)
    parts = {name: Samples(Pixels(samples.x[getattr(indices, name)], meaning), samples.y[getattr(indices, name)])
             for name in SPLITS}
    return Prepared(**parts, fitted=fitted, description=description, indices=indices)


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


def from_arrays(arrays: Mapping[str, tuple]) -> Prepared:
    """Check arrays that stand in for a project's data: {"train": (x, y), "validation": (x, y), "test": (x, y)}.

    Only "train" is needed. `x` is (n, *input shape); `y` is (n,) whole numbers (classes) or (n, k) numbers.
    The samples keep their order and are not scaled. Raises DataError that names the split and the mend.
    """
    unknown = [str(name) for name in arrays if name not in SPLITS]
    if unknown:
        raise DataError(f"data has a part {unknown[0]!r}; its parts are train, validation and test.")
    if "train" not in arrays:
        raise DataError("data has no part 'train'; give it as (x, y).")
    parts = {name: _checked(name, arrays[name]) for name in SPLITS if name in arrays}
    train = parts["train"]
    if not len(train.x):
        raise DataError("data['train'] holds no samples; give at least one.")
    for name, part in parts.items():
        _agree(name, part, train)
    empty = Samples(train.x[:0], train.y[:0])
    parts = {name: parts.get(name, empty) for name in SPLITS}
    start, ranges = 0, {}
    for name in SPLITS:
        ranges[name] = np.arange(start, start + len(parts[name].x))
        start += len(parts[name].x)
    return Prepared(**parts, fitted=None, description=_infer(parts, start), indices=Indices(**ranges))


def _checked(name, pair) -> Samples:
    try:
        x, y = pair
        x, y = np.asarray(x), np.asarray(y)
    except (TypeError, ValueError):
        raise DataError(f"data[{name!r}] must be a pair of arrays (x, y).") from None
    if x.dtype.kind not in "fiub" or y.dtype.kind not in "fiub":
        raise DataError(f"data[{name!r}] must hold numbers, not {x.dtype} and {y.dtype}.")
    if x.ndim < 2:
        raise DataError(f"data[{name!r}]: x must be (samples, features …), not {x.shape}; "
                        "give a single feature as a column, x[:, None].")
    if y.ndim not in (1, 2):
        raise DataError(f"data[{name!r}]: y must be (samples,) class numbers or (samples, outputs), not {y.shape}.")
    if len(x) != len(y):
        raise DataError(f"data[{name!r}]: x has {len(x)} samples, y has {len(y)}; both need the same number.")
    if 0 in x.shape[1:] or 0 in y.shape[1:]:
        raise DataError(f"data[{name!r}] has an empty axis: x is {x.shape}, y is {y.shape}.")
    x = _floats(name, "x", x)
    if y.ndim == 1 and y.dtype.kind in "iub":
        if len(y) and not 0 <= int(y.min()) <= int(y.max()) < 2**31:
            raise DataError(f"data[{name!r}]: class numbers count from 0, but y holds {int(y.min())} to "
                            f"{int(y.max())}.")
        return Samples(x, np.ascontiguousarray(y, np.int32))
    return Samples(x, _floats(name, "y", y if y.ndim == 2 else y[:, None]))


def _floats(name, letter, values):
    with np.errstate(over="ignore"):
        found = np.ascontiguousarray(values, np.float32)
    finite = np.isfinite(found)
    if not finite.all():
        place = np.unravel_index(int(np.argmin(finite)), found.shape)
        shown = np.asarray(values)[place]
        raise DataError(f"data[{name!r}]: {letter}[{', '.join(str(int(i)) for i in place)}] is {shown}; "
                        "every value must be a number that float32 can hold.")
    return found


def _agree(name, part, train):
    if part.x.shape[1:] != train.x.shape[1:]:
        raise DataError(f"data[{name!r}]: samples are {part.x.shape[1:]}, but those of 'train' are "
                        f"{train.x.shape[1:]}.")
    if part.y.shape[1:] != train.y.shape[1:] or part.y.dtype != train.y.dtype:
        kinds = ["class numbers" if y.ndim == 1 else f"rows of {y.shape[1]}" for y in (part.y, train.y)]
        raise DataError(f"data[{name!r}]: the targets are {kinds[0]}, but those of 'train' are {kinds[1]}.")


def _infer(parts, count) -> Description:
    """What the targets say about the task."""
    task, outputs = asked_by(np.concatenate([part.y for part in parts.values()]))
    return Description(parts["train"].x.shape[1:], task, outputs, count)
