"""Chooses the format of an export and writes its files, each whole or not at all."""

import re
from collections.abc import Iterable
from pathlib import Path

from core.export.base import Exporter
from core.export.keras_program import KerasProgram
from core.export.npz_file import NpzFile
from core.export.numpy_program import NumpyProgram
from core.export.onnx_file import OnnxFile
from core.export.pytorch_program import PytorchProgram
from core.export.safetensors_file import SafetensorsFile
from core.export.service_folder import ServiceFolder
from core.export.trained import Trained
from core.files.atomic_write import replace_file
from core.files.user_files import shown, unwritable
from core.text.errors import LayerlabError
from core.text.messages import say

EXPORTERS: dict[str, Exporter] = {exporter.word: exporter for exporter in (
    NumpyProgram(), OnnxFile(), PytorchProgram(), KerasProgram(), SafetensorsFile(), NpzFile(),
    ServiceFolder())}
"""All formats by their words, in the order in which they are offered."""


def chosen(path: Path, word: str = "") -> Exporter:
    """The format that a word names, or else the ending of a file; LayerlabError where neither is known."""
    if word:
        return EXPORTERS[word]
    for exporter in EXPORTERS.values():
        if exporter.chosen and path.suffix.lower() == exporter.ending:
            return exporter
    endings = ", ".join(dict.fromkeys(exporter.ending for exporter in EXPORTERS.values() if exporter.chosen))
    raise LayerlabError(say("{path} does not say which format it is to have; end its name with one of {endings}.",
                            path=shown(path), endings=endings))


def export(trained: Trained, path: str | Path, word: str = "") -> list[Path]:
    """Write a trained network; returns the files. LayerlabError with one sentence where that fails."""
    path = Path(path)
    exporter = chosen(path, word)
    stem = path.stem if exporter.ending and path.suffix.lower() == exporter.ending else path.name
    if not stem.isidentifier() and exporter.ending == ".py":
        raise LayerlabError(say("{path} cannot be imported by this name; use letters, digits and _ alone, such as "
                                "{better}.", path=shown(path), better=f"{importable(stem)}.py"))
    if refusal := "" if exporter.weights_alone else passes_over_steps(trained):
        raise LayerlabError(refusal)
    files = exporter.files(trained, stem)
    place = _made(path, files) if exporter.folder else path.parent
    written = []
    for name, content in files.items():
        try:
            replace_file(place / name, content)
        except OSError as error:
            raise LayerlabError(unwritable(error, place / name)) from None
        written.append(place / name)
    return written


def _made(folder: Path, files: Iterable[str]) -> Path:
    """A folder that is new, empty, or holds an earlier export; LayerlabError where it holds anything else."""
    try:
        folder.mkdir(exist_ok=True)
        strange = sorted({entry.name for entry in folder.iterdir()} - {*files, "__pycache__"})
    except OSError as error:
        raise LayerlabError(unwritable(error, folder)) from None
    if strange:
        raise LayerlabError(say("{path} is a folder with other things in it ({name}); choose a new one.",
                                path=shown(folder), name=strange[0]))
    return folder


def passes_over_steps(trained: Trained) -> str:
    """Why a network cannot leave as something that computes; "" where it can. A mask goes on from layer to layer beside
    the values, and no format here writes it: an answer without it would be another one."""
    found = [step for step in trained.steps if step.op.masks]
    return say("The block {block} ({layer}) makes later layers pass over steps, which exported networks cannot do; "
               "export the weights alone (.safetensors or .npz), or let every step count.", block=found[0].node,
               layer=say(found[0].op.shown_name())) if found else ""


def importable(stem: str) -> str:
    """A name as near to this one as Python can import."""
    found = re.sub(r"\W", "_", stem)
    return found if found.isidentifier() else f"net_{found}"
