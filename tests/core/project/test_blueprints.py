"""Groups of blocks that are put in as one fit the series that they stand behind."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.project import blueprints, edits, fragments
from core.project.network import check
from core.project.presets import presets
from core.project.spec import INPUT, Node, Project
from core.text.errors import LayerlabError
from core.trainer import Trainer
from tests.core.building import layer, network, project, values

GROUPS = list(blueprints.BLUEPRINTS.values())


def of(kind: str, net) -> list:
    """The layers of a kind in a network."""
    return [node.layer for node in net.nodes if type(node.layer).__name__ == kind]


@pytest.mark.parametrize("width", [1, 3, 6, 8])
@pytest.mark.parametrize("blueprint", GROUPS)
def test_a_group_is_one_card_of_blocks_that_can_be_trained(blueprint, width):
    parts = layer("GRU", units=width, return_sequences=True), layer("Flatten"), layer("Dense", units=2)
    x = values(4, 5, 3)
    made = project(*parts, batch=4)
    trainer = Trainer(made, data={"train": (x, values(4, 2))}, threads=1)
    grown, ids = blueprints.inserted(made.network, blueprint, "n0", "n1", trainer.check.types, (INPUT,))
    assert fragments.groups(grown) == {blueprint.shown_name(): ids}
    after = Trainer(project(*((node.id, node.layer, node.inputs) for node in grown.nodes), batch=4),
                    data={"train": (x, values(4, 2))}, threads=1)
    assert after.check.shapes[ids[-1]] == (5, width), "what comes out has the shape of what comes in"
    assert np.isfinite(after.step(2).losses).all()
    attention = of("MultiHeadAttention", grown)
    assert all(one.num_heads * one.key_dim == width for one in attention)
    assert [one.use_causal_mask for one in attention] == [blueprint.causal, False][:len(attention)]


def test_two_blocks_make_the_small_gpt_that_ships():
    shipped = Project.load(next(one.path for one in presets() if one.path.stem == "text-gpt"))
    nodes = shipped.network.nodes
    inside = {node.id for node in nodes[2:-2]}
    net = fragments.remove_all(shipped.network, inside)
    for _ in range(2):
        types = check(replace(shipped, network=net)).types
        net, _ = blueprints.inserted(net, blueprints.TransformerBlock, nodes[1].id, "", types, (INPUT,))
    assert [node.layer for node in net.nodes] == [node.layer for node in nodes]
    by_id = {new.id: old.id for new, old in zip(net.nodes, nodes, strict=True)}
    # Where a block joins two ways, their order changes nothing but the order of a sum.
    assert [sorted(by_id.get(one, one) for one in new.inputs) for new in net.nodes] == [
        sorted(node.inputs) for node in nodes]


def test_a_decoder_looks_at_the_series_of_another_way():
    parts = [("read", layer("GRU", units=5, return_sequences=True), ["input"]),
             ("write", layer("GRU", units=4, return_sequences=True), ["input"]),
             ("flat", layer("Flatten"), ["write"]), ("out", layer("Dense", units=1), ["flat"])]
    trainer = Trainer(project(*parts, batch=4), data={"train": (values(4, 6, 3), values(4, 1))}, threads=1)
    made, ids = blueprints.inserted(network(*parts), blueprints.TransformerDecoder, "write", "flat",
                                    trainer.check.types, (INPUT,))
    attention = [node for node in made.nodes if node.layer.attends]
    assert [len(node.inputs) for node in attention] == [1, 2]
    assert attention[1].inputs[1] == "read"
    assert made.node("flat").inputs == (ids[-1],)
    alone, _ = blueprints.inserted(network(*parts[1:]), blueprints.TransformerDecoder, "write", "flat",
                                   trainer.check.types, (INPUT,))
    assert all(len(node.inputs) == 1 for node in alone.nodes if node.layer.attends), "there is no other series"


def test_a_group_without_a_series_before_it_is_refused_in_one_sentence():
    made = project(layer("Dense", units=3), batch=4)
    types = Trainer(made, data={"train": (values(4, 5), values(4, 3))}, threads=1).check.types
    for blueprint in GROUPS:
        for source in (INPUT, "n0", "nowhere"):
            with pytest.raises(LayerlabError, match="needs a row of numbers for each moment"):
                blueprints.inserted(made.network, blueprint, source, "", types, (INPUT,))


def test_what_is_put_in_front_of_a_group_feeds_all_of_it():
    """A group is drawn with one link, though a skip link leads round its first block."""
    parts = layer("GRU", units=4, return_sequences=True), layer("Flatten"), layer("Dense", units=1)
    types = Trainer(project(*parts, batch=4), data={"train": (values(4, 6, 3), values(4, 1))}, threads=1).check.types
    net, ids = blueprints.inserted(network(*parts), blueprints.TransformerBlock, "n0", "n1", types, (INPUT,))
    one = edits.insert_on_link(net, layer("Dropout"), "n0", ids[0])
    several, _ = fragments.insert_fragment(net, (Node("x", layer("Dropout")), Node("y", layer("Dropout"), ("x",))),
                                           "n0", (), ids[0])
    for made in (one, several):
        assert [node.id for node in made.users["n0"]] == ["dropout1"]
        assert sum(source.startswith("dropout") for node in made.nodes if node.id in ids for source in node.inputs) == 2
