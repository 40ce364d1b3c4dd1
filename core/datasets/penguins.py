"""The data set Penguins."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass

NAMES = ("beak length", "beak depth", "flipper length", "mass", "male")


@DATASETS.member
class Penguins(Dataset):
    """333 penguins of three species, told apart by beak, flipper, weight and sex (Gorman 2014)."""

    group = "Tables"

    def describe(self):
        return Description.of((5,), MultiClass(), 3, 333, NAMES, ("Adelie", "Chinstrap", "Gentoo"))

    def load(self):
        return shipped("penguins")
