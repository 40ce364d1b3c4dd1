"""What reading a file of one's own takes of memory, counted: no file makes it many times its size."""

import tracemalloc

import pytest

from core.files import text_table
from core.importing.proposal import inspect_file
from core.text.errors import DataError


def most_memory(use) -> int:
    tracemalloc.start()
    try:
        use()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


SIZE = 12_000_000


@pytest.mark.parametrize(("content", "words"), [
    (b"," * SIZE, "line 1: the row has more than"), (b"a,b\n" + b"," * SIZE, "line 2: the row has more than"),
    (b"x" * SIZE, "line 1: the row has more than"), (b'a,b\n"' + b"," * SIZE, "line 2: the row has more than|letters"),
    (b'a,b\n"1\n' + (b'",' + b"," * 1_000_000 + b'"\n') * (SIZE // 1_000_000), r"line \d: the row has more than"),
    (b"\n" * 50_000, "is empty"), (b" " * SIZE, "row has more than")],
    ids=["commas", "commas-below", "a-cell", "quoted", "quoted-lines", "blank-lines", "spaces"])
def test_a_file_of_nothing_is_refused_within_a_few_times_the_longest_row(tmp_path, content, words):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    del content

    def read():
        with pytest.raises(DataError, match=words):
            inspect_file(path)

    assert most_memory(read) < 64_000_000


@pytest.mark.parametrize("blank", [b"\n", b" \r\n", b";;;\n", b'"";""\n'],
                         ids=["nothing", "blanks", "separators", "quoted"])
@pytest.mark.parametrize("below", [b"", b"a;b\n1;2\n3;4\n", b"sep=;\na;b\n1;2\n"], ids=["above", "below", "announced"])
def test_rows_without_end_that_hold_nothing_are_not_read_to_the_last(tmp_path, monkeypatch, blank, below):
    """A hundred million of them would take minutes; a whole sheet of them is taken."""
    monkeypatch.setattr(text_table, "MOST_BLANK", 500)
    path, good = tmp_path / "odd.csv", b"5;6\n7;8\n9;1\n"
    path.write_bytes(below + blank * 499 + (good if below else b"a;b\n" + good))
    assert inspect_file(path).dataset.describe().count >= 3
    path.write_bytes(below + blank * 2_000 + good)
    with pytest.raises(DataError, match=r"line \d{3}: more than 500 lines above it hold no letter"):
        inspect_file(path)


@pytest.mark.scene
def test_a_table_of_very_many_columns_is_looked_at_piece_by_piece(tmp_path):
    path = tmp_path / "wide.csv"
    columns, rows = 3000, 300
    row = ",".join(f"{i % 97 + 0.25}" for i in range(columns)) + "\n"
    path.write_text(",".join(f"c{i}" for i in range(columns)) + "\n" + row * rows)
    assert most_memory(lambda: inspect_file(path)) < 45_000_000
