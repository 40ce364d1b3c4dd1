"""`python main.py bench`: measures Layerlab beside its peers and reports. `make bench` makes the environment first."""

import argparse
import json
import os
import sys
from pathlib import Path

from tests.benchmarks import busy, features, machine, plot, profile, scaling, series_table, starting, table, word_pairs
from tests.benchmarks.drawn.series import SERIES
from tests.benchmarks.peers import VARIANTS
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.workloads import OPTIMIZERS, WORKLOADS, cases

PARTS = ("table", "series", "words", "start", "compile", "scaling", "busy", "features", "profile")

LEFT_OUT = ("keras",)
"""Peers that a quick run does not wait for: never the best, and slow to start."""


def main(argv: list[str] | None = None) -> int:
    """Measure what the arguments ask for; returns the exit status."""
    from rich.console import Console

    from tests.benchmarks import report
    arguments = parsed(argv)
    console = Console(width=None if sys.stdout.isatty() else 200)
    found = {"machine": machine.describe(), "settings": {key: value for key, value in vars(arguments).items()
                                                         if key not in ("json", "plots")}}
    try:
        with console.status("measuring") as status:
            measure(arguments, found, lambda text: status.update(text))
    except KeyboardInterrupt:
        console.print("Stopped; what was measured until then:")
    found["load_after"] = machine.load()
    report.show(found, console)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
        console.print(f"Everything is in {arguments.json}.")
    if arguments.plots and "scaling" in found:
        for path in draw(found["scaling"], arguments.plots):
            console.print(f"Drawn: {path}.")
    return 0


def measure(arguments, found: dict, say) -> None:
    """Every part that was chosen, into `found` as soon as it is done."""
    rounds, seconds = arguments.rounds, arguments.seconds
    chosen = cases(arguments.only, arguments.quick, arguments.optimizers)
    settings = table.Settings(rounds, seconds, tuple(arguments.peers), tuple(arguments.threads), say)

    def profiled():
        rows = {}
        for case in cases(arguments.only, quick=True):
            say(f"instructions of {case.label}")
            rows[case.label] = profile.measure(case, 1.0)
        return rows

    parts = {
        "table": lambda: table.measure(chosen, settings, found.setdefault("table", [])),
        "series": lambda: series_table.measure(rounds, seconds, arguments.only, say),
        "words": lambda: word_pairs.measure(rounds, arguments.only, say),
        "start": lambda: starting.first_steps(rounds, say),
        "compile": lambda: starting.compiling(say),
        "scaling": lambda: scaling.measure(rounds, seconds / 3, say),
        "busy": lambda: busy.measure(rounds, seconds, arguments.only, say),
        "features": lambda: features.measure(max(1, rounds // 3), say),
        "profile": profiled,
    }
    for name in arguments.parts:
        try:
            found[name] = parts[name]()
        except RuntimeError as error:
            found.setdefault("failed", {})[name] = str(error)


def draw(found: dict, folder: Path) -> list[Path]:
    """The plots of cost by batch and by layers."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, part in found.items():
        fixed = (f"{scaling.DEPTH} dense layers of {scaling.UNITS} units" if name == "batch" else
                 f"batch {scaling.BATCH}, dense layers of {scaling.UNITS} units")
        line = part["line"]
        text = plot.points_and_line(f"Cost of a training step by {name} ({fixed})", name, "µs", part["sizes"],
                                    [1e6 * value for value in part["seconds"]], 1e6 * line["start"],
                                    1e6 * line["slope"])
        path = folder / f"cost-by-{name}.svg"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(prog="main.py bench", description="Measure Layerlab beside its peers.")
    found.add_argument("--quick", action="store_true",
                       help="under two minutes on a quiet machine: the table alone, each workload's own batch, "
                            "SGD, three rounds, without train_on_batch of Keras")
    found.add_argument("--only", type=_choices([*WORKLOADS, *SERIES, word_pairs.NAME]), metavar="W2,W7",
                       help="these workloads alone")
    found.add_argument("--parts", type=_choices(PARTS), help=f"these alone, of {', '.join(PARTS)}")
    found.add_argument("--peers", type=_choices(VARIANTS), help=f"these alone, of {', '.join(VARIANTS)}")
    found.add_argument("--optimizers", type=_choices(OPTIMIZERS), help="these alone, of sgd, adam")
    found.add_argument("--threads", type=_threads, default=[1, os.cpu_count() or 1], metavar="1,all",
                       help="numbers of threads, or all")
    found.add_argument("--rounds", type=_positive(int), help="times that everybody's turn comes (9; quick 3)")
    found.add_argument("--seconds", type=_positive(float), help="length of a turn (0.3; quick 0.1)")
    found.add_argument("--json", type=Path, metavar="PATH", help="write everything there")
    found.add_argument("--plots", type=Path, metavar="FOLDER", help="draw the cost by batch and by layers there (SVG)")
    return found


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The arguments with the defaults that depend on others; Layerlab itself always takes part."""
    arguments = parser().parse_args(argv)
    asked = set(arguments.only or WORKLOADS)
    alone = "words" if asked == {word_pairs.NAME} else "series" if asked <= SERIES.keys() else PARTS[0]
    arguments.parts = arguments.parts or ([alone] if arguments.quick else list(PARTS))
    arguments.rounds = arguments.rounds or (3 if arguments.quick else 9)
    arguments.seconds = arguments.seconds or (0.1 if arguments.quick else 0.3)
    everybody = [name for name in VARIANTS if not (arguments.quick and name in LEFT_OUT)]
    arguments.peers = list(dict.fromkeys([OURS, *(arguments.peers or everybody)]))
    return arguments


def _choices(known):
    """A comma-separated list of known names."""
    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        wrong = [name for name in names if name not in known]
        if wrong or not names:
            raise argparse.ArgumentTypeError(f"{wrong[0] if wrong else text!r} is none of {', '.join(known)}")
        return names
    return read


def _threads(text: str) -> list[int]:
    """Numbers of threads; "all" is one for each processor."""
    every = os.cpu_count() or 1
    try:
        counts = [every if word.strip() == "all" else int(word) for word in text.split(",")]
    except ValueError:
        counts = [0]
    if min(counts) < 1 or max(counts) > every:
        raise argparse.ArgumentTypeError(f"{text!r}: give numbers from 1 to {every}, or all")
    return list(dict.fromkeys(counts))


def _positive(kind):
    """A number above zero."""
    def read(text: str):
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not 0 < value < 1e6:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
        return value
    return read
