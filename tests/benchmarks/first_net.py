"""The very first network of a person with a mouse: from the start of the program, with no settings and no compiled
kernels, to 95 % on the spiral.

    python -m tests.benchmarks.first_net [--busy N] [--look SECONDS]

Needs Xvfb and xdotool (openbox is used where it is there). `--busy` keeps so many processes busy beside it, `--look`
is how long the first page is looked at before the first card is clicked. Prints seconds and CPU seconds of all
processes, and what the window says meanwhile.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.processes import CHECKOUT
from tests.screen.test_screen import Screen

BUSY = "while True: sum(range(10000))"
GOAL = 0.95
PATIENCE = 400
"""Seconds: what takes long on a busy machine is measured too."""


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, of its children that live or were not waited for yet, and of those that it has waited
    for."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has gone
            continue
        if pid in (int(path.parent.name), int(fields[1])):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def said(screen: Screen, begin: float) -> float:
    """The epoch; prints what the window says where it says something else than before."""
    state = screen.ask("state")
    if state["sentence"] != getattr(said, "last", ""):
        said.last = state["sentence"]
        print(f"{time.perf_counter() - begin:6.1f} s  {state['phase']}: {said.last}", flush=True)
    return state["epoch"]


def first_net(display: str, look: float) -> dict[str, float]:
    """Seconds since the start until: the window stands, the first step, 95 %; and CPU seconds until the last two."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
        begin = time.perf_counter()
        screen = Screen(display, Path(folder, "layerlab.ini"))
        try:
            found = {"ready": time.perf_counter() - begin}
            time.sleep(look)
            screen.click(screen.place("first_card"))
            screen.wait(lambda: not screen.state("starting"), PATIENCE)
            screen.click(screen.place("play"))
            screen.wait(lambda: said(screen, begin) > 0, PATIENCE)
            found |= {"first step": time.perf_counter() - begin, "CPU to first step": cpu_of(screen.program.pid)}
            screen.wait(lambda: (screen.ask("accuracy") or 0) >= GOAL, PATIENCE)
            found |= {"95 %": time.perf_counter() - begin, "CPU to 95 %": cpu_of(screen.program.pid)}
        finally:
            screen.close()
    return found


def main() -> int:
    """Measure once and print."""
    wanted = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    wanted.add_argument("--busy", type=int, default=0)
    wanted.add_argument("--look", type=float, default=3.0)
    given = wanted.parse_args()
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(given.busy)]
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1300x820x24", "-nolisten", "tcp"],
                              pass_fds=(write,), stderr=subprocess.DEVNULL, cwd=CHECKOUT)
    os.close(write)
    with os.fdopen(read) as answer:
        display = f":{answer.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": display}, stderr=subprocess.DEVNULL) \
        if shutil.which("openbox") else None
    try:
        for name, value in first_net(display, given.look).items():
            print(f"{name:>18}: {value:6.1f} s")
    finally:
        for process in (*busy, *([manager] if manager else []), server):
            process.terminate()
            process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
