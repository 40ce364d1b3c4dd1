"""Arrays that stand in for a project's data: checked, and described by what the network makes of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.data.prepare import Prepared
from core.data.split import SPLITS, Indices
from core.datasets.base import Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType, usual
from core.project.spec import Project
from core.tasks.base import Task
from core.tasks.recognition import asked_by, telling_apart
from core.text.errors import DataError

DEEPEST = 4
"""Axes of a target, the one that counts samples among them."""


def from_arrays(arrays: Mapping[str, tuple], project: Project | None = None) -> Prepared:
    """Check arrays that stand in for a project's data: {"train": (x, y), "validation": (x, y), "test": (x, y)}.

    Only "train" is needed. `x` is (n, *input shape); `y` is (n,) whole numbers (classes), (n, time) of them, or numbers
    (n, k), (n, time, k). With several inputs or targets both are dicts of such arrays by the names of the ports;
    without a target `y` is None. The `project` says what arrays alone do not: which inputs are tokens (whole numbers
    that go into a layer with a vocabulary), and which targets class numbers.
    The samples keep their order and are not scaled. Raises DataError that names the split and the fix.
    """
    unknown = [str(name) for name in arrays if name not in SPLITS]
    if unknown:
        raise DataError(f"data has a part {unknown[0]!r}; its parts are train, validation and test.")
    if "train" not in arrays:
        raise DataError("data has no part 'train'; give it as (x, y).")
    tokens, labelled = ({}, frozenset()) if project is None else (_vocabularies(project), _labelled(project))
    parts = {name: _checked(name, arrays[name], tokens, labelled) for name in SPLITS if name in arrays}
    train = parts["train"]
    if not len(train):
        raise DataError("data['train'] holds no samples; give at least one.")
    for name, part in parts.items():
        _agree(name, part, train)
    empty = train.chosen(slice(0, 0))
    every: dict[str, Any] = {name: parts.get(name, empty) for name in SPLITS}
    start, ranges = 0, {}
    for name in SPLITS:
        ranges[name] = np.arange(start, start + len(every[name]))
        start += len(every[name])
    return Prepared(**every, description=_described(every, start, tokens), indices=Indices(**ranges))


def _vocabularies(project: Project) -> dict[str, int]:
    """How many tokens each input of the data has that goes into a layer with a vocabulary."""
    return {source: node.layer.vocabulary for node in project.network.nodes if node.layer.vocabulary
            for source in node.inputs[:1] if source in project.network.sources}


def _labelled(project: Project) -> frozenset[str]:
    """The targets of losses that want class numbers; "" stands for the first target."""
    return frozenset(one.target for update in project.training.rules for one in update.objectives if one.loss.labels)


def _checked(name: str, pair, tokens: Mapping[str, int], labelled: frozenset[str]) -> Samples:
    try:
        x, y = pair
        xs = {str(port): np.asarray(array) for port, array in _by_port(x, INPUT).items()}
        ys = {str(port): np.asarray(array) for port, array in _by_port(y, TARGET).items()}
    except (TypeError, ValueError):
        raise DataError(f"data[{name!r}] must be a pair of arrays (x, y).") from None
    if not xs:
        raise DataError(f"data[{name!r}] has no input; give x as an array, or as a dict of arrays by port.")
    both = [*((port, "x", array) for port, array in xs.items()), *((port, "y", array) for port, array in ys.items())]
    if any(array.dtype.kind not in "fiub" for _, _, array in both):
        raise DataError(f"data[{name!r}] must hold numbers, not {' and '.join(str(a.dtype) for _, _, a in both)}.")
    counts = {port: len(array) for port, _, array in both if array.ndim}
    for port, array in xs.items():
        if array.ndim < 2 and port not in tokens:
            raise DataError(f"data[{name!r}]: x must be (samples, features …), not {array.shape}; "
                            "give a single feature as a column, x[:, None].")
    for array in ys.values():
        if not 1 <= array.ndim <= DEEPEST:
            raise DataError(f"data[{name!r}]: y must be (samples,) class numbers or (samples, outputs), not "
                            f"{array.shape}.")
    if len(set(counts.values())) > 1:
        raise DataError(f"data[{name!r}]: " + ", ".join(f"{_letter(port)} has {n} samples" for port, n in
                                                        counts.items()) + "; all need the same number.")
    for _, _, array in both:
        if 0 in array.shape[1:]:
            raise DataError(f"data[{name!r}] has an empty axis: " +
                            ", ".join(f"{_letter(port)} is {array.shape}" for port, _, array in both) + ".")
    moments = {array.shape[1] for port, array in xs.items() if array.ndim == (2 if port in tokens else 3)}
    return Samples({port: _tokens(name, port, array, tokens[port]) if port in tokens else
                    _floats(name, _letter(port), array) for port, array in xs.items()},
                   {port: _target(name, _letter(port), array, port in labelled or ("" in labelled and not number),
                                  moments)
                    for number, (port, array) in enumerate(ys.items())})


def _letter(port: str) -> str:
    return {INPUT: "x", TARGET: "y"}.get(port, port)


def _by_port(arrays, name: str) -> Mapping:
    if arrays is None:
        return {}
    return arrays if isinstance(arrays, Mapping) else {name: arrays}


def _target(name: str, letter: str, y: np.ndarray, labelled: bool, moments: set[int]) -> np.ndarray:
    """A target as it is kept; `moments` are the lengths of the series that go in, for each place of which there may be
    a class number."""
    one_hot = y.ndim == 2 and y.shape[1] not in moments and y.size and (y >= 0).all() and (y.sum(1) == 1).all()
    if y.dtype.kind in "iub" and (y.ndim == 1 or (labelled and y.ndim == 2 and not one_hot)):
        least = -1 if y.ndim > 1 else 0  # −1 at a place of a series: nothing is asked there
        if y.size and not least <= int(y.min()) <= int(y.max()) < 2**31:
            raise DataError(f"data[{name!r}]: class numbers count from 0, but {letter} holds {int(y.min())} to "
                            f"{int(y.max())}.")
        return np.ascontiguousarray(y, np.int32)
    return _floats(name, letter, y if y.ndim > 1 else y[:, None])


def _tokens(name: str, port: str, x: np.ndarray, vocabulary: int) -> np.ndarray:
    whole = x if x.dtype.kind in "iub" else np.rint(x)
    if x.dtype.kind == "f" and not (np.isfinite(x).all() and (whole == x).all()):
        raise DataError(f"data[{name!r}]: {_letter(port)} goes into an Embedding and must hold whole numbers.")
    if x.size and not 0 <= int(whole.min()) <= int(whole.max()) < vocabulary:
        raise DataError(f"data[{name!r}]: {_letter(port)} holds tokens {int(whole.min())} to {int(whole.max())}, but "
                        f"the Embedding knows 0 to {vocabulary - 1}; raise its input_dim.")
    return np.ascontiguousarray(whole, np.int32)


def _floats(name: str, letter: str, values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        found = np.ascontiguousarray(values, np.float32)
    finite = np.isfinite(found)
    if not finite.all():
        place = np.unravel_index(int(np.argmin(finite)), found.shape)
        shown = np.asarray(values)[place]
        raise DataError(f"data[{name!r}]: {letter}[{', '.join(str(int(i)) for i in place)}] is {shown}; "
                        "every value must be a number that float32 can hold.")
    return found


def _agree(name: str, part: Samples, train: Samples) -> None:
    if part.inputs.keys() != train.inputs.keys() or part.targets.keys() != train.targets.keys():
        raise DataError(f"data[{name!r}] has the ports {', '.join((*part.inputs, *part.targets))}, but 'train' has "
                        f"{', '.join((*train.inputs, *train.targets))}.")
    for port, x in part.inputs.items():
        if x.shape[1:] != train.inputs[port].shape[1:]:
            raise DataError(f"data[{name!r}]: samples are {x.shape[1:]}, but those of 'train' are "
                            f"{train.inputs[port].shape[1:]}.")
    for port, y in part.targets.items():
        if y.shape[1:] != train.targets[port].shape[1:] or y.dtype != train.targets[port].dtype:
            kinds = ["class numbers" if one.dtype == np.int32 else f"rows of {one.shape[-1]}"
                     for one in (y, train.targets[port])]
            raise DataError(f"data[{name!r}]: the targets are {kinds[0]}, but those of 'train' are {kinds[1]}.")


def _described(parts: Mapping[str, Samples], count: int, tokens: Mapping[str, int]) -> Description:
    """What the arrays say about what goes in and what is asked."""
    train = parts["train"]
    inputs = []
    for port, x in train.inputs.items():
        shape = x.shape[1:]
        type_ = TensorType(shape, STEPS if shape else NUMBER, TOKENS, tokens[port]) if port in tokens else usual(shape)
        inputs.append(InputPort(port, type_))
    targets = []
    for port in train.targets:
        task, outputs = asked_by(np.concatenate([part.targets[port] for part in parts.values()]))
        gaps = any(part.targets[port].dtype == np.int32 and (part.targets[port] < 0).any() for part in parts.values())
        targets.append(_asked(port, task, outputs, train.targets[port], gaps))
    return Description(tuple(inputs), tuple(targets), count, goes_on=True)


def _asked(port: str, task: Task, outputs: int, y: np.ndarray, gaps: bool) -> TargetPort:
    if y.dtype == np.int32:
        axes = STEPS if y.ndim > 1 else NUMBER
        return TargetPort(port, task, outputs, TensorType(y.shape[1:], axes, TOKENS, outputs), gaps=gaps)
    return TargetPort(port, task, outputs, usual(y.shape[1:]))


def wider(port: TargetPort, classes: int) -> TargetPort:
    """A target with more classes than its samples show: class numbers do not tell how many there are."""
    task = telling_apart(classes)
    return TargetPort(port.name, task, classes, TensorType(port.type.shape, port.type.axes, TOKENS, classes),
                      port.classes, port.columns, port.gaps)
