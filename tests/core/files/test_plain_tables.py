"""The fast way through a table reads what the other one reads, or leaves it to that one."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.files import parsed_table, plain_table
from core.files.opened_table import open_table
from core.files.parsed_table import parse

CELLS = {"whole": ["0", "7", "-12", "1250", "999999"], "parted": ["0.5", "-3.25", "1e5", ".5", "7."],
         "either": ["1.250", "2.375", "12.500"], "gaps": ["1.5", "", "NA", "nan", "?", "-2.5"],
         "words": ["red", "blue", "a b", "", "x.y", "1"], "rare": ["1.5", "2.5", " 3.5 ", "inf", "1e60", "1_0", "0x1"]}


def written(draw, separator) -> str:
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=2, max_size=4))
    count = draw(st.integers(1, 12))
    rows = [[draw(st.sampled_from(CELLS[kind])) for kind in kinds] for _ in range(count)]
    rows += [[CELLS[kind][0] for kind in kinds]] * draw(st.sampled_from([0, 300]))
    text = "".join(separator.join(row) + "\n" for row in [[f"c{i}" for i in range(len(kinds))], *rows])
    odd = draw(st.sampled_from(["", "", "\n", f"{separator}\n", '"q"' + f"{separator}1\n", "1\n"]))
    return (text + odd).replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def told(path):
    try:
        found = parse(open_table(path))
    except Exception as error:
        return str(error)
    return [found.lines.tolist(), *((column.name, column.mark, column.values.tolist() if column.codes is None else [
        None if code < 0 else column.texts[code] for code in column.codes]) for column in found.columns)]


@pytest.mark.scene
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(",;\t"), st.sampled_from([8, 2**19]))
def test_drawn_tables_are_read_alike_both_ways(tmp_path, data, separator, block):
    path = tmp_path / "table.csv"
    path.write_text(written(data.draw, separator), newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_table, "BLOCK", block)
        fast = told(path)
        patch.setattr(parsed_table, "_plain", lambda *_: None)
        assert repr(fast) == repr(told(path))


@pytest.mark.parametrize(("row", "is_fast"), [
    ("1.5,2,3", True), ("1.5,,red", True), ("NA,2,red", True), ("1e5,-7,x.y", True), ('1.5,"2",red', False),
    ("1.5,2_0,red", False)])
def test_which_tables_go_the_fast_way(tmp_path, monkeypatch, row, is_fast):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n" + "0.25,1,red\n" * 5000 + f"{row}\n" + "0.5,2,blue\n" * 10)
    ways = []
    real = parsed_table._cell_by_cell
    monkeypatch.setattr(parsed_table, "_cell_by_cell", lambda *rest: ways.append(1) or real(*rest))
    found = parse(open_table(path))
    assert (not ways) == is_fast
    assert len(found) == 5011
    assert np.isfinite(found.columns[0].values).sum() >= 5010
