"""Fifty steps of every optimiser, with clipping and schedules, against PyTorch."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, CLIPPINGS, LOSSES, OPTIMIZERS, SCHEDULES
from tests.peers import torch_optimizers
from tests.peers.comparing import cost
from tests.peers.drawing import compare, decided, generator, layer, trainer
from tests.peers.torch_network import tensors

pytestmark = pytest.mark.peers
STEPS, BATCH, SAMPLES, DRAWS = 50, 10, 70, 6
UPDATE = 1e-4
RATES = {"SGD": 0.1, "Adagrad": 0.1, "RMSprop": 0.003, "Adadelta": 1.0, "Adam": 0.01, "AdamW": 0.01, "Nadam": 0.01,
         "Lion": 0.001}
FIXED_SHARES = ("momentum", "beta_1", "rho")


def drawn(name, rng):
    """An optimiser with the numbers that people choose, near their defaults."""
    op = OPTIMIZERS[name](learning_rate=RATES[name] * float(rng.uniform(0.3, 1)))
    changes, choices = {}, {p.name: p.choices for p in parameters(type(op))}
    for field in op.__struct_fields__:
        value = getattr(op, field)
        if isinstance(value, bool):
            changes[field] = bool(rng.random() < 0.5)
        elif field in FIXED_SHARES:
            changes[field] = float(rng.uniform(0.5, 0.95))
        elif field in ("beta_2",):
            changes[field] = float(rng.uniform(0.9, 0.999))
        elif field == "weight_decay":
            changes[field] = float(rng.uniform(0, 0.5))
        elif field == "epsilon":
            changes[field] = float(rng.choice([1e-7, 1e-5, 1e-3]))
        elif isinstance(value, str):
            changes[field] = str(rng.choice(choices[field]))
    return replace(op, **changes)


def made(rng, optimizer, **training):
    """A small classifier on random samples."""
    x = rng.standard_normal((SAMPLES, 4)).astype(np.float32)
    y = rng.integers(0, 3, SAMPLES).astype(np.int32)
    y[:3] = range(3)
    parts = [layer("Dense", units=8, activation=ACTIVATIONS["Tanh"]()),
             layer("Dense", units=3, activation=ACTIVATIONS["Softmax"]())]
    return trainer(parts, x, y, optimizer=optimizer, loss=LOSSES["SparseCategoricalCrossentropy"](), batch_size=BATCH,
                   shuffle=False, **training), x, y


def rates(schedule, base):
    """The rate of every step, from the schedule's curve at the beginning of the step."""
    per_epoch = SAMPLES / BATCH
    for step in range(STEPS):
        now, after = step / per_epoch, (step + 1) / per_epoch
        ramp = min(1, after / schedule.warmup_epochs) if schedule.warmup_epochs else 1
        yield base * ramp * float(schedule.factor(np.array([max(0.0, now - schedule.warmup_epochs)]))[0])


def trained(made_trainer, x, y, dtype):
    """Weights after the steps in PyTorch."""
    training = made_trainer.project.training
    weights = tensors(made_trainer, dtype)
    optimizer = torch_optimizers.made(training.optimizer, weights)
    moving = rates(training.schedule, training.optimizer.learning_rate) if training.schedule else None
    for step in range(STEPS):
        at = step * BATCH % SAMPLES
        optimizer.zero_grad()
        cost(made_trainer, weights, x[at:at + BATCH], y[at:at + BATCH], dtype).backward()
        if training.clipping is not None:
            torch_optimizers.clip(training.clipping, weights)
        if moving is not None:
            rate = next(moving)
            for group in optimizer.param_groups:
                group["lr"] = rate
        optimizer.step()
    return {name: w.detach().numpy().astype(np.float64) for name, w in weights.items()}


def agree(found, x, y):
    """Assert that all weights after the steps lie within the share of the total update of the peer's."""
    exact, single = (trained(found, x, y, dtype) for dtype in (torch.float64, torch.float32))
    start = found.weights()
    tick = found.step(STEPS)
    assert not tick.stopped
    after = found.weights()
    update = max(float(np.abs(exact[name] - start[name]).max()) for name in start)
    assert update > 1e-4
    for name in start:
        have = after[name].astype(np.float64) - start[name]
        compare(have, exact[name] - start[name], single[name] - start[name], UPDATE, name, floor=update)


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_optimizer(name, draw):
    decided(lambda rng: agree(*made(rng, drawn(name, rng))), "optimizer", name, draw)


@pytest.mark.parametrize("draw", range(4))
@pytest.mark.parametrize("name", list(CLIPPINGS))
def test_clipping(name, draw):
    def case(rng):
        limit = {"ClipValue": 0.02, "ClipNorm": 0.1, "GlobalClipNorm": 0.2}[name] * float(rng.uniform(0.5, 2))
        clipping = CLIPPINGS[name](limit)
        agree(*made(rng, OPTIMIZERS["SGD"](learning_rate=0.1, momentum=0.9), clipping=clipping))
    decided(case, "clipping", name, draw)


@pytest.mark.parametrize("draw", range(3))
@pytest.mark.parametrize("name", [name for name, cls in SCHEDULES.items() if not cls.watches])
def test_schedule(name, draw):
    def case(rng):
        spans = {field: float(rng.uniform(2, 6)) for field in SCHEDULES[name].__struct_fields__
                 if field.endswith("_epochs")}
        spans["warmup_epochs"] = float(rng.choice([0.0, 1.0, 1.5]))
        agree(*made(rng, OPTIMIZERS["SGD"](learning_rate=0.1, momentum=0.5), schedule=SCHEDULES[name](**spans)))
    decided(case, "schedule", name, draw)


def test_the_draws_are_of_one_seed():
    assert generator("a", 1).random() == generator("a", 1).random() != generator("a", 2).random()
