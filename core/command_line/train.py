"""The program without a window: what `python main.py …` does in a terminal."""

import argparse
import json
import math
import sys
import time

from core.command_line.terminal import CommandParser, complain
from core.files.user_files import printable, refuse_unwritable, unwritable
from core.files.user_files import shown as shown_path
from core.text.errors import LayerlabError
from core.text.messages import clean, say, short

COMMANDS = """commands (each says more with --help):
  train FILE [--epochs N] [--seed S] [--threads T] [--json] [-o OUT]
                           train a project, and keep what was trained
  evaluate FILE            how well it does on each part of the data
  predict FILE INPUT…      answers for tables, pictures and texts
  export FILE OUT          the network for other programs
  report FILE OUT          a page about the run (.html, .pdf)
  import FROM --into FILE  weights or a network of another program
  serve FILE [--port N]    answers over HTTP, with a page to try it
  completion SHELL         a script that completes in a shell
  reference [FILE]         an entry for everything that is registered
  warm                     compile all kernels now
  bench                    measure speed beside other libraries (make bench)

examples:
  main.py
  main.py digits.layerlab
  main.py train digits.layerlab -o trained.layerlab"""


def parser() -> argparse.ArgumentParser:
    """All that can be typed."""
    made = CommandParser("", "Layerlab: assemble a neural network, train it on real data, watch it learn.\n"
                         "Without a command the window opens.", COMMANDS)
    made.add_argument("project", nargs="?", default="", metavar="FILE",
                      help="a project or data file to open in the window")
    made.add_argument("--screenshot", metavar="PNG", help=argparse.SUPPRESS)
    made.add_argument("--project", dest="shown", default="", help=argparse.SUPPRESS)
    made.add_argument("--theme", choices=("dark", "light", "projector"), default="dark", help=argparse.SUPPRESS)
    made.add_argument("--text", type=float, default=1.0, help=argparse.SUPPRESS)
    made.add_argument("--size", default="1480x900", help=argparse.SUPPRESS)
    made.add_argument("--select", default="", help=argparse.SUPPRESS)
    made.add_argument("--epochs", type=float, default=0.0, help=argparse.SUPPRESS)
    made.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    return made


def train_parser() -> argparse.ArgumentParser:
    """What can be typed after `train`."""
    made = CommandParser("train", "Train a project in the terminal.", "examples:\n"
                         "  main.py train digits.layerlab -o trained.layerlab\n"
                         "  main.py train digits.layerlab --epochs 5 --seed 1 --json")
    made.add_argument("file", metavar="FILE", help="a .layerlab project or its bare JSON")
    made.add_argument("--epochs", type=whole("epochs", 1, 1_000_000), metavar="N",
                      help="passes over the training samples; left out, the project's own number")
    made.add_argument("--seed", type=whole("seed", 0, 2**31 - 1), metavar="S",
                      help="draws the first weights and the order of the samples")
    made.add_argument("--threads", type=whole("threads", 1, 1024), metavar="T",
                      help="processor cores to use; left out, chosen from the size of the network")
    made.add_argument("--json", action="store_true", help="print one JSON object with the results as the last line")
    made.add_argument("-o", "--out", metavar="OUT", default="",
                      help="keep the project with what was trained in this file (.layerlab)")
    return made


def whole(name: str, low: int, high: int):
    """A type for argparse: a whole number in a range, refused in one sentence."""
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{name} must be a whole number, not {text!r}") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{name} must lie between {low} and {high}, not {value}")
        return value
    return read


def train(arguments: list[str]) -> int:
    """`train FILE …`: a progress bar, then the metrics of every split. 0, or 2 where something is wrong."""
    wanted = train_parser().parse_args(arguments)
    try:
        report = train_project(wanted.file, wanted.epochs, wanted.seed, wanted.threads, wanted.json,
                               wanted.out)
    except LayerlabError as error:
        return complain(error)
    except KeyboardInterrupt:
        return complain(LayerlabError(say("Stopped by Ctrl-C.")))
    if wanted.json and sys.stdout is None:
        return complain(LayerlabError(say("The output cannot be written: {reason}.", reason=say("it is closed"))))
    if wanted.json:
        print(json.dumps(report, allow_nan=False))
    return 0


def reference(arguments: list[str]) -> int:
    """`reference [FILE]`: the page with an entry for every registered thing. 0, or 2 where it cannot be written."""
    from pathlib import Path

    from core.reference import entries as page
    made = CommandParser("reference", "Write an entry for everything that is registered as Markdown.",
                         "examples:\n  main.py reference\n  main.py reference everything.md")
    made.add_argument("file", nargs="?", default=str(page.FILE), metavar="FILE", help="where to; left out, "
                      "resources/reference.md")
    wanted = made.parse_args(arguments)
    try:
        print(f"Wrote {page.write(Path(wanted.file))}")
    except OSError as error:
        return complain(LayerlabError(unwritable(error, Path(wanted.file))))
    return 0


def train_project(file, epochs: int | None = None, seed: int | None = None, threads: int | None = None,
                  quiet: bool = False, out: str = "") -> dict:
    """Train a project file and print what comes out; the facts as a dictionary. `out` is where the project is kept
    with its weights. Raises LayerlabError."""
    from msgspec.structs import replace
    from rich.console import Console

    from core.command_line.course import Course
    from core.project.spec import Project
    from core.training import saved_work
    if out and not out.lower().endswith(Project.suffix):
        raise LayerlabError(say("Weights are kept in a {suffix} file; let {name} end so.", suffix=Project.suffix,
                                name=shown_path(out)))
    if out:
        refuse_unwritable(out)
    console = Console(stderr=quiet, highlight=False)
    document = saved_work.load(file)
    name_outside(document)
    project = document.project
    changes = {name: value for name, value in (("epochs", epochs), ("seed", seed)) if value is not None}
    project = replace(project, training=replace(project.training, **changes))
    console.print(plain(short(project.name), "bold"))
    with console.status("Preparing kernels…"):
        from core.trainer import Trainer
        trainer = Trainer(project, threads)
    measured = trainer.stepper.measuring_points.sentence()
    console.print(measured)
    started = time.perf_counter()
    course = Course(trainer)
    tick = course.fit(project.training.epochs, console)
    seconds = time.perf_counter() - started
    if course.interrupted and not course.ended:
        raise course.stopped(out, file)
    ended, results = course.ended, {}
    for split in ("train", "validation", "test"):
        if len(trainer.prepared.split(split).x):
            results[split] = {name: finite(value) for name, value in trainer.evaluate(split).items()}
    console.print(plain(ended))
    print_results(console, results, seconds)
    from core.engine import kernel_warmup
    if sentence := kernel_warmup.trouble():
        print(sentence, file=sys.stderr)
    report = {"name": project.name, "epochs": project.training.epochs, "seed": project.training.seed,
              "steps": tick.step, "seconds": round(seconds, 3), "stopped": tick.stopped, "ended": ended,
              "measured": measured, **results}
    if out:  # where a number was not finite, the weights of the last good step
        course.keep(out)
        console.print(plain(f"Kept in {printable(out)}"))
    if tick.stopped:
        raise LayerlabError(tick.stopped)
    return report


def name_outside(document) -> None:
    """Say on stderr which data files lie outside of a project's folder, before one of them is read, and which are not
    those that it was saved with."""
    for path in document.outside:
        print(f"The data of this project lie outside its folder: {printable(path)}", file=sys.stderr, flush=True)
    from core.project.data_record import unlike  # with which comes all that reads data; a window paints before
    for one in unlike(document.data, document.project.data.dataset):
        if not one.gone:  # what is gone is said when it is to be read
            print(one.sentence, file=sys.stderr, flush=True)


def print_results(console, results: dict, seconds: float | None = None) -> None:
    """A table of splits and metrics, and how long it took."""
    from rich.table import Table
    names = list(dict.fromkeys(name for found in results.values() for name in found))
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right")
    for split, found in results.items():
        table.add_row(split, *(shown(name, found.get(name)) for name in names))
    console.print(table)
    if seconds is not None:
        console.print(f"{seconds:.1f} s")


def shown(name: str, value: float | None) -> str:
    """A metric as a person reads it."""
    if value is None:
        return "–"
    return f"{value:.2%}" if name == "accuracy" else f"{value:.4g}"


def finite(value: float) -> float | None:
    """JSON knows no NaN and no infinity."""
    return float(value) if math.isfinite(value) else None


def plain(text: str, style: str = ""):
    """A text for rich that is no markup, without signs that steer a terminal."""
    from rich.text import Text
    return Text(clean(text), style)
