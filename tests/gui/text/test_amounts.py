"""Amounts of the data as a narrow cell shows them."""

import pytest

from gui.text.number_text import amount, compact, grouped


@pytest.mark.parametrize(("value", "words"), [
    (1969, "1969"), (2001.0, "2001"), (9999.6, grouped(10_000)), (-1234, "−1234"), (12_345, grouped(12_345)),
    (42.25, "42.25"), (0.5, "0.5")])
def test_four_digits_stay_together(value, words):
    assert amount(value) == words


@pytest.mark.parametrize(("value", "words"), [
    (285_000, "285k"), (1_250_000, "1.25M"), (-3.14e9, "−3.14G"), (999_400, "999k"), (12_345, "12.3k"), (999, ""),
    (999_900, "1M"), (1e13, ""), (float("nan"), "")])
def test_large_amounts_have_a_short_form(value, words):
    assert compact(value) == words
