"""The data set Dates."""

import datetime

from core.datasets.token_rows import ROW_COUNT, Rewriting
from core.declare.registry import DATASETS

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORMS = ("{day} {month} {year}", "{month} {day}, {year}", "{day}. {month} {year}", "{short} {day}, {year}",
         "{day:02}.{number:02}.{year}", "{number}/{day}/{year}", "{day:02}-{short}-{year}",
         "{year}/{number:02}/{day:02}", "{name}, {day} {short} {year}", "{name} {month} {day} {year}")
"""Ten ways to write a date."""
LONGEST = max(len(form.format(day=30, number=12, month="September", short="Sep", name="Wednesday", year=2000))
              for form in FORMS)


@DATASETS.member
class Dates(Rewriting):
    """Dates as people write them, in ten formats: which day is it, written as ISO 8601 has it?

    Days from 1900 to 2099, such as "Wednesday September 30 2026" and "30.09.2026"; the answer is 2026-09-30.
    """

    title = "Dates"
    reading = "".join(sorted({sign for text in (*MONTHS, *DAYS, "0123456789 ,./-") for sign in text}))
    writing = "-0123456789"
    count: ROW_COUNT = 10_000

    @property
    def lengths(self):
        return LONGEST, len("2026-09-30")

    def pairs(self, rng):
        first, last = (datetime.date(year, 1, 1).toordinal() for year in (1900, 2100))
        days = [datetime.date.fromordinal(int(number)) for number in rng.integers(first, last, self.count)]
        forms = rng.integers(0, len(FORMS), self.count)
        rows = [FORMS[form].format(day=day.day, number=day.month, month=MONTHS[day.month - 1],
                                   short=MONTHS[day.month - 1][:3], name=DAYS[day.weekday()], year=day.year)
                for form, day in zip(forms, days, strict=True)]
        return rows, [day.isoformat() for day in days]
