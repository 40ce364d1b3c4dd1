"""Every fix that is offered makes its problem go away: over drawn broken projects, and for the plain cases by name."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.digits8x8 import Digits8x8
from core.declare.registry import ACTIVATIONS, DATASETS, LAYERS, LOSSES
from core.project.fixes import fix_for
from core.project.network import check
from core.project.spec import INPUT, Data, Network, Node, Project, Split, Training
from core.stopping.patience import Patience
from tests.core.building import dense, layer, network
from tests.core.variants import drawn

TASKS = {"digits": Digits8x8(), "spirals": DATASETS["Spirals"](), "plane": DATASETS["RegressionPlane"](),
         "iris": DATASETS["Iris"]()}


def made(parts, data, loss, **changes) -> Project:
    return Project(network=parts if isinstance(parts, Network) else network(*parts), data=Data(dataset=TASKS[data]),
                   training=Training(loss=LOSSES[loss](), **changes))


def mended(project, needle):
    """The fix of the problem whose sentence has these words."""
    found = check(project)
    problem = next(one for one in found.problems if needle in one.message)
    return fix_for(project, found, problem)


CASES = [
    (made([dense(3), dense(10, "Softmax")], "digits", "SparseCategoricalCrossentropy"), "", "Insert Flatten"),
    (made([layer("Flatten"), dense(10, "Softmax")], "digits", "MeanSquaredError"), "", "Use "),
    (made([layer("Flatten"), dense(7, "Softmax")], "digits", "SparseCategoricalCrossentropy"),
     "units", "Set the units"),
    (made([dense(4, "Tanh"), dense(1, "ReLU")], "spirals", "BinaryCrossentropy"),
     "probabilities", "Set the activation"),
    (made([dense(1, "Sigmoid")], "plane", "MeanSquaredError"), "bounds", "Set the activation to Linear"),
    (made([dense(1)], "plane", "MeanSquaredError", class_weight=(1.0, 2.0)),
     "class weights", "Remove the class weights"),
    (made([layer("Conv2D", filters=2, kernel_size=3)], "digits", "SparseCategoricalCrossentropy"), "Flatten",
     "Add Flatten and a Dense layer of 10"),
    (made([layer("Conv2D", filters=2, kernel_size=9), layer("Flatten"), dense(10, "Softmax")], "digits",
          "SparseCategoricalCrossentropy"), "", "Set the padding to same"),
    (made([("a", dense(2), INPUT), ("b", dense(1, "Sigmoid"), INPUT)], "spirals", "BinaryCrossentropy"), "Nothing uses",
     "Remove the block"),
]


@pytest.mark.parametrize(("project", "needle", "text"), CASES, ids=[text for *_, text in CASES])
def test_a_plain_mend_is_offered(project, needle, text):
    fix = mended(project, needle)
    assert fix is not None
    assert fix.text.startswith(text)
    assert check(fix.project).trainable


def test_a_stop_rule_gets_what_it_watches():
    project = made([dense(1, "Sigmoid")], "spirals", "BinaryCrossentropy", stop=Patience())
    project = replace(project, data=replace(project.data, split=Split(validation=0.0)))
    fix = mended(project, "")
    assert fix.project.data.split.validation == 0.1
    assert not check(fix.project).problems


def broken(rng) -> Project:
    """A project of drawn layers, links, data and loss: hardly ever a good one."""
    names = [name for name in LAYERS if name not in ("Reshape",)]
    nodes = []
    for number in range(int(rng.integers(1, 6))):
        member = drawn(LAYERS[names[rng.integers(len(names))]], rng)
        before = [INPUT, *(node.id for node in nodes)]
        count = max(member.inputs[0], 1)
        inputs = tuple(before[-1 - int(rng.integers(min(2, len(before))))] for _ in range(count))
        nodes.append(Node(f"n{number}", member, inputs, off=(0,) if rng.random() < 0.1 else ()))
    if rng.random() < 0.6:
        nodes.append(Node("out", LAYERS["Dense"](units=int(rng.integers(1, 12)), activation=drawn(
            ACTIVATIONS[list(ACTIVATIONS)[rng.integers(len(ACTIVATIONS))]], rng)), (nodes[-1].id,)))
    loss = list(LOSSES)[rng.integers(len(LOSSES))]
    project = made(Network(tuple(nodes)), list(TASKS)[rng.integers(len(TASKS))], loss,
                   class_weight=(1.0,) * int(rng.integers(1, 4)) if rng.random() < 0.2 else ())
    share = 0.5 if rng.random() < 0.1 else 0.1
    return replace(project, data=replace(project.data, split=Split(validation=share, test=share)))


def test_every_offered_fix_makes_its_problem_go_away():
    rng = np.random.default_rng(11)
    offered, problems = 0, 0
    for _ in range(400):
        project = broken(rng)
        found = check(project)
        for problem in found.problems:
            problems += 1
            fix = fix_for(project, found, problem)
            if fix is None:
                continue
            offered += 1
            assert fix.text
            again = check(fix.project)
            assert not any(one.node == problem.node and one.message == problem.message for one in again.problems)
            errors = [sum(one.severity == "error" for one in checked.problems) for checked in (found, again)]
            assert errors[1] <= errors[0]
    assert problems > 300
    assert offered > 0.5 * problems


def test_following_the_fixes_leads_to_a_network_that_trains():
    """Who presses what is offered, again and again, ends with a network without errors in most of the cases."""
    rng = np.random.default_rng(3)
    trainable = 0
    for _ in range(180):
        project = broken(rng)
        for _ in range(12):
            found = check(project)
            fix = next((fix for problem in found.problems if problem.severity == "error"
                        and (fix := fix_for(project, found, problem))), None)
            if fix is None:
                break
            project = fix.project
        trainable += check(project).trainable
    assert trainable >= 120
