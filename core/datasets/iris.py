"""The data set Iris."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass


@DATASETS.member
class Iris(Dataset):
    """150 flowers of three species, told apart by four lengths in centimetres (Fisher 1936)."""

    group = "Tables"

    def describe(self):
        names = ("sepal length", "sepal width", "petal length", "petal width")
        return Description.of((4,), MultiClass(), 3, 150, names, ("setosa", "versicolor", "virginica"))

    def load(self):
        return shipped("iris")
