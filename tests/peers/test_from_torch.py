"""Recurrent networks and attention that PyTorch exports to ONNX come onto the canvas and answer as there."""

from importlib.util import find_spec

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
    answers_alike(path, {"x": x.numpy()}, wanted)


def answers_alike(path, given, wanted) -> None:
    """The network of a file answers as the model that was exported did."""
    foreign = network_file.read(path)
    project, _ = project_of(foreign, path)
    project = replace(project, training=Training(loss=LOSSES["MeanSquaredError"]()))
    x = given if len(given) > 1 else next(iter(given.values()))
    trainer = Trainer(project, threads=1, data={"train": (x, np.zeros_like(wanted))})
    trainer.set_weights(foreign.weights)
    assert np.abs(trainer.predict(x) - wanted).max() <= 1e-5 * (1 + np.abs(wanted).max())


class Attends(torch.nn.Module):
    """nn.MultiheadAttention: alone, looking back only, giving its weights too, or at another series."""

    def __init__(self, way):
        super().__init__()
        other = {"kdim": FEATURES, "vdim": FEATURES} if way == "other sizes" else {}
        self.attention = torch.nn.MultiheadAttention(8, 2, batch_first=True, bias=way != "no bias", **other)
        self.way = way

    def forward(self, x, z=None):
        z = x if z is None else z
        mask = torch.triu(torch.full((STEPS, STEPS), -torch.inf), 1) if self.way == "back" else None
        return self.attention(x, z, z, need_weights=self.way == "weights", attn_mask=mask)[0]


class Encoder(torch.nn.Module):
    """Whole layers of a transformer between an embedding of places and a dense layer."""

    def __init__(self, way):
        super().__init__()
        layer = torch.nn.TransformerEncoderLayer(8, 4, 16, batch_first=True, norm_first=way == "norm first",
                                                 activation="gelu" if way == "last step" else "relu")
        self.encoder = torch.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.first, self.out, self.way = torch.nn.Linear(8, 8), torch.nn.Linear(8, 3), way

    def forward(self, x):
        y = self.encoder(self.first(x))
        return self.out(y[:, -1] if self.way == "last step" else y.mean(1))


WAYS = [(Attends, way, None) for way in ("alone", "back", "weights", "no bias")]
WAYS += [(Attends, "other", 8), (Attends, "other sizes", FEATURES)]
WAYS += [(Encoder, way, None) for way in ("norm after", "norm first", "last step")]


@pytest.mark.parametrize("new", [False, pytest.param(True, marks=pytest.mark.skipif(
    find_spec("onnxscript") is None, reason="the new exporter needs onnxscript"))], ids=["old", "new"])
@pytest.mark.parametrize(("model", "way", "other"), WAYS, ids=[way for _, way, _ in WAYS])
def test_attention(model, way, other, new, tmp_path):
    torch.manual_seed(3)
    made = model(way).eval()
    for one in made.parameters():
        torch.nn.init.normal_(one, std=0.5)
    given = {"x": torch.randn(4, STEPS, 8)} | ({"z": torch.randn(4, 6, other)} if other else {})
    path, names = tmp_path / "net.onnx", list(given)
    how = {"dynamo": True, "opset_version": 18} if new else {"dynamo": False, "opset_version": 17, "dynamic_axes": {
        name: {0: "n"} for name in [*names, "y"]}}
    torch.onnx.export(made, tuple(one[:1] for one in given.values()), str(path), input_names=names,
                      output_names=["y"], **how, **({"external_data": False, "verbose": False} if new else {}))
    with torch.no_grad():
        wanted = made(*given.values()).numpy()
    answers_alike(path, {name: one.numpy() for name, one in given.items()}, wanted)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_last_step_of_what_reads_both_ways(kind, tmp_path):
    class Last(Reader):
        def forward(self, x):
            return self.out(self.rnn(x)[0][:, -1])
    torch.manual_seed(3)
    model, path, x = Last(kind, True, 2, True).eval(), tmp_path / "net.onnx", torch.randn(4, STEPS, FEATURES)
    torch.onnx.export(model, (x[:1],), str(path), input_names=["x"], output_names=["y"], opset_version=17,
                      dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, dynamo=False)
    with torch.no_grad():
        wanted = model(x).numpy()
    answers_alike(path, {"x": x.numpy()}, wanted)
