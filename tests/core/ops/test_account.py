"""Accounts of single numbers: they add up to what the network computed, for every layer and activation there is."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS
from core.inspection.explaining import ANY, Explained
from core.ops.accounts.base import Window
from core.ops.accounts.moved import Passed
from core.project.spec import INPUT, Network, Project
from core.text.errors import ShapeError
from core.text.rounding import adds_up, places, rounded
from core.trainer import Trainer
from tests.core.building import coming_out, dense, layer, project, samples_for, values
from tests.core.variants import drawn

DRAWS, NUMBERS = 6, 5
SHAPES = {1: (7,), 2: (5, 3), 3: (6, 7, 4)}


def explained(trainer, *wish, node="it", channel=ANY, index=0):
    """The explanation that a view gets."""
    need = Explained("train", index, node, tuple(wish), channel)
    return trainer.snapshot([need]).get(need)


def trained(member, shape, seed=0) -> Trainer:
    """A trainer with this layer as "it" (fed twice where it joins), whose weights are anything but the first ones."""
    count = max(member.inputs[0], 1)
    parts = [] if member.vocabulary else [
        (f"i{number}", layer("Activation", "Tanh" if number else "Linear"), [INPUT]) for number in range(count)]
    parts.append(("it", member, [name for name, *_ in parts] or [INPUT]))
    x = samples_for(member, 5, *shape, seed=seed)
    y = np.zeros((5, int(np.prod(coming_out(member, *[shape] * count)))), np.float32)
    made = Trainer(project(*parts, layer("Flatten"), rate=0.01), data={"train": (x, y)}, threads=1)
    made.step(2)
    rng = np.random.default_rng(seed)
    made.set_weights({name: np.abs(rng.normal(0.4, 0.5, weight.shape)) if "variance" in name
                      else rng.normal(0, 0.5, weight.shape) for name, weight in made.weights().items()})
    return made


def fitting(cls, rng) -> tuple:
    """A drawn layer and an input shape that it takes."""
    for _ in range(400):
        member = drawn(cls, rng)
        for shape in SHAPES.values():
            try:
                coming_out(member, *[shape] * max(member.inputs[0], 1))
            except ShapeError:
                continue
            return member, shape
    raise AssertionError(f"no shape fits {cls.__name__}")


def look(trainer, rng) -> None:
    """Some numbers of the block "it": their accounts give what the network computed, step by step."""
    shape = trainer.check.shapes["it"]
    for _ in range(NUMBERS):
        place = tuple(int(rng.integers(size)) for size in shape)
        found = explained(trainer, *place, index=int(rng.integers(5)))
        assert found.place == place
        assert found.steps[-1].total == pytest.approx(found.value, rel=2e-5, abs=2e-5)
        if len(found.steps) > 1:
            before = float(found.sample.before["it"][place])
            assert found.steps[0].total == pytest.approx(before, rel=2e-5, abs=2e-5)


@pytest.mark.parametrize("name", LAYERS)
def test_the_account_of_a_layer_is_what_the_network_computed(name):
    rng = np.random.default_rng(sum(name.encode()))
    for draw in range(DRAWS):
        member, shape = fitting(LAYERS[name], rng)
        look(trained(member, shape, draw), rng)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_account_of_an_activation_is_what_the_network_computed(name):
    rng = np.random.default_rng(1)
    for shape in SHAPES.values():
        for _ in range(2):
            look(trained(LAYERS["Activation"](activation=drawn(ACTIVATIONS[name], rng)), shape), rng)


@pytest.mark.parametrize("name", ["Dropout", "SpatialDropout2D", "GaussianNoise"])
def test_what_acts_in_training_alone_says_so(name):
    found = explained(trained(layer(name), SHAPES[3]), 1, 2, 3)
    assert "in training alone" in found.steps[0].why
    assert found.steps[0].place == (1, 2, 3)


@pytest.mark.parametrize("member", [
    *(layer(name, units=3, return_sequences=sequences, go_backwards=backwards) for name in ("SimpleRNN", "LSTM", "GRU")
      for sequences in (True, False) for backwards in (True, False)),
    *(layer("Bidirectional", layer=layer("GRU", units=3, return_sequences=sequences), merge_mode=mode)
      for sequences in (True, False) for mode in ("concat", "sum")),
    layer("MultiHeadAttention", num_heads=2, key_dim=3), layer("GlobalAveragePooling1D")],
    ids=lambda member: member.shown_name())
def test_an_account_passes_over_filler(member):
    x = np.array([[0, 3, 0, 1, 2, 0], [1, 2, 3, 1, 2, 3], [0, 0, 0, 0, 4, 0]], np.int32)
    parts = layer("Embedding", input_dim=5, output_dim=4, mask_zero=True), ("it", member, "n0"), layer("Flatten")
    wide = Trainer(project(*parts, dense(1)), data={"train": (x, np.zeros((3, 1), np.float32))}, threads=1)
    shape, rng = wide.check.shapes["it"], np.random.default_rng(0)
    wide.set_weights({name: rng.normal(0, 0.5, weight.shape) for name, weight in wide.weights().items()})
    for place in np.ndindex(*shape):
        for index in range(3):
            found = explained(wide, *place, index=index)
            assert found.steps[-1].total == pytest.approx(found.value, rel=2e-5, abs=2e-5), (place, index)


def test_a_convolution_tells_where_its_values_stand():
    trainer = trained(layer("Conv2D", filters=4, kernel_size=3, strides=2, padding="same", groups=2), (6, 7, 4))
    account = explained(trainer, 0, 1, 3).steps[0]
    x = explained(trainer, 0, 1, 3).inputs[0]
    assert account.window == Window((0, 1, 2), (1, 2, 3), (2, 3))
    np.testing.assert_array_equal(account.values, x[0:3, 1:4, 2:4].transpose(2, 0, 1).astype(np.float64))
    np.testing.assert_array_equal(account.weights[1], trainer.weights()["it.kernel"][:, :, 1, 3])


def test_where_a_moved_number_comes_from():
    chain = [("c", layer("Concatenate"), [INPUT, INPUT]), ("p", layer("ZeroPadding2D", padding=1), ["c"]),
             ("f", layer("Flatten"), ["p"])]
    x = values(2, 3, 4, 2)
    trainer = Trainer(project(*chain, dense(1)), data={"train": (x, np.zeros((2, 1), np.float32))}, threads=1)
    assert explained(trainer, 0, 1, 3, node="c").steps == (Passed(float(x[0, 0, 1, 1]), (0, 1, 1), 1),)
    assert explained(trainer, 0, 2, 1, node="p").steps[0].place is None
    found = explained(trainer, (1 * 6 + 2) * 4 + 3, node="f").steps[0]
    assert (found.place, found.value) == ((1, 2, 3), float(x[0, 0, 1, 1]))


def test_a_unit_that_is_off_says_so():
    member = layer("Dense", "Tanh", units=3)
    network = project(("it", member, INPUT), dense(2))
    off = replace(network, network=Network(tuple(replace(node, off=(1,)) if node.id == "it" else node
                                                 for node in network.network.nodes)))
    trainer = Trainer(off, data={"train": (values(4, 5), values(4, 2))}, threads=1)
    assert "switched off by hand" in explained(trainer, 1).steps[-1].why
    assert explained(trainer, 1).steps[-1].total == explained(trainer, 1).value == 0
    assert explained(trainer, 2).steps[-1].total == explained(trainer, 2).value != 0


def test_the_input_shows_what_scaling_did():
    from core.project.examples import starters
    digits = Project.load(next(one.path for one in starters() if one.file == "digits-cnn.json"))
    trainer = Trainer(digits, threads=1)
    found = explained(trainer, node=INPUT)
    assert found.steps[0].raw > 100
    assert found.steps[0].total == pytest.approx(found.value, rel=1e-6)


def test_the_first_place_is_one_where_pencil_and_print_agree():
    """Every block of the trained digits network, and a wish that leaves only the place in one filter open."""
    from core.project.examples import starters
    digits = Project.load(next(one.path for one in starters() if one.file == "digits-cnn.json"))
    trainer = Trainer(digits, threads=1)
    trainer.step(150)
    for wish in ((), (ANY, ANY, 5)):
        found = explained(trainer, *wish, node="conv2d2")
        assert found.honest
        assert not wish or found.place[2] == 5
        account = found.step("sum")
        products, digits_ = account.products[found.channel].ravel(), account.places.product
        assert adds_up(products, account.sums[found.channel], digits_)
        assert adds_up((account.sum, account.bias), account.total, account.places.line)
    assert explained(trainer, node="maxpooling2d1").honest
    account = explained(trainer, node="dense1").steps[0]
    chosen, rest = account.terms()
    assert len(chosen) == 12
    assert adds_up([*account.sums[chosen], rest], account.sum, account.places.product)


def test_a_place_that_is_gone_is_searched_anew():
    trainer = trained(layer("Dense", units=3), (7,))
    assert explained(trainer, 5).place[0] < 3
    assert explained(trainer, node="nobody") is None


def test_printed_numbers():
    assert [places(value) for value in (0, 1.5, 0.5, 0.05, 0.004, 250, 1e-9, float("nan"))] == [2, 2, 2, 3, 4, 0, 6, 2]
    assert str(rounded(-0.001, 2)) == "0.0"
    assert adds_up([0.111, 0.222], 0.334, 2)
    assert not adds_up([0.114, 0.114], 0.229, 2)
    assert not adds_up([float("inf")], float("inf"), 2)
