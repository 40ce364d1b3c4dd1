"""The data set DigitAndNumber."""

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import InputPort, TargetPort
from core.datasets.shipped import shipped
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import NUMBER, TOKENS, TensorType, usual
from core.tasks.multi_class import MultiClass
from core.tasks.regression import Regression

DIGITS, COUNT = tuple("0123456789"), 1797


@DATASETS.member
class DigitAndNumber(Dataset):
    """A picture of a digit and a number beside it: which digit is it, and what do both add up to?

    The pictures are those of Digits 8×8, each once. s is the sum of the digit d, which nobody tells the network, and
    the number n, a whole one from 0 to 9 that is drawn for every picture.
    """

    title = "Digit and number"
    group = "Several inputs"
    noun = "pictures"
    formula = r"s = d + n"
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other numbers") = 0

    def describe(self):
        inputs = (InputPort("picture", usual((8, 8, 1)), value_range=(0, 16)),
                  InputPort("number", usual((1,)), ("number",)))
        targets = (TargetPort("digit", MultiClass(), len(DIGITS), TensorType((), NUMBER, TOKENS, len(DIGITS)), DIGITS),
                   TargetPort("sum", Regression(), 1, usual((1,)), columns=("sum",)))
        return Description(inputs, targets, COUNT)

    def load(self):
        digits = shipped("digits8x8")
        number = np.random.default_rng(self.seed).integers(0, 10, len(digits))
        column = number.astype(np.float32)[:, None]
        return Samples({"picture": digits.x, "number": column},
                       {"digit": digits.y, "sum": column + digits.y.astype(np.float32)[:, None]})
