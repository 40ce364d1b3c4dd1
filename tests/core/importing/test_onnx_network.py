"""Networks from ONNX files: ours come back with the same answers, others too, and what does not fit is named."""

import json
from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

import main
from core.declare.parameters import both
from core.declare.registry import DATASETS, LOSSES, SCALINGS
from core.export.onnx_file import OnnxFile
from core.export.trained import Trained
from core.importing import network_file
from core.importing.network_project import project_of
from core.project.network import check
from core.project.spec import Data, Network, Node, Project, Training
from core.text.errors import SpecError
from core.trainer import Trainer
from core.training import saved_work
from tests.core.building import dense
from tests.core.export.exported import CASES, dot_product, raw, same, several_ports, trainer_of
from tests.core.importing.onnx_parts import file

RNG = np.random.default_rng(5)


def written(trainer, folder):
    """The ONNX file of a trainer."""
    content, = OnnxFile().files(Trained.of(trainer), "net").values()
    path = folder / "net.onnx"
    path.write_bytes(content)
    return path


def answers_like(trainer, foreign) -> float:
    """How many times the tolerance the answers of an imported network are off, for raw samples."""
    project = replace(trainer.project, network=foreign.network,
                      training=Training(loss=LOSSES["MeanSquaredError"]()))
    x, wanted = raw(trainer), trainer.predict(raw(trainer))
    found = {}
    for id, other in zip(foreign.network.answers, trainer.project.network.answers, strict=True):
        y = wanted[other] if isinstance(wanted, dict) else wanted
        one = replace(project, network=replace(foreign.network, outputs=(id,)))
        given = x if isinstance(x, dict) else {next(iter(foreign.inputs)): x}
        made = Trainer(one, threads=1, data={"train": (given, {"target": np.zeros_like(y)})})
        made.set_weights({name: foreign.weights[name] for name in made.weights()})
        found[other] = made.predict(given if len(given) > 1 else x)
    return same(found if isinstance(wanted, dict) else next(iter(found.values())), wanted)


@pytest.mark.few(6)
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_what_was_exported_comes_back(kind, name, tmp_path):
    trainer = trainer_of(kind, name, 0)
    foreign = network_file.read(written(trainer, tmp_path))
    assert answers_like(trainer, foreign) <= 1


ENDS = {"series": (-1, -2), "row": (-1,)}
DOTS = [(kinds, axes, alike) for kinds in product(ENDS, repeat=2) for axes in product(*(ENDS[kind] for kind in kinds))
        for alike in (False, True)]
"""Dot products of series and rows along every axis that these have, with lengths made one and without."""


@pytest.mark.few(4)
@pytest.mark.parametrize(("kinds", "axes", "normalize"), DOTS)
def test_dot_products_along_all_axes_come_back(kinds, axes, normalize, tmp_path):
    trainer = dot_product(tuple(kind == "series" for kind in kinds), axes=axes, normalize=normalize)
    foreign = network_file.read(written(trainer, tmp_path))
    found, = (node.layer for node in foreign.network.nodes if node.id == "m")
    assert (both(found.axes), found.normalize) == (axes, normalize)
    assert answers_like(trainer, foreign) <= 1


def test_several_ports_shared_weights_and_units_that_are_off(tmp_path):
    trainer = several_ports()
    foreign = network_file.read(written(trainer, tmp_path))
    own = {node.id: node for node in trainer.project.network.nodes}
    there = {node.id: node for node in foreign.network.nodes}
    assert there.keys() == own.keys()
    assert {id: node.off for id, node in there.items()} == {id: node.off for id, node in own.items()}
    assert {node.owner for node in foreign.network.nodes if node.layer == own["deep"].layer} in ({"deep"}, {"again"})
    assert answers_like(trainer, foreign) <= 1


@pytest.mark.parametrize("scaling", list(SCALINGS))
def test_scaling_becomes_blocks(scaling, tmp_path):
    made = SCALINGS[scaling]()
    data = Data(dataset=DATASETS["RegressionPlane"](), scaling=made, target_scaling=made)
    trainer = Trainer(Project(network=Network((Node("out", dense(1)),)), data=data), threads=1)
    assert answers_like(trainer, network_file.read(written(trainer, tmp_path))) <= 1


def convolutional():
    """A file as PyTorch writes it (channels first, Gemm), samples with channels last, and the answers."""
    kernel, bias = RNG.standard_normal((4, 2, 3, 3)).astype(np.float32), RNG.standard_normal(4).astype(np.float32)
    weight = RNG.standard_normal((3, 4 * 2 * 3)).astype(np.float32)
    nodes = [("Conv", "/c/Conv", ("x", "k", "b"), ("h",), {"kernel_shape": (3, 3), "pads": (1, 1, 1, 1),
                                                           "strides": (1, 1), "dilations": (1, 1), "group": 1}),
             ("Relu", "/Relu", ("h",), ("r",), {}),
             ("MaxPool", "/p/MaxPool", ("r",), ("p",), {"kernel_shape": (2, 2), "strides": (2, 2)}),
             ("Flatten", "/Flatten", ("p",), ("f",), {"axis": 1}),
             ("Gemm", "/out/Gemm", ("f", "w"), ("y",), {"transB": 1})]
    x = RNG.standard_normal((5, 2, 4, 6)).astype(np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    views = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
    h = np.maximum(np.einsum("nchwij,fcij->nfhw", views, kernel) + bias[:, None, None], 0)
    pooled = h.reshape(5, 4, 2, 2, 3, 2).max((3, 5))
    content = file(nodes, {"k": kernel, "b": bias, "w": weight}, [("x", (None, 2, 4, 6))], [("y", (None, 3))])
    return content, x.transpose(0, 2, 3, 1), pooled.reshape(5, -1) @ weight.T


def test_channels_that_stand_first_elsewhere_stand_last_here(tmp_path):
    content, x, wanted = convolutional()
    (tmp_path / "net.onnx").write_bytes(content)
    foreign = network_file.read(tmp_path / "net.onnx")
    assert [node.id for node in foreign.network.nodes] == ["c", "p", "flatten1", "out"]
    project = Project(network=foreign.network, training=Training(loss=LOSSES["MeanSquaredError"]()))
    made = Trainer(project, threads=1, data={"train": ({"x": x}, {"target": wanted})})
    made.set_weights(foreign.weights)
    assert same(made.predict(x), wanted) <= 1


def test_a_project_keeps_data_that_fit_and_else_has_some_that_stand_in(tmp_path):
    trainer = Trainer(Project(network=Network((Node("out", dense(1, "Sigmoid")),))), threads=1)
    foreign = network_file.read(written(trainer, tmp_path))
    kept, notes = project_of(foreign, "net.onnx", trainer.project)
    assert (kept.data.dataset, notes) == (trainer.project.data.dataset, ())
    (tmp_path / "conv.onnx").write_bytes(convolutional()[0])
    made, notes = project_of(network_file.read(tmp_path / "conv.onnx"), "conv.onnx", trainer.project)
    assert check(made).trainable
    assert "stand in" in notes[0]
    Trainer(made, threads=1).step(2)


def whole(kind: str, facts=None, arrays=None, shape=(None, 3)) -> bytes:
    """A file of one node."""
    arrays = arrays or {}
    return file([(kind, "/strange/one", ("x", *arrays), ("y",), facts or {})], arrays, [("x", shape)], [("y", shape)])


REFUSED = {
    "no such layer": (whole("Einsum"), "the node /strange/one (Einsum)"),
    "code of somebody": (whole("PyOp"), "(PyOp)"),
    "reflecting": (whole("Pad", {"mode": "reflect"}, {"p": np.zeros(4, np.int64)}), "(Pad)"),
    "no fixed size": (whole("Relu", shape=(None, None)), "the sizes of the input x are not fixed"),
    "old": (file([], {}, [], [], opset=7), "opset 7"),
    "a value from nowhere": (file([("Relu", "r", ("nowhere",), ("y",), {})], {}, [("x", (None, 2))],
                                  [("y", (None, 2))]), "takes nowhere, which nothing before it makes"),
    "no number": (whole("Add", arrays={"w": np.array([np.nan, 1, 2], np.float32)}), "the array w holds a value"),
    "a node without an output": (file([("Relu", "r", ("x",), (), {})], {}, [("x", (None, 2, 2, 2))],
                                      [("y", (None, 2))]), "the node r (Relu)"),
    "empty": (b"", "net.onnx"),
    "half": (convolutional()[0][:-900], "net.onnx"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_named_in_one_sentence(case, tmp_path):
    content, words = REFUSED[case]
    (tmp_path / "net.onnx").write_bytes(content)
    with pytest.raises(SpecError) as refused:
        network_file.read(tmp_path / "net.onnx")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_damage_is_refused_or_read_and_nothing_else(tmp_path):
    content, path = bytearray(convolutional()[0]), tmp_path / "net.onnx"
    for _ in range(60):
        made = bytearray(content)
        for place in RNG.integers(0, len(made), 3):
            made[place] = RNG.integers(256)
        path.write_bytes(made[:RNG.integers(1, len(made))] if RNG.random() < 0.3 else made)
        try:
            network_file.read(path)
        except SpecError as error:
            assert "\n" not in str(error)


def test_the_command_makes_a_project_that_answers_alike(tmp_path, capsys):
    trainer = trainer_of("layer", "Dense", 0)
    path = written(trainer, tmp_path)
    assert main.main(["import", str(path), "-o", str(tmp_path / "net.layerlab")]) == 0
    assert "stand in" in capsys.readouterr().out
    found = saved_work.load(tmp_path / "net.layerlab")
    assert found.weights.keys() == trainer.weights().keys()
    assert main.main(["import", str(path), "--json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["blocks"]] == [
        node.id for node in trainer.project.network.nodes]
    (tmp_path / "odd.onnx").write_bytes(whole("Einsum"))
    assert main.main(["import", str(tmp_path / "odd.onnx")]) == 2
    assert "(Einsum)" in capsys.readouterr().err
