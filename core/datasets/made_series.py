"""What made data sets of numbers in time share."""

from core.datasets.base import Dataset
from core.declare.parameters import whole

SERIES_COUNT = whole(10, 100_000, "Series", "number of samples", scale="log")


class MadeSeries(Dataset):
    """Series drawn by a rule, as they are good for a network."""

    group = "Made series"
    noun = "series"
    count: SERIES_COUNT = 5000
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other series") = 0

    def proposed_scaling(self):
        """None: the numbers lie about −1 to 1 as they are."""
        return None
