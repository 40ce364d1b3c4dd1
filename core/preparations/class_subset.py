"""The preparation ClassSubset."""

import numpy as np
from msgspec.structs import replace

from core.datasets.base import Samples
from core.datasets.ports import TargetPort
from core.declare.parameters import text
from core.declare.registry import PREPARATIONS
from core.ops.tensor_type import NUMBER, TOKENS, TensorType
from core.preparations.base import Preparation
from core.tasks.recognition import telling_apart
from core.text.messages import say


@PREPARATIONS.member
class ClassSubset(Preparation):
    """Only some of the classes stay; the samples of the others are left out."""

    title = "Some classes"
    keep: text("Classes", "the names of the classes that stay, with commas between them", longest=2000) = ""

    def _kept(self, classes: tuple[str, ...]) -> list[int]:
        named = {name.strip() for name in self.keep.split(",")} - {""}
        return [place for place, name in enumerate(classes) if name in named] if named else list(range(len(classes)))

    def misfit(self, description):
        classes = description.classes
        if not (description.task.exclusive and classes):
            return say("The data have no classes of which some could be chosen; remove this step.")
        for name in self.keep.split(","):
            if name.strip() and name.strip() not in classes:
                return say("The data have no class {name!r}; their classes are {classes}.", name=name.strip()[:40],
                           classes=", ".join(classes[:12]))
        return "" if len(self._kept(classes)) > 1 else say("A single class is left; keep at least two.")

    def describe(self, description):
        target, kept = description.targets[0], self._kept(description.classes)
        if len(kept) == len(description.classes):
            return description
        names = tuple(description.classes[place] for place in kept)
        fewer = TargetPort(target.name, telling_apart(len(kept)), len(kept),
                           TensorType((), NUMBER, TOKENS, len(kept)), names, target.columns)
        count = max(round(description.count * len(kept) / len(description.classes)), 1)
        return replace(description, targets=(fewer, *description.targets[1:]), count=count)

    def rows(self, samples, description):
        return np.flatnonzero(np.isin(samples.y, self._kept(description.classes)))

    def relabelled(self, samples, description):
        kept = np.array(self._kept(description.classes))
        first = description.targets[0].name
        targets = samples.targets | {first: np.searchsorted(kept, samples.targets[first]).astype(np.int32)}
        return Samples(samples.inputs, targets, samples.gaps)
