"""Recurrent networks that PyTorch exports to ONNX come onto the canvas and answer as there."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import LOSSES
from core.importing import network_file
from core.importing.network_project import project_of
from core.project.spec import Training
from core.trainer import Trainer

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]
STEPS, FEATURES = 7, 5


class Reader(torch.nn.Module):
    """A recurrent layer of any kind, and a dense one over its answers or its last states."""

    def __init__(self, kind, both, deep, answers):
        super().__init__()
        self.rnn = getattr(torch.nn, kind)(FEATURES, 6, num_layers=deep, batch_first=True, bidirectional=both)
        self.out = torch.nn.Linear(12 if both else 6, 3)
        self.both, self.answers = both, answers

    def forward(self, x):
        y, state = self.rnn(x)
        h = state[0] if isinstance(state, tuple) else state
        if self.answers:
            return self.out(y)
        return self.out(torch.cat([h[-2], h[-1]], 1) if self.both else h[-1])


@pytest.mark.parametrize("answers", [True, False], ids=["answers", "states"])
@pytest.mark.parametrize("deep", [1, 2])
@pytest.mark.parametrize("both", [True, False], ids=["both ways", "one way"])
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_recurrent(kind, both, deep, answers, tmp_path):
    torch.manual_seed(3)
    model = Reader(kind, both, deep, answers).eval()
    path, x = tmp_path / "net.onnx", torch.randn(4, STEPS, FEATURES)
    torch.onnx.export(model, (x[:1],), str(path), input_names=["x"], output_names=["y"], opset_version=17,
                      dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, dynamo=False)
    with torch.no_grad():
        wanted = model(x).numpy()
    foreign = network_file.read(path)
    project, _ = project_of(foreign, path)
    project = replace(project, training=Training(loss=LOSSES["MeanSquaredError"]()))
    trainer = Trainer(project, threads=1, data={"train": (x.numpy(), np.zeros_like(wanted))})
    trainer.set_weights(foreign.weights)
    assert np.abs(trainer.predict(x.numpy()) - wanted).max() <= 1e-5 * (1 + np.abs(wanted).max())
