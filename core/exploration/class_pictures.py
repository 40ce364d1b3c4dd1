"""The mean picture of every class beside some of its samples."""

import numpy as np
from msgspec import Struct

from core.exploration.parts import class_name, classes_asked, evenly, once
from core.inspection.needs import Need

AT_ONCE = 512
"""Pictures that are added up in one go."""


class ClassPictures(Struct, frozen=True):
    """One class: its name and how many samples of the split it has, their mean (height, width, channels) and how far
    they are from it on average (the deviation, of the same shape), both in the values of the data; `samples` are some
    of them, at the places `indices` of the split."""

    name: str
    count: int
    mean: np.ndarray
    deviation: np.ndarray
    samples: np.ndarray
    indices: np.ndarray


class PicturesOfClasses(Need, frozen=True):
    """Every class of pictures over a split, those without a sample left out, all pictures as one where no class is
    asked for; None where samples are no pictures."""

    split: str = "train"
    shown: int = 8
    most: int = 20

    def read(self, inspector):
        prepared = inspector.trainer.prepared
        return once(prepared, ("pictures", self), lambda: self._found(prepared))

    def _found(self, prepared) -> tuple[ClassPictures, ...] | None:
        if not prepared.description.input_type.is_picture or not len(prepared.split(self.split)):
            return None
        port, y = classes_asked(prepared), prepared.true_targets(self.split)
        if port is not None:
            groups = [(class_name(port, number), np.flatnonzero(y == number)) for number in range(port.outputs)]
        elif prepared.description.task.judged and prepared.description.targets[0].type.is_row:
            port = prepared.description.targets[0]  # several may be true at once
            groups = [(class_name(port, number), np.flatnonzero(y[:, number] > 0.5)) for number in range(y.shape[1])]
        else:
            groups = [("", np.arange(len(y)))]
        groups = [(name, places) for name, places in groups if len(places)][:self.most]
        return tuple(self._of(prepared, name, places) for name, places in groups)

    def _of(self, prepared, name: str, places: np.ndarray) -> ClassPictures:
        total = squares = np.zeros(prepared.description.input_shape)
        for start in range(0, len(places), AT_ONCE):
            some = prepared.before_scaling(self.split, places[start:start + AT_ONCE]).astype(np.float64)
            total, squares = total + some.sum(0), squares + (some * some).sum(0)
        mean = total / len(places)
        spread = np.sqrt(np.maximum(squares / len(places) - mean * mean, 0))
        shown = places[evenly(len(places), self.shown)]
        return ClassPictures(name, len(places), mean, spread, prepared.before_scaling(self.split, shown), shown)
