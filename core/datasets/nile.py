"""The data set Nile."""

from core.datasets.series_windows import SeriesWindows
from core.datasets.shipped_series import shipped_series
from core.declare.registry import DATASETS


@DATASETS.member
class Nile(SeriesWindows):
    """Water of the Nile at Aswan, year by year from 1871 to 1970: how much next year?

    In hundreds of millions of cubic metres. Around 1898 something changed, and hardly anything else can be foreseen.
    """

    title = "Nile"
    called = "flow"
    length = 100
    period = 0

    def read(self):
        return shipped_series("nile")
