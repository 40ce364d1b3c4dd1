"""Where a link is dragged from: every block has a port but the last, which leads nowhere."""

import pytest

from core.activations.softmax import Softmax
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, Pool, digits, spirals

NETWORKS = {"pictures": digits(Conv2D(), Pool(), Flatten(), Dense(units=10, activation=Softmax())),
            "units": spirals(Dense(units=4), Dense(units=3), Dense(units=1)), "one block": spirals(Dense(units=1)),
            "nothing": spirals()}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_block_but_the_last_has_a_port_below_its_picture(qtbot, name):
    desk = Desk(qtbot, NETWORKS[name])
    try:
        scene = desk.stage.scene
        ids = ["input", *(node.id for node in NETWORKS[name].network.nodes)]
        found = {id: scene.port_at(*place.foot) for id, place in scene.arrangement.places.items()}
        assert list(found) == ids
        assert found == {id: id for id in ids[:-1]} | {ids[-1]: ""}
        for id, place in scene.arrangement.places.items():
            x, y = place.foot
            for dx, dy in ((14, 0), (-14, 0), (0, 12), (0, -12)):
                assert scene.port_at(x + dx, y + dy) != id
    finally:
        desk.close()
