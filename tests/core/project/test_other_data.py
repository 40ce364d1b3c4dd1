"""Every project that ships, given other data: it is checked without an exception, whatever fits no more."""

import pytest

from core.declare.registry import DATASETS
from core.project.fitting import with_dataset
from core.project.network import check
from core.project.presets import presets
from core.project.spec import Project

OTHERS = ("Spirals", "Iris", "Digits8x8")
"""A plane, a row and a picture: one of them fits none of the first layers of a project."""


@pytest.mark.parametrize("preset", [one for one in presets() if one.file in ("siamese", "two-of-each", "tiny-gan")],
                         ids=lambda one: one.file)
@pytest.mark.parametrize("name", OTHERS)
def test_other_data_for_a_project_of_several_ports_or_shared_weights(preset, name):
    made = with_dataset(Project.load(preset.path), DATASETS[name]())
    found = check(made)
    assert {node.id for node in made.network.nodes} >= {problem.node for problem in found.problems if problem.node}
