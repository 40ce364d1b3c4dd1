"""The data set Painted: points of the plane that a person sets."""

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta, Struct

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import choice, hidden, whole
from core.declare.registry import DATASETS
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

EDGE = 1.5
"""No point lies further from the middle than this, in x₁ or x₂."""
MOST_POINTS = 20_000
COLOURS = ("orange", "blue", "green", "mauve", "yellow", "coral", "cyan", "moss", "tan", "periwinkle")
Place = Annotated[float, Meta(ge=-EDGE, le=EDGE)]
Value = Annotated[float, Meta(ge=-1000, le=1000)]
Number = Annotated[int, Meta(ge=0, lt=2**53)]


class Points(Struct, frozen=True, forbid_unknown_fields=True):
    """Places, what stands there (a class number or an amount), and a number for each point that it keeps for life."""

    x: tuple[Place, ...] = ()
    y: tuple[Place, ...] = ()
    value: tuple[Value, ...] = ()
    number: tuple[Number, ...] = ()

    def __len__(self):
        return len(self.number)

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Places (n, 2), values (n,) and numbers (n,)."""
        places = np.stack([np.array(self.x, np.float64), np.array(self.y, np.float64)], 1)
        return places, np.array(self.value, np.float64), np.array(self.number, np.int64)

    @classmethod
    def of(cls, places: np.ndarray, values: np.ndarray, numbers: np.ndarray) -> "Points":
        """Points from arrays, to five digits; what lies outside is brought to the edge."""
        places = np.round(np.clip(places, -EDGE, EDGE), 5)
        return cls(tuple(places[:, 0].tolist()), tuple(places[:, 1].tolist()),
                   tuple(np.round(values, 5).tolist()), tuple(int(number) for number in numbers))


def _first() -> Points:
    """Ten points to begin with, five of each of two classes."""
    turn = np.arange(5) * 2 * np.pi / 5
    ring, place = np.stack([np.cos(turn), np.sin(turn)], 1) * 0.15, np.array([0.5, 0.3])
    places = np.concatenate([ring - place, ring + place])
    return Points.of(places, np.repeat([0.0, 1.0], 5), np.arange(10))


@DATASETS.member
class Painted(Dataset):
    """Points of the plane that you paint yourself."""

    title = "Own points"
    group = "Points of the plane"
    noun = "points"
    painted: ClassVar[bool] = True
    predict: choice(("class", "value"), "Predict", "whether the points are of classes or have a value") = "class"
    classes: whole(2, len(COLOURS), "Classes", "how many classes can be painted") = 2
    points: hidden(Points, "Points") = _first()

    def problems(self):
        found = super().problems()
        if len({len(self.points.x), len(self.points.y), len(self.points.value), len(self.points.number)}) > 1:
            found.append(("points", say("The painted points are damaged: not each has a place and a value; paint them "
                                        "anew.")))
        elif not 2 <= len(self.points) <= MOST_POINTS:
            found.append(("points", say("There are {count:,} painted points; between 2 and {most:,} are possible.",
                                        count=len(self.points), most=MOST_POINTS)))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        count, names = len(self.points), ("x₁", "x₂")
        if self.predict == "value":
            return Description.of((2,), Regression(), 1, count, names, target_names=("value",))
        return Description.of((2,), telling_apart(self.classes), self.classes, count, names, COLOURS[:self.classes])

    def proposed_scaling(self):
        """None: the points lie about −1 to 1 as they are."""
        return None

    def load(self):
        description = self.describe()
        places, values, _ = self.points.arrays()
        if description.task.measured:
            return Samples.of(places.astype(np.float32), values.astype(np.float32)[:, None])
        classes = np.clip(np.round(values), 0, self.classes - 1).astype(np.int32)
        return Samples.of(places.astype(np.float32), classes)

    def lots(self):
        return self.points.arrays()[2]
