"""The matrix product on fewer processor features than this machine has: Layerlab's kernel against OpenBLAS (NumPy).

python -m tests.benchmarks.features layerlab|openblas measures in this process what the variables allow.
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.engine.state import aligned_block
from tests.benchmarks.processes import processors, start
from tests.benchmarks.timing import ratio, seconds_a_step, steps_a_call, summary
from tests.widths import WIDTHS

SIZES = (64, 128, 256, 512, 1024, 2048)
ASKED = {"all features": 0.97, "AVX2 alone": 0.95, "SSE2 alone": 0.95}
"""How fast our product shall be beside OpenBLAS from `ASKED_FROM` on."""
ASKED_FROM = 256
LEVELS = {
    "all features": ({}, {}),
    "AVX2 alone": (WIDTHS["AVX2"], {"OPENBLAS_CORETYPE": "Haswell"}),
    "SSE2 alone": (WIDTHS["SSE2"], {"OPENBLAS_CORETYPE": "Prescott"}),
}
"""Variables for Numba and for OpenBLAS, which with all features chooses its kernel by itself; Prescott is the least
that it offers: SSE3."""


class Product:
    """Square products of two matrices; `prepared` makes a call of (left, right, out)."""

    stride = 1

    def __init__(self, size: int, prepared: Callable):
        rng = np.random.default_rng(size)
        left, right, out = (aligned_block(4 * size * size).view(np.float32).reshape(size, size) for _ in range(3))
        for matrix in (left, right):
            matrix[...] = rng.standard_normal((size, size), dtype=np.float32)
        self.call, self.held = prepared(left, right, out), (left, right, out)
        self.call()
        error = np.abs(out - left.astype(np.float64) @ right).max()
        if error > 1e-3 * np.sqrt(size):
            raise ArithmeticError(f"the product of two {size}×{size} matrices is off by {error:g}")

    def run(self, steps):
        for _ in range(steps):
            self.call()


def ours(left, right, out) -> Callable:
    """Layerlab's product, as a dense layer without a bias records it: one row of arguments, made once."""
    from core.engine.machine import Program
    from core.engine.recorder import Recorder
    from core.kernels import gemm
    from core.kernels.product import NO_FLOOR

    recorder = Recorder()
    tensors = [recorder.of(name, array) for name, array in
               (("left", left), ("right", right), ("bias", np.zeros(0, np.float32)), ("out", out))]
    gemm.dense_forward(*tensors, NO_FLOOR)
    program = Program(recorder)
    return lambda: program.run_one(0)


def openblas(left, right, out) -> Callable:
    """NumPy's product, on OpenBLAS."""
    return lambda: np.matmul(left, right, out=out)


def chosen_kernel() -> str:
    """The name of the kernel that OpenBLAS took in this process; "" where it cannot be asked."""
    for path in sorted((Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*")):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename"):
            if hasattr(library, name):
                ask = getattr(library, name)
                ask.restype = ctypes.c_char_p
                return ask().decode()
    return ""


PEERS = {"layerlab": ours, "openblas": openblas}


def measure(rounds: int, say) -> dict:
    """GFLOP/s by level of features, peer and size; fresh processes, taken in turn."""
    found = {}
    os.environ.pop("OPENBLAS_CORETYPE", None)
    for level, variables in LEVELS.items():
        values, kernel = {name: [] for name in PEERS}, ""
        for _ in range(rounds):
            for name, own in zip(PEERS, variables, strict=True):
                say(f"matrix product, {level}: {name}")
                answer = _in_process(name, own)
                values[name].append(answer["seconds"])
                kernel = answer["kernel"] or kernel
        found[level] = {"sizes": list(SIZES), "asked": ASKED[level], "kernel": kernel}
        for name, rows in values.items():
            found[level][name] = [summary([2e-9 * size ** 3 / row[i] for row in rows])
                                  for i, size in enumerate(SIZES)]
        found[level]["ratio"] = [ratio([row[i] for row in values["openblas"]], [row[i] for row in values["layerlab"]])
                                 for i in range(len(SIZES))]
    return found


def _in_process(name: str, variables: dict) -> dict:
    # Kernels for another processor would push those of this one out of the user's cache.
    with tempfile.TemporaryDirectory() as folder:
        process = start(["-m", "tests.benchmarks.features", name], 1, processors()[-1], stdout=subprocess.PIPE,
                        variables={**variables, "XDG_CACHE_HOME": folder, "HOME": folder})
        answer = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"{name} could not be measured with {variables}")
    return json.loads(answer.splitlines()[-1])


def main(arguments: list[str]) -> int:
    """Measure every size in this process."""
    found = []
    for size in SIZES:
        session = Product(size, PEERS[arguments[0]])
        # The processor's time: there is one thread, and what others take of the machine is not ours.
        found.append(seconds_a_step(session, steps_a_call(session, time.process_time), 0.1, time.process_time)[0])
    print(json.dumps({"seconds": found, "kernel": chosen_kernel() if arguments[0] == "openblas" else ""}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
