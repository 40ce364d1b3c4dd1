"""Recurrent nodes of ONNX that read both ways, written as PyTorch writes them."""

import numpy as np
import pytest

from core.activations.linear import Linear
from core.importing import network_file
from core.layers.bidirectional import Bidirectional
from core.layers.dense import Dense
from core.layers.simple_rnn import SimpleRNN
from core.project.spec import Network, Node, Project
from core.trainer import Trainer
from tests.core.importing.onnx_parts import file

RNG = np.random.default_rng(8)
STEPS, FEATURES, UNITS = 5, 3, 4


def both_ways(answers: bool) -> Trainer:
    """A network that reads both ways and answers at each step, or at the end."""
    nodes = (Node("rnn", Bidirectional(layer=SimpleRNN(units=UNITS, return_sequences=answers)), ("input",)),
             Node("out", Dense(units=2, activation=Linear()), ("rnn",)))
    y = np.zeros((6, STEPS, 2) if answers else (6, 2), np.float32)
    made = Trainer(Project(network=Network(nodes)), threads=1,
                   data={"train": (RNG.normal(size=(6, STEPS, FEATURES)).astype(np.float32), y)})
    made.set_weights({name: RNG.normal(size=one.shape).astype(np.float32) for name, one in made.weights().items()})
    return made


def as_torch_has_it(trainer, answers: bool) -> bytes:
    """The file: the ways behind the batch and put into a row, or the last states picked one by one."""
    held = trainer.weights()

    def ways(name):
        return [held[f"rnn.{way}_{name}"] for way in ("forward", "backward")]
    arrays = {"w": np.stack([one.T for one in ways("kernel")]),
              "r": np.stack([one.T for one in ways("recurrent_kernel")]),
              "b": np.stack([np.concatenate([one, 0 * one]) for one in ways("bias")]),
              "u": held["out.kernel"], "c": held["out.bias"], "row": np.array([0, 0, -1]),
              "at0": np.array(-2), "at1": np.array(1)}
    rows = [("Transpose", "", ["x"], ["t"], {"perm": (1, 0, 2)}),
            ("RNN", "/rnn/RNN", ["t", "w", "r", "b"], ["y", "h"], {"direction": "bidirectional", "hidden_size": UNITS})]
    if answers:
        rows += [("Transpose", "", ["y"], ["a"], {"perm": (0, 2, 1, 3)}), ("Reshape", "", ["a", "row"], ["j"], {}),
                 ("Transpose", "", ["j"], ["k"], {"perm": (1, 0, 2)})]
    else:
        rows += [("Gather", "", ["h", f"at{one}"], [f"h{one}"], {"axis": 0}) for one in range(2)]
        rows += [("Concat", "", ["h0", "h1"], ["k"], {"axis": 1})]
    rows += [("MatMul", "/out/MatMul", ["k", "u"], ["m"], {}), ("Add", "", ["c", "m"], ["z"], {})]
    shape = (None, STEPS, 2) if answers else (None, 2)
    return file(rows, arrays, [("x", (None, STEPS, FEATURES))], [("z", shape)])


@pytest.mark.parametrize("answers", [True, False], ids=["answers", "states"])
def test_what_reads_both_ways_is_one_block_with_its_weights(answers, tmp_path):
    trainer = both_ways(answers)
    (tmp_path / "net.onnx").write_bytes(as_torch_has_it(trainer, answers))
    found = network_file.read(tmp_path / "net.onnx")
    one, _ = found.network.nodes
    assert (one.layer.layer.units, one.layer.layer.return_sequences, one.layer.merge_mode) == (UNITS, answers, "concat")
    held = dict(zip(sorted(trainer.weights()), sorted(found.weights), strict=True))
    for name, other in held.items():
        np.testing.assert_array_equal(trainer.weights()[name], found.weights[other])


def test_a_node_that_reads_from_the_end_is_told_from_one_that_reads_from_the_beginning(tmp_path):
    arrays = {name: RNG.normal(size=size).astype(np.float32)
              for name, size in (("w", (1, UNITS, FEATURES)), ("r", (1, UNITS, UNITS)))}
    for way, backwards in (("forward", False), ("reverse", True)):
        rows = [("Transpose", "", ["x"], ["t"], {"perm": (1, 0, 2)}),
                ("RNN", "", ["t", "w", "r"], ["y", "h"], {"direction": way, "hidden_size": UNITS}),
                ("Squeeze", "", ["h", "zero"], ["z"], {})]
        (tmp_path / "net.onnx").write_bytes(file(rows, arrays | {"zero": np.array([0])}, [
            ("x", (None, STEPS, FEATURES))], [("z", (None, UNITS))]))
        one, = network_file.read(tmp_path / "net.onnx").network.nodes
        assert one.layer.go_backwards == backwards
