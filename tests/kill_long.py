"""kill -9 for hours: python -m tests.kill_long --count 1000

A process trains a network, saves it and keeps it as unsaved work, again and again, until it is killed: at a random
moment, or at a random place of a write (in the middle of it, before a sync, a rename), which the layer of
`tests.faults` knows. What it leaves has to be the last complete state or the one that was being written, weights bit
for bit, and the former version has to be readable too. What was done is counted in build/kills.json, so that a run that
was stopped goes on and adds up.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.faults import loading

COUNTS = loading.ROOT / "build" / "kills.json"
PLACES, LONGEST = 60, 0.3
"""Places of the first writes of a process at one of which it ends, and seconds after which it does."""


def digest(weights) -> str:
    """What tells weights from others, bit for bit."""
    found = hashlib.blake2b(digest_size=8)
    for name in sorted(weights):
        found.update(name.encode() + np.ascontiguousarray(weights[name]).tobytes())
    return found.hexdigest()


class Work:
    """What is trained, saved and kept; made once, before the processes."""

    def __init__(self):
        from core.project.examples import starters
        from core.project.spec import Project
        from core.trainer import Trainer
        self.project = Project.load(next(one.path for one in starters() if one.file == "xor.json"))
        self.trainer = Trainer(self.project, threads=1)
        self.trainer.step(3)

    def go_on(self, folder: Path, say, rng: random.Random) -> None:
        """Train, save and keep until the end."""
        from msgspec.structs import replace

        from core.training import saved_work
        from gui.app.autosave import Berth
        berth = Berth(folder / "unsaved")
        for turn in range(1, 10_000):
            self.trainer.step(rng.randint(1, 40))
            project, weights = replace(self.project, name=f"turn {turn}"), self.trainer.weights()
            say("begin", "save", turn, digest(weights))
            saved_work.save(folder / "mine.layerlab", saved_work.ProjectFile(project, weights))
            say("done", "save", turn, digest(weights))
            self.trainer.step(rng.randint(1, 40))
            weights = self.trainer.weights()
            say("begin", "keep", turn, digest(weights))
            berth.keep(project, weights, folder / "mine.layerlab", "mark")
            say("done", "keep", turn, digest(weights))


def kill(work: Work, folder: Path, seed: int) -> str:
    """Let one process begin and kill it; where that was. AssertionError where something is lost."""
    rng = random.Random(seed)
    place = rng.randint(1, PLACES) if rng.random() < 0.5 else 0
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        def say(*words):
            os.write(writer, (" ".join(map(str, words)) + "\n").encode())
        try:
            loading.layer().fault_begin(str(folder).encode(), place, 0)
            work.go_on(folder, say, rng)
        finally:
            os._exit(1)
    os.close(writer)
    if not place:
        time.sleep(rng.uniform(0.01, LONGEST))
        os.kill(child, signal.SIGKILL)
    with open(reader, encoding="utf-8") as file:
        lines = [line.split() for line in file.read().splitlines()]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"seed {seed}: the process ended by itself"
    look(folder, lines, seed)
    return "place" if place else "moment"


def look(folder: Path, lines, seed: int) -> None:
    """Whether what lies there is what was complete last, or what was being written."""
    from core.training import saved_work
    from gui.app.autosave import left_behind
    for what in ("save", "keep"):
        known = {int(turn): mark for _, kind, turn, mark in lines if kind == what}
        done = max((int(turn) for word, kind, turn, _ in lines if (word, kind) == ("done", what)), default=0)
        if what == "keep":
            found = left_behind(folder / "unsaved")
            if found.kept is not None:
                found.kept.lock.unlock()
            assert found.kept is not None or not done, f"seed {seed}: kept work is gone: {found.sentences}"
            assert not found.sentences, f"seed {seed}: {found.sentences}"
            have = found.kept
        else:
            path = folder / "mine.layerlab"
            assert path.exists() or not done, f"seed {seed}: the saved file is gone"
            have = saved_work.load(path) if path.exists() else None
            former = folder / "mine.layerlab.bak"
            assert former.exists() or done < 2, f"seed {seed}: the former version is gone"
            if former.exists():
                older = saved_work.load(former)
                turn = int(older.project.name.split()[1])
                assert done - 1 <= turn <= done + 1, f"seed {seed}: the former version is of turn {turn}, not {done}"
                assert digest(older.weights) == known[turn], f"seed {seed}: other weights in the former version"
        if have is not None:
            turn = int(have.project.name.split()[1])
            assert done <= turn <= done + 1, f"seed {seed}: turn {turn} is there, {done} was complete"
            assert digest(have.weights) == known[turn], f"seed {seed}: other weights"


def main(arguments: list[str] | None = None) -> int:
    """Go on until so many processes were killed, the earlier ones included."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--count", type=int, default=1000)
    made.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long; the next run goes on")
    wanted = made.parse_args(arguments)
    if "LAYERLAB_FAULTS" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            library = loading.compiled(Path(folder))
            import subprocess
            return subprocess.run([sys.executable, "-m", "tests.kill_long", *(arguments or sys.argv[1:])],
                                  env=loading.environment(library), cwd=loading.ROOT, check=False).returncode
    COUNTS.parent.mkdir(exist_ok=True)
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {"done": 0, "kinds": {}}
    work, end = Work(), time.monotonic() + 60 * wanted.minutes
    while known["done"] < wanted.count and time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            kind = kill(work, Path(folder), known["done"] + 1)
        known["done"] += 1
        known["kinds"][kind] = known["kinds"].get(kind, 0) + 1
        COUNTS.write_text(json.dumps(known))
        print(f"\r{known['done']} of {wanted.count}", end="", flush=True)
    print(f"\n{known['done']} processes killed: {known['kinds']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
