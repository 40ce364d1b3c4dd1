"""`make bench-drawn SEED=… COUNT=…`: measures drawn networks beside all peers, draw by draw, and reports.

Each draw is written down as soon as it is measured, so a run that was stopped goes on where it was. Everybody of one
column is measured in turn, on one processor or on all; the figure of each is its quickest call, for on a busy machine
these are the calls that nobody disturbed.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks import machine
from tests.benchmarks.drawn import limits
from tests.benchmarks.drawn.named import NAMED, drawn
from tests.benchmarks.drawn.report import line_of, show
from tests.benchmarks.drawn.series import SERIES
from tests.benchmarks.processes import CHECKOUT, PeerError, Worker, processors

OURS = "layerlab"
VARIANTS = {OURS: "layerlab", "torch": "pytorch", "torch channels-last": "pytorch", "torch compiled": "pytorch",
            "jax": "jax_xla", "jax scan": "jax_xla"}
"""Everybody by the file that knows how."""
COMPILED, EVERY = "torch compiled", 6
"""Compiling takes a minute: on every sixth draw alone."""
CHECKED_STEPS = 3
FIRST, LATER = 2e-4, 1e-2
"""How far the first loss and the two after it may be from the median of all, relative (to 1 below 1): each step moves
the weights, by rules that take roots of gradients near zero."""
PAUSE, LONG_PAUSE = 0.01, 0.22
"""Seconds before a turn; OpenMP's threads go on spinning for 200 ms after their work."""
PROFILED = 0.25


def main(argv: list[str] | None = None) -> int:
    """Measure what the arguments ask for; returns the exit status."""
    arguments = parser().parse_args(argv)
    folder = CHECKOUT / "build" / "bench-drawn"
    folder.mkdir(parents=True, exist_ok=True)
    path = arguments.file or folder / ("named.jsonl" if arguments.only else f"seed-{arguments.seed}.jsonl")
    key = {"commit": machine.describe()["layerlab"], "lanes": _lanes(), "peers": sorted(arguments.peers),
           "cpu": arguments.cpu}
    rows = [] if arguments.again else _kept(path, key)
    wanted = [(arguments.seed, number) for number in range(arguments.start, arguments.start + arguments.count)]
    wanted = [(name, 0) for name in arguments.only] or [(name, 0) for name in NAMED] * arguments.named + wanted
    done = {tuple(row["draw"]) for row in rows}
    try:
        if set(wanted) - done:
            with Columns(arguments) as columns, path.open("w" if arguments.again or not rows else "a") as out:
                for draw in wanted:
                    if draw in done:
                        continue
                    row = key | measured(columns, draw, arguments)
                    rows.append(row)
                    print(json.dumps(row), file=out, flush=True)
                    print(line_of(row), flush=True)
    except KeyboardInterrupt:
        print("Stopped; the same command goes on from here. Until now:")
    show([row for row in rows if tuple(row["draw"]) in set(wanted)])
    return 0


class Columns:
    """The processes: every library once on one processor and once on all."""

    def __init__(self, arguments):
        every = processors()
        modules = dict.fromkeys(VARIANTS[name] for name in [OURS, *arguments.peers])
        self.columns = {"one": {module: _worker(module, 1, every[-1]) for module in modules}}
        if len(every) > 1 and not arguments.one:
            self.columns["two"] = {module: _worker(module, min(2, len(every)), None) for module in modules}
        self.limits = self.columns["one"]["layerlab"].order(limits=True)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        for workers in self.columns.values():
            for worker in workers.values():
                worker.close()


def _worker(module: str, threads: int, processor: int | None) -> Worker:
    return Worker(module, threads, processor, "tests.benchmarks.drawn.worker")


def measured(columns: Columns, draw: tuple, arguments) -> dict:
    """One draw in all peers and columns."""
    network, begun = drawn(*draw), time.perf_counter()
    turn = draw[1] % EVERY == EVERY - 1 or isinstance(draw[0], str)
    names = [name for name in dict.fromkeys([OURS, *arguments.peers]) if name != COMPILED or turn]
    row = {"draw": list(draw), "what": network.described(), **_work(network, columns.limits), "columns": {}}
    row["columns"] = _prepared(columns, draw, names)
    for column, workers in columns.columns.items():
        peers = row["columns"][column]
        for _ in range(arguments.rounds):
            for name in names:
                if "failed" not in peers[name]:
                    time.sleep(PAUSE if column == "one" else LONG_PAUSE)
                    answer = _asked(workers[VARIANTS[name]], measure=name, seconds=arguments.seconds,
                                    clock="cpu" if arguments.cpu and column == "one" else "wall")
                    _note(peers[name], answer)
        if column == "one" and "failed" not in peers[OURS]:
            row["dearest"] = _asked(workers["layerlab"], profile=PROFILED).get("dearest", [])
    for workers in columns.columns.values():
        for worker in workers.values():
            _asked(worker, close=True)
    return row | {"took": time.perf_counter() - begun}


def _prepared(columns: Columns, draw, names) -> dict:
    """Sessions of everybody, made all at once: what compiles is not measured. Returns the peers by column."""
    found = {column: {} for column in columns.columns}
    for name in names:
        for workers in columns.columns.values():
            workers[VARIANTS[name]].send(draw=list(draw), variant=name, check=CHECKED_STEPS)
    for name in names:
        for column, workers in columns.columns.items():
            found[column][name] = _guarded(workers[VARIANTS[name]].answer)
    for peers in found.values():
        _compare_losses(peers)
    return found


def _compare_losses(peers: dict) -> None:
    known = [peer["losses"] for peer in peers.values() if "losses" in peer]
    middle = np.median(known, 0) if known else None
    for peer in peers.values():
        if "losses" in peer:
            away = np.abs(np.array(peer["losses"]) - middle) / np.maximum(1, np.abs(middle))
            if not (away[0] <= FIRST and away[1:].max() <= LATER):
                peer["failed"] = f"its losses are others: {peer['losses']} where {middle.tolist()} were expected"


def _work(network, found) -> dict:
    """FLOP and bytes of a step and the seconds that they take at least."""
    steps, check = network.steps(), network.checked()
    slots = len(network.project.training.optimizer.slots)
    flop = limits.step_flop(steps, network.shape, network.batch)
    whole = limits.step_flop(steps, network.shape, network.batch, found["lanes"])
    moved = limits.step_bytes(steps, network.shape, network.batch, check.total, slots)
    least = max(whole / found["peak"], moved / limits.at_size(found["bandwidth"], moved / 2))
    return {"flop": flop, "whole": whole, "bytes": moved, "least": least,
            "bound": "product" if whole / found["peak"] == least else "memory"}


def _note(peer: dict, answer: dict) -> None:
    if "failed" in answer:
        peer["failed"] = answer["failed"]
        return
    peer.setdefault("rounds", []).append(answer["seconds"])
    peer["quickest"] = min(answer["quickest"], peer.get("quickest", answer["quickest"]))


def _asked(worker: Worker, **order) -> dict:
    worker.send(**order)
    return _guarded(worker.answer)


def _guarded(ask) -> dict:
    try:
        return ask()
    except PeerError as error:
        return {"failed": str(error)}


def _lanes() -> int:
    from core.kernels.runtime.processor import vector_lanes
    return vector_lanes()


def _kept(path: Path, key: dict) -> list[dict]:
    """The draws of an earlier run of the same state of the program, on the same width of vectors."""
    try:
        rows = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return []
    return rows if all(row.get(name) == value for row in rows for name, value in key.items()) else []


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(description="Measure drawn networks beside the peers.")
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--count", type=int, default=60, help="how many draws")
    found.add_argument("--start", type=int, default=0, help="the first one's number")
    found.add_argument("--rounds", type=int, default=3, help="times that everybody's turn comes")
    found.add_argument("--seconds", type=float, default=0.1, help="length of a turn")
    found.add_argument("--peers", type=lambda text: text.split(","), default=[n for n in VARIANTS if n != OURS])
    found.add_argument("--one", action="store_true", help="on one processor alone")
    found.add_argument("--cpu", action="store_true",
                       help="on one processor count its time in place of the clock's: for a machine that is busy")
    found.add_argument("--named", action="store_true", help=f"besides {' and '.join(NAMED)}")
    found.add_argument("--only", type=lambda text: text.split(","), default=[], metavar="W5,W7",
                       help=f"these alone, of {', '.join([*NAMED, *SERIES])}")
    found.add_argument("--again", action="store_true", help="from the first draw, whatever was measured before")
    found.add_argument("--file", type=Path, help="where the draws are written down")
    return found


if __name__ == "__main__":
    sys.exit(main())
