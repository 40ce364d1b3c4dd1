"""The data set CO2."""

from core.datasets.series_windows import SeriesWindows
from core.datasets.shipped_series import shipped_series
from core.declare.registry import DATASETS


@DATASETS.member
class CO2(SeriesWindows):
    """Carbon dioxide in the air over Hawaii, month by month from 1958 to 2001: how much next month?

    It rises every year and breathes with the leaves of the north (C. D. Keeling).
    """

    title = "CO₂ on Mauna Loa"
    called = "CO₂ in ppm"
    length = 526
    period = 12

    def read(self):
        return shipped_series("co2")
