"""Samples for a trained network from files as people have them: tables, arrays, pictures, texts."""

import math
from pathlib import Path
from types import ModuleType

import numpy as np

from core.datasets.ports import Description, InputPort
from core.datasets.raw_cells import RawColumn
from core.files.picture_decoding import STRETCH, Wanted
from core.files.picture_folder import read_picture
from core.files.user_files import reason, regular_file, shown
from core.text.errors import DataError
from core.text.messages import say

ARRAYS, TEXTS = (".npy", ".npz"), (".txt",)
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
LARGEST_TEXT = 2**24
Read = dict[str, np.ndarray]


def read(path: Path, description: Description, columns: tuple[RawColumn, ...], model: ModuleType) -> Read:
    """The samples of a file for each input; DataError with one sentence."""
    ending = path.suffix.lower()
    if ending in ARRAYS:
        return _arrays(path, description)
    if ending in TEXTS:
        return _text(path, description, model)
    if ending in PICTURES:
        return _picture(path, description)
    return _cells(path, description, columns)


def _arrays(path: Path, description: Description) -> Read:
    try:
        found = np.load(regular_file(path, DataError), allow_pickle=False)
        given = dict(found) if path.suffix.lower() == ".npz" else {description.inputs[0].name: found}
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except Exception:  # damaged files fail in many ways
        raise DataError(say("{path} holds no arrays of NumPy; choose another file.", path=shown(path))) from None
    if any(array.dtype.kind not in "fiub" for array in given.values()):
        raise DataError(say("{path} holds no plain numbers; choose another file.", path=shown(path)))
    return given


def _text(path: Path, description: Description, model: ModuleType) -> Read:
    port = _only(path, description)
    if not port.type.is_tokens:
        raise DataError(say("{path} is a text, but the network reads no texts.", path=shown(path)))
    return {port.name: model.sample(port.name, text_of(path, model))[0][None]}


def text_of(path: Path, model: ModuleType) -> str:
    """The text of a file; DataError where the network cannot read it."""
    try:
        if regular_file(path, DataError).stat().st_size > LARGEST_TEXT:
            raise DataError(say("{path} is larger than a text may be here; cut it.", path=shown(path)))
        text = path.read_text(encoding="utf-8-sig")
        for name in model.TOKENS:
            model.tokens(name, text)
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except UnicodeDecodeError:
        raise DataError(say("{path} is no text in UTF-8; save it as such.", path=shown(path))) from None
    except ValueError as error:
        raise DataError(f"{shown(path)}: {error}") from None
    return text


def _picture(path: Path, description: Description) -> Read:
    port = _only(path, description)
    if not port.type.is_picture:
        raise DataError(say("{path} is a picture, but the network takes none.", path=shown(path)))
    low, high = port.value_range or (0.0, 1.0)
    height, width, channels = port.type.shape
    found = read_picture(path, Wanted(height, width, channels, STRETCH)) / 255
    return {port.name: (low + found * (high - low))[None]}


def _only(path: Path, description: Description) -> InputPort:
    if len(description.inputs) > 1:
        raise DataError(say("{path} is one input, but the network has {count}; give an .npz with an array for each.",
                            path=shown(path), count=len(description.inputs)))
    return description.inputs[0]


def _cells(path: Path, description: Description, columns: tuple[RawColumn, ...]) -> Read:
    """A table: columns by their names where it has all of them, else in order. Tables of samples that are no rows have
    a column for each number."""
    from core.files.opened_table import open_table
    sizes = [math.prod(port.type.shape) for port in description.inputs]
    columns = columns or tuple(RawColumn(str(number + 1)) for number in range(sum(sizes)))
    table = open_table(path)
    named = all(column.name in table.names for column in columns)
    if not named and len(table.names) != len(columns):
        raise DataError(say("{path} has {count} columns, but the network takes {wanted} ({names}); name them in the "
                            "first row, or give just these.", path=shown(path), count=len(table.names),
                            wanted=len(columns), names=", ".join(column.name for column in columns[:6])
                            + (", …" if len(columns) > 6 else "")))
    cells = [cells for _, cells in table.rows()]
    if not cells:
        raise DataError(say("{path} has no rows; write one for each sample.", path=shown(path)))
    places = [table.names.index(column.name) if named else place for place, column in enumerate(columns)]
    x = np.hstack([column.read([row[place] for row in cells]) for place, column in zip(places, columns, strict=True)])
    if np.isnan(x).any():
        row, _ = np.argwhere(np.isnan(x))[0]
        raise DataError(say("{path}, row {row}: a cell is empty, and the network was trained without gaps; fill it.",
                            path=shown(path), row=int(row) + 1))
    parts = np.split(x, np.cumsum(sizes)[:-1], axis=1)
    return {port.name: part.reshape(len(x), *port.type.shape) for port, part in zip(description.inputs, parts,
                                                                                    strict=True)}
