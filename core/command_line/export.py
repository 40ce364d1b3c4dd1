"""`export FILE OUT`: a trained network for other programs."""

import json

from core.command_line.terminal import complain
from core.command_line.trained import guarded, parser, trained
from core.files.user_files import refuse_unwritable
from core.text.errors import LayerlabError

EXAMPLES = """  main.py export digits.layerlab digits.onnx
  main.py export digits.layerlab digits.py
  main.py export digits.layerlab net.py --to pytorch
  main.py export digits.layerlab digits-service --to service"""


def export(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    from core.export.writing import EXPORTERS, chosen
    made = parser("export", "Write a trained network for other programs.", EXAMPLES)
    made.add_argument("out", metavar="OUT", help="the file to write; its ending chooses the format: " + ", ".join(
        f"{one.ending} ({one.title})" for one in EXPORTERS.values() if one.chosen) + "; a folder for service")
    made.add_argument("--to", choices=tuple(EXPORTERS), default="", help="the format, where the ending does not tell")
    made.add_argument("--json", action="store_true", help="print one JSON object with the files that were written")
    wanted = made.parse_args(arguments)
    try:
        if not chosen(_path(wanted.out), wanted.to).folder:  # before anything is trained
            refuse_unwritable(wanted.out)
    except LayerlabError as error:
        return complain(error)
    return guarded(_export, wanted)


def _path(text: str):
    from pathlib import Path
    return Path(text)


def _export(wanted) -> None:
    from core.export.trained import Trained, columns_of
    from core.export.writing import export as write
    trainer = trained(wanted.file)
    paths = write(Trained.of(trainer, columns_of(trainer)), wanted.out, wanted.to)
    if wanted.json:
        print(json.dumps({"name": trainer.project.name, "files": list(map(str, paths))}))
        return
    for path in paths:
        print(f"Wrote {path}")
