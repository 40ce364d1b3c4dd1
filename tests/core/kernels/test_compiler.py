"""Compiled and uncompiled, in another process, with a cache in a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import json, sys
from core.trainer import Trainer
from tests.core.building import classes, dense, layer, project, values
made = project(
    ("a", layer("Conv2D", "ReLU", filters=3, padding="same"), "input"), ("m", layer("MaxPooling2D"), "a"),
    ("b", layer("Conv2D", "Tanh", filters=3, kernel_size=2, padding="same"), "m"), ("sum", layer("Add"), ["m", "b"]),
    ("v", layer("AveragePooling2D"), "sum"), ("f", layer("Flatten"), "v"), ("d", layer("Dropout"), "f"),
    ("e", layer("Dense", "LeakyReLU", units=5), "d"), ("g", layer("Dense", "Sigmoid", units=4), "d"),
    ("wide", layer("Concatenate"), ["e", "g"]), ("c", layer("Dense", "Softmax", units=3), "wide"),
    loss="SparseCategoricalCrossentropy", optimizer="Adam", rate=0.01, batch=4)
data = {"train": (values(10, 8, 8, 1), classes(10, 3)), "test": (values(5, 8, 8, 1, seed=9), classes(5, 3))}
trainer = Trainer(made, threads=2, data=data)
tick = trainer.step(7)
print(json.dumps({
    "losses": tick.losses.tolist(), "accuracy": tick.metrics["accuracy"], "test": trainer.evaluate("test"),
    "weights": {name: value.tolist() for name, value in trainer.weights().items()},
    "numba": "numba" in sys.modules}))
"""


def run(code, **environment):
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300,
                          env=os.environ | environment)


def trained(**environment) -> dict:
    done = run(SCRIPT, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.scene
def test_plain_python_computes_what_is_compiled():
    """The same training with NUMBA_DISABLE_JIT: every kernel as it is written, the vector type in NumPy."""
    compiled, plain = trained(NUMBA_DISABLE_JIT="0"), trained(NUMBA_DISABLE_JIT="1")
    np.testing.assert_allclose(plain["losses"], compiled["losses"], rtol=1e-5)
    assert plain["accuracy"] == compiled["accuracy"]
    assert plain["test"]["loss"] == pytest.approx(compiled["test"]["loss"], rel=1e-5)
    for name, value in compiled["weights"].items():
        np.testing.assert_allclose(plain["weights"][name], value, rtol=0, atol=1e-5, err_msg=name)


@pytest.mark.scene
def test_an_empty_cache_is_filled_where_it_is_told_and_used_again(tmp_path):
    """A frozen or read-only program may write nowhere else."""
    code = """
import numpy as np
from core.kernels import elementwise
x, y = np.linspace(-3, 3, 50, dtype=np.float32), np.zeros(50, np.float32)
elementwise.tanh_forward(x, y)
print(float(abs(y - np.tanh(x)).max()) < 1e-6)
"""
    written = []
    for _ in range(2):
        done = run(code, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_DISABLE_JIT="0")
        assert done.stdout.split() == ["True"], done.stderr
        written.append({path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.code")})
    assert written[0], "nothing was written"
    assert written[0] == written[1], "the second process compiled again"


def test_the_cache_is_named_after_the_sources(tmp_path, monkeypatch):
    """A kernel depends on more than its own file."""
    from core.kernels.runtime import cache
    here = cache.digest_of_sources()
    assert here == cache.DIGEST
    assert cache.folder().parent.name == f"kernels-{here}"
    shutil.copytree(Path(cache.__file__).parents[1], tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "runtime" / "cache.py"))
    assert cache.digest_of_sources() == here
    (tmp_path / "simd.py").write_text("# changed")
    assert cache.digest_of_sources() != here


def test_infinities_and_nan_are_still_told_from_numbers():
    """Full fast mathematics would let the compiler assume that there are none."""
    code = """
import numpy as np
from core.kernels import update
from core.kernels.runtime import compiler
compiler.prepare()
from core.kernels.runtime.entry_code import FLAGS
assert "nnan" not in FLAGS and "ninf" not in FLAGS and "fast" not in FLAGS
for bad in (np.nan, np.inf, -np.inf):
    w, g, v = (np.zeros(40, np.float32) for _ in range(3))
    g[17] = bad
    alarm = np.zeros(1, np.float32)
    update.momentum(w, g, v, np.ones(1, np.float32), np.zeros(1, np.float32), alarm)
    print(int(alarm[0]))
"""
    done = run(code)
    assert done.stdout.split() == ["1", "1", "1"], done.stderr
