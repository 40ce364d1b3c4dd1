"""`check` on designs of every kind: all problems with their place, never an exception; what passes, trains."""

import math
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, DATASETS, LAYERS, LOSSES, OPTIMIZERS
from core.project.network import Check, check
from core.project.spec import Data, Network, Node, Project, Split, Training
from core.text.errors import LayerlabError
from core.trainer import Trainer
from tests.core.building import choosing, dense, layer, network, project

MANY = settings(max_examples=120, deadline=None, derandomize=True, database=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
ODD_NUMBERS = [0, -1, -0.5, 1.0, 1e300, 1e-300, float("nan"), float("inf"), 10**400, -(10**400), True, "8", None,
               (1, 2, 3), ()]
IDS = ["a", "b", "c", "d", "input", "", "ö", "1a", "a b", "x" * 65, "x.y", "a"]


def legal(parameter) -> st.SearchStrategy:
    """Values inside the bounds, both ends among them; sizes stay moderate."""
    low, high = parameter.low, parameter.high
    make = {
        "whole": lambda: st.integers(low, min(high, low + 12)),
        "number": lambda: st.one_of(st.floats(max(low, -10), min(high, 10)), st.just(parameter.default)),
        "switch": st.booleans, "choice": lambda: st.sampled_from(parameter.choices),
        "pair": lambda: st.one_of(st.integers(low, low + 4), st.tuples(*[st.integers(low, low + 4)] * 2)),
        "part": lambda: st.sampled_from(list(parameter.family.values())).flatmap(members),
    }.get(parameter.kind, lambda: st.just(parameter.default))()
    return st.one_of(st.none(), make) if parameter.optional else make


def members(cls, odd: bool = False) -> st.SearchStrategy:
    """A declaration with drawn parameters; with `odd`, parameters of any kind and size."""
    drawn = {}
    for p in parameters(cls):
        huge = st.sampled_from([p.high, p.low]) if p.kind in ("whole", "number") else st.just(p.default)
        wide = st.one_of(legal(p), huge, st.sampled_from(ODD_NUMBERS))
        drawn[p.name] = wide if odd and p.kind != "part" else legal(p)
    return st.builds(cls, **drawn)


@st.composite
def wild(draw) -> Project:
    """Any design at all: circles, double and impossible ids, links to nowhere, values of any size."""
    layers = st.sampled_from(list(LAYERS.values())).flatmap(lambda cls: members(cls, odd=True))
    names = st.sampled_from(IDS)
    nodes = draw(st.lists(st.builds(Node, id=names, layer=layers, inputs=st.lists(
        st.sampled_from([*IDS, "nobody"]), max_size=4).map(tuple)), max_size=6))
    odd = draw(st.booleans())
    training = Training(optimizer=draw(st.sampled_from(list(OPTIMIZERS.values())).flatmap(lambda c: members(c, odd))),
                        loss=draw(st.sampled_from(list(LOSSES.values())).flatmap(lambda c: members(c, odd))),
                        batch_size=draw(st.sampled_from([1, 32, 0, -1, "x", 10**400])))
    share = st.sampled_from([0.1, 0.0, 0.5, 0.9, 1.5, -1, float("nan"), "x"])
    split = Split(validation=draw(share), test=draw(share), seed=draw(st.sampled_from([0, -1, 2**31])))
    sets = [cls for cls in DATASETS.values() if not cls.own]
    dataset = draw(st.sampled_from(sets).flatmap(lambda c: members(c, odd)))
    return Project(network=Network(tuple(nodes)), training=training, data=Data(dataset=dataset, split=split))


@pytest.mark.scene
@MANY
@given(wild())
def test_check_never_raises(project):
    found = check(project)
    assert isinstance(found, Check)
    ids = [node.id for node in project.network.nodes]
    assert len(set(found.order)) == len(found.order)
    assert set(found.order) <= set(ids)
    for problem in found.problems:
        assert problem.message
        assert "\n" not in problem.message
        assert problem.message[-1] in ".!?", problem.message
        assert problem.severity in ("error", "warning")
        assert problem.path
    assert found.total == sum(found.parameters.values())


@st.composite
def sound(draw) -> Project:
    """Designs that mostly fit: each block takes what an earlier one gives, the end suits the task."""
    pictures = draw(st.booleans())
    names, nodes = ["input"], []
    for index in range(draw(st.integers(1, 4))):
        cls = draw(st.sampled_from(list(LAYERS.values())))
        made = draw(members(cls))
        fewest, most = made.inputs
        count = draw(st.integers(fewest, min(most, fewest + 1)))
        inputs = draw(st.lists(st.sampled_from(names), min_size=count, max_size=count))
        nodes.append(Node(f"n{index}", made, tuple(inputs)))
        names.append(f"n{index}")
    nodes.append(Node("flat", layer("Flatten"), (draw(st.sampled_from(names)),)))
    ends = [("SparseCategoricalCrossentropy", "Softmax"), ("CategoricalCrossentropy", "Softmax"),
            ("MeanSquaredError", "Tanh")]
    loss, activation = draw(st.sampled_from(ends))
    nodes.append(Node("out", dense(3, activation), ("flat",)))
    optimizer = draw(st.sampled_from(list(OPTIMIZERS.values())).flatmap(members))
    training = Training(optimizer=optimizer, loss=LOSSES[loss](), batch_size=draw(st.integers(1, 12)))
    return Project(network=Network(tuple(nodes)), training=training), pictures


@MANY
@given(sound())
def test_whatever_passes_trains_or_says_why_it_stopped(drawn):
    project, pictures = drawn
    shape = (6, 5, 2) if pictures else (5,)
    data = choosing(10, shape)
    try:
        trainer = Trainer(project, threads=1, data=data)
    except LayerlabError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert "\n" not in refusal
        return
    assert sum(math.prod(s) for s in trainer.check.shapes.values()) < 10**6
    tick = trainer.step(3)
    if tick.stopped:
        assert tick.stopped.startswith("Training stopped: ")
        assert tick.step == len(tick.losses) < 3
    else:
        assert tick.step == 3
    assert np.isfinite(tick.losses).all()
    assert all(np.isfinite(value).all() for value in trainer.weights().values())
    assert trainer.predict(data["test"][0]).shape == (10, 3)


def errors(project) -> dict[str, str]:
    return {problem.path: problem.message for problem in check(project).problems if problem.severity == "error"}


@pytest.mark.parametrize(("parts", "path", "words"), [
    ([], "network.nodes", "no layers"),
    ([("a", dense(2), "nobody")], "network.nodes[0].inputs", "'nobody'"),
    ([("a", dense(2), "b"), ("b", dense(2), "a")], "network.nodes", "circle"),
    ([("a", dense(2), "a")], "network.nodes", "circle"),
    ([("a", dense(2), "input"), ("a", dense(2), "a")], "network.nodes[1].id", "Two blocks"),
    ([("input", dense(2), "input")], "network.nodes[0].id", "input"),
    ([("my layer", dense(2), "input")], "network.nodes[0].id", "letters"),
    ([("a", dense(0), "input")], "network.nodes[0].layer.units", "Units"),
    ([("a", dense(10**9), "input")], "network.nodes[0].layer.units", "Units"),
    ([("a", dense(1.5), "input")], "network.nodes[0].layer.units", "whole number"),
    ([("a", layer("Add"), ["input"])], "network.nodes[0].inputs", "at least 2"),
    ([("a", dense(2), ["input", "input"])], "network.nodes[0].inputs", "1 input"),
    ([("a", dense(2), [])], "network.nodes[0].inputs", "1 input"),
    ([("a", layer("Conv2D"), "input")], "network.nodes[0].layer", "pictures"),
    ([("a", dense(3), "input"), ("s", layer("Add"), ["input", "a"])], "network.nodes[1].layer", "one shape"),
])
def test_every_problem_has_its_place(parts, path, words):
    found = errors(project(*parts))
    assert path in found, found
    assert words in found[path]


def test_all_problems_are_told_at_once():
    nodes = [("a", dense(0), "input"), ("b", dense(4), "nobody"), ("c", layer("Dropout", rate=7.0), "input")]
    assert len(errors(project(*nodes))) >= 3


def test_what_cannot_be_told_leaves_no_false_alarm():
    """A broken block in front: those behind it have no shape, and no problem of their own either."""
    found = check(project(("a", dense(0), "input"), ("b", dense(4), "a"), ("c", dense(1, "Sigmoid"), "b"),
                          loss="BinaryCrossentropy"))
    assert {problem.node for problem in found.problems} == {"a"}
    assert "b" not in found.shapes


def test_an_unused_block_is_a_warning():
    found = check(project(("a", dense(4), "input"), ("b", dense(1, "Sigmoid"), "input"), loss="BinaryCrossentropy"))
    assert found.trainable
    assert [problem.node for problem in found.problems] == ["a"]


@pytest.mark.parametrize("value", [1.0, 1, -0.1, float("nan"), "half"])
def test_a_value_built_in_python_meets_the_same_bounds_as_json(value):
    """The rate of dropout lies below 1; JSON refuses it, so check must."""
    assert "network.nodes[0].layer.rate" in errors(project(layer("Dropout", rate=value), dense(1)))


@pytest.mark.parametrize("activation", ["Tanh", 3, Training()])
def test_a_part_that_is_no_member_is_a_problem(activation):
    found = errors(project(replace(dense(2), activation=activation)))
    assert any(path.startswith("network.nodes[0].layer.activation") for path in found), found


def test_split_meets_its_bounds():
    made = project(dense(1, "Sigmoid"), loss="BinaryCrossentropy")
    assert any(path.startswith("data.split") for path in errors(replace(made, data=Data(split=Split(test=-1.0)))))


def test_with_arrays_the_data_section_is_not_looked_at():
    broken = Data(dataset=DATASETS["Spirals"](count=-5))
    made = replace(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), data=broken)
    assert np.isfinite(Trainer(made, data=choosing()).step(1).loss)


def test_order_keeps_the_canvas_where_it_may():
    found = check(Project(network=network(("b", dense(2), "a"), ("a", dense(2), "input"), ("c", dense(2), "input"))))
    assert found.order == ("a", "b", "c")


def test_a_large_design_is_checked_at_once():
    parts = [dense(16, "Tanh") for _ in range(300)]
    made = project(*parts, dense(1, "Sigmoid"), loss="BinaryCrossentropy")
    begin = time.perf_counter()
    assert check(made).trainable
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_accepted_behind_a_layer(name):
    assert check(project(dense(4, name), dense(1, "Sigmoid"), loss="BinaryCrossentropy")).trainable
