"""What an edit keeps of trained weights, said before and done after."""

import numpy as np
from msgspec.structs import replace

from core.project import edits, masks
from core.project.network import check
from core.project.spec import Node, Project
from core.trainer import Trainer
from core.training.weight_transfer import carry_over, kept
from tests.core.ailing import ailing
from tests.core.building import dense, layer, same_bits

BASE = ailing("Moons", dense(6, "Tanh"), dense(5, "ReLU"), dense(1, "Sigmoid"))


def with_network(network) -> Project:
    """The project with another network."""
    return replace(BASE, network=network)


def stays(old: Project, new: Project):
    """What `kept` says of two projects."""
    return kept(old, check(old), new, check(new))


def outcomes(after) -> dict:
    """What `kept` says of every block."""
    return stays(BASE, with_network(after)).nodes


def test_what_fits_stays_and_what_does_not_starts_anew():
    network = BASE.network
    assert outcomes(network) == {"n0": "kept", "n1": "kept", "n2": "kept"}
    wider = edits.replace_layer(network, "n1", dense(7, "ReLU"))
    assert outcomes(wider) == {"n0": "kept", "n1": "new", "n2": "new"}
    assert outcomes(edits.replace_layer(network, "n1", dense(5, "Tanh"))) == {"n0": "kept", "n1": "kept", "n2": "kept"}
    between = edits.insert_on_link(network, dense(5, "Tanh"), "n1", "n2")
    assert outcomes(between) == {"n0": "kept", "n1": "kept", "dense1": "new", "n2": "kept"}
    assert outcomes(edits.insert_on_link(network, layer("Dropout"), "n1", "n2")) == {
        "n0": "kept", "n1": "kept", "n2": "kept"}
    assert outcomes(edits.remove(network, "n1")) == {"n0": "kept", "n2": "new"}
    assert outcomes(masks.switched(network, "n0", 2, on=False))["n0"] == "kept"


def test_a_block_is_kept_as_a_whole_or_not_at_all():
    """The bias of n1 would still fit, but half a block is none."""
    wider = edits.replace_layer(BASE.network, "n0", dense(8, "Tanh"))
    found = stays(BASE, with_network(wider))
    assert found.nodes == {"n0": "new", "n1": "new", "n2": "kept"}
    assert set(found.names) == {"n2.kernel", "n2.bias"}
    without = edits.replace_layer(BASE.network, "n1", dense(5, "ReLU", use_bias=False))
    assert outcomes(without)["n1"] == "new"


def test_another_kind_of_block_under_the_same_id_is_new():
    network = edits.replace_layer(BASE.network, "n1", layer("BatchNormalization"))
    before = with_network(edits.replace_layer(BASE.network, "n1", layer("LayerNormalization")))
    assert stays(before, with_network(network)).nodes["n1"] == "new"


def test_a_network_that_cannot_run_is_no_trouble():
    broken = replace(BASE.network, nodes=(*BASE.network.nodes[:2], Node("n2", dense(1, "Sigmoid"), ("nobody",))))
    assert not check(with_network(broken)).trainable
    assert outcomes(broken) == {"n0": "kept", "n1": "kept"}
    assert stays(BASE, Project()).nodes == {}


def test_the_sentence_says_who_starts_anew():
    wider = with_network(edits.replace_layer(BASE.network, "n1", dense(7, "ReLU")))
    assert stays(BASE, wider).sentence == "The trained weights are kept; n1, n2 start anew."
    assert stays(BASE, BASE).sentence == "The network changed; all trained weights are kept."
    alone = with_network(edits.replace_layer(BASE.network, "n2", dense(1, "Sigmoid", use_bias=False)))
    assert stays(BASE, alone).sentence == "The trained weights are kept; n2 starts anew."
    other = with_network(replace(BASE.network, nodes=(Node("x", dense(1, "Sigmoid")),)))
    assert stays(BASE, other).sentence == "All weights start anew."
    assert stays(Project(), Project()).sentence == ""


def test_what_is_said_is_what_is_done():
    old = Trainer(BASE, threads=1)
    old.step(50)
    trained = old.weights()
    new = Trainer(with_network(edits.replace_layer(BASE.network, "n1", dense(7, "ReLU"))), threads=1)
    fresh = new.weights()
    found = carry_over(old, new)
    assert found == stays(old.project, new.project)
    after = new.weights()
    for name in after:
        expected = trained if found.nodes[name.split(".")[0]] == "kept" else fresh
        assert np.array_equal(after[name], expected[name]), name
    again = Trainer(BASE, threads=1)
    assert set(carry_over(old, again).nodes.values()) == {"kept"}
    assert same_bits(again.weights(), trained)
