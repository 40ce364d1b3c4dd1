"""What a column is taken for: guessed from its cells, and said otherwise."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.datasets.csv_table import CsvTable
from core.files.dates import ORDERS, date_orders, day_number
from core.files.yes_no import PAIRS, as_no_and_yes
from core.importing.proposal import inspect_file, look_at
from core.tasks.binary import Binary

SIGNS = {"ymd": "{y:04d}{s}{m:02d}{s}{d:02d}", "dmy": "{d}{s}{m}{s}{y}", "mdy": "{m:02d}{s}{d:02d}{s}{y}",
         "ydm": "{y}{s}{d:02d}{s}{m:02d}"}


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(ORDERS), st.sampled_from("-./"))
def test_a_date_in_every_order_is_its_day(day, order, sign):
    cell = SIGNS[order].format(y=day.year, m=day.month, d=day.day, s=sign)
    assert day_number(cell, order) == (day - date(1970, 1, 1)).days
    found = date_orders([cell])
    assert order in found or (order == "ydm" and "ymd" in found)


@settings(max_examples=40, deadline=None)
@given(st.datetimes(datetime(1970, 1, 1), datetime(2069, 1, 1)),
       st.sampled_from(["%d %b %Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%SZ", "%d-%b-%y %H:%M:%S",
                        "%d.%m.%y %H:%M:%S"]))
def test_names_of_months_and_times_of_day(moment, form):
    moment = moment.replace(microsecond=0)
    if "%y" in form and not 1970 <= moment.year < 2069:
        return
    days = (moment - datetime(1970, 1, 1)) / timedelta(days=1)
    assert day_number(moment.strftime(form), "ymd" if form.startswith("%Y") else "dmy") == pytest.approx(days)


@pytest.mark.parametrize("cell", ["", "1.5", "12", "31.02.2020", "2020-13-13", "1-2-3", "10.10.2020 25:00", "20200-1-1",
                                  "5 apples 20", "1:30", "2020-01-01x", "2020-01/01"])
def test_what_is_no_date(cell):
    assert date_orders([cell]) == ()


@pytest.mark.parametrize(("order", "sign"), [("ymd", "-"), ("dmy", "."), ("mdy", "/"), ("ydm", "-")])
def test_columns_of_dates_are_days_in_the_order_that_fits(tmp_path, order, sign):
    days = [date(2020, 1, 1) + timedelta(days=9 * i) for i in range(40)]
    path = tmp_path / "dates.csv"
    path.write_text("when;y\n" + "".join(
        SIGNS[order].format(y=day.year, m=day.month, d=day.day, s=sign) + f";{i * i}\n" for i, day in enumerate(days)))
    proposal = inspect_file(path)
    assert proposal.dataset.columns[0].kind == "date"
    assert proposal.dataset.columns[0].order == order
    assert not proposal.notes
    assert proposal.dataset.load().x[:, 0].tolist() == [(day - date(1970, 1, 1)).days for day in days]


def test_an_order_that_nothing_tells_is_told_and_can_be_said(tmp_path):
    path = tmp_path / "dates.csv"
    path.write_text("when,y\n" + "".join(f"{i % 12 + 1:02d}/03/2020,{i}\n" for i in range(30)))
    american, notes = look_at(path)[1].columns[0], look_at(path)[1].notes
    assert american.order == "mdy"
    assert not look_at(_written(tmp_path / "iso.csv", "2020-03-{:02d}"))[1].notes
    assert any("may stand the other way round" in note for note in notes)
    assert look_at(path, said={"when": "dmy"})[1].columns[0].order == "dmy"


def _written(path, cell):
    path.write_text("when,y\n" + "".join(f"{cell.format(i % 12 + 1)},{i * i}\n" for i in range(30)))
    return path


@pytest.mark.parametrize("pair", PAIRS)
def test_yes_and_no_are_one_input_and_two_classes(tmp_path, pair):
    path = tmp_path / "flags.csv"
    if pair == ("0", "1"):
        pytest.skip("numbers already")
    path.write_text("flag,size\n" + "".join(f"{pair[i % 2].upper()},{i * 0.5}\n" for i in range(30)))
    dataset = replace(inspect_file(path).dataset, target="size")
    assert as_no_and_yes(dataset.columns[0].categories) == dataset.columns[0].categories
    assert dataset.describe().names == ("flag",)
    assert dataset.load().x[:, 0].tolist() == [i % 2 for i in range(30)]
    target = replace(dataset, target="flag").describe()
    assert target.task == Binary()
    assert target.classes == tuple(word.upper() for word in pair)


def _as(path, **said) -> CsvTable:
    _, facts = look_at(path, said=said)
    assert not facts.faults
    return CsvTable(str(path), "y", columns=facts.columns, rows=facts.rows, gap_rows=facts.gap_rows)


def test_every_kind_can_be_said_of_a_column_that_allows_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,y\n" + "".join(f"{i % 3 + 0.5},{'pq'[i % 2]},{i * i}\n" for i in range(40)))
    assert _as(path).describe().names == ("a", "b = p", "b = q")
    assert _as(path, a="category").describe().names == ("a = 0.5", "a = 1.5", "a = 2.5", "b = p", "b = q")
    assert _as(path, a="category").load().x[:3, :3].tolist() == np.eye(3).tolist()
    assert _as(path, b="yes/no").load().x[:, 1].tolist() == [i % 2 for i in range(40)]
    assert _as(path, b="text").describe().names == _as(path, b="skip").describe().names == ("a",)
    assert _as(path, y="category").describe().outputs == 40


@pytest.mark.parametrize(("column", "kind", "words"), [
    ("b", "number", "line 2, column 'b': 'p' is no number, and no other cell is"),
    ("b", "date", "line 2, column 'b': 'p' is no date"),
    ("a", "yes/no", "column 'a': yes and no are two values, but there are 40"),
    ("c", "category", "column 'c': it holds more than 100 different values")])
def test_what_a_column_cannot_be_is_one_sentence_and_the_others_stay(tmp_path, column, kind, words):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c,y\n" + "".join(f"{i % 40},{'pqr'[i % 3]},{i * 0.25},{i}\n" for i in range(200)))
    table, facts = look_at(path, said={column: kind})
    assert list(facts.faults) == [column]
    assert words in facts.faults[column]
    assert len(facts.columns) == 4
    assert len(table) == 200
