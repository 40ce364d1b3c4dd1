"""Reads files of named arrays: safetensors, and npz without pickles. Nothing in them is believed unchecked."""

import json
import math
from pathlib import Path

import numpy as np

from core.files import archive
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.text.errors import LayerlabError, SpecError
from core.text.messages import say

KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1",
         "U8": "<u1", "BOOL": "?"}
LARGEST_HEAD, MOST_ARRAYS = 8 * 2**20, 20_000
LARGEST = 2 * 2**30
"""Bytes of arrays that are read."""
HDF5 = b"\x89HDF"
PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".bin", ".ckpt", ".joblib")


def read(path: str | Path) -> dict[str, np.ndarray]:
    """The arrays of a file by their names, floats as float32; SpecError with one sentence where it cannot be read."""
    found = regular_file(path, SpecError)
    try:
        with open(found, "rb") as file:
            start = file.read(16)
        if start[:2] == b"PK":
            return _of_zip(found)
        length, opening = int.from_bytes(start[:8], "little"), start[8:9]
        if ((opening != b"{" or length > size(found)) and start[:1] == b"\x80") or found.suffix.lower() in PICKLES:
            raise SpecError(_pickle(path))
        if start[:4] == HDF5:
            raise SpecError(_hdf5(path))
        return _safetensors(found)
    except OSError as error:
        raise SpecError(reason(error, path)) from None


def no_data(path: Path, start: bytes) -> str:
    """Why a file of weights that begins so is neither data nor a project; "" where it is no file of weights."""
    ending = path.suffix.lower()
    if ending in PICKLES and (ending != ".bin" or start[:2] == b"PK" or start[:1] == b"\x80"):  # .bin may be anything
        return _pickle(path)
    if start[:4] == HDF5:
        return _hdf5(path)
    if ending == ".safetensors":
        return say("{path} holds weights; open the network that they belong to and choose “Import weights”.",
                   path=shown(path))
    return ""


def _hdf5(path) -> str:
    return say("{path} is an HDF5 file; save its weights as .npz or .safetensors.", path=shown(path))


def _pickle(path) -> str:
    return say("{path} is a pickle, which could run any program, so it is not opened; in PyTorch, save the weights "
               "with safetensors.torch.save_file(model.state_dict(), \"weights.safetensors\").", path=shown(path))


def _of_zip(path: Path) -> dict[str, np.ndarray]:
    try:
        with archive.opened(path) as entries:
            if any(entry.endswith(".pkl") for entry in entries.entries):
                raise SpecError(_pickle(path))
            named = {entry.removesuffix(".npy"): entry for entry in entries.entries if entry.endswith(".npy")}
            if not named:
                raise SpecError(say("{path} holds no arrays; choose an .npz or .safetensors file.", path=shown(path)))
            if sum(map(entries.nbytes, named.values())) > LARGEST:
                raise SpecError(_large(path))
            return {name: entries.array(entry) for name, entry in named.items()}
    except (LayerlabError, OSError):
        raise
    except Exception:  # damaged zips fail in many ways
        raise SpecError(_damaged(path)) from None


def _large(path: Path) -> str:
    return say("{path} holds more than {most} of arrays; so much is not read.", path=shown(path),
               most=megabytes(LARGEST))


def _damaged(path: Path) -> str:
    return say("{path} is damaged, or no file of weights; choose an .npz or .safetensors file.", path=shown(path))


def _safetensors(path: Path) -> dict[str, np.ndarray]:
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LARGEST_HEAD, size(path) - 8):
            raise SpecError(_damaged(path))
        head = file.read(length)
        facts = _facts(path, head, size(path) - 8 - length)
        found = {}
        for name, (kind, shape, start, stop) in facts.items():
            file.seek(8 + length + start)
            found[name] = _array(path, name, file.read(stop - start), kind, shape)
    return found


def _facts(path: Path, head: bytes, room: int) -> dict[str, tuple[str, tuple[int, ...], int, int]]:
    """(kind, shape, first byte, byte after the last) of every array."""
    try:
        told = json.loads(head)
        told.pop("__metadata__", None)
        found = {name: (fact["dtype"], tuple(fact["shape"]), *fact["data_offsets"]) for name, fact in told.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SpecError(_damaged(path)) from None
    if len(found) > MOST_ARRAYS or sum(stop - start for _, _, start, stop in _whole(path, found)) > LARGEST:
        raise SpecError(_large(path))
    for kind, shape, start, stop in found.values():
        sound = (kind in KINDS and all(type(n) is int and 0 <= n < 2**40 for n in shape)
                 and 0 <= start <= stop <= room and math.prod(shape) * np.dtype(KINDS[kind]).itemsize == stop - start)
        if not sound:
            raise SpecError(_damaged(path))
    return found


def _whole(path: Path, found) -> list[tuple]:
    """The facts, where all offsets are whole numbers."""
    if any(len(fact) != 4 or type(fact[2]) is not int or type(fact[3]) is not int for fact in found.values()):
        raise SpecError(_damaged(path))
    return list(found.values())


def _array(path: Path, name: str, content: bytes, kind: str, shape: tuple[int, ...]) -> np.ndarray:
    raw = np.frombuffer(content, KINDS[kind])
    if kind == "BF16":
        raw = (raw.astype(np.uint32) << 16).view(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            values = raw.astype(np.float32).reshape(shape)
        except ValueError:  # more axes than there can be
            raise SpecError(_damaged(path)) from None
    if not np.isfinite(values).all():
        raise SpecError(say("{path}: {entry} holds a value that is no finite number; open another copy of it.",
                            path=shown(path), entry=name[:80]))
    return values
