"""Blocks are named in one way within a network."""

import pytest

from gui.drawing.block_names import spoken
from gui.text import language
from tests.core.building import dense, network


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 40])
def test_names_within_a_network_agree_and_differ(qapp, code, count):
    language.use(code)
    try:
        made = network(*[dense(2)] * count)
        names = [spoken(made, node.id) for node in made.nodes]
        assert len(set(names)) == count
        assert len({name[-1].isdigit() for name in names}) == 1, "ordinals or numbers, not both"
    finally:
        language.use("en")
