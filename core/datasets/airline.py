"""The data set Airline."""

from core.datasets.series_windows import SeriesWindows
from core.datasets.shipped_series import shipped_series
from core.declare.registry import DATASETS


@DATASETS.member
class Airline(SeriesWindows):
    """Passengers of international airlines, month by month from 1949 to 1960, in thousands: how many next month?

    They grow by a share each year and turn with the seasons, so a logarithm and a seasonal difference make the task
    easy (Box and Jenkins 1976).
    """

    title = "Airline passengers"
    called = "passengers"
    length = 144
    period = 12

    def read(self):
        return shipped_series("airline")
