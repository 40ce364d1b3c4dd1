"""Memory is known before it is allocated, and a project that would not fit is refused with the number."""

import gc
import resource
import time
import weakref

import numpy as np
import pytest
from msgspec.structs import replace

from core import memory
from core.errors import SpecError
from core.examples import starters
from core.network import check
from core.plan import TRAIN
from core.snapshot import SampleView
from core.spec import Project
from core.trainer import Trainer
from tests.core.building import dense, project, regression


@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.file)
def test_what_is_reckoned_is_what_is_taken(starter):
    project = Project.load(starter.path)
    trainer = Trainer(project, threads=1)
    trainer.step(1)
    plan = trainer._plans[(TRAIN, trainer.batch_size)].plan
    assert trainer.memory.state == trainer.state_memory.block.nbytes
    assert trainer.memory.gradients == trainer.state_memory.gradients.nbytes
    assert trainer.memory.activations == plan.block.nbytes


def test_a_network_beyond_the_machine_is_refused_at_once_with_the_number():
    project = Project.load(starters()[0].path)
    nodes = list(project.network.nodes)
    nodes[0] = replace(nodes[0], layer=replace(nodes[0].layer, units=40_000))
    nodes[1] = replace(nodes[1], layer=replace(nodes[1].layer, units=50_000))
    large = replace(project, network=replace(project.network, nodes=tuple(nodes)))
    assert check(large).trainable
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    if memory.installed() * memory.SHARE > 40e9:
        pytest.skip("this machine has room for it")
    with pytest.raises(SpecError, match=r"takes 40 GB of memory .* has \d+ GB; choose smaller layers"):
        Trainer(large)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert time.perf_counter() - begin < 5


def test_spoken():
    assert [memory.spoken(size) for size in (0, 999, 1500, 25_000, 3_200_000, 32_000_000_000)] == [
        "0 B", "999 B", "1.5 kB", "25 kB", "3.2 MB", "32 GB"]
    assert np.isfinite(memory.installed())


def test_the_memory_of_a_trainer_goes_with_it():
    """Plans take megabytes; in a circle they would stay until Python's collector looks at all of memory."""
    gc.collect()
    gc.disable()
    try:
        trainer = Trainer(project(dense(8, "ReLU"), dense(2)), threads=1, data=regression())
        trainer.step(3)
        trainer.snapshot({SampleView("train", 0)})
        trainer.brief("train")
        held = [weakref.ref(thing) for thing in (trainer, trainer.state_memory, trainer._inspector)]
        held += [weakref.ref(program.plan) for program in trainer._plans.values()]
        assert len(held) > 4
        del trainer
        assert not [ref() for ref in held if ref() is not None]
    finally:
        gc.enable()
