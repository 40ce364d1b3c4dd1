"""`import FROM --into FILE -o OUT`: weights of another program in a project."""

import json
from pathlib import Path

from core.command_line.trained import guarded
from core.files.user_files import shown
from core.text.errors import LayerlabError
from core.text.messages import say

EXAMPLES = """  main.py import weights.safetensors --into digits.layerlab -o digits-trained.layerlab
  main.py import weights.npz --into digits.layerlab"""


def import_(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    import argparse
    made = argparse.ArgumentParser(
        prog="main.py import", description="Put weights of another program (.safetensors, also PyTorch's, or .npz) "
        "into a project, and show what fits.", epilog=f"examples:\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("source", metavar="FROM", help="the file with the weights")
    made.add_argument("--into", metavar="FILE", required=True, help="the project whose network takes them")
    made.add_argument("-o", "--out", metavar="OUT", default="", help="where to keep the project with them (.layerlab); "
                      "left out, only the table is shown")
    made.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    return guarded(_import, made.parse_args(arguments))


def _import(wanted) -> None:
    from core.files import tensor_file
    from core.project.spec import Project
    from core.trainer import Trainer
    from core.training import saved_work
    from core.training.weight_import import matched, table
    if wanted.out and not wanted.out.lower().endswith(Project.suffix):
        raise LayerlabError(say("Weights are kept in a {suffix} file; let {name} end so.", suffix=Project.suffix,
                                name=shown(wanted.out)))
    arrays = tensor_file.read(wanted.source)
    document = saved_work.load(wanted.into)
    trainer = Trainer(document.project)
    found = matched(trainer, arrays)
    if wanted.json:
        print(json.dumps({"fits": len(found.weights), "rows": [dict(zip(
            ("name", "shape", "theirs", "their_shape", "why"), (row.name, row.shape, row.theirs, row.their_shape,
                                                                str(row.why)), strict=True)) for row in found.rows]}))
    else:
        rows = table(found)
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print(found.sentence)
    if not found.weights:
        raise LayerlabError(say("Nothing in {name} fits the network; nothing was changed.",
                                name=shown(Path(wanted.source))))
    if wanted.out:
        trainer.set_weights(found.weights)
        saved_work.save(wanted.out, saved_work.ProjectFile(document.project, trainer.weights()))
        if not wanted.json:
            print(f"Kept in {wanted.out}")
