"""A file of a hundred megabytes beside NumPy's own reader, and what tells a file that has just been written."""

import os
import time

import numpy as np
import pytest

from core.files import parsed_table
from core.importing.proposal import inspect_file

WORDS = ("alpha", "beta gamma", "delta", "epsilon", "zeta", "eta theta")
COLUMNS, SIZE = 16, 100_000_000


def written(path, mixed: bool) -> None:
    rng = np.random.default_rng(0)
    rows = []
    for row in rng.normal(size=(7000, COLUMNS)):
        cells = [WORDS[int(abs(value) * 100) % 6] if mixed and place % 3 == 0 else f"{value:.6f}"
                 for place, value in enumerate(row)]
        if mixed:
            cells = ["" if gap else cell for cell, gap in zip(cells, rng.random(COLUMNS) < 0.02, strict=True)]
        rows.append(",".join(cells))
    block = "\n".join(rows) + "\n"
    with open(path, "w") as file:
        file.write(",".join(f"c{place}" for place in range(COLUMNS)) + "\n")
        for _ in range(-(-SIZE // len(block))):
            file.write(block)


def seconds(use) -> float:
    start = time.process_time()
    use()
    return time.process_time() - start


@pytest.mark.bench
def test_a_hundred_megabytes_are_read_nearly_as_fast_as_numpy_reads_numbers(tmp_path):
    numbers, mixed = tmp_path / "numbers.csv", tmp_path / "mixed.csv"
    written(numbers, False)
    written(mixed, True)
    numpy_takes = min(seconds(lambda: np.loadtxt(numbers, delimiter=",", skiprows=1)) for _ in range(2))
    for path, most in ((numbers, 1.5), (mixed, 3.0)):
        ours = seconds(lambda path=path: inspect_file(path).dataset.load())
        parsed_table.forget()
        assert ours / numpy_takes < most, f"{path.name}: {ours / numpy_takes:.2f}"


def test_a_file_just_written_is_the_same_when_it_has_grown_old_and_another_where_its_bytes_are(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,x\n2,y\n" * 10)
    now = time.time_ns()
    dataset = inspect_file(path).dataset
    young, parses = parsed_table.stamp(path), []
    monkeypatch.setattr(parsed_table, "parse", lambda *given: parses.append(given))
    monkeypatch.setattr(parsed_table.time, "time_ns", lambda: now + 10**10)
    assert parsed_table.stamp(path) == young
    dataset.load()
    assert not parses, "it is not gone through once more"
    monkeypatch.setattr(parsed_table.time, "time_ns", lambda: now)
    other = tmp_path / "u.csv"
    other.write_text("a,b\n" + "1,x\n2,y\n" * 10)
    facts = os.stat(other)
    first = parsed_table.stamp(other)
    with open(other, "r+") as file:  # within the same tick of the disk's clock
        file.seek(4)
        file.write("3")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    monkeypatch.setattr(parsed_table.time, "time_ns", lambda: now + 10**10)
    assert parsed_table.stamp(other) != first
