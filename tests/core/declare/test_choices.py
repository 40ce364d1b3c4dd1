"""What files hold for a choice: a short word in ASCII, whatever is shown for it."""

import pytest
from msgspec import defstruct

from core.declare.parameters import choice, parameters
from core.files.table_form import TableForm
from tests import rules, rules_names


def test_files_hold_short_words_for_choices():
    members = [cls for members in rules.families().values() for cls in members.values()]
    assert not rules_names.odd_choices([*members, TableForm])
    told = [parameter for cls in members for parameter in parameters(cls) if parameter.kind == "choice"]
    assert all(len(parameter.shown) == len(parameter.choices) for parameter in told)


@pytest.mark.parametrize("words", [("v + g", "mean"), ("plain", "größer"), ("a", "x" * 25), ("leave out", "fill")])
def test_choices_that_are_no_words_would_be_seen(words):
    made = defstruct("Made", [("how", choice(words, "How", "one way or another"), words[0])])
    assert rules_names.odd_choices([made])
    made = defstruct("Made", [("how", choice({"one": words[0], "other": words[1]}, "How", "in words"), "one")])
    assert not rules_names.odd_choices([made])
