"""The plan: what lies where in memory, what is fused, and that a new network costs no compilation."""

import time

import numpy as np
import pytest

from core.engine.plan import TRAIN
from core.engine.recorder import Recorder
from core.kernels.runtime import compiler
from core.kernels.runtime.kernel import kernel
from core.kernels.runtime.signature import matrix, number, vector
from core.trainer import Trainer
from tests.core.building import choosing, classes, dense, layer, project, regression, values
from tests.core.layers.test_gradients_graphs import GRAPHS


def plan_of(*parts, data=None, **more):
    trainer = Trainer(project(*parts, batch=8, **more), threads=1, data=data or regression())
    return trainer.program(TRAIN, 8).plan


def kernels(plan) -> list[str]:
    return [instruction.kernel.name for instruction in plan.instructions]


def lives(plan) -> dict:
    """First and last instruction that touches each buffer of a plan's own block."""
    found = {}
    for index, instruction in enumerate(plan.instructions):
        for tensor in (*instruction.reads(), *instruction.writes()):
            if tensor.buffer.block is plan.block and tensor.size:
                first, _ = found.get(tensor.buffer, (index, index))
                found[tensor.buffer] = (first, index)
    return found


@pytest.mark.parametrize("name", GRAPHS)
def test_what_lives_together_lies_apart(name):
    shape, parts = GRAPHS[name]
    data = {"train": (values(16, *shape), values(16, 3))}
    plan = plan_of(*parts, data=data)
    found = [(buffer, (0, len(plan.instructions)) if buffer.lasting else span) for buffer, span in lives(plan).items()]
    for index, (a, (a_first, a_last)) in enumerate(found):
        assert a.offset % 64 == 0
        assert a.offset + a.nbytes <= plan.block.nbytes
        for b, (b_first, b_last) in found[index + 1:]:
            if a_first <= b_last and b_first <= a_last:
                assert a.offset + a.nbytes <= b.offset or b.offset + b.nbytes <= a.offset, (a.name, b.name)


def test_memory_is_shared_where_lives_do_not_meet():
    deep = plan_of(*[dense(64, "Tanh") for _ in range(12)], dense(2))
    apart = sum(-(-buffer.nbytes // 64) * 64 for buffer in lives(deep))
    assert deep.nbytes < 0.8 * apart


def test_relu_costs_no_pass_of_its_own():
    plan = plan_of(dense(4, "ReLU"), dense(2))
    assert "relu_forward" not in kernels(plan)
    assert kernels(plan).count("relu_backward") == 1
    assert "tanh_forward" in kernels(plan_of(dense(4, "Tanh"), dense(2)))


def test_flatten_costs_nothing():
    data = {"train": (values(16, 2, 3), values(16, 2))}
    assert kernels(plan_of(layer("Flatten"), dense(2), data=data)) == kernels(plan_of(dense(2)))


def test_nobody_computes_the_gradient_of_the_data():
    assert "dense_input_gradient" not in kernels(plan_of(dense(2)))
    assert kernels(plan_of(dense(3), dense(2))).count("dense_input_gradient") == 1


def test_frozen_layers_in_front_take_no_backward_pass():
    plan = plan_of(dense(4, "Tanh", trainable=False), dense(4, "Tanh", trainable=False), dense(2))
    assert "tanh_backward" not in kernels(plan)
    assert kernels(plan).count("dense_weight_gradient") == 1


def test_every_instruction_knows_its_block_and_its_formula():
    plan = plan_of(dense(4, "Tanh"), layer("Dropout"), dense(2))
    assert set(plan.nodes) == {"data", "n0", "n1", "n2", "loss", "optimizer"}
    assert all(instruction.kernel.formula for instruction in plan.instructions)


def test_a_new_network_is_ready_at_once():
    """Shapes are run-time values: once kernels are loaded, editing compiles nothing."""
    def ready(width):
        made = project(layer("Conv2D", "ReLU", filters=width, padding="same"), layer("MaxPooling2D"), layer("Flatten"),
                       dense(width, "Tanh"), dense(3, "Softmax"), loss="SparseCategoricalCrossentropy", batch=4)
        data = {"train": (values(8, 8, 8, 2), classes(8, 3))}
        begin = time.perf_counter()
        Trainer(made, threads=1, data=data).step(1)
        return time.perf_counter() - begin
    ready(4)
    assert min(ready(width) for width in (5, 6, 7, 9, 11)) < 0.05


def test_equal_edits_load_no_kernel_twice():
    Trainer(project(dense(5), dense(2)), threads=1, data=regression()).step(1)
    from core.kernels import gemm
    entry = gemm.dense_forward.entry
    Trainer(project(dense(9), dense(2)), threads=1, data=regression()).step(1)
    assert gemm.dense_forward.entry is entry


@kernel
def halve(x: vector, factor: number, y: vector.out):
    """y = x · factor"""
    for i in range(x.size):
        y[i] = x[i] * factor


@kernel
def first_row(x: matrix, y: vector.out):
    """y = the first row of x"""
    for i in range(y.size):
        y[i] = x[0, i]


@pytest.mark.parametrize("arguments", [
    lambda r: (r.new("x", (4,)), 1, r.new("y", (2, 2))), lambda r: (r.new("x", (4,), np.int32), 1.0, r.new("y", (4,))),
    lambda r: (r.new("x", (4,)), "half", r.new("y", (4,))), lambda r: (r.new("x", (4,)), True, r.new("y", (4,))),
    lambda r: (r.new("x", (4,)), 1.0), lambda r: (r.new("x", (4,)), r.new("y", (4,)), 1.0)])
def test_a_call_with_the_wrong_kinds_is_refused_by_name(arguments):
    """Explicit signatures cast silently: a float in an integer's place gives wrong losses and no error."""
    recorder = Recorder()
    with pytest.raises(TypeError, match="halve"):
        halve(*arguments(recorder))
    assert recorder.instructions == []


def test_tensors_of_two_plans_do_not_mix():
    one, other = Recorder(), Recorder()
    with pytest.raises(ValueError, match="another plan"):
        halve(one.new("x", (4,)), 1.0, other.new("y", (4,)))


def test_a_tensor_never_reaches_past_its_buffer():
    tensor = Recorder().new("x", (4, 3))
    with pytest.raises(ValueError, match="does not fit"):
        tensor.part(8, (5,))
    with pytest.raises(ValueError, match="cannot be seen"):
        tensor.reshaped(5, 2)
    assert tensor.part(9, (3,)).size == 3


def test_kernels_run_at_once_on_arrays():
    y = np.zeros(5, np.float32)
    halve(np.arange(5, dtype=np.float32), 0.5, y)
    np.testing.assert_array_equal(y, np.arange(5) / 2)
    row = np.zeros(3, np.float32)
    first_row(np.arange(6, dtype=np.float32).reshape(2, 3), row)
    np.testing.assert_array_equal(row, [0, 1, 2])
    with pytest.raises(TypeError, match="contiguous"):
        halve(np.arange(10, dtype=np.float32)[::2], 0.5, y)


def test_running_is_what_loads_llvm():
    import sys
    choosing()
    assert compiler.interpreted() or "llvmlite" in sys.modules
