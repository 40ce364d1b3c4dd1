"""Numbers in a formula: a minus has brackets of its own exactly where a reader could take it for another sign."""

import pytest

from core.optimizers.one_weight import Line
from gui.text.formula_numbers import with_numbers

WRITTEN = {
    "{}": "−2", "{} · {}": "−2 · (−2)", "({} − {}) / {}": "(−2 − (−2)) / (−2)", "f({})": "f(−2)",
    "max({}, {})": "max(−2, −2)", "{}² + {}": "(−2)² + (−2)", "({}² + {})": "((−2)² + (−2))", "{}^{}": "(−2)^(−2)",
    "−ln {}": "−ln (−2)", "√({} + {})": "√(−2 + (−2))",
}


@pytest.mark.parametrize("form", WRITTEN)
def test_a_minus_has_brackets_where_it_needs_them(form):
    assert with_numbers(Line("y", "", form, (-2.0,) * form.count("{}"), 0.0)) == WRITTEN[form]
