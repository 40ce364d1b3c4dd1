"""Edits keep a network sound: unique ids, known inputs, an order of computing, reasons instead of nonsense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.declare.registry import LAYERS
from core.ops.tensor_type import usual
from core.project import edits
from core.project.network import check
from core.project.spec import INPUT, Network, Node, Project
from core.text.errors import LayerlabError

Dense, Add, Concatenate, Flatten = (LAYERS[name] for name in ("Dense", "Add", "Concatenate", "Flatten"))


def chain(*units: int) -> Network:
    """Dense layers one behind the other."""
    network = Network()
    for count in units:
        network = edits.insert_layer(network, Dense(units=count))
    return network


def links(network: Network) -> set[tuple[str, str]]:
    return {(source, node.id) for node in network.nodes for source in node.inputs}


def ids(network: Network) -> list[str]:
    return [node.id for node in network.nodes]


def shapes(network: Network) -> dict:
    return check(Project(network=network)).types


def test_the_first_layer_takes_the_data_and_the_next_ones_follow():
    network = chain(4, 3)
    assert network.nodes == (Node("dense1", Dense(units=4), ("input",)), Node("dense2", Dense(units=3), ("dense1",)))


def test_a_layer_in_the_middle_takes_over_the_link():
    network = edits.insert_layer(chain(4, 3), Dense(units=2), "dense1")
    assert ids(network) == ["dense1", "dense3", "dense2"]
    assert links(network) == {("input", "dense1"), ("dense1", "dense3"), ("dense3", "dense2")}


def test_a_layer_at_the_front_stands_first():
    network = edits.insert_layer(chain(4), Dense(units=2), INPUT)
    assert ids(network) == ["dense2", "dense1"]
    assert network.node("dense1").inputs == ("dense2",)


def test_an_id_is_never_used_twice_even_after_a_deletion():
    network = edits.remove(chain(1, 2, 3), "dense2")
    assert edits.new_id(network, Dense()) == "dense4"


def test_removing_joins_the_neighbours():
    assert links(edits.remove(chain(1, 2, 3), "dense2")) == {("input", "dense1"), ("dense1", "dense3")}
    assert edits.remove(chain(1), "dense1") == Network()


def test_a_skip_link_between_equal_shapes_is_added():
    network = chain(4, 4, 1)
    skipped = edits.connect(network, "dense1", "dense3", shapes(network))
    assert ids(skipped) == ["dense1", "dense2", "add1", "dense3"]
    assert skipped.node("add1").inputs == ("dense2", "dense1")
    assert skipped.node("dense3").inputs == ("add1",)


def test_a_skip_link_between_other_shapes_is_concatenated():
    network = chain(4, 3, 1)
    skipped = edits.connect(network, "dense1", "dense3", shapes(network))
    assert skipped.node("concatenate1").inputs == ("dense2", "dense1")
    assert check(Project(network=skipped)).shapes["concatenate1"] == (7,)


def test_a_join_takes_a_further_link_itself():
    network = chain(4, 4, 4, 1)
    network = edits.connect(network, "dense1", "dense4", shapes(network))
    network = edits.connect(network, "dense2", "add1", shapes(network))
    assert network.node("add1").inputs == ("dense3", "dense1", "dense2")


def test_taking_the_skip_away_takes_its_join_away():
    network = chain(4, 4, 1)
    skipped = edits.connect(network, "dense1", "dense3", shapes(network))
    assert edits.disconnect(skipped, "dense1", "add1") == network


def test_removing_what_a_skip_skips_leaves_no_join_of_one_thing():
    network = chain(4, 4, 1)
    skipped = edits.connect(network, "dense1", "dense3", shapes(network))
    assert links(edits.remove(skipped, "dense2")) == {("input", "dense1"), ("dense1", "dense3")}


def test_a_join_put_in_by_hand_stays_until_its_second_link_comes():
    network = edits.insert_layer(chain(4, 4), Add(), "dense1")
    assert network.node("add1").inputs == ("dense1",)
    assert edits.replace_layer(network, "dense2", Dense(units=9)).node("add1") is not None


def test_moving_reorders_the_chain():
    network = edits.move(chain(1, 2, 3), "dense1", "dense2")
    assert ids(network) == ["dense2", "dense1", "dense3"]
    assert links(network) == {("input", "dense2"), ("dense2", "dense1"), ("dense1", "dense3")}
    assert ids(edits.move(chain(1, 2, 3), "dense1", "dense3")) == ["dense2", "dense3", "dense1"]
    assert ids(edits.move(chain(1, 2, 3), "dense3", INPUT)) == ["dense3", "dense1", "dense2"]


def test_a_block_can_be_moved_onto_a_skip():
    network = chain(4, 4, 4, 1)
    skipped = edits.connect(network, "dense2", "dense4", shapes(network))
    moved = edits.move(skipped, "dense1", "dense2", "add1")
    assert ("dense2", "dense1") in links(moved)
    assert ("dense1", "add1") in links(moved)
    assert moved.node("add1").inputs == ("dense3", "dense1")


def test_a_join_cannot_be_moved_before_what_it_joins():
    network = chain(4, 4, 1)
    skipped = edits.connect(network, "dense1", "dense3", shapes(network))
    assert "later" in edits.move_refusal(skipped, "add1", INPUT)
    with pytest.raises(LayerlabError, match="later"):
        edits.move(skipped, "add1", INPUT)


def test_a_copy_follows_its_original():
    network = edits.duplicate(chain(4, 1), "dense1")
    assert ids(network) == ["dense1", "dense3", "dense2"]
    assert network.node("dense3").layer == Dense(units=4)
    joined = edits.connect(chain(4, 4, 1), "dense1", "dense3", shapes(chain(4, 4, 1)))
    assert edits.duplicate(joined, "add1").node("add2").inputs == ("add1", "dense1")


def test_what_cannot_be_linked_says_why():
    network = edits.insert_layer(chain(4, 3), Flatten(), "dense1")
    known = {name: usual(shape) for name, shape in {"input": (8, 8, 1), "dense1": (8, 8, 4), "flatten1": (256,),
                                                     "dense2": (3,)}.items()}
    assert "circle" in edits.link_refusal(network, "dense2", "dense1", known)
    assert "already" in edits.link_refusal(network, "dense1", "flatten1", known)
    assert "itself" in edits.link_refusal(network, "dense1", "dense1", known)
    assert "Flatten" in edits.link_refusal(network, "dense1", "dense2", known)
    assert edits.link_refusal(network, "dense1", "no such", known)
    assert edits.link_refusal(network, INPUT, "flatten1", known) == ""
    with pytest.raises(LayerlabError, match="circle"):
        edits.connect(network, "dense2", "dense1", known)


def test_the_only_input_of_a_block_stays():
    with pytest.raises(LayerlabError, match="only input"):
        edits.disconnect(chain(1, 2), "dense1", "dense2")
    with pytest.raises(LayerlabError, match="no link"):
        edits.disconnect(chain(1, 2), INPUT, "dense2")
    with pytest.raises(LayerlabError, match="no block"):
        edits.remove(chain(1), "dense7")


LAYER_CHOICES = (Dense(units=4), Dense(units=2), Add(), Concatenate(), Flatten())
STEP = st.tuples(st.sampled_from(("insert", "on link", "remove", "move", "duplicate", "connect", "disconnect",
                                  "replace")),
                 st.integers(0, 99), st.integers(0, 99), st.sampled_from(LAYER_CHOICES))


def edited(network: Network, name: str, first: int, second: int, layer) -> Network:
    """One edit with arguments picked by number."""
    places = [INPUT, *ids(network)]
    one, two = places[first % len(places)], places[second % len(places)]
    pairs = sorted(links(network)) or [(one, two)]
    source, target = pairs[first % len(pairs)]
    actions = {
        "insert": lambda: edits.insert_layer(network, layer, one),
        "on link": lambda: edits.insert_on_link(network, layer, source, target),
        "remove": lambda: edits.remove(network, one), "move": lambda: edits.move(network, one, two),
        "duplicate": lambda: edits.duplicate(network, one),
        "connect": lambda: edits.connect(network, one, two, shapes(network)),
        "disconnect": lambda: edits.disconnect(network, source, target),
        "replace": lambda: edits.replace_layer(network, one, layer),
    }
    return actions[name]()


def sound(network: Network) -> None:
    """Unique ids, known inputs, and an order in which everything can be computed."""
    names = ids(network)
    assert len(set(names)) == len(names)
    done = {INPUT}
    for node in network.nodes:
        assert node.inputs
        assert done.issuperset(node.inputs), "inputs come before"
        assert len(set(node.inputs)) == len(node.inputs)
        done.add(node.id)
    assert set(check(Project(network=network)).order) <= set(names)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEP, max_size=20))
def test_any_row_of_edits_leaves_a_sound_network(steps):
    network = Network()
    for step in steps:
        before = network
        try:
            network = edited(network, *step)
        except LayerlabError:
            assert network is before
        sound(network)
