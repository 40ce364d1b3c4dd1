"""The data set Sunspots."""

from core.datasets.series_windows import SeriesWindows
from core.datasets.shipped_series import shipped_series
from core.declare.registry import DATASETS


@DATASETS.member
class Sunspots(SeriesWindows):
    """Sunspots, year by year from 1700 to 2008: how many next year?

    They come and go in about eleven years, never quite alike. Counted by astronomers since Galileo and collected by
    the NGDC.
    """

    title = "Sunspots"
    called = "sunspots"
    length = 309
    period = 11

    def read(self):
        return shipped_series("sunspots")
