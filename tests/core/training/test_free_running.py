"""A network that writes reads the true answer while it learns, and its own when it runs free."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.declare.registry import DATASETS, LOSSES
from core.inspection import free_running
from core.project.spec import Data, Network, Node, Project, Training
from core.trainer import Trainer
from tests.core.building import dense, layer


def writer(**more) -> Trainer:
    """An encoder that hands its state to a decoder, untrained."""
    nodes = (Node("read", layer("Embedding", input_dim=9, output_dim=4)),
             Node("state", layer("GRU", units=5), ("read",)),
             Node("seen", layer("Embedding", input_dim=9, output_dim=4), ("before",)),
             Node("write", layer("GRU", units=5, return_sequences=True), ("seen", "state")),
             Node("answer", dense(8, "Softmax"), ("write",)))
    data = Data(DATASETS["Reversal"](count=60, length=4))
    training = Training(loss=LOSSES["SparseCategoricalCrossentropy"](), batch_size=20)
    return Trainer(Project(network=Network(nodes), data=data, training=replace(training, **more)), threads=1)


def test_running_free_never_looks_at_the_true_answer():
    trainer = writer()
    inputs = dict(trainer.prepared.validation.inputs)
    found = free_running.written(trainer, trainer.evaluation.answers, inputs)
    other = inputs | {"before": np.concatenate([inputs["before"][:, :1], np.zeros_like(inputs["before"][:, 1:])], 1)}
    assert np.array_equal(free_running.written(trainer, trainer.evaluation.answers, other), found)
    begun = np.concatenate([inputs["before"][:, :1], found[:, :-1]], 1)
    again = trainer.predict(inputs | {"before": begun}).argmax(-1)
    assert np.array_equal(again, found), "what it wrote is what it answers to what it wrote"


def test_both_figures_are_told():
    trainer = writer()
    found, truth = trainer.evaluate("validation"), trainer.prepared.validation.y
    forced = trainer.predict(dict(trainer.prepared.validation.inputs)).argmax(-1)
    assert found["whole_series"] == pytest.approx((forced == truth).all(1).mean())
    free = free_running.written(trainer, trainer.evaluation.answers, trainer.prepared.validation.inputs)
    assert found["running_free"] == (free == truth).all(1).mean()
    assert "running_free" not in trainer.evaluation.brief("validation")


def test_who_reads_no_answer_does_not_run_free():
    net = Project(network=Network((Node("read", layer("Embedding", input_dim=3, output_dim=4)),
                                   Node("answer", dense(3, "Softmax"), ("read",)))),
                  data=Data(DATASETS["SortedLetters"]()),
                  training=Training(loss=LOSSES["SparseCategoricalCrossentropy"]()))
    trainer = Trainer(net, threads=1)
    found = trainer.evaluate("train")
    assert "running_free" not in found
    asked = trainer.prepared.train.y >= 0
    right = trainer.predict(trainer.prepared.train.x).argmax(-1) == trainer.prepared.train.y
    assert found["whole_series"] == pytest.approx((right | ~asked).all(1).mean())
    assert prepare(net.data).train.y.min() == -1
