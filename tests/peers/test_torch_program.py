"""The exported code of PyTorch gives the answers of the trainer."""

import importlib.util
import sys

import pytest

from core.export.pytorch_program import PytorchProgram
from core.export.trained import Trained
from core.project.spec import Project
from core.trainer import Trainer
from tests.core.export.exported import CASES, leaving, raw, several_ports, trainer_of
from tests.peers.answering import agree

pytest.importorskip("safetensors")
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore:Using padding='same'")]
DRAWS = 3
"""Of every kind of network."""


def program(trainer: Trainer, folder, exporter):
    """The exported program, imported."""
    for name, content in exporter.files(Trained.of(trainer), "exported").items():
        (folder / name).write_bytes(content)
    spec = importlib.util.spec_from_file_location("exported", folder / "exported.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop("exported", None)
    return module


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_drawn_networks(kind, name, draw, tmp_path):
    trainer = trainer_of(kind, name, draw)
    agree(program(trainer, tmp_path, PytorchProgram()).predict(raw(trainer)), trainer)


def test_several_ports(tmp_path):
    trainer = several_ports()
    agree(program(trainer, tmp_path, PytorchProgram()).predict(raw(trainer)), trainer)


@pytest.mark.parametrize("path", leaving(), ids=lambda path: path.stem)
def test_starters_and_presets(path, tmp_path):
    trainer = Trainer(Project.load(path), threads=1)
    trainer.step(3)
    x = raw(trainer, slice(0, 16))
    agree(program(trainer, tmp_path, PytorchProgram()).predict(x), trainer, x)
