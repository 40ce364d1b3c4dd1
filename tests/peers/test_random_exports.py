"""200 random networks: NumPy, PyTorch, Keras and onnxruntime answer as their trainer does, and so does what comes back
from the ONNX file onto the canvas."""

import os

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import LOSSES
from core.export.keras_program import KerasProgram
from core.export.numpy_program import NumpyProgram
from core.export.onnx_file import OnnxFile
from core.export.pytorch_program import PytorchProgram
from core.export.trained import Trained
from core.importing import network_file
from core.project.spec import Training
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.export.exported import KINDS, raw, several_ports, trainer_of
from tests.peers.answering import agree
from tests.peers.test_onnx import run
from tests.peers.test_torch_program import program

os.environ.setdefault("KERAS_BACKEND", "torch")
for needed in ("safetensors", "keras", "onnxruntime"):
    pytest.importorskip(needed)
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]
NETWORKS, FIRST = 200, 1000
"""How many, and the number of the first draw, beyond those of the other tests."""


def drawn(number: int) -> Trainer:
    """The network of a number: every kind in turn, every eighth with several ports."""
    if number % 8 == 7:
        return several_ports(number)
    kinds = list(KINDS)
    kind = kinds[number % len(kinds)]
    names = KINDS[kind][1]
    return trainer_of(kind, names[np.random.default_rng(number).integers(len(names))], FIRST + number)


@pytest.mark.parametrize("number", range(NETWORKS))
def test_all_peers_answer_alike(number, tmp_path):
    trainer = drawn(number)
    x = raw(trainer)
    agree(run(trainer), trainer)
    for place, exporter in enumerate((NumpyProgram(), PytorchProgram(), KerasProgram())):
        (tmp_path / str(place)).mkdir()
        try:
            found = program(trainer, tmp_path / str(place), exporter).predict(x)
        except ShapeError as refused:
            assert "both a stride and a dilation" in str(refused)
            continue
        agree(found, trainer)


@pytest.mark.parametrize("number", [number for number in range(NETWORKS) if number % 8 != 7])
def test_the_canvas_and_onnx_again_keep_the_answers(number, tmp_path):
    trainer = drawn(number)
    content, = OnnxFile().files(Trained.of(trainer), "net").values()
    (tmp_path / "net.onnx").write_bytes(content)
    foreign = network_file.read(tmp_path / "net.onnx")
    wanted = trainer.predict(raw(trainer))
    project = replace(trainer.project, network=foreign.network, training=Training(loss=LOSSES["MeanSquaredError"]()))
    made = Trainer(project, threads=1, data={"train": (raw(trainer), np.zeros_like(wanted))})
    made.set_weights(foreign.weights)
    agree(made.predict(raw(trainer)), trainer)
    agree(run(made), trainer)
