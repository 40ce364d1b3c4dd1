"""The data set MNIST5k."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass


@DATASETS.member
class MNIST5k(Dataset):
    """5000 handwritten digits of 28 × 28 pixels, 500 of each; grey values from 0 to 255."""

    title = "MNIST digits"
    group = "Pictures"
    noun = "pictures"

    def describe(self):
        return Description.of((28, 28, 1), MultiClass(), 10, 5000, classes=tuple("0123456789"), value_range=(0, 255))

    def load(self):
        return shipped("mnist5k")
