"""Every line of PyTorch that the reference prints is run on the same arrays and gives the same numbers."""

import ast
from functools import partial

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from core.declare import registry
from core.declare.registry import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, SCHEDULES
from core.declare.torch_lines import LAST, Call, printed
from core.reference.entries import chapters
from core.text.errors import ShapeError
from tests.core.building import coming_out, samples_for
from tests.core.drawn_networks import SHAPES
from tests.core.variants import drawn
from tests.peers.drawing import compare, generator, layer, trainer
from tests.peers.executing import loaded, run
from tests.peers.test_layers import targets

pytestmark = pytest.mark.peers
FAMILIES = {family.name: family for family in vars(registry).values() if isinstance(family, registry.Family)}
LINES = [(chapter.family, entry.name) for chapter in chapters() for entry in chapter.entries
         if FAMILIES[chapter.family][entry.name]().in_torch() is not None]
"""Those that do not hang on what comes in."""
RANDOM = {"Dropout", "SpatialDropout2D", "GaussianNoise"}
TRIED = {"layer", "activation", "initializer", "loss", "schedule", "optimizer", "clipping"}
"""Families whose lines are run here, or (optimisers and clippings) in test_optimizers."""


def test_every_line_belongs_to_a_family_whose_lines_are_run():
    assert {family for family, _ in LINES} <= TRIED


@pytest.mark.parametrize(("family", "name"), LINES)
def test_what_is_printed_is_python_without_gaps(family, name):
    text = printed(FAMILIES[family][name]().in_torch())
    ast.parse(text, mode="eval")
    assert "{" not in text.replace("{'params'", "")


def moved(x):
    """Channels first, as torch has pictures; rows stay."""
    return torch.tensor(x).movedim(-1, 1)


def through(line, network, xs, last=False, used=lambda module, x: module(x)):
    """What the line makes of arrays, with the weights of the block "m" of a trainer."""
    given = list(map(torch.tensor if last else moved, xs))
    value = run(line, x=given[0], **{f"x{number}": x for number, x in enumerate(given, 1)})
    if isinstance(value, torch.nn.Module):
        weights = {name.partition(".")[2]: value for name, value in network.weights().items() if name.startswith("m.")}
        module = loaded(value, weights).eval()
        value = run(used(module, torch.tensor(xs[0]))) if last else module(moved(xs[0]))
    if last:
        return value.detach().numpy()
    return value.movedim(1, -1).detach().numpy() if value.ndim > 2 else value.detach().numpy()


def output(member, module, x):
    """How the output of a layer comes about, without further ones."""
    used = member.torch_use(module, [x])
    return used[0] if isinstance(used, tuple) else used


def surrounded(member, shapes):
    """A trainer for one block that is given arrays unchanged: joins are fed by crops of one wide picture."""
    rng = generator("lines", type(member).__name__)
    xs = [samples_for(member, 6, *shape, seed=int(rng.integers(1000))) for shape in shapes]
    out = coming_out(member, *shapes)
    outputs, flat = int(np.prod(out)), [layer("Flatten")] if len(out) > 1 else []
    made = trainer([("m", member, "input"), *flat], xs[0], np.zeros((6, outputs), np.float32),
                   loss=LOSSES["MeanSquaredError"]())
    return made, xs


def plain(cls, rng):
    """Drawn parameters; the activation after it is a line of its own."""
    made = drawn(cls, rng)
    return replace(made, activation=ACTIVATIONS["Linear"]()) if "activation" in made.__struct_fields__ else made


@pytest.mark.parametrize("name", [name for family, name in LINES if family == "layer" and LAYERS[name].inputs[0] == 1])
def test_layers(name):
    tried, rng = 0, generator("line", name)
    for draw in range(400):
        member = LAYERS[name]() if not draw else plain(LAYERS[name], rng)
        shape = SHAPES[rng.integers(len(SHAPES))]
        try:
            fits = 0 < np.prod(coming_out(member, shape)) < 20_000
        except Exception:  # no shape for this block: another draw
            continue
        line = member.in_torch(shape) if fits else None
        if line is None:
            continue
        network, xs = surrounded(member, [shape])
        want = through(line, network, xs, member.torch_axes == LAST, partial(output, member)).reshape(6, -1)
        if name != "GaussianNoise":  # whose line is that of training
            compare(network.predict(xs[0]).reshape(6, -1), want.astype(np.float64), want, 3e-5, printed(line))
        tried += 1
        if tried > 25:
            break
    assert tried > 3


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("shape", [(5,), (7, 3), (4, 6, 3)])
@pytest.mark.parametrize("name", [name for family, name in LINES if family == "layer" and LAYERS[name].inputs[0] > 1])
def test_joins(name, shape, count):
    member, rng = LAYERS[name](), generator("join", name)
    count = min(count, member.inputs[1])
    try:
        coming_out(member, *[shape] * count)
    except ShapeError:
        pytest.skip("does not take pictures")
    x = rng.standard_normal((6, *shape)).astype(np.float32)
    before = [(f"a{number}", layer("Activation", activation=ACTIVATIONS[kind]()), "input")
              for number, kind in zip(range(count), ("ReLU", "Tanh", "Sigmoid", "Linear", "ELU"), strict=False)]
    parts = [*before, ("m", member, tuple(one for one, *_ in before)), ("f", layer("Flatten"), "m")]
    outputs = int(np.prod(coming_out(member, *[shape] * count)))
    network = trainer(parts, x, np.zeros((6, outputs), np.float32), loss=LOSSES["MeanSquaredError"]())
    xs = [part.activation.curve(x.astype(np.float64)).astype(np.float32) for _, part, _ in before]
    want = through(member.in_torch(*[shape] * count), network, xs, member.torch_axes == LAST).reshape(6, -1)
    compare(network.predict(x), want.astype(np.float64), want, 3e-5, name)


@pytest.mark.parametrize("name", sorted(RANDOM))
def test_what_is_random_in_training_has_the_same_spread(name):
    member, x = LAYERS[name](), torch.ones(200, 50, 4, 4)
    value = run(member.in_torch(), x=x)
    y = value.train()(x) if isinstance(value, torch.nn.Module) else value
    rate = getattr(member, "rate", None)
    if rate is None:
        assert float((y - x).std()) == pytest.approx(member.stddev, rel=0.02)
    else:
        assert sorted(set(np.round(y.unique().numpy(), 5))) == pytest.approx([0, 1 / (1 - rate)], abs=1e-5)
        assert float((y == 0).float().mean()) == pytest.approx(rate, abs=0.02)
        assert len(y[0, 0].unique()) == (1 if name == "SpatialDropout2D" else 2)


@pytest.mark.parametrize("shape", [(5,), (4, 6, 3)])
@pytest.mark.parametrize("momentum", [0.99, 0.6, 0.0])
def test_moving_statistics_move_alike(shape, momentum):
    member = LAYERS["BatchNormalization"](momentum=momentum)
    network, xs = surrounded(member, [shape])
    module = loaded(run(member.in_torch(shape)), {name[2:]: value for name, value in network.weights().items()})
    before = module.running_var.numpy().copy()
    network.step(1)
    module.train()(moved(xs[0]))
    n, after = xs[0].size // shape[-1], network.weights()
    np.testing.assert_allclose(after["m.moving_mean"], module.running_mean.numpy(), rtol=1e-4, atol=1e-5)
    biased = momentum * before + (module.running_var.numpy() - momentum * before) * (n - 1) / n
    np.testing.assert_allclose(after["m.moving_variance"], biased, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(7,), (4, 6, 3)])
@pytest.mark.parametrize("name", [name for family, name in LINES if family == "activation"])
def test_activations(name, shape):
    rng = generator("line", name)
    for draw in range(8):
        member = ACTIVATIONS[name]() if not draw else drawn(ACTIVATIONS[name], rng)
        line = member.in_torch(shape)
        if line is None:
            continue
        network, xs = surrounded(layer("Activation", activation=member), [shape])
        fresh = trainer_alpha(member, shape)
        if fresh is not None:
            np.testing.assert_array_equal(next(run(line).parameters()).detach().numpy(), fresh)
        want = through(line, network, [4 * xs[0]], member.torch_axes == LAST).reshape(6, -1)
        compare(network.predict(4 * xs[0]).reshape(6, -1), want.astype(np.float64), want, 1e-5, printed(line))


def trainer_alpha(member, shape):
    """The first α of an activation that has one."""
    weights = member.weights(shape)
    return None if "alpha" not in weights else weights["alpha"].initializer.sample(
        np.random.default_rng(0), weights["alpha"].shape, 1, 1)


@pytest.mark.parametrize("shape", [(300, 200), (3, 3, 64, 48)])
@pytest.mark.parametrize("name", [name for family, name in LINES if family == "initializer"])
def test_initializers(name, shape):
    torch.manual_seed(0)
    rng = generator("line", name)
    for draw in range(4):
        member = INITIALIZERS[name]() if not draw else drawn(INITIALIZERS[name], rng)
        if name == "RandomUniform" and member.minval > member.maxval:
            continue
        area = int(np.prod(shape[:-2]))
        have = member.sample(rng, shape, area * shape[-2], area * shape[-1])
        weight = torch.empty(tuple(np.transpose(have).shape) if len(shape) == 2 else (48, 64, 3, 3))
        want = run(member.in_torch(), weight=weight).detach().numpy()
        size = max(float(np.abs(want).max()), 1e-9)
        assert have.mean() == pytest.approx(want.mean(), abs=0.02 * size)
        assert have.std() == pytest.approx(want.std(), rel=0.02, abs=1e-6)
        if "Normal" not in name and name != "Orthogonal":
            assert [have.min(), have.max()] == pytest.approx([want.min(), want.max()], abs=2e-3 * size)
        if name == "Orthogonal":
            for one in (have.reshape(-1, shape[-1]), want.reshape(want.shape[0], -1)):
                gram = one.T @ one if one.shape[0] > one.shape[1] else one @ one.T
                np.testing.assert_allclose(gram, member.gain**2 * np.eye(len(gram)), atol=1e-4)


@pytest.mark.parametrize("outputs", [1, 4])
@pytest.mark.parametrize("name", [name for family, name in LINES if family == "loss"])
def test_losses(name, outputs):
    rng = generator("line", name)
    for draw in range(4):
        loss = LOSSES[name]() if not draw else drawn(LOSSES[name], rng)
        width = max(outputs, 2) if loss.pair == "Softmax" else outputs
        if "label_smoothing" in loss.__struct_fields__:
            loss = replace(loss, from_logits=True, label_smoothing=0.1 * draw * (loss.pair == "Softmax"))
        x, y = rng.standard_normal((12, 5)).astype(np.float32), targets(rng, loss, width, 12)
        network = trainer([layer("Dense", units=width)], x, y, loss=loss)
        weights = network.weights()
        kernel = torch.tensor(weights["n0.kernel"], requires_grad=True)
        logits = torch.tensor(x) @ kernel + torch.tensor(weights["n0.bias"])
        run(loss.in_torch())(logits, torch.tensor(y, dtype=torch.int64 if loss.labels else None)).backward()
        want = kernel.grad.numpy()
        compare(network.gradients(x, y)["n0.kernel"], want.astype(np.float64), want, 1e-5, printed(loss.in_torch()))


def optimizer(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)


@pytest.mark.parametrize("name", [name for family, name in LINES if family == "schedule"
                                  and not SCHEDULES[name].watches])
def test_schedules_at_the_end_of_every_epoch(name):
    rng = generator("line", name)
    for draw in range(12):
        made = SCHEDULES[name]()
        if draw:
            spans = [field for field in made.__struct_fields__ if field.endswith("_epochs")]
            fields = {field: float(rng.integers(2, 30)) for field in spans}
            fields |= {field: float(rng.uniform(0.1, 0.9)) for field in ("gamma", "decay_rate", "alpha", "pct_start")
                       if field in made.__struct_fields__}
            made = replace(made, **fields | {"warmup_epochs": 0.0})
        wheel = optimizer(0.3)
        scheduler = run(made.in_torch(), optimizer=wheel)
        for epoch in range(80):
            want = 0.3 * float(made.factor(np.array([float(epoch)]))[0])
            assert wheel.param_groups[0]["lr"] == pytest.approx(want, rel=1e-6, abs=1e-12), (printed(made.in_torch()),
                                                                                           epoch)
            wheel.step()
            scheduler.step()


@pytest.mark.parametrize("draw", range(20))
def test_a_plateau_is_seen_in_the_same_epoch(draw):
    rng = generator("plateau", draw)
    made = SCHEDULES["ReduceLROnPlateau"]()
    if draw:
        made = replace(made, patience=int(rng.integers(1, 5)), cooldown=int(rng.integers(0, 4)),
                       min_delta=float(rng.choice([0, 0.01, 0.1])), min_lr=float(rng.choice([0, 0.05])),
                       gamma=float(rng.uniform(0.3, 0.9)))
    wheel, memory = optimizer(0.3), dict(made.memory)
    scheduler = run(made.in_torch(), optimizer=wheel)
    for loss in 1 + np.cumsum(rng.normal(-0.01, 0.05, 100)):
        made.epoch_ended(memory, float(loss), 0.3)
        scheduler.step(float(loss))
        assert wheel.param_groups[0]["lr"] == pytest.approx(0.3 * memory["held"], rel=1e-6)


def test_lines_are_calls_that_torch_knows():
    for family, name in LINES:
        line = FAMILIES[family][name]().in_torch()
        if isinstance(line, Call):
            assert callable(run(line.function))
