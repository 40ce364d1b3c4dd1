"""The data set ExamTable."""

from core.datasets.base import Dataset, Description
from core.datasets.shipped import shipped
from core.declare.registry import DATASETS
from core.tasks.binary import Binary


@DATASETS.member
class ExamTable(Dataset):
    """Hours of games, study and sleep on the day before: will the exam be passed?"""

    title = "Exam table"
    formula = r"\mathrm{pass\ where}\; \mathrm{study} + \frac{1}{2}\,\mathrm{sleep} - \frac{1}{2}\,\mathrm{games} > 6"
    group = "Tables"

    def describe(self):
        return Description.of((3,), Binary(), 2, 200, ("games", "study", "sleep"), ("fail", "pass"))

    def load(self):
        return shipped("exam")
