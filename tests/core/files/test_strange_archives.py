"""A project file may lie about its sizes, hold other arrays than its network has, or numbers that are none: memory
stays bounded, and one sentence says what is wrong."""

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets.spirals import Spirals
from core.layers.dense import Dense
from core.project.spec import Data, Network, Node, Project
from core.text.errors import SpecError
from core.training import saved_work

ROOT = Path(__file__).parents[3]
PROJECT = Project(network=Network((Node("dense1", Dense(3)),)), data=Data(Spirals()))
NAME = "weights/dense1.kernel.npy"
MOST = 150 * 2**20
"""Bytes on top of what the program has anyway, for a file of two megabytes."""

LOAD = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from core.training import saved_work
from core.text.errors import LayerlabError
import core.engine.state
pages = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + int(sys.argv[3]),) * 2)
try:
    print(saved_work.load(sys.argv[2]).note or "opened")
except LayerlabError as error:
    print(error)
"""


def npy(array) -> bytes:
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def packed(files: dict, how=zipfile.ZIP_DEFLATED) -> bytearray:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, data in files.items():
            with archive.open(name, "w") as file:
                for piece in data if isinstance(data, list) else [data]:
                    file.write(piece)
    return bytearray(content.getvalue())


def lying(content: bytearray, name: str, size: int) -> bytearray:
    """The directory and the head of an entry say another size than it has."""
    for magic, offset, length in ((b"PK\1\2", 24, 46), (b"PK\3\4", 22, 30)):
        place = -1
        while (place := content.find(magic, place + 1)) >= 0:
            if content[place + length:place + length + len(name)] == name.encode():
                struct.pack_into("<I", content, place + offset, size)
    return content


ZEROS = [bytes(2**20)] * 1500
HEAD = npy(np.zeros((2, 3), np.float32))
BOMBS = {
    "small by its word": lambda: lying(packed({"project.json": PROJECT.to_json().encode(), NAME: ZEROS}), NAME,
                                       len(HEAD)),
    "large and honest": lambda: packed({"project.json": PROJECT.to_json().encode(), NAME: [
        npy(np.zeros(0, np.float32)).replace(b"(0,)", b"(393216000,)"[:12])[:128], *ZEROS]}),
    "small head, large body": lambda: lying(packed({"project.json": PROJECT.to_json().encode(), NAME: [HEAD, *ZEROS]}),
                                            NAME, len(HEAD)),
    "the project itself": lambda: lying(packed({"project.json": [PROJECT.to_json().encode(), *[b" " * 2**20] * 1500]}),
                                        "project.json", 1000),
    "bzip2": lambda: lying(packed({"project.json": PROJECT.to_json().encode(), NAME: ZEROS[:600]},
                                  zipfile.ZIP_BZIP2), NAME, len(HEAD)),
    "lzma": lambda: lying(packed({"project.json": PROJECT.to_json().encode(), NAME: ZEROS[:300]}, zipfile.ZIP_LZMA),
                          NAME, len(HEAD)),
}


@pytest.mark.scene
@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("kind", BOMBS)
def test_memory_is_counted_and_not_believed(tmp_path, kind):
    path = tmp_path / "bomb.layerlab"
    path.write_bytes(BOMBS[kind]())
    assert path.stat().st_size < 4 * 2**20
    done = subprocess.run([sys.executable, "-c", LOAD, str(ROOT), str(path), str(MOST)], capture_output=True,
                          text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "bomb.layerlab" in done.stdout
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("name", ["dense1.kernel", "dense1.bias"])
def test_weights_that_are_no_numbers_are_refused_by_name(tmp_path, value, dtype, name):
    arrays = {"dense1.kernel": np.zeros((2, 3), dtype), "dense1.bias": np.zeros(3, dtype)}
    arrays[name].flat[1] = value
    path = tmp_path / "mine.layerlab"
    path.write_bytes(packed({"project.json": PROJECT.to_json().encode()} | {
        f"weights/{key}.npy": npy(array) for key, array in arrays.items()}))
    with pytest.raises(SpecError,
                       match=rf"^mine\.layerlab: weights/{name}\.npy holds a value that is no finite number"):
        saved_work.load(path)
    with pytest.raises(SpecError, match=f"The weights {name} hold a value that is no finite number"):
        saved_work.save(tmp_path / "other.layerlab", saved_work.ProjectFile(PROJECT, arrays))
    assert not (tmp_path / "other.layerlab").exists()


def test_a_value_beyond_float32_is_no_weight(tmp_path):
    path = tmp_path / "mine.layerlab"
    path.write_bytes(packed({"project.json": PROJECT.to_json().encode(), NAME: npy(np.full((2, 3), 1e300))}))
    with pytest.raises(SpecError, match="no finite number"):
        saved_work.load(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.lists(st.integers(0, 5), max_size=4), st.sampled_from(["dense1.kernel", "dense1.bias", "dense2.kernel", "x"]),
       st.sampled_from(["<f4", ">f8", "<i2", "<f2"]))
def test_arrays_that_the_network_has_not_are_left_out_with_a_word(tmp_path, shape, name, dtype):
    path = tmp_path / "mine.layerlab"
    path.write_bytes(packed({"project.json": json.dumps(json.loads(PROJECT.to_json())).encode(),
                             f"weights/{name}.npy": npy(np.ones(shape, dtype))}))
    found = saved_work.load(path)
    fits = {"dense1.kernel": (2, 3), "dense1.bias": (3,)}.get(name) == tuple(shape)
    assert found.project == PROJECT
    if fits:
        assert found.weights[name].dtype == np.float32
        assert (found.weights[name] == 1).all()
        assert not found.note
    else:
        assert found.weights is None
        assert name in found.note
