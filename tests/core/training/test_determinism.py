"""Same project and seed, same bits: in another process, with other threads, in other chunks, after a rewind."""

import ctypes
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.engine.threads import Team
from core.trainer import Trainer
from tests.core.building import classes, dense, layer, project, same_bits, values, with_training

ROOT = Path(__file__).parents[3]


def digest(trainer) -> str:
    """One word for everything that the next step depends on."""
    memory, found = trainer.state_memory, hashlib.sha256()
    for name, buffer in memory.buffers.items():
        # Cells hold settings and results, such as the loss of the last step.
        found.update(b"" if name == "cells" else buffer.array().tobytes())
    return found.hexdigest()


def wide(seed=0):
    """Layers that are dealt into many tiles, and batches that do not divide the epoch."""
    made = project(dense(512, "ReLU"), layer("Dropout", rate=0.2), dense(512, "Tanh"), dense(10, "Softmax"),
                   loss="SparseCategoricalCrossentropy", optimizer="Adam", rate=0.001, batch=128, seed=seed)
    return made, {"train": (values(300, 784, seed=1), classes(300, 10))}


def pictures(seed=0):
    """Convolutions, both poolings, a skip link and dropout on pictures."""
    conv = {"kernel_size": 3, "padding": "same"}
    made = project(
        ("a", layer("Conv2D", "ReLU", filters=16, **conv), "input"), ("m", layer("MaxPooling2D"), "a"),
        ("b", layer("Conv2D", "Tanh", filters=16, **conv), "m"), ("sum", layer("Add"), ["m", "b"]),
        ("v", layer("AveragePooling2D"), "sum"), ("f", layer("Flatten"), "v"), ("d", layer("Dropout"), "f"),
        ("c", dense(10, "Softmax"), "d"), loss="SparseCategoricalCrossentropy", optimizer="Adam", rate=0.001, batch=32,
        seed=seed)
    return made, {"train": (values(150, 28, 28, 1, seed=1), classes(150, 10))}


NETS = {"wide": wide, "pictures": pictures}


def test_these_nets_are_dealt_into_many_tiles():
    """Else the tests below would say nothing of threads."""
    for make in NETS.values():
        made, data = make()
        trainer = Trainer(made, data=data, threads=2)
        trainer.step(1)
        many = [i.kernel.key for program in trainer.plans.values() for i in program.plan.instructions if i.tiles > 1]
        assert len(many) >= 8, many


@pytest.mark.parametrize("net", NETS)
def test_threads_do_not_change_a_bit(net, monkeypatch):
    # How many threads are worth their while is measured as it goes; here all of them always take part.
    monkeypatch.setattr(Team, "size", lambda self: max(self.sizes))
    found = {}
    for threads in (1, 2, 3):
        made, data = NETS[net]()
        trainer = Trainer(made, threads=threads, data=data)
        losses = trainer.step(12).losses
        found[threads] = digest(trainer), losses.tobytes()
    assert found[1] == found[2] == found[3]


@pytest.mark.parametrize("net", NETS)
def test_chunks_do_not_change_a_bit(net):
    made, data = NETS[net]()
    whole, odd = Trainer(made, threads=2, data=data), Trainer(made, threads=2, data=data)
    losses = whole.step(12).losses
    parts = [odd.step(count).losses for count in (1, 3, 2, 5, 1)]
    assert digest(whole) == digest(odd)
    assert losses.tobytes() == np.concatenate(parts).tobytes()


@pytest.mark.parametrize("net", NETS)
def test_samples_read_where_they_lie_give_the_bits_of_copies(net):
    made, data = NETS[net]()
    lying, copying = (Trainer(with_training(made, shuffle=False), threads=2, data=data) for _ in range(2))
    machine, _ = copying.machine()
    for program in (machine.main, machine.tail):
        assert program.plan.readers[0]
        program.plan.readers[:] = 0
    before = [split.copy() for split in data["train"]]
    for shuffle in (False, True, False):
        for trainer in (lying, copying):
            assert trainer.change(with_training(trainer.project, shuffle=shuffle))
            trainer.step(2 * trainer.steps_per_epoch + 1)
        assert digest(lying) == digest(copying)
    assert all(np.array_equal(*pair) for pair in zip(data["train"], before, strict=True)), "read, not written"


@pytest.mark.parametrize("net", NETS)
def test_a_rewind_into_the_middle_of_an_epoch_gives_the_same_bits(net):
    made, data = NETS[net]()
    trainer = Trainer(made, threads=2, data=data)
    trainer.step(4)
    kept = trainer.state()
    trainer.step(7)
    once = digest(trainer)
    for _ in range(2):
        trainer.load_state(kept)
        trainer.step(7)
        assert digest(trainer) == once
    other = Trainer(made, threads=1, data=data)
    other.load_state(kept)
    other.step(7)
    assert digest(other) == once


@pytest.mark.parametrize("net", NETS)
def test_reset_starts_the_same_training_again(net):
    made, data = NETS[net]()
    trainer = Trainer(made, threads=2, data=data)
    first = digest(trainer)
    trainer.step(7)
    once = digest(trainer)
    trainer.reset()
    assert digest(trainer) == first
    trainer.step(7)
    assert digest(trainer) == once
    trainer.reset(seed=5)
    made5, _ = NETS[net](seed=5)
    assert same_bits(trainer.weights(), Trainer(made5, data=data).weights())


SCRIPT = """
import sys
import numpy as np
from core.trainer import SavedState, Trainer
from tests.core.training.test_determinism import NETS, digest
made, data = NETS[sys.argv[1]]()
trainer = Trainer(made, threads=int(sys.argv[2]), data=data)
if len(sys.argv) > 3:
    with open(sys.argv[3], "rb") as file:
        trainer.load_state(SavedState(file.read(), trainer.state().layout))
trainer.step(7)
print(digest(trainer))
"""


def elsewhere(*arguments, **environment) -> str:
    """What the script prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, *map(str, arguments)], cwd=ROOT, capture_output=True,
                          text=True, timeout=120, env=os.environ | {"PYTHONHASHSEED": "random"} | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("net", NETS)
def test_another_process_gives_the_same_bits(net, tmp_path):
    made, data = NETS[net]()
    trainer = Trainer(made, threads=1, data=data)
    trainer.step(7)
    assert elsewhere(net, 2) == digest(trainer)
    (tmp_path / "state").write_bytes(trainer.state().block)
    trainer.step(7)
    assert elsewhere(net, 1, tmp_path / "state") == digest(trainer)


@pytest.mark.parametrize("net", NETS)
def test_another_seed_changes_weights_and_order(net):
    zero, one = (Trainer(*_first(NETS[net](seed=seed))) for seed in (0, 1))
    kernels = [name for name in zero.weights() if name.endswith("kernel")]
    assert not any(np.array_equal(zero.weights()[name], one.weights()[name]) for name in kernels)
    one.set_weights(zero.weights())
    assert zero.step(1).loss != one.step(1).loss, "another order of the samples, another dropout"


def _first(pair):
    made, data = pair
    return made, 1, data


def recording(count=23, batch=4, **training):
    """A trainer on samples 1, 2, 4, … whose single weight adds up the gradients, so it tells which were used."""
    made = project(dense(1, use_bias=False), batch=batch, rate=0.0, **training)
    data = {"train": (np.arange(count, dtype=np.float32)[:, None], np.zeros((count, 1), np.float32))}
    return Trainer(made, threads=1, data=data)


def used(trainer, steps=1) -> list[int]:
    """The samples of the next steps, in the order of use."""
    found = []
    for _ in range(steps):
        position = int(trainer.state_memory.counters[2])
        before = trainer.state_memory.counters[3]
        trainer.step(1)
        count = int(trainer.state_memory.counters[3] - before)
        program = next(program for (mode, rows), program in trainer.plans.items() if mode.update and rows == count)
        assert position + count <= len(trainer.prepared.train.x)
        found += batch(program)[:, 0].astype(int).tolist()
    return found


def batch(program) -> np.ndarray:
    """What the last step read: its copy, or the samples themselves where they were not shuffled."""
    own = program.plan.values["input"].array()
    cell = int(program.plan.readers[0])
    if not cell:
        return own
    place = ctypes.c_int64.from_address(cell).value
    return np.ctypeslib.as_array(ctypes.cast(place, ctypes.POINTER(ctypes.c_float)), own.shape)


def test_every_sample_is_used_once_an_epoch():
    trainer = recording()
    epochs = [used(trainer, trainer.steps_per_epoch) for _ in range(3)]
    assert trainer.steps_per_epoch == 6
    for order in epochs:
        assert sorted(order) == list(range(23))
    assert epochs[0] != epochs[1] != epochs[2], "shuffled anew in every epoch"
    assert epochs[0] != list(range(23))


def test_without_shuffling_samples_come_in_their_order():
    trainer = recording(shuffle=False)
    assert used(trainer, 12) == [*range(23), *range(23)]


@pytest.mark.parametrize("sizes", [(4, 3), (4, 7), (4, 23), (4, 1), (7, 4, 2), (4, 100), (100, 4)])
def test_a_live_change_of_the_batch_keeps_every_sample(sizes):
    trainer = recording(batch=sizes[0])
    order = used(trainer, 2) if sizes[0] < 12 else []
    for size in sizes[1:]:
        assert trainer.change(with_training(trainer.project, batch_size=size))
        order += used(trainer, 1)
    while len(order) % 23:
        order += used(trainer, 1)
    assert sorted(order[:23]) == list(range(23))
    following = used(trainer, trainer.steps_per_epoch)
    assert sorted(following) == list(range(23))


def test_a_change_of_the_batch_within_one_call_counts_as_single_steps_do():
    """One call over the end of an epoch that began with another batch size."""
    once, singly = recording(), recording()
    for trainer in (once, singly):
        trainer.step(3)
        trainer.change(with_training(trainer.project, batch_size=5))
    tick = once.step(9)
    losses = [singly.step(1).losses for _ in range(9)]
    assert tick.losses.tobytes() == np.concatenate(losses).tobytes()
    assert digest(once) == digest(singly)
    # 12 samples with batch 4, 11 with batch 5 (5, 5, 1), then whole epochs (5, 5, 5, 5, 3).
    assert tick.samples == 12 + 11 + 23 + 5
    assert tick.epoch == pytest.approx(2 + 5 / 23)


def test_a_change_of_shuffling_waits_for_the_next_epoch():
    """Else samples of the running epoch would come twice and others never, once a saved state is loaded elsewhere."""
    trainer = recording()
    order = used(trainer, 2)
    assert trainer.change(with_training(trainer.project, shuffle=False))
    kept = trainer.state()
    order += used(trainer, 4)
    assert sorted(order) == list(range(23))
    other = recording(shuffle=False)
    other.load_state(kept)
    assert used(other, 4) == order[8:]
    assert used(trainer, 6) == list(range(23))
    assert used(other, 6) == list(range(23))
