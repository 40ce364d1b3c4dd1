"""CPU seconds from an empty kernel cache until one epoch is trained, of all processes together, and kernel by kernel.

    python -m tests.benchmarks.cold [spiral digits-cnn …] [--kernels] [--against FOLDER]

Without names all starters. `--kernels` lists what each kernel costs where one process compiles all of them; `--against`
measures another checkout in turn.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).absolute().parents[2]
CHILD = """
import json, os, resource, sys, time
def cpu():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
from core.engine import kernel_warmup
try:
    from core.engine.needed_kernels import needed as needed_by
except ImportError:  # an older checkout
    needed_by = kernel_warmup.needed
from core.project.spec import Project
from core.trainer import Trainer
name, listed = sys.argv[1], sys.argv[2] == "kernels"
project = Project.load(os.path.join("resources", "examples", name + ".json"))
needed, found = needed_by(project), {}
begin = time.perf_counter()
if listed:
    for kernel in [None, *needed]:
        before = cpu()
        kernel_warmup.fill([kernel_warmup.LOOP if kernel is None else kernel.key])
        found["loop" if kernel is None else kernel.key] = cpu() - before
else:
    kernel_warmup.prepare(needed)
trainer = Trainer(project)
trainer.step(trainer.steps_per_epoch)
wall = time.perf_counter() - begin
try:
    from core.engine.compiler_processes import processes
    processes.close()  # only what was waited for is counted
except ImportError:
    pass
print(json.dumps({"cpu": cpu(), "wall": wall, "count": len(needed), "kernels": found}))
"""


def measured(checkout: Path, name: str, listed: bool = False) -> dict:
    """One start in a process of its own with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        variables |= {"XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder, "PYTHONPATH": str(checkout)}
        done = subprocess.run([sys.executable, "-c", CHILD, name, "kernels" if listed else "whole"], env=variables,
                              cwd=checkout, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr.strip()[-800:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--kernels", action="store_true")
    parser.add_argument("--against", type=Path, help="another checkout of the program")
    chosen = parser.parse_args()
    for name in chosen.names or sorted(path.stem for path in (ROOT / "resources/examples").glob("*.json")):
        found = measured(ROOT, name)
        words = (f"{name}: {found['cpu']:.1f} CPU s for {found['count']} kernels and an epoch, "
                 f"{found['wall']:.1f} s by clock")
        if chosen.against:
            before = measured(chosen.against.absolute(), name)
            words += f"; before {before['cpu']:.1f}: ratio {found['cpu'] / before['cpu']:.2f}"
        print(words, flush=True)
        if chosen.kernels:
            parts = measured(ROOT, name, True)["kernels"]
            for key, seconds in sorted(parts.items(), key=lambda entry: -entry[1]):
                print(f"{seconds:8.2f}  {key}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
