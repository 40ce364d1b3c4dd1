"""The exported code of Keras, on its backend of PyTorch, gives the answers of the trainer."""

import os

import pytest

from core.declare.parameters import both
from core.declare.registry import LAYERS
from core.export.keras_program import KerasProgram
from core.project.spec import Project
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.export.exported import CASES, leaving, raw, several_ports, trainer_of
from tests.peers.answering import agree
from tests.peers.test_torch_program import program

os.environ.setdefault("KERAS_BACKEND", "torch")
pytest.importorskip("safetensors")
pytest.importorskip("keras")
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]  # Keras has many of its own
DRAWS = 2
"""Of every kind of network."""


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_drawn_networks(kind, name, draw, tmp_path):
    trainer = trainer_of(kind, name, draw)
    if any(isinstance(node.layer, LAYERS["Conv2DTranspose"]) and max(both(node.layer.strides)) > 1
           and max(both(node.layer.dilation_rate)) > 1 for node in trainer.project.network.nodes):
        with pytest.raises(ShapeError, match="both a stride and a dilation"):
            program(trainer, tmp_path, KerasProgram())
        return
    agree(program(trainer, tmp_path, KerasProgram()).predict(raw(trainer)), trainer)


def test_several_ports(tmp_path):
    trainer = several_ports()
    agree(program(trainer, tmp_path, KerasProgram()).predict(raw(trainer)), trainer)


@pytest.mark.parametrize("path", leaving(), ids=lambda path: path.stem)
def test_starters_and_presets(path, tmp_path):
    trainer = Trainer(Project.load(path), threads=1)
    trainer.step(3)
    x = raw(trainer, slice(0, 16))
    agree(program(trainer, tmp_path, KerasProgram()).predict(x), trainer, x)
