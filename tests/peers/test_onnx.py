"""ONNX files run by onnxruntime give the answers of the trainer, and the checker of ONNX has nothing to say."""

import json

import numpy as np
import pytest

from core.declare.registry import DATASETS, SCALINGS
from core.export.onnx_file import OnnxFile
from core.export.trained import Trained
from core.project.examples import starters
from core.project.spec import Data, Network, Node, Project
from core.trainer import Trainer
from tests.core.building import dense
from tests.core.export.exported import CASES, leaving, raw, several_ports, trainer_of
from tests.peers.answering import agree

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
pytestmark = pytest.mark.peers
DRAWS = 4
"""Of every kind of network."""


def run(trainer: Trainer, x=None):
    """What onnxruntime answers for raw samples."""
    content, = OnnxFile().files(Trained.of(trainer), "net").values()
    onnx.checker.check_model(content, full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    x = raw(trainer) if x is None else x
    kinds = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(int32)": np.int32}
    given = x if isinstance(x, dict) else {session.get_inputs()[0].name: x}
    found = session.run(None, {one.name: given[one.name].astype(kinds[one.type]) for one in session.get_inputs()})
    answers = {one.name: array for one, array in zip(session.get_outputs(), found, strict=True)}
    return answers if len(answers) > 1 else found[0]


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_drawn_networks(kind, name, draw):
    trainer = trainer_of(kind, name, draw)
    agree(run(trainer), trainer)


def test_several_ports():
    trainer = several_ports()
    agree(run(trainer), trainer)


@pytest.mark.parametrize("path", leaving(), ids=lambda path: path.stem)
def test_starters_and_presets(path):
    trainer = Trainer(Project.load(path), threads=1)
    trainer.step(3)
    x = raw(trainer, slice(0, 16))
    agree(run(trainer, x), trainer, x)


@pytest.mark.parametrize("scaling", list(SCALINGS))
def test_scaling(scaling):
    made = SCALINGS[scaling]()
    data = Data(dataset=DATASETS["RegressionPlane"](), scaling=made, target_scaling=made)
    trainer = Trainer(Project(network=Network((Node("out", dense(1)),)), data=data), threads=1)
    agree(run(trainer), trainer)


def test_classes_are_told():
    trainer = Trainer(Project.load(starters()[3].path), threads=1)
    content, = OnnxFile().files(Trained.of(trainer), "net").values()
    props = {one.key: one.value for one in onnx.load_from_string(content).metadata_props}
    assert json.loads(props["answers"])["dense2"]["classes"] == list(trainer.description.classes)
    assert json.loads(props["columns"])["input"] == list(trainer.description.names)
