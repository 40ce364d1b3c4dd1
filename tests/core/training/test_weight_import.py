"""Weights of other programs: what fits goes to its place, what does not is said, and nothing that is read runs."""

import io
import json
import pickle
import struct
import zipfile

import numpy as np
import pytest

import main
from core.export.pytorch_program import PytorchProgram
from core.export.safetensors_file import packed
from core.export.trained import Trained
from core.files import tensor_file
from core.project.examples import starters
from core.project.spec import Project
from core.text.errors import SpecError
from core.trainer import Trainer
from core.training import saved_work
from core.training.weight_import import matched
from tests.core.drawn_networks import with_drawn_weights
from tests.core.export.exported import CASES, several_ports, trainer_of

PLAIN = [case for case in CASES if case[0] in ("layer", "states", "graph")]


def again(trainer: Trainer, arrays) -> list[str]:
    """The names of the arrays of a trainer that do not come back from what PyTorch has of them."""
    found = matched(trainer, arrays)
    own = trainer.weights()
    return [name for name, array in own.items()
            if name not in found.weights or not np.array_equal(found.weights[name], array)]


def of_torch(trainer: Trainer, folder) -> dict:
    """The weights as the PyTorch program has them, without the scaling."""
    content = PytorchProgram().files(Trained.of(trainer), "net")["net.safetensors"]
    (folder / "net.safetensors").write_bytes(content)
    return {name: array for name, array in tensor_file.read(folder / "net.safetensors").items()
            if not name.startswith("scaling.")}


@pytest.mark.few(8)
@pytest.mark.parametrize(("kind", "name"), PLAIN)
def test_what_goes_to_pytorch_comes_back(kind, name, tmp_path):
    trainer = trainer_of(kind, name, 0)
    assert again(trainer, of_torch(trainer, tmp_path)) == []


def test_several_ports_and_shared_weights_come_back(tmp_path):
    trainer = several_ports()
    assert again(trainer, of_torch(trainer, tmp_path)) == []


@pytest.fixture(scope="module")
def iris():
    return with_drawn_weights(Trainer(Project.load(next(one.path for one in starters() if one.file == "iris.json")),
                                      threads=1), np.random.default_rng(3))


def test_modules_of_other_names_go_in_order(iris, tmp_path):
    arrays = of_torch(iris, tmp_path)
    modules = list(dict.fromkeys(name.partition(".")[0] for name in arrays))
    renamed = {f"model.fc{modules.index(name.partition('.')[0])}.{name.partition('.')[2]}": array
               for name, array in arrays.items()}
    assert again(iris, renamed) == []


def test_own_names_as_npz_and_safetensors(iris, tmp_path):
    own = iris.weights()
    np.savez(tmp_path / "own.npz", **own)
    (tmp_path / "own.safetensors").write_bytes(packed(own, {}))
    for file in ("own.npz", "own.safetensors"):
        assert again(iris, tensor_file.read(tmp_path / file)) == []


def test_what_does_not_fit_is_told_and_left(iris):
    own = iris.weights()
    first, second = list(own)[:2]
    found = matched(iris, own | {first: np.zeros((3, 3), np.float32), "more": np.zeros(2, np.float32)})
    told = {row.name or row.theirs: row.why for row in found.rows}
    assert (bool(told[first]), told[second], bool(told["more"])) == (True, "", True)
    assert found.weights.keys() == own.keys() - {first}


def bad_files() -> dict[str, bytes]:
    """Files that must be refused, by a word for each."""
    def zipped(**entries):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in entries.items():
                file.writestr(name.replace("__", "/").replace("_up_", ".."), content)
        return made.getvalue()
    array = io.BytesIO()
    np.save(array, np.zeros(3, np.float32))
    objects = io.BytesIO()
    np.save(objects, np.array([{}], object), allow_pickle=True)
    bomb = io.BytesIO()
    np.lib.format.write_array_header_1_0(bomb, {"descr": "<f4", "fortran_order": False, "shape": (2**31,)})

    def tensors(head, rest=b""):
        text = json.dumps(head).encode()
        return struct.pack("<Q", len(text)) + text + rest
    fact = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    return {"pickle": pickle.dumps({"a": 1}), "pt": zipped(archive__data_pkl=b"x", **{"data.pkl": b"x"}),
            "npz with objects": zipped(**{"a.npy": objects.getvalue()}), "slip": zipped(_up___a_npy=array.getvalue(),
            **{"../a.npy": array.getvalue()}), "absolute": zipped(**{"/etc/a.npy": array.getvalue()}),
            "bomb": zipped(**{"a.npy": bomb.getvalue()}), "zeros": zipped(**{"a.npy": b"\0" * 10**7}),
            "empty": b"", "short": b"\1\2", "hdf": b"\x89HDF\r\n\x1a\n", "long head": struct.pack("<Q", 2**62) + b"{}",
            "no json": struct.pack("<Q", 4) + b"nope", "negative": tensors({"a": fact | {"shape": [-2]}}),
            "beyond": tensors({"a": fact | {"data_offsets": [0, 80]}}, b"0" * 8),
            "other size": tensors({"a": fact | {"shape": [3]}}, b"0" * 8),
            "words": tensors({"a": fact | {"data_offsets": ["0", "8"]}}, b"0" * 8), "list": tensors([1]),
            "kind": tensors({"a": fact | {"dtype": "X"}}, b"0" * 8), "nan": tensors({"a": fact}, b"\xff" * 8),
            "deep": struct.pack("<Q", 100_000) + b"[" * 100_000}


@pytest.mark.parametrize("word", bad_files())
def test_what_is_damaged_or_dangerous_is_refused_in_one_sentence(word, tmp_path):
    (tmp_path / "weights.bin2").write_bytes(bad_files()[word])
    with pytest.raises(SpecError) as found:
        tensor_file.read(tmp_path / "weights.bin2")
    assert "\n" not in str(found.value)
    assert "weights.bin2" in str(found.value)


def test_the_command_shows_a_table_and_keeps_the_project(iris, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    of_torch(iris, tmp_path)
    project = next(one.path for one in starters() if one.file == "iris.json")
    assert main.main(["import", "net.safetensors", "--into", str(project), "-o", "out.layerlab"]) == 0
    told = capsys.readouterr()
    assert all(name in told.out for name in iris.weights())
    kept = saved_work.load("out.layerlab").weights
    assert all(np.array_equal(kept[name], array) for name, array in iris.weights().items())
    (tmp_path / "none.safetensors").write_bytes(packed({"a": np.zeros(2, np.float32)}, {}))
    assert main.main(["import", "none.safetensors", "--into", str(project), "-o", "other.layerlab"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "other.layerlab").exists()
