"""What is done with a network grows evenly with its blocks: a thousand of them are no reason to wait."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.declare.registry import LAYERS
from core.project import edits, fragments, masks
from core.project.network import check
from core.project.spec import INPUT, MOST_BLOCKS, Network, Node, Project
from core.text.errors import LayerlabError, SpecError
from core.training import weight_transfer
from tests.counting import Name, growth

Dense, Add = LAYERS["Dense"], LAYERS["Add"]
EVEN = 2.5
"""Twice the blocks, so many times the work at most; with the square it would be four times."""


def named(nodes) -> Network:
    """Ids that count, the same object wherever it stands."""
    names = {}

    def name(id):
        return names.setdefault(id, Name(id))
    return Network(tuple(Node(name(id), layer, tuple(name(source) for source in inputs), group=group)
                         for id, layer, inputs, group in nodes))


def plain(network) -> str:
    """A project file, which has no use for ids that count."""
    return Project(network=Network(tuple(replace(node, id=str(node.id), inputs=tuple(map(str, node.inputs)))
                                         for node in network.nodes))).to_json()


def chain(n):
    return named((f"dense{i}", Dense(4), (f"dense{i - 1}" if i else INPUT,), "") for i in range(n))


def backwards(n):
    """A chain whose blocks stand in the wrong order."""
    return Network(chain(n).nodes[::-1])


def circle(n):
    return named((f"dense{i}", Dense(4), (f"dense{(i - 1) % n}",), "") for i in range(n))


def behind_a_circle(n):
    """Two blocks feed each other, and a long chain follows."""
    return named((f"dense{i}", Dense(4), (f"dense{i - 1}" if i else "dense1",), "") for i in range(n))


def behind_nothing(n):
    return named((f"dense{i}", Dense(4), (f"dense{i - 1}" if i else "lost",), "") for i in range(n))


def fan(n):
    """Everything takes the first block."""
    return named([("dense0", Dense(4), (INPUT,), "")] + [(f"dense{i}", Dense(4), ("dense0",), "") for i in range(1, n)])


def joined(n):
    """Blocks with a way around each."""
    nodes, last = [], INPUT
    for i in range(n // 3):
        nodes += [(f"dense{2 * i}", Dense(4), (last,), ""), (f"dense{2 * i + 1}", Dense(4), (f"dense{2 * i}",), ""),
                  (f"add{i}", Add(), (f"dense{2 * i}", f"dense{2 * i + 1}"), "")]
        last = f"add{i}"
    return named(nodes)


def all_joins_of_two(n):
    """Each join takes the first two blocks: without one of them all joins go at once."""
    return named([("dense0", Dense(4), (INPUT,), ""), ("dense1", Dense(4), ("dense0",), "")]
                 + [(f"add{i}", Add(), ("dense0", "dense1"), "") for i in range(n)])


def joins_behind_joins(n):
    """Each join takes the first block and the join before, so they go one behind the other."""
    return named([("dense0", Dense(4), (INPUT,), ""), ("dense1", Dense(4), ("dense0",), "")] + [
        (f"add{i}", Add(), (f"add{i - 1}" if i else "dense1", "dense0"), "") for i in range(n)])


def in_pairs(n):
    """Every two blocks are one group."""
    return named((f"dense{i}", Dense(4), (f"dense{i - 1}" if i else INPUT,), f"group {i // 2}") for i in range(n))


def in_one(n):
    return named((f"dense{i}", Dense(4), (f"dense{i - 1}" if i else INPUT,), "all") for i in range(n))


SHAPES = (chain, backwards, circle, behind_a_circle, behind_nothing, fan, joined, all_joins_of_two,
          joins_behind_joins, in_pairs, in_one)


def ids(network):
    return [node.id for node in network.nodes]


EDITS = {
    "append": lambda n: edits.insert_layer(n, Dense(3)),
    "insert in front": lambda n: edits.insert_layer(n, Dense(3), INPUT),
    "insert behind the middle": lambda n: edits.insert_layer(n, Dense(3), ids(n)[len(n.nodes) // 2]),
    "remove the second": lambda n: edits.remove(n, ids(n)[1]),
    "remove half": lambda n: fragments.remove_all(n, ids(n)[::2]),
    "remove all": lambda n: fragments.remove_all(n, ids(n)),
    "duplicate": lambda n: edits.duplicate(n, ids(n)[-1]),
    "move": lambda n: edits.move(n, ids(n)[len(n.nodes) // 2], INPUT),
    "move several": lambda n: fragments.moved(n, ids(n)[len(n.nodes) // 2:], INPUT),
    "connect": lambda n: edits.connect(n, ids(n)[0], ids(n)[-1]),
    "refuse a link": lambda n: edits.link_refusal(n, ids(n)[-1], ids(n)[0]),
    "copy and paste": lambda n: fragments.insert_fragment(n, fragments.copied(n, ids(n))),
    "group": lambda n: fragments.grouped(n, ids(n)[2:-2], "many"),
    "groups": fragments.groups,
    "repeats": fragments.repeats,
    "switch off": lambda n: masks.switched(n, ids(n)[1], 1, False),
    "in order": edits.in_order,
    "namesakes": lambda n: n.namesakes,
}


@pytest.mark.few(5)
@pytest.mark.parametrize("shape", SHAPES)
def test_checking_takes_twice_as_long_for_twice_the_blocks(shape):
    assert growth(lambda n: Project(network=shape(n)), check) < EVEN
    assert growth(lambda n: (shape(n), check(Project(network=shape(n)))),
                  lambda both: [both[1].of(id) for id in ids(both[0])]) < EVEN
    assert growth(lambda n: (project := Project(network=shape(n)), check(project)),
                  lambda both: weight_transfer.kept(*both, *both)) < EVEN


@pytest.mark.few(60)
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_edit_takes_twice_as_long_for_twice_the_blocks(shape, edit):
    def tried(network):
        with suppress(LayerlabError, StopIteration):  # what cannot be done must be refused as fast
            EDITS[edit](network)
    assert growth(shape, tried) < EVEN


def test_the_counting_tells_a_square():
    """The measure itself: what used to be done here would not pass."""
    def slowly(network):
        return [next(node for node in network.nodes if node.id == id) for id in ids(network)]
    assert growth(chain, slowly) > 3.5
    assert growth(chain, lambda network: [ids(network).index(id) for id in ids(network)]) > 3


def test_too_many_blocks_are_refused_in_one_sentence():
    many = Project(network=chain(MOST_BLOCKS + 1))
    found = check(many)
    assert [problem.message for problem in found.problems if problem.severity == "error"] == [
        "A network has at most 5,000 blocks, this one would have 5,001; take some out."]
    assert not found.order
    with pytest.raises(SpecError, match=r"^A network has at most 5,000 blocks, this one would have 5,001"):
        Project.from_json(plain(many.network))
    full = chain(MOST_BLOCKS)
    for edit in ("append", "insert in front", "duplicate", "copy and paste"):
        with pytest.raises(LayerlabError, match="at most 5,000 blocks, this one would have"):
            EDITS[edit](full)
    with pytest.raises(LayerlabError, match="at most 5,000 blocks, this one would have"):
        edits.connect(full, ids(full)[0], ids(full)[-1])  # would need a join
    assert check(Project(network=Network(full.nodes))).order[-1] == f"dense{MOST_BLOCKS - 1}"


def test_a_circle_of_thousands_is_named_block_by_block():
    found = check(Project(network=circle(2000)))
    assert sum("is part of a circle" in problem.message for problem in found.problems) == 2000


def test_what_only_follows_a_circle_is_not_part_of_it():
    found = check(Project(network=behind_a_circle(6)))
    assert [problem.node for problem in found.problems if "circle" in problem.message] == ["dense0", "dense1"]


@st.composite
def designs(draw):
    """Any links at all among a few blocks."""
    count = draw(st.integers(1, 7))
    names = [f"n{i}" for i in range(count)]
    return Network(tuple(Node(name, Add() if draw(st.booleans()) else Dense(2), tuple(draw(st.lists(
        st.sampled_from([INPUT, *names]), min_size=1, max_size=3, unique=True)))) for name in names))


def slowly_ordered(network):
    """By trying: the first block that is ready comes next."""
    done, order, waiting = {INPUT}, [], list(network.nodes)
    while ready := next((node for node in waiting if done.issuperset(node.inputs)), None):
        waiting.remove(ready)
        done.add(ready.id)
        order.append(ready)
    return order, waiting


@pytest.mark.scene
@settings(deadline=None, max_examples=300)
@given(designs())
def test_the_order_of_computing_is_that_of_trying_every_block(network):
    order, waiting = slowly_ordered(network)
    assert edits.in_order(network).nodes == (network.nodes if waiting else tuple(order))
    known = {node.id for node in network.nodes if len(node.inputs) <= node.layer.inputs[1]
             and len(node.inputs) >= node.layer.inputs[0]}
    if len(known) == len(network.nodes):
        assert check(Project(network=network)).order == tuple(node.id for node in order)


@pytest.mark.scene
@settings(deadline=None, max_examples=300)
@given(designs(), st.data())
def test_taking_out_several_is_taking_out_one_behind_the_other(network, data):
    order, waiting = slowly_ordered(network)
    if waiting:
        return
    network = Network(tuple(order))
    chosen = data.draw(st.lists(st.sampled_from(ids(network)), unique=True))
    one_by_one = network
    for id in chosen:
        if one_by_one.node(id) is not None:
            one_by_one = edits.remove(one_by_one, id)
    assert fragments.remove_all(network, chosen) == one_by_one


def test_a_bad_design_in_a_file_is_opened_with_its_problems():
    assert len(check(Project.from_json(plain(circle(50)))).problems) == 50
