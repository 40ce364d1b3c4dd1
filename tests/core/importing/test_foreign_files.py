"""Files that are neither data nor a project: one sentence each, which names the file and the way on."""

import os

import pytest

from core.importing.proposal import inspect_file, kind_of
from core.text.errors import DataError

FILES = {"net.pt": (b"\x80\x02}q\x00.", "pickle"), "net.pth": (b"PK\x03\x04" + bytes(60), "pickle"),
         "pytorch_model.bin": (b"PK\x03\x04" + bytes(60), "pickle"), "noise.bin": (b"\x07\x99" * 300, "no text"),
         "net.h5": (b"\x89HDF\r\n\x1a\n" + bytes(80), "HDF5"), "table.csv": (b"\x89HDF\r\n\x1a\n" + bytes(80), "HDF5"),
         "net.safetensors": (b"\x08\x00\x00\x00\x00\x00\x00\x00{}      ", "Import weights")}


@pytest.mark.parametrize("name", FILES)
def test_weights_are_named_as_weights(tmp_path, name):
    content, word = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=word) as told:
        inspect_file(path)
    assert name in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="no such file here")
def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path):
    (tmp_path / "table.csv").symlink_to("/proc/self/mem")  # a read of its first bytes fails, as on a broken stick
    with pytest.raises(DataError, match=r"table\.csv"):
        kind_of(tmp_path / "table.csv")
