"""Whole random networks with skip links, joins and normalisation, against PyTorch."""

import numpy as np
import pytest

from core.declare.registry import LOSSES
from core.project.network import check
from core.project.spec import Project
from tests.core.building import network
from tests.core.drawn_networks import graph
from tests.peers.comparing import agree
from tests.peers.drawing import decided, trainer

pytestmark = pytest.mark.peers
GRAPHS = 30


@pytest.mark.parametrize("pictures", [False, True])
@pytest.mark.parametrize("draw", range(GRAPHS // 2))
def test_graph(draw, pictures):
    def case(rng):
        parts = graph(rng, pictures)
        rows, shape = int(rng.integers(4, 17)), (6, 7, 2) if pictures else (5,)
        x = rng.standard_normal((rows, *shape)).astype(np.float32)
        y = rng.integers(0, 3, rows).astype(np.int32)
        y[:3] = range(3)
        made = trainer(parts, x, y, loss=LOSSES["SparseCategoricalCrossentropy"]())
        assert check(Project(network=network(*parts)), made.description).order
        agree(made, x, y)
    decided(case, "graph", pictures, draw)
