"""The data set Wine."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass

NAMES = ("alcohol", "malic acid", "ash", "alkalinity of ash", "magnesium", "phenols", "flavanoids",
         "other phenols", "proanthocyanins", "colour", "hue", "OD280/OD315", "proline")


@DATASETS.member
class Wine(Dataset):
    """178 wines of three growers, told apart by thirteen figures of a laboratory (Forina 1986)."""

    group = "Tables"

    def describe(self):
        return Description.of((13,), MultiClass(), 3, 178, NAMES, ("first", "second", "third"))

    def load(self):
        return shipped("wine")
