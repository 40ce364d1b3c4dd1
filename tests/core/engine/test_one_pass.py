"""Gradient and update in one pass: the same bits as one after the other, and left alone where somebody else looks."""

import numpy as np
import pytest

from core.declare.registry import CLIPPINGS, OPTIMIZERS, REGULARIZERS
from core.engine import plan
from core.engine.plan import TRAIN
from core.kernels import few_rows
from core.kernels.runtime import compiler
from core.trainer import Trainer
from tests.core.building import dense, project, values, with_training
from tests.naive import one_pass as naive

pytestmark = pytest.mark.skipif(compiler.interpreted(), reason="plain Python has no entries to call strip by strip")


def trainer(batch, *parts, threads=1, optimizer="Adam", **training):
    made = project(*(parts or (dense(301, "ReLU"), dense(230, "Tanh"), dense(2))), batch=batch, optimizer=optimizer,
                   rate=0.01)
    data = {"train": (values(2 * batch + 1, 307), values(2 * batch + 1, 2, seed=1))}
    return Trainer(with_training(made, **training), threads=threads, data=data)


def joined(made, batch) -> int:
    return sum(i.kernel.name == "one_pass" for i in made.program(TRAIN, batch).plan.instructions)


def trained(made, steps=7):
    made.step(steps)
    return made.state_memory.block.tobytes()


def apart(monkeypatch, *arguments, **more):
    """The same, each gradient written and read."""
    with monkeypatch.context() as without:
        without.setattr(plan, "join_passes", lambda *given: None)
        made = trainer(*arguments, **more)
        assert not joined(made, arguments[0])
        return trained(made)


@pytest.mark.few(3)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimiser_gives_the_same_bits(optimizer, monkeypatch):
    made = trainer(1, optimizer=optimizer)
    assert joined(made, 1) == 2
    assert trained(made) == apart(monkeypatch, 1, optimizer=optimizer)


@pytest.mark.parametrize("batch", [2, few_rows.MOST_ROWS + 1, few_rows.MOST_STRIPS])
@pytest.mark.parametrize("threads", [1, 2])
def test_batches_and_threads_give_the_same_bits(batch, threads, monkeypatch):
    made = trainer(batch, threads=threads, optimizer="AdamW")
    assert joined(made, batch) == 2
    assert trained(made) == apart(monkeypatch, batch, optimizer="AdamW")


def test_clipping_by_value_comes_along_and_clipping_by_norm_looks_at_all_gradients_first(monkeypatch):
    by_value = {"clipping": CLIPPINGS["ClipValue"](clipvalue=1e-3)}
    made = trainer(1, **by_value)
    assert joined(made, 1) == 2
    assert trained(made) == apart(monkeypatch, 1, **by_value)
    for name in set(CLIPPINGS) - {"ClipValue"}:
        assert not joined(trainer(1, clipping=CLIPPINGS[name]()), 1)


def test_a_strip_after_another_is_the_whole_at_once():
    made = trainer(3)
    made.step(2)
    program, memory = made.program(TRAIN, 3), made.state_memory
    for index, instruction in enumerate(program.plan.instructions):
        if instruction.kernel.name == "one_pass":
            before = memory.block.copy()
            program.run_one(index)
            strips = memory.block.tobytes()
            memory.block[:] = before
            naive.one_pass(*(tensor.array() for tensor in instruction.arguments))
            assert memory.block.tobytes() == strips != before.tobytes()


def test_a_penalty_is_added_to_a_gradient_that_is_written():
    parts = dense(301, "ReLU", kernel_regularizer=REGULARIZERS["L2"]()), dense(230, "Tanh"), dense(2)
    made = trainer(1, *parts)
    assert joined(made, 1) == 1


@pytest.mark.parametrize("block", ["n0", "n1"])
def test_a_number_that_is_not_finite_is_found_in_its_block(block):
    made = trainer(1)
    made.step(2)
    before, memory = made.weights(), made.state_memory
    memory.buffers["slot:mean"].array()[memory.entries[f"{block}.kernel"].start + 5] = np.inf
    tick = made.step(3)
    assert f"{block}.kernel in {block} is no longer a finite number as the weights were moved" in tick.stopped
    assert all(np.array_equal(value, before[name]) for name, value in made.weights().items())
