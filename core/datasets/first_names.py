"""The data set FirstNames."""

import gzip

import numpy as np

from core.datasets.base import Dataset, Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.datasets.token_rows import numbered_rows
from core.declare.registry import DATASETS
from core.ops.tensor_type import STEPS, TOKENS, TensorType
from core.tasks.next_token import NextToken
from core.text.errors import DataError
from core.text.messages import say
from core.text.resources import resource

END, SIGNS, LONGEST, COUNT = ".", ".abcdefghijklmnopqrstuvwxyz", 13, 8403


@DATASETS.member
class FirstNames(Dataset):
    """Thousands of English first names in small letters: which letter comes next, and when is a name over?

    A name begins and ends with a point. What stands after the second one is filler, of which nothing is asked.
    """

    title = "First names"
    group = "Text"
    noun = "series"
    opening = END

    def describe(self):
        steps = LONGEST + 1
        kind = TensorType((steps,), STEPS, TOKENS, len(SIGNS))
        asked = TargetPort(TARGET, NextToken(), len(SIGNS), kind, tuple(SIGNS), gaps=True)
        return Description((InputPort(INPUT, kind, tokens=tuple(SIGNS)),), (asked,), COUNT)

    def load(self):
        names = names_in("first_names")
        lines = numbered_rows([END + name for name in names], SIGNS, LONGEST + 2)
        asked = lines[:, 1:].copy()
        lengths = np.array(list(map(len, names)))
        asked[np.arange(LONGEST + 1) > lengths[:, None]] = -1
        return Samples.of(np.ascontiguousarray(lines[:, :-1]), asked)

    def proposed_scaling(self):
        """None: tokens are names."""
        return None


def names_in(name: str) -> list[str]:
    """The lines of resources/datasets/<name>.txt.gz."""
    path = resource(f"datasets/{name}.txt.gz")
    try:
        return gzip.decompress(path.read_bytes()).decode().split("\n")[:-1]
    except Exception as error:  # whatever gzip may meet in a damaged file
        raise DataError(say("The shipped data set {name} is damaged ({error}); install Layerlab again.",
                            name=path.name, error=error)) from None
