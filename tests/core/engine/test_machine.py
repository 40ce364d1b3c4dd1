"""The native loop: chunks, pause and close from another thread, and no help from Python while it runs."""

import threading
import time

import numpy as np
import pytest

from core.engine.machine import Machine, Program
from core.engine.plan import TRAIN, Plan
from core.kernels.runtime import compiler, control
from core.trainer import Trainer
from tests.core.building import classes, dense, project, regression, same_bits, values

pytestmark = pytest.mark.skipif(compiler.interpreted(), reason="nothing is compiled")


def large(threads=2) -> Trainer:
    made = project(dense(512, "ReLU"), dense(512, "ReLU"), dense(10, "Softmax"), loss="SparseCategoricalCrossentropy",
                   rate=0.001, batch=128)
    return Trainer(made, threads=threads, data={"train": (values(1024, 784), classes(1024, 10))})


def test_pausing_ends_a_chunk_after_a_whole_step():
    trainer, other = large(), large(1)
    trainer.step(1)
    machine, _ = trainer.machine()
    ended = threading.Event()

    def press():
        # Between two chunks of a call there is nothing to pause: it is pressed until it is heard.
        while not ended.wait(0.001):
            machine.pause()
    presser = threading.Timer(0.05, press)
    presser.start()
    tick = trainer.step(4000)
    ended.set()
    presser.join()
    assert 1 < tick.step < 4000
    assert len(tick.losses) == tick.step - 1
    other.step(tick.step)
    assert same_bits(trainer.weights(), other.weights())


def test_closing_ends_a_chunk_within_a_step():
    trainer = large()
    trainer.step(1)
    machine, _ = trainer.machine()
    timer = threading.Timer(0.1, machine.close)
    timer.start()
    begin = time.perf_counter()
    trainer.step(4000)
    assert time.perf_counter() - begin < 2.0
    timer.join()
    assert machine.run(5) == 0, "a closed machine stays closed"


def test_python_runs_on_while_the_machine_does():
    """The lock of the interpreter is free: another thread counts on."""
    trainer = large()
    trainer.step(2)
    counted, done = 0, threading.Event()

    def work():
        trainer.step(60)
        done.set()
    thread = threading.Thread(target=work)
    thread.start()
    gaps, last = [], time.perf_counter()
    while not done.is_set():
        counted += 1
        time.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    thread.join()
    assert counted > 20
    assert np.median(gaps) < 0.05


def test_one_call_may_take_more_steps_than_the_ring_of_losses_holds():
    small = Trainer(project(dense(2), batch=8), threads=1, data=regression())
    tick = small.step(10_001)
    assert tick.step == 10_001
    assert len(tick.losses) == 10_001
    again = Trainer(project(dense(2), batch=8), threads=1, data=regression())
    parts = np.concatenate([again.step(count).losses for count in (4096, 4096, 1809)])
    assert parts.tobytes() == tick.losses.tobytes()


def test_a_small_step_costs_microseconds():
    """The work of W1; forty times slower than it is, so that a busy machine passes and a Python loop does not."""
    made = project(dense(8, "Tanh"), dense(8, "Tanh"), dense(1, "Sigmoid"), loss="BinaryCrossentropy", batch=10,
                   momentum=0.9)
    trainer = Trainer(made, threads=1, data={"train": (values(500, 2), classes(500, 2))})
    trainer.step(2000)
    best = np.inf
    for _ in range(5):
        begin = time.perf_counter()
        trainer.step(4000)
        best = min(best, (time.perf_counter() - begin) / 4000)
    assert best < 40e-6, f"{best * 1e6:.1f} µs a step"


def test_control_cells_do_not_collide():
    cells = {name: value for name, value in vars(control).items() if name.isupper() and name != "CELLS"}
    assert len(set(cells.values())) == len(cells)
    assert max(cells.values()) < control.CELLS


def test_a_program_runs_one_instruction_at_a_time():
    """Stepping through the table by hand is the same step as the native loop's."""
    fast, slow = (Trainer(project(dense(4, "Tanh"), dense(2), optimizer="Adam"), threads=1, data=regression())
                  for _ in range(2))
    fast.step(1)
    program = slow.program(TRAIN, 8)
    assert isinstance(program, Program)
    for index in range(len(program.plan.instructions)):
        program.run_one(index)
    assert same_bits(fast.weights(), slow.weights())
    assert slow.state_memory.counters[0] == 1


def test_machines_are_made_once():
    trainer = Trainer(project(dense(2), batch=7), threads=1, data=regression())
    trainer.step(40)
    machines = dict(trainer.machines)
    trainer.step(40)
    assert machines == trainer.machines
    assert all(isinstance(machine, Machine) for machine in machines.values())
    assert all(isinstance(program.plan, Plan) for program in trainer.plans.values())
