"""Weights as safetensors and npz, the choice of a format, and what is written where."""

import io
import json

import numpy as np
import pytest

from core.export.onnx_file import OnnxFile
from core.export.protobuf import number, varint
from core.export.trained import Trained
from core.export.writing import EXPORTERS, chosen, export
from core.text.errors import LayerlabError
from tests.core.building import layer
from tests.core.drawn_networks import drawn_trainer
from tests.core.export.exported import several_ports, trainer_of


def test_safetensors_holds_every_weight(tmp_path):
    trained = Trained.of(several_ports())
    path, = export(trained, tmp_path / "net.safetensors")
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    head, numbers = json.loads(content[8:8 + length]), content[8 + length:]
    assert length % 8 == 0
    assert head.pop("__metadata__")["name"] == "Untitled"
    assert head.keys() == trained.weights.keys()
    end = 0
    for name, fact in head.items():
        start, stop = fact["data_offsets"]
        assert start == end
        end = stop
        found = np.frombuffer(numbers[start:stop], "<f4").reshape(fact["shape"])
        np.testing.assert_array_equal(found, trained.weights[name])
    assert end == len(numbers)


def test_npz_holds_every_weight(tmp_path):
    trained = Trained.of(several_ports())
    path, = export(trained, tmp_path / "net.npz")
    found = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
    assert set(found) == trained.weights.keys()
    assert all(np.array_equal(found[name], array) for name, array in trained.weights.items())


@pytest.mark.parametrize("word", list(EXPORTERS))
def test_every_format_is_written_under_the_name_that_was_asked_for(word, tmp_path):
    exporter = EXPORTERS[word]
    paths = export(Trained.of(trainer_of("layer", "Dense", 0)), tmp_path / f"net{exporter.ending}", word)
    assert (paths[0].parent if exporter.folder else paths[0]).name == f"net{exporter.ending}"
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(paths)
    assert all(path.stat().st_size for path in paths)


@pytest.mark.parametrize("exporter", [one for one in EXPORTERS.values() if one.chosen], ids=lambda one: one.word)
def test_the_ending_chooses(exporter, tmp_path):
    assert chosen(tmp_path / f"net{exporter.ending}") is exporter
    assert chosen(tmp_path / f"NET{exporter.ending.upper()}") is exporter


@pytest.mark.parametrize("name", ["net", "net.pt", "net.h5", ".onnx"])
def test_another_ending_is_refused_in_one_sentence(name, tmp_path):
    with pytest.raises(LayerlabError, match="does not say which format"):
        chosen(tmp_path / name)


def test_a_program_that_could_not_be_imported_is_refused(tmp_path):
    trained = Trained.of(trainer_of("layer", "Dense", 0))
    with pytest.raises(LayerlabError, match=r"my_net\.py"):
        export(trained, tmp_path / "my-net.py")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", list(EXPORTERS))
def test_a_network_that_passes_over_steps_leaves_as_weights_alone(word, tmp_path):
    """A mask that is lost on the way would give other answers, silently."""
    rng, exporter = np.random.default_rng(0), EXPORTERS[word]
    parts = [layer("Masking"), layer("GRU", units=3), layer("Dense", units=2)]
    trained, path = Trained.of(drawn_trainer(parts, (4, 3), rng)), tmp_path / f"net{exporter.ending}"
    if exporter.weights_alone:
        assert export(trained, path, word) == [path]
        return
    with pytest.raises(LayerlabError, match=r"The block \w+ \(Masking\) makes later layers pass over steps"):
        export(trained, path, word)
    assert not path.exists()


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(LayerlabError, match="no such folder"):
        export(Trained.of(trainer_of("layer", "Dense", 0)), tmp_path / "none" / "net.onnx")


@pytest.mark.parametrize(("value", "wanted"), [(0, b"\0"), (127, b"\x7f"), (128, b"\x80\1"), (300, b"\xac\2"),
                                               (-1, b"\xff" * 9 + b"\1"), (2**63 - 1, b"\xff" * 8 + b"\x7f")])
def test_whole_numbers_of_protobuf(value, wanted):
    assert varint(value) == wanted
    assert number(1, value) == b"\x08" + wanted


def test_the_same_network_gives_the_same_bytes():
    first, second = (OnnxFile().files(Trained.of(several_ports()), "net") for _ in range(2))
    assert first == second
