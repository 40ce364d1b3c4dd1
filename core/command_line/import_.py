"""`import FROM --into FILE -o OUT`: weights of another program in a project, or a network of another program."""

import json
from pathlib import Path

from core.command_line.terminal import CommandParser
from core.command_line.trained import guarded
from core.files.user_files import regular_file, shown
from core.text.errors import LayerlabError
from core.text.messages import counted, say

EXAMPLES = """  main.py import weights.safetensors --into digits.layerlab -o digits-trained.layerlab
  main.py import weights.npz --into digits.layerlab
  main.py import net.onnx -o net.layerlab
  main.py import net.onnx --into digits.layerlab -o digits-2.layerlab"""


def import_(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    made = CommandParser(
        "import", "Put weights of another program (.safetensors, also PyTorch's, or .npz) into a project, and show "
        "what fits; or make a project of a network of another program (ONNX, Keras).", f"examples:\n{EXAMPLES}")
    made.add_argument("source", metavar="FROM", help="the file with the weights or the network")
    made.add_argument("--into", metavar="FILE", default="", help="the project whose network takes the weights, or "
                      "whose data the network is to have")
    made.add_argument("-o", "--out", metavar="OUT", default="", help="where to keep the project with them (.layerlab); "
                      "left out, only the table is shown")
    made.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    return guarded(_import, made.parse_args(arguments))


def _import(wanted) -> None:
    from core.importing import network_file
    from core.project.spec import Project
    if wanted.out and not wanted.out.lower().endswith(Project.suffix):
        raise LayerlabError(say("Weights are kept in a {suffix} file; let {name} end so.", suffix=Project.suffix,
                                name=shown(wanted.out)))
    source = regular_file(wanted.source, LayerlabError)
    with open(source, "rb") as file:
        is_network = network_file.format_of(source, file.read(network_file.START)) is not None
    if is_network:
        _network(wanted)
    elif wanted.into:
        _weights(wanted)
    else:
        raise LayerlabError(say("{name} holds weights; say with --into which project takes them.", name=shown(source)))


def _network(wanted) -> None:
    """Make a project of a network."""
    from core.importing import network_file
    from core.importing.network_project import project_of
    from core.project.network import check
    from core.training import saved_work
    foreign = network_file.read(wanted.source)
    current = saved_work.load(wanted.into).project if wanted.into else None
    project, notes = project_of(foreign, wanted.source, current)
    found = check(project)
    if wanted.json:
        print(json.dumps({"blocks": [{"id": node.id, "layer": type(node.layer).__name__, "inputs": node.inputs,
                                      "shape": found.shapes.get(node.id)} for node in project.network.nodes],
                          "parameters": found.total, "weights": len(foreign.weights), "notes": list(map(str, notes))}))
    else:
        for node in project.network.nodes:
            shape = "×".join(map(str, found.shapes.get(node.id, ()))) or "1"
            print(f"{node.id:<24} {say(node.layer.shown_name()):<24} {shape:<16} {', '.join(node.inputs)}")
        print(counted(len(foreign.weights), "{n} array of weights, {parameters:,} parameters.",
                      "{n} arrays of weights, {parameters:,} parameters.", parameters=found.total))
        for note in notes:
            print(note)
    if wanted.out:
        saved_work.save(wanted.out, saved_work.ProjectFile(project, dict(foreign.weights) or None))
        if not wanted.json:
            print(f"Kept in {wanted.out}")


def _weights(wanted) -> None:
    from core.files import tensor_file
    from core.trainer import Trainer
    from core.training import saved_work
    from core.training.weight_import import matched, table
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
