"""The data set Digits8x8."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass


@DATASETS.member
class Digits8x8(Dataset):
    """1797 handwritten digits of 8 × 8 pixels; a pixel counts ink from 0 to 16."""

    title = "Digits 8×8"
    group = "Pictures"
    noun = "pictures"

    def describe(self):
        return Description.of((8, 8, 1), MultiClass(), 10, 1797, classes=tuple("0123456789"), value_range=(0, 16))

    def load(self):
        return shipped("digits8x8")
