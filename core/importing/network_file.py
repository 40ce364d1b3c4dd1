"""Files in which other programs keep networks: which kind one is, and what it holds."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from core.files.user_files import regular_file, shown
from core.importing.foreign_network import ForeignNetwork
from core.importing.keras import network as keras_network
from core.importing.onnx import model as onnx_model
from core.importing.onnx import network as onnx_network
from core.text.errors import SpecError
from core.text.messages import say

START = 512
"""Bytes from which the kind of a file is told."""


class NetworkFormat(Struct, frozen=True):
    """One kind of file: its name, how names of such files end, whether one begins so, and how it is read."""

    title: str
    ending: str
    knows: Callable[[bytes], bool]
    read: Callable[[str | Path], ForeignNetwork]


FORMATS = (NetworkFormat("ONNX", ".onnx", onnx_model.looks_like_onnx, onnx_network.read),
           NetworkFormat("Keras", ".keras", keras_network.looks_like_whole_model, keras_network.read_whole_model),
           NetworkFormat("Keras JSON", ".json", keras_network.looks_like_keras, keras_network.read))


def format_of(path: str | Path, start: bytes) -> NetworkFormat | None:
    """The kind of a file with these first bytes; None where it holds no network of another program."""
    ending = Path(path).suffix.lower()
    return next((one for one in FORMATS if one.knows(start) or one.ending == ending != ".json"), None)


def read(path: str | Path) -> ForeignNetwork:
    """The network of a file; SpecError with one sentence where there is none that fits."""
    found = regular_file(path, SpecError)
    with open(found, "rb") as file:
        kind = format_of(found, file.read(START))
    if kind is None:
        raise SpecError(say("{path} holds no network that can be read here; choose one of {kinds}.", path=shown(path),
                            kinds=", ".join(one.title for one in FORMATS)))
    return kind.read(found)
