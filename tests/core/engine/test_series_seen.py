"""What views see of networks that follow series: the same numbers as the network computes."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS
from core.inspection import free_running
from core.inspection.explaining import Explained
from core.inspection.series import Forecasts, Gates, WrittenRows
from core.project.spec import Data, Split
from core.trainer import Trainer
from tests.core import lessons
from tests.core.building import dense, layer, project


@pytest.mark.parametrize("member", [
    layer("LSTM", units=3, return_sequences=True), layer("GRU", units=3, return_sequences=True),
    layer("GRU", units=3, return_sequences=True, reset_after=False),
    layer("LSTM", units=3, return_sequences=True, go_backwards=True)], ids=lambda one: one.shown_name())
def test_gates_are_those_of_the_explanation(member):
    net = project(("emb", layer("Embedding", input_dim=8, output_dim=4), "input"), ("it", member, "emb"),
                  dense(8, "Softmax"), loss="SparseCategoricalCrossentropy")
    x = np.random.default_rng(0).integers(0, 8, (6, 5)).astype(np.int32)
    trainer = Trainer(net, data={"train": (x, x)}, threads=1)
    need = Gates("train", 2, "it", 1)
    found = trainer.snapshot([need]).get(need)
    assert found.tokens == tuple(x[2])
    for step in range(5):
        place = 4 - step if member.go_backwards else step  # answers come in the order of reading
        told = Explained("train", 2, "it", (place, 1))
        account = trainer.snapshot([told]).get(told).steps[0]
        assert found.values[-1, step] == pytest.approx(account.total, abs=1e-5)
    gates = [row for row, signed in zip(found.values, found.signed, strict=True) if not signed]
    assert len(gates) == (3 if len(member.gate_words) == 4 else 2)
    assert all(((row > 0) & (row < 1)).all() for row in gates)


def test_a_memory_follows_from_its_gates():
    net = project(layer("Embedding", input_dim=8, output_dim=4), ("it", layer("LSTM", units=3, return_sequences=True),
                                                                  "n0"), dense(8, "Softmax"),
                  loss="SparseCategoricalCrossentropy")
    x = np.random.default_rng(0).integers(0, 8, (6, 7)).astype(np.int32)
    trainer = Trainer(net, data={"train": (x, x)}, threads=1)
    need = Gates("train", 0, "it", 2)
    let_in, keep, new, show, memory, state = trainer.snapshot([need]).get(need).values
    np.testing.assert_allclose(memory, keep * np.concatenate([[0], memory[:-1]]) + let_in * new, atol=1e-6)
    np.testing.assert_allclose(state, show * np.tanh(memory), atol=1e-6)


def test_forecasts_are_in_the_unit_of_the_data():
    trainer = Trainer(lessons.preset("airline"), threads=1)
    trainer.step(60)
    found = trainer.snapshot([Forecasts()]).get(Forecasts())
    assert len(found.places) == 36
    assert 100 < found.foretold.min() < found.foretold.max() < 1000
    truth = found.values[found.places - found.start]
    assert found.miss == pytest.approx(np.sqrt(((found.foretold[:, 0] - truth) ** 2).mean()))
    assert [round(one.miss, 1) for one in found.naive] == [50.3, 42.0, 17.7]
    other = Trainer(project(dense(2)), data={"train": (np.ones((4, 3)), np.ones((4, 2)))}, threads=1)
    assert other.snapshot([Forecasts()]).get(Forecasts()) is None


def test_written_rows_run_free():
    base = lessons.preset("encoder-decoder")
    trainer = Trainer(replace(base, data=Data(DATASETS["Reversal"](count=60), Split(validation=0.5))), threads=1)
    need = WrittenRows("validation", 4)
    found = trainer.snapshot([need]).get(need)
    samples = trainer.prepared.validation.chosen(slice(0, 4))
    free = free_running.written(trainer, trainer.evaluation.answers, samples.inputs)
    assert [row.written for row in found] == [tuple(row) for row in free]
    assert [row.read for row in found] == [tuple(row) for row in samples.x]
    assert [row.truth for row in found] == [tuple(row) for row in samples.y]
