"""The matrix product on fewer processor features than this machine has: Layerlab's kernel against OpenBLAS (NumPy).

python -m tests.benchmarks.features layerlab|openblas measures in this process what the variables allow.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable

import numpy as np

from tests.benchmarks.processes import processors, start
from tests.benchmarks.timing import ratio, seconds_a_step, steps_a_call, summary
from tests.widths import WIDTHS, has

SIZES = (64, 128, 256, 512, 1024)
ASKED = 0.8
LEVELS = {
    "all features": ({}, {"OPENBLAS_CORETYPE": "SkylakeX"} if has("AVX-512") else {}),
    "AVX2 alone": (WIDTHS["AVX2"], {"OPENBLAS_CORETYPE": "Haswell"}),
    "SSE2 alone": (WIDTHS["SSE2"], {"OPENBLAS_CORETYPE": "Prescott"}),
}
"""Variables for Numba and for OpenBLAS. OpenBLAS does not take AVX-512 by itself on every processor that has it;
Prescott is the least that it offers: SSE3."""


class Product:
    """Square products of two matrices; `prepared` makes a call of (left, right, out)."""

    stride = 1

    def __init__(self, size: int, prepared: Callable):
        rng = np.random.default_rng(size)
        left, right = (rng.standard_normal((size, size), dtype=np.float32) for _ in range(2))
        out = np.zeros((size, size), np.float32)
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


PEERS = {"layerlab": ours, "openblas": openblas}


def measure(rounds: int, say) -> dict:
    """GFLOP/s by level of features, peer and size; fresh processes, taken in turn."""
    found = {}
    for level, variables in LEVELS.items():
        values = {name: [] for name in PEERS}
        for _ in range(rounds):
            for name, own in zip(PEERS, variables, strict=True):
                say(f"matrix product, {level}: {name}")
                values[name].append(_in_process(name, own))
        found[level] = {"sizes": list(SIZES), "asked": ASKED if level == "AVX2 alone" else None}
        for name, rows in values.items():
            found[level][name] = [summary([2e-9 * size ** 3 / row[i] for row in rows])
                                  for i, size in enumerate(SIZES)]
        found[level]["ratio"] = [ratio([row[i] for row in values["openblas"]], [row[i] for row in values["layerlab"]])
                                 for i in range(len(SIZES))]
    return found


def _in_process(name: str, variables: dict) -> list[float]:
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
        found.append(seconds_a_step(session, steps_a_call(session), 0.1)[0])
    print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
