"""Several blocks at once: copied, put in elsewhere, taken out, grouped."""

import pytest
from msgspec.structs import replace

from core.declare.registry import LAYERS
from core.project import fragments
from core.project.network import check
from core.project.spec import Network, Node, Project
from core.text.errors import LayerlabError, SpecError
from tests.core.building import dense, layer

CHAIN = Network((Node("a", dense(4)), Node("b", dense(4), ("a",)), Node("c", dense(4), ("b",)),
                 Node("d", dense(1), ("c",))))
SKIP = Network((Node("a", dense(4)), Node("b", dense(4), ("a",)), Node("join", LAYERS["Add"](), ("b", "a")),
                Node("d", dense(1), ("join",))))


def test_what_is_copied_keeps_its_links_and_loses_those_from_outside():
    found = fragments.copied(SKIP, {"join", "b"})
    assert [(node.id, node.inputs) for node in found] == [("b", ("input",)), ("join", ("b", "input"))]
    assert fragments.from_text(fragments.to_text(found)) == found


def test_blocks_are_put_onto_the_link_behind_a_block_with_ids_of_their_own():
    after, names = fragments.insert_fragment(CHAIN, fragments.copied(CHAIN, {"b", "c"}), "b")
    assert [(node.id, node.inputs) for node in after.nodes] == [
        ("a", ("input",)), ("b", ("a",)), ("dense1", ("b",)), ("dense2", ("dense1",)), ("c", ("dense2",)),
        ("d", ("c",))]
    assert names == ("dense1", "dense2")
    assert after.nodes[2].layer == CHAIN.node("b").layer
    again, more = fragments.insert_fragment(after, fragments.copied(CHAIN, {"b"}))
    assert again.nodes[-1].inputs == ("d",)
    assert more == ("dense3",)


def test_a_skip_inside_stays_one():
    after, names = fragments.insert_fragment(SKIP, fragments.copied(SKIP, {"a", "b", "join"}), "join")
    made = {node.id: node.inputs for node in after.nodes if node.id in names}
    assert made == {"dense1": ("join",), "dense2": ("dense1",), "add1": ("dense2", "dense1")}
    assert after.node("d").inputs == ("add1",)
    assert check(Project(network=after)).trainable


def test_into_an_empty_network_and_behind_nothing():
    after, _ = fragments.insert_fragment(Network(), fragments.copied(CHAIN, {"a", "b"}))
    assert [node.inputs for node in after.nodes] == [("input",), ("dense1",)]
    with pytest.raises(LayerlabError, match="no block x"):
        fragments.insert_fragment(CHAIN, CHAIN.nodes, "x")


@pytest.mark.parametrize(("text", "said"), [
    ("hello", "holds no blocks"), ("", "holds no blocks"), ('{"layerlab":"blocks","nodes":[]}', "holds no blocks"),
    ('{"layerlab":"blocks","nodes":[{"id":"a"}]}', "cannot be read"),
    ('{"layerlab":"blocks","version":99,"nodes":[]}', "newer"), ("[" * 10000, "holds no blocks"),
    ('{"layerlab":"blocks","nodes":[{"id":"a","layer":{"kind":"Dense","units":3}},'
     '{"id":"a","layer":{"kind":"Dense","units":3}}]}', "same id"), ("x" * 9_000_000, "too much")])
def test_text_that_is_none_is_refused_in_one_sentence(text, said):
    with pytest.raises(SpecError, match=said):
        fragments.from_text(text)


def test_several_are_taken_out_and_a_join_goes_with_them():
    assert [node.id for node in fragments.remove_all(SKIP, ["b", "join"]).nodes] == ["a", "d"]
    assert fragments.remove_all(CHAIN, ["a", "b", "c", "d"]).nodes == ()


def inputs(network):
    return {node.id: node.inputs for node in network.nodes}


def test_several_are_moved_together_with_the_links_between_them():
    made = fragments.moved(CHAIN, ("a", "b"), "c")
    assert inputs(made) == {"c": ("input",), "a": ("c",), "b": ("a",), "d": ("b",)}
    assert [node.id for node in made.nodes] == ["c", "a", "b", "d"]
    assert fragments.moved(made, ("a", "b"), "input") == CHAIN
    assert fragments.moved(CHAIN, ("a", "b"), "input") == CHAIN, "where they are already"
    assert inputs(fragments.moved(CHAIN, ("b", "c"), "d")) == {"a": ("input",), "d": ("a",), "b": ("d",), "c": ("b",)}
    assert [node.id for node in fragments.moved(CHAIN, ("c", "d"), "input").nodes] == ["c", "d", "a", "b"]


def test_a_link_from_inside_that_would_lead_back_is_refused_and_a_join_of_one_thing_goes():
    with pytest.raises(LayerlabError, match="computed later"):
        fragments.moved(SKIP, ("a", "b"), "join")
    with pytest.raises(LayerlabError, match="behind itself"):
        fragments.moved(CHAIN, ("a", "b"), "b")
    made = fragments.moved(SKIP, ("b", "join"), "d")
    assert inputs(made) == {"a": ("input",), "d": ("a",), "b": ("d",), "join": ("b", "d")}
    longer = Network((*SKIP.nodes[:2], Node("b2", dense(4), ("b",)), Node("join", LAYERS["Add"](), ("b2", "a")),
                      SKIP.nodes[3]))
    assert inputs(fragments.moved(longer, ("b", "b2"), "d")) == {"a": ("input",), "d": ("a",), "b": ("d",),
                                                                 "b2": ("b",)}


def test_a_group_is_a_name_that_changes_nothing_of_what_is_computed():
    made = fragments.grouped(CHAIN, ["a", "b"], "Stage")
    assert fragments.members(made, "Stage") == ("a", "b")
    assert check(Project(network=made)) == check(Project(network=CHAIN))
    again = fragments.grouped(made, ["c", "d"], "Stage")
    assert fragments.members(again, "Stage (2)") == ("c", "d")
    assert fragments.members(fragments.renamed_group(made, "Stage", "Start"), "Start") == ("a", "b")
    assert fragments.ungrouped(made, "Stage") == CHAIN
    assert Project.from_json(Project(network=made).to_json()).network == made
    pasted, names = fragments.insert_fragment(made, fragments.copied(made, {"a", "b"}), "b")
    assert fragments.members(pasted, "Stage (2)") == names


def test_a_group_that_would_lead_back_into_itself_is_refused():
    assert "two blocks" in fragments.group_refusal(CHAIN, ["a"])
    assert "comes back" in fragments.group_refusal(CHAIN, ["a", "c"])
    assert fragments.group_refusal(SKIP, ["a", "b", "join"]) == ""
    assert fragments.group_refusal(SKIP, ["a", "d"]) != ""
    with pytest.raises(LayerlabError, match="comes back"):
        fragments.grouped(CHAIN, ["a", "c"], "x")


def test_repeated_blocks_are_found_with_their_count():
    nodes, before = [], "input"
    for number in range(3):
        for kind in ("Conv2D", "ReLU", "MaxPooling2D"):
            made = layer("Conv2D", filters=4) if kind == "Conv2D" else layer(
                "Activation") if kind == "ReLU" else layer(kind)
            nodes.append(Node(f"{kind.lower()}{number}", made, (before,)))
            before = nodes[-1].id
    nodes += [Node("flat", layer("Flatten"), (before,)), Node("out", dense(3), ("flat",))]
    network = Network(tuple(nodes))
    ids, times = fragments.repeats(network)
    assert times == 3
    assert ids == tuple(node.id for node in nodes[:9])
    assert fragments.repeats(fragments.grouped(network, ids, "x")) == ((), 0)
    assert fragments.repeats(CHAIN) == (("a", "b", "c", "d"), 4)
    assert fragments.repeats(replace(CHAIN, nodes=CHAIN.nodes[:2])) == ((), 0)
