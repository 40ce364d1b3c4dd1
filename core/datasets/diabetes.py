"""The data set Diabetes."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.regression import Regression

NAMES = ("age", "sex", "body mass index", "blood pressure", "cholesterol", "LDL", "HDL", "cholesterol / HDL",
         "log triglycerides", "glucose")


@DATASETS.member
class Diabetes(Dataset):
    """442 people with diabetes: how far will it have gone in a year (Efron 2004)?"""

    group = "Tables"
    any_unit = True

    def describe(self):
        return Description.of((10,), Regression(), 1, 442, NAMES, target_names=("progression",))

    def load(self):
        return shipped("diabetes")
