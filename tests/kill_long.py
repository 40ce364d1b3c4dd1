"""kill -9 for hours: python -m tests.kill_long --count 1000

A process trains a network, goes back in its past, saves it and keeps it as unsaved work, again and again, until it is
killed: at a random moment, or at a random place of a write (in the middle of it, before a sync, a rename), which the
layer of `tests.faults` knows. What it leaves has to be the last complete state or the one that was being written:
weights and all kept moments bit for bit, and going back to a moment has to give the weights that training had there.
The former version has to be readable too. What was done is counted in build/kills.json, so that a run that was stopped
goes on and adds up.
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


def digest(weights, training=None) -> str:
    """What tells weights, and the kept moments of a record, from others, bit for bit."""
    found = hashlib.blake2b(digest_size=8)
    for name in sorted(weights):
        found.update(name.encode() + np.ascontiguousarray(weights[name]).tobytes())
    for number, state in sorted(training["past"]["states"].items() if training else ()):
        found.update(str(number).encode() + state.block)
    return found.hexdigest()


class Work:
    """What is trained, saved and kept; made once, before the processes. `judge` opens what they leave."""

    def __init__(self):
        from core.project.examples import starters
        from core.project.spec import Project
        from core.session.run import Run
        from core.trainer import Trainer
        project = Project.load(next(one.path for one in starters() if one.file == "xor.json"))
        self.run, self.judge = (Run(lambda project, found=None: Trainer(project, threads=1, found=found)) for _ in "ab")
        for one in (self.run, self.judge):
            one.show(project)
        self.run.stepper.step(3)

    def go_on(self, folder: Path, say, rng: random.Random) -> None:
        """Train, go back, save and keep until the end."""
        from msgspec.structs import replace

        from core.session.run_state import IN_FILE, IN_RESCUE
        from core.training import saved_work
        from gui.app.autosave import Berth
        run, berth = self.run, Berth(folder / "unsaved")
        for turn in range(1, 10_000):
            for what, budget in (("save", IN_FILE), ("keep", IN_RESCUE)):
                self.train(say, rng)
                work = run.weights.work(budget)
                project, mark = replace(run.project, name=f"turn {turn}"), digest(work.weights, work.record)
                say("begin", what, turn, mark)
                if what == "save":
                    saved_work.save(folder / "mine.layerlab",
                                    saved_work.ProjectFile(project, work.weights, training=work.record))
                else:
                    berth.keep(project, work.weights, folder / "mine.layerlab", "mark", work.record)
                say("done", what, turn, mark)

    def train(self, say, rng: random.Random) -> None:
        """Some steps, from an earlier moment or with another rate at times; each place where they end is told."""
        from msgspec.structs import replace
        run = self.run
        if rng.random() < 0.3:
            run.rewind(rng.choice(run.past.timeline.moments).number)
        if rng.random() < 0.2:
            optimizer = replace(run.project.training.optimizer, learning_rate=rng.choice((0.01, 0.02, 0.05)))
            run.show(replace(run.project, training=replace(run.project.training, optimizer=optimizer)))
        for _ in range(rng.randint(1, 3)):
            run.stepper.step(rng.randint(1, 20))
            run.past.rest(run)
            say("at", "moment", run.past.timeline.now.number, digest(run.trainer.weights()))

    def go_back(self, have, told: dict[int, str], rng: random.Random) -> None:
        """Open what a process has left and go back to one of its moments: the weights have to be those of then."""
        from core.session.recording import take_up
        self.judge.forget()
        self.judge.show(have.project)
        take_up(self.judge, have.training, have.weights)
        assert digest(self.judge.trainer.weights()) == digest(have.weights)
        kept = [number for number in have.training["past"]["states"] if number in told]
        if kept:
            number = rng.choice(kept)
            assert self.judge.rewind(number), f"moment {number} is gone"
            assert digest(self.judge.trainer.weights()) == told[number], f"other weights at moment {number}"


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
    look(folder, lines, seed, work)
    return "place" if place else "moment"


def look(folder: Path, lines, seed: int, work: Work | None = None) -> None:
    """Whether what lies there is what was complete last, or what was being written; `work` goes back in its past."""
    from core.training import saved_work
    from gui.app.autosave import left_behind
    moments = {int(number): mark for _, kind, number, mark in lines if kind == "moment"}
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
                found = digest(older.weights, older.training)
                assert found == known[turn], f"seed {seed}: other weights in the former version"
        if have is not None:
            turn = int(have.project.name.split()[1])
            assert done <= turn <= done + 1, f"seed {seed}: turn {turn} is there, {done} was complete"
            assert digest(have.weights, have.training) == known[turn], f"seed {seed}: other weights or moments"
            if work is not None:
                work.go_back(have, moments, random.Random(seed))


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
