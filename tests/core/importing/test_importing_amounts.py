"""How a table writes amounts: thousands in groups of any kind, and signs that make words of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.cells import number_of
from tests.core.importing.test_importing_dialects import SEPARATORS, inputs

GROUPS = {"space": " ", "hard space": "\u00a0", "narrow space": "\u202f", "thin space": "\u2009", "apostrophe": "'",
          "typeset apostrophe": "\u2019"}


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("sign", GROUPS.values(), ids=GROUPS.keys())
def test_groups_of_thousands_by_other_signs_are_numbers(tmp_path, sign, separator, decimal):
    values = [1200, -45_000.5, 2_000_000, 950, 1234.125, 77] * 6

    def grouped(value):
        return f"{value:,}".replace(",", "g").replace(".", decimal).replace("g", sign)
    proposal = inputs(tmp_path, [("price", "y"), *((grouped(v), i % 5 + 0.5) for i, v in enumerate(values))], separator)
    assert proposal.dataset.load().x[:, 0].tolist() == values
    assert not proposal.notes


@given(st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from(list(GROUPS.values())), st.sampled_from(".,"),
       st.integers(0, 4), st.sampled_from(".,"))
def test_a_grouped_number_is_itself_whatever_the_mark_of_the_column(value, sign, decimal, digits, mark):
    text = f"{value:,.{digits}f}"
    if "," in text:  # else nothing tells the decimal mark
        grouped = text.replace(",", "g").replace(".", decimal).replace("g", sign)
        assert number_of(grouped, mark) == float(text.replace(",", ""))


@pytest.mark.parametrize("cell", ["1 20", "12 3456", "0 200", "1 200'300", "1  200", "1 200 30", "1 200 x"])
def test_what_is_no_group_of_thousands_stays_a_word(cell):
    assert number_of(cell, ".") is None
    assert number_of(cell, ",") is None


@pytest.mark.parametrize("written_as", ["{} kg", "-{}-", "{}:30", "({})", "<{}"])
@pytest.mark.parametrize("target", [False, True])
def test_amounts_with_words_of_their_own_are_categories_with_a_word_about_it(tmp_path, written_as, target):
    rows = [(written_as.format(10 + i % 6), i * 1.5) for i in range(30)]
    names = ("a", "b")
    if target:
        rows, names = [row[::-1] for row in rows], names[::-1]
    proposal = inputs(tmp_path, [names, *rows], ";")
    assert sum("'a' holds texts such as" in note for note in proposal.notes) == 1
    assert sum(written_as.format(10) in note for note in proposal.notes) == 1


@pytest.mark.parametrize("words", [("red", "blue"), ("A1", "B2"), ("yes", "no"), ("x", "y z")])
def test_plain_categories_need_no_word(tmp_path, words):
    proposal = inputs(tmp_path, [("a", "b"), *((words[i % 2], i * 1.5) for i in range(30))], ";")
    assert not proposal.notes


@pytest.mark.parametrize("word", ["", "?"], ids=["numbers", "with a gap"])
@pytest.mark.parametrize(("first", "step"), [(2**60, 1), (-(2**60), 3), (2**53, 1), (2**53 - 50, 1), (10**15, 7)])
def test_whole_numbers_that_float64_cannot_tell_apart_are_not_rounded_silently(tmp_path, first, step, word):
    values = [first + step * row for row in range(40)]
    rows = [("t", "y"), *((value, row % 5 + 0.5) for row, value in enumerate(values)), *[(word, 0.5)] * bool(word)]
    proposal = inputs(tmp_path, rows, ",")
    exact = all(int(float(value)) == value for value in values)
    notes = [note for note in proposal.notes if "rounded" in note]
    assert exact != bool(notes)
    assert all("'t'" in note for note in notes)
