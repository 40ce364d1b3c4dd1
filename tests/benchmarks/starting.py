"""How long until the first training step: from process start with everything warm, and with no kernel compiled yet.

python -m tests.benchmarks.starting layerlab|torch takes one step of W2 in a fresh process;
python -m tests.benchmarks.starting compile FILE makes a starter project ready and trains one step.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.processes import start
from tests.benchmarks.timing import ratio, summary
from tests.benchmarks.workloads import Case

CASE = Case("W2", 128, "adam")
PEERS = ("layerlab", "torch")


def first_steps(rounds: int, say) -> dict:
    """Seconds from process start to the end of the first step, Layerlab and PyTorch in turn. One round more is run
    first and forgotten: it fills the kernel cache and brings the files into memory."""
    found = {name: [] for name in PEERS}
    for number in range(rounds + 1):
        for name in PEERS:
            say(f"first step from process start: {name}")
            seconds = _until_done([name])
            if number:
                found[name].append(seconds)
    return {"asked": 2.0, "ratio": ratio(found["torch"], found["layerlab"]),
            "peers": {name: {"rounds": values, "seconds": summary(values)} for name, values in found.items()}}


def _until_done(arguments: list[str]) -> float:
    begin = time.perf_counter()
    process = start(["-m", "tests.benchmarks.starting", *arguments], os.cpu_count() or 1, stdout=subprocess.PIPE)
    with process.stdout:
        process.stdout.readline()
        seconds = time.perf_counter() - begin
    if process.wait():
        raise RuntimeError(f"{arguments[0]} could not take its first step")
    return seconds


def compiling(say) -> list[dict]:
    """For every starter project, with an empty kernel cache: seconds to make its kernels (as the window does it) and
    to its first step after that."""
    from core.project.examples import starters
    found = []
    for starter in starters():
        say(f"kernels from nothing: {starter.title}")
        with tempfile.TemporaryDirectory() as folder:
            # Where the user's cache folder lies: on Linux by the first, on macOS by the second. The last one is set in
            # this process as soon as Numba is in it, and would lead to kernels that are made already.
            process = start(["-m", "tests.benchmarks.starting", "compile", str(starter.path)], os.cpu_count() or 1,
                            variables={"XDG_CACHE_HOME": folder, "HOME": folder,
                                       "NUMBA_CACHE_DIR": str(Path(folder, "numba"))}, stdout=subprocess.PIPE)
            answer = process.communicate()[0]
        if process.returncode:
            raise RuntimeError(f"{starter.title} could not be made ready")
        found.append({"project": starter.title, **json.loads(answer.splitlines()[-1])})
    return found


def _compile(path: str) -> dict:
    from core.engine import kernel_warmup, needed_kernels
    from core.project.spec import Project
    from core.trainer import Trainer
    project = Project.load(path)
    kernels = kernel_warmup.missing(needed_kernels.needed(project))
    begin = time.perf_counter()
    kernel_warmup.prepare(needed_kernels.needed(project))
    prepared = time.perf_counter()
    Trainer(project).step(1)
    return {"kernels": len(kernels), "prepare": prepared - begin, "first_step": time.perf_counter() - prepared}


def main(arguments: list[str]) -> int:
    """Take the step and say so."""
    if arguments[0] == "compile":
        print(json.dumps(_compile(arguments[1])), flush=True)
        return 0
    from tests.benchmarks import peers
    peers.session(arguments[0], CASE, os.cpu_count() or 1).check(1)
    print("done", flush=True)
    # What the library does when it leaves is not the question.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
