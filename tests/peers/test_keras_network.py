"""The JSON that Keras writes of an exported network comes back with the same layers and as many weights."""

import os

import pytest

from core.export.keras_program import KerasProgram
from core.importing import network_file
from core.importing.network_project import project_of
from core.project.network import check
from core.text.errors import ShapeError, SpecError
from tests.core.export.exported import CASES, trainer_of
from tests.peers.test_torch_program import program

os.environ.setdefault("KERAS_BACKEND", "torch")
pytest.importorskip("keras")
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_drawn_networks(kind, name, tmp_path):
    trainer = trainer_of(kind, name, 0)
    try:
        model = program(trainer, tmp_path, KerasProgram()).MODEL
    except ShapeError:
        return  # Keras has no such layer
    (tmp_path / "net.json").write_text(model.to_json())
    try:
        found = network_file.read(tmp_path / "net.json")
    except SpecError as refused:
        assert "ZeroPadding1D" in str(refused)
        return
    model.save(tmp_path / "net.keras")
    assert network_file.read(tmp_path / "net.keras").network == found.network, "the whole model holds the same"
    project, _ = project_of(found, "net.json")
    kept = [one.shape for one in trainer.weights().values()]
    assert check(project).trainable
    assert check(project).total == model.count_params() <= sum(int(size) for size in map(_size, kept))


def _size(shape):
    count = 1
    for one in shape:
        count *= one
    return count


def test_layers_that_keras_applies_to_every_step(tmp_path):
    import keras
    from keras import layers
    model = keras.Sequential([
        keras.Input((5, 4)), layers.TimeDistributed(layers.Dense(3, activation="relu")),
        layers.TimeDistributed(layers.LayerNormalization()), layers.TimeDistributed(layers.Dropout(0.5)),
        layers.LSTM(2), layers.Dense(1)])
    (tmp_path / "net.json").write_text(model.to_json())
    project, _ = project_of(network_file.read(tmp_path / "net.json"), "net.json")
    assert [type(node.layer).__name__ for node in project.network.nodes] == [
        "Dense", "LayerNormalization", "Dropout", "LSTM", "Dense"]
    assert check(project).total == model.count_params()
