"""The data set BreastCancer."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.binary import Binary

FEATURES = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
            "symmetry", "fractal dimension")
NAMES = tuple(f"{kind} {name}" for kind in ("mean", "error of", "worst") for name in FEATURES)


@DATASETS.member
class BreastCancer(Dataset):
    """569 lumps of the breast, measured under the microscope: malignant or benign (Wolberg 1995)?"""

    title = "Breast cancer"
    group = "Tables"

    def describe(self):
        return Description.of((30,), Binary(), 2, 569, NAMES, ("malignant", "benign"))

    def load(self):
        return shipped("breast_cancer")
