"""Attention in ONNX files as other programs lay it out, and sizes that a file works out while it runs."""

import numpy as np
import pytest

from core.activations.linear import Linear
from core.importing import network_file
from core.layers.bidirectional import Bidirectional
from core.layers.dense import Dense
from core.layers.gru import GRU
from core.layers.multi_head_attention import MultiHeadAttention
from core.project.spec import Network, Node, Project
from core.text.errors import SpecError
from core.trainer import Trainer
from tests.core.importing.onnx_parts import file

STEPS = 5


def trained(layer, features: int, rng, out: tuple = ()) -> Trainer:
    """A network of one layer with drawn weights."""
    x = rng.normal(size=(3, STEPS, features)).astype(np.float32)
    made = Trainer(Project(network=Network((Node("a", layer, ("input",)),))), threads=1,
                   data={"train": (x, np.zeros((3, *(out or (STEPS, features))), np.float32))})
    made.set_weights({name: rng.normal(size=one.shape).astype(np.float32) for name, one in made.weights().items()})
    return made


class Rows(list):
    """Nodes of a file, and the arrays that they take."""

    def __init__(self):
        super().__init__()
        self.arrays: dict[str, np.ndarray] = {}

    def node(self, kind, *operands, **facts) -> str:
        """One more node; the name of what it makes."""
        taken = [one if isinstance(one, str) else self._array(one) for one in operands]
        self.append((kind, "", taken, [f"v{len(self)}"], facts))
        return self[-1][3][0]

    def _array(self, one) -> str:
        array = np.asarray(one)
        name = f"c{len(self.arrays)}"
        self.arrays[name] = array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)
        return name

    def bytes(self, last: str, features: int, out) -> bytes:
        """The file."""
        self.append(("Identity", "", [last], ["y"], {}))
        return file(self, self.arrays, [("input", (None, STEPS, features))], [("y", (None, *out))])


def packed(rows: Rows, held, heads: int, size: int, causal: bool) -> str:
    """As nn.MultiheadAttention writes it: the steps first, one product, the heads beside the samples in one axis, and
    sizes worked out on the way."""
    width = heads * size
    names = ("query", "key", "value")
    kernel = np.concatenate([held[f"a.{one}_kernel"].reshape(-1, width) for one in names], 1)
    bias = np.concatenate([held[f"a.{one}_bias"].reshape(-1) for one in names])
    x = rows.node("Transpose", "input", perm=(1, 0, 2))
    samples = rows.node("Gather", rows.node("Shape", x), np.array(1), axis=0)
    beside = rows.node("Unsqueeze", rows.node("Mul", samples, np.array(heads)), np.array([0]))
    apart = rows.node("Reshape", rows.node("Add", bias, rows.node("MatMul", x, kernel)), np.array([0, 0, 3, width]))
    moved = rows.node("Transpose", rows.node("Unsqueeze", apart, np.array([0])), perm=(3, 1, 2, 0, 4))
    three = rows.node("Squeeze", moved, np.array([3]))
    shape = rows.node("Concat", np.array([STEPS]), beside, np.array([size]), axis=0)
    q, k, v = (rows.node("Transpose", rows.node("Reshape", rows.node(
        "Gather", three, np.array(place), axis=0), shape), perm=(1, 0, 2)) for place in range(3))
    scale = np.array(size ** -0.25)
    scores = rows.node("MatMul", rows.node("Mul", q, scale),
                       rows.node("Mul", rows.node("Transpose", k, perm=(0, 2, 1)), scale))
    if causal:
        ones = rows.node("Expand", np.array([1.0]), np.array([STEPS, STEPS]))
        hidden = rows.node("Equal", rows.node("Trilu", ones, upper=0), np.array([0.0]))
        scores = rows.node("Add", scores, rows.node("Where", hidden, np.array([-np.inf]), np.array([0.0])))
    found = rows.node("MatMul", rows.node("Softmax", scores, axis=-1), v)
    row = rows.node("Reshape", rows.node("Transpose", found, perm=(1, 0, 2)), np.array([-1, width]))
    y = rows.node("Gemm", row, held["a.output_kernel"].reshape(width, -1).T, held["a.output_bias"], transB=1)
    whole = rows.node("Concat", np.array([STEPS]), rows.node("Unsqueeze", samples, np.array([0])), np.array([-1]),
                      axis=0)
    return rows.node("Transpose", rows.node("Reshape", y, whole), perm=(1, 0, 2))


def apart(rows: Rows, held, heads: int, size: int, causal: bool) -> str:
    """As one writes it by hand: three products, the heads behind the samples, the scores divided."""
    width = heads * size
    parts = {}
    for name, order in (("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3))):
        made = rows.node("Add", rows.node("MatMul", "input", held[f"a.{name}_kernel"].reshape(-1, width)),
                         held[f"a.{name}_bias"].reshape(-1))
        parts[name] = rows.node("Transpose", rows.node("Reshape", made, np.array([-1, STEPS, heads, size])), perm=order)
    scores = rows.node("Div", rows.node("MatMul", parts["query"], parts["key"]), np.array(size ** 0.5))
    if causal:
        allowed = np.tril(np.ones((STEPS, STEPS)))
        scores = rows.node("Where", rows.node("Equal", allowed, np.array(0.0)), np.array(-1e9), scores)
    found = rows.node("Transpose", rows.node("MatMul", rows.node("Softmax", scores, axis=-1), parts["value"]),
                      perm=(0, 2, 1, 3))
    row = rows.node("Reshape", found, np.array([-1, STEPS, width]))
    return rows.node("Add", rows.node("MatMul", row, held["a.output_kernel"].reshape(width, -1)), held["a.output_bias"])


@pytest.mark.parametrize(("heads", "size", "causal"), [(1, 6, False), (2, 3, True), (3, 2, False)])
@pytest.mark.parametrize("way", [packed, apart])
def test_attention_is_one_block_that_answers_the_same(way, heads, size, causal, tmp_path):
    rng = np.random.default_rng(heads)
    layer = MultiHeadAttention(num_heads=heads, key_dim=size, use_causal_mask=causal)
    trainer = trained(layer, 6, rng)
    rows = Rows()
    (tmp_path / "net.onnx").write_bytes(rows.bytes(way(rows, trainer.weights(), heads, size, causal), 6, (STEPS, 6)))
    found = network_file.read(tmp_path / "net.onnx")
    one, = found.network.nodes
    assert one.layer == layer
    for name, array in trainer.weights().items():
        np.testing.assert_allclose(found.weights[f"{one.id}.{name.partition('.')[2]}"], array, 1e-5, 1e-5)


@pytest.mark.scene
def test_shares_along_the_wrong_axis_are_no_attention(tmp_path):
    rng = np.random.default_rng(4)
    trainer = trained(MultiHeadAttention(num_heads=2, key_dim=3), 6, rng)
    rows = Rows()
    last = apart(rows, trainer.weights(), 2, 3, False)
    rows[:] = [(kind, name, into, out, {"axis": 2} if kind == "Softmax" else facts)
               for kind, name, into, out, facts in rows]
    (tmp_path / "net.onnx").write_bytes(rows.bytes(last, 6, (STEPS, 6)))
    with pytest.raises(SpecError, match="nothing here computes"):
        network_file.read(tmp_path / "net.onnx")


def test_attention_that_claims_to_be_huge_is_refused_soon(tmp_path):
    rng = np.random.default_rng(4)
    trainer = trained(MultiHeadAttention(num_heads=2, key_dim=3), 6, rng)
    rows = Rows()
    last = packed(rows, trainer.weights(), 2, 3, True)
    rows.arrays = {name: np.array([10**6, 10**6]) if array.tolist() == [STEPS, STEPS] else array
                   for name, array in rows.arrays.items()}
    (tmp_path / "net.onnx").write_bytes(rows.bytes(last, 6, (STEPS, 6)))
    with pytest.raises(SpecError):
        network_file.read(tmp_path / "net.onnx")


@pytest.mark.parametrize("place", [-1, STEPS - 1, 0])
def test_one_step_of_what_reads_both_ways(place, tmp_path):
    rng = np.random.default_rng(7)
    trainer = trained(Bidirectional(layer=GRU(units=4, return_sequences=True)), 3, rng, (STEPS, 8))
    held = trainer.weights()
    ways = ("forward", "backward")
    rows = Rows()
    kernels = [np.stack([held[f"a.{way}_{name}"].T for way in ways]) for name in ("kernel", "recurrent_kernel")]
    biases = np.stack([held[f"a.{way}_bias"].reshape(-1) for way in ways])
    y = rows.node("GRU", rows.node("Transpose", "input", perm=(1, 0, 2)), *kernels, biases, direction="bidirectional",
                  hidden_size=4, linear_before_reset=1)
    row = rows.node("Reshape", rows.node("Transpose", y, perm=(0, 2, 1, 3)), np.array([0, 0, -1]))
    step = rows.node("Gather", rows.node("Transpose", row, perm=(1, 0, 2)), np.array(place), axis=1)
    kernel = rng.normal(size=(8, 2)).astype(np.float32)
    (tmp_path / "net.onnx").write_bytes(rows.bytes(rows.node("MatMul", step, kernel), 3, (2,)))
    found = network_file.read(tmp_path / "net.onnx")
    both, picked, dense = found.network.nodes
    assert both.layer.layer.return_sequences
    assert not picked.layer.trainable
    assert dense.layer == Dense(units=2, activation=Linear(), use_bias=False)
    x = rng.normal(size=(3, STEPS, 3)).astype(np.float32)
    made = Trainer(Project(network=found.network), threads=1, data={"train": (x, np.zeros((3, 2), np.float32))})
    made.set_weights(found.weights)
    alone = Trainer(Project(network=Network((both,))), threads=1, data={"train": (x, np.zeros((3, STEPS, 8), "f"))})
    alone.set_weights({name: one for name, one in found.weights.items() if name.startswith(f"{both.id}.")})
    np.testing.assert_allclose(made.predict(x), alone.predict(x)[:, place] @ kernel, 1e-5, 1e-5)


def test_sizes_that_are_worked_out_are_known(tmp_path):
    """`x.view(x.size(0), x.size(1) * x.size(2))` of PyTorch."""
    rng = np.random.default_rng(2)
    rows = Rows()
    samples, steps, features = (rows.node("Gather", rows.node("Shape", "input"), np.array(place), axis=0)
                                for place in range(3))
    sizes = [rows.node("Unsqueeze", one, np.array([0])) for one in (samples, rows.node("Mul", steps, features))]
    row = rows.node("Reshape", "input", rows.node("Concat", *sizes, axis=0))
    kernel = rng.normal(size=(STEPS * 3, 2)).astype(np.float32)
    (tmp_path / "net.onnx").write_bytes(rows.bytes(rows.node("MatMul", row, kernel), 3, (2,)))
    found = network_file.read(tmp_path / "net.onnx")
    flat, dense = found.network.nodes
    assert (type(flat.layer).__name__, type(dense.layer).__name__) == ("Flatten", "Dense")
    np.testing.assert_array_equal(found.weights[f"{dense.id}.kernel"], kernel)
