"""The loss of every token of a text: its mean is the loss that is measured, hidden letters stand among those seen."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS, LAYERS
from core.inspection.inspector import Inspector
from core.inspection.text_losses import LossesOfText
from core.trainer import Trainer
from tests.core import lessons


def small(asked: str) -> Trainer:
    project = lessons.preset("text-lstm")
    dataset = DATASETS["Shakespeare"](window=12, asked=asked)
    found = dataset.describe()
    layers = {"embedding1": LAYERS["Embedding"](input_dim=found.input_type.vocabulary, output_dim=4),
              "lstm1": LAYERS["LSTM"](units=5, return_sequences=True)}
    nodes = tuple(replace(node, layer=layers.get(node.id, node.layer)) for node in project.network.nodes)
    return Trainer(replace(project, network=replace(project.network, nodes=nodes),
                           data=replace(project.data, dataset=dataset)), threads=1)


@pytest.mark.parametrize("asked", ["next", "hidden"])
def test_every_token_has_the_loss_that_counts(asked):
    trainer = small(asked)
    part = trainer.prepared.validation
    found = LossesOfText("validation", 3, 5).read(Inspector(trainer))
    shares = trainer.predict(part.x[3:8])
    y = part.y[3:8]
    wanted = -np.log(np.take_along_axis(shares, np.maximum(y, 0)[..., None], -1)[..., 0])
    assert found.mean == pytest.approx(float(wanted[y >= 0].mean()), rel=1e-5)
    text = np.where(y >= 0, y, part.x[3:8])
    np.testing.assert_array_equal(found.tokens, text.ravel())
    np.testing.assert_array_equal(np.isnan(found.losses), (y < 0).ravel())
    assert (found.likeliest[:, 0] == shares.argmax(-1).ravel()).all()
    assert (np.diff(found.shares, axis=1) <= 0).all()
    assert found.samples.tolist() == np.repeat(np.arange(3, 8), 12).tolist()


def test_filler_behind_a_name_is_not_shown_and_numbers_have_no_text():
    trainer = Trainer(lessons.preset("names"), threads=1)
    found = LossesOfText("validation", 0, 4).read(Inspector(trainer))
    assert len(found.tokens) == (trainer.prepared.validation.y[:4] >= 0).sum()
    assert not np.isnan(found.losses).any()
    assert LossesOfText("validation", 0).read(Inspector(Trainer(lessons.preset("addition"), threads=1))) is None
