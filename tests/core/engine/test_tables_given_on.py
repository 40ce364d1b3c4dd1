"""Recurrent layers that are given the table of an embedding learn what they learn from its rows."""

import numpy as np
import pytest

from core.layers.recurrent import Recurrent
from core.trainer import Trainer
from tests.core.building import dense, layer, project

TOKENS = 6


def reading(cell, mask_zero=False, trainable=True, shared=False, batch=8):
    """Tokens, a table, a recurrent layer; `shared` says that a second reader uses the same table."""
    table = layer("Embedding", input_dim=TOKENS, output_dim=3, mask_zero=mask_zero, trainable=trainable)
    parts = [("table", table, "input"), ("cell", cell, "table")]
    if shared:
        parts += [("other", layer("GRU", units=2), "table"), ("both", layer("Concatenate"), ("cell", "other"))]
    found = project(*parts, dense(TOKENS, "Softmax"), loss="SparseCategoricalCrossentropy", batch=batch, rate=0.5,
                    shuffle=False)
    x = np.random.default_rng(3).integers(0, TOKENS, (batch, 7)).astype(np.int32)
    return found, x, x[:, 0] if not cell.return_sequences else x


def trained(found, x, answers) -> dict:
    trainer = Trainer(found, data={"train": (x, answers)}, threads=1)
    trainer.step(3)
    return trainer.weights()


def kernels(found, x, answers) -> list[str]:
    """What a training step runs."""
    trainer = Trainer(found, data={"train": (x, answers)}, threads=1)
    trainer.step(1)
    return [one.kernel.name for one in trainer.machine()[0].main.plan.instructions]


@pytest.mark.parametrize("facts", [{}, {"mask_zero": True}, {"trainable": False}], ids=str)
@pytest.mark.parametrize("cell", [
    layer("LSTM", units=5, return_sequences=True), layer("GRU", units=4, go_backwards=True),
    layer("GRU", units=4, reset_after=False), layer("SimpleRNN", units=17, use_bias=False)],
    ids=lambda one: one.shown_name())
def test_the_table_teaches_what_its_rows_teach(cell, facts, monkeypatch):
    case = reading(cell, **facts)
    given = trained(*case)
    assert "swap_tokens" in kernels(*case)
    monkeypatch.setattr(Recurrent, "reads_table", lambda self: False)
    assert "swap_tokens" not in kernels(*case)
    for name, value in trained(*case).items():
        np.testing.assert_allclose(given[name], value, atol=2e-6, err_msg=name)


@pytest.mark.parametrize("facts", [{"shared": True}, {"batch": 1, "fewer": True}], ids=["two readers", "few tokens"])
def test_rows_are_given_where_the_table_saves_nothing(facts):
    fewer = facts.pop("fewer", False)
    found, x, answers = reading(layer("LSTM", units=5), **facts)
    assert "swap_tokens" not in kernels(found, x[:, :4] if fewer else x, answers)
