"""The cache of compiled kernels: damaged files, places that cannot be written, programs that were moved."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampling import sampled

ROOT = Path(__file__).parents[3]
USE = """
import numpy as np
from core.kernels import elementwise
x, y = np.linspace(-3, 3, 50, dtype=np.float32), np.zeros(50, np.float32)
elementwise.tanh_forward(x, y)
assert float(abs(y - np.tanh(x)).max()) < 1e-6
"""
DAMAGED = USE + """
import os
import shutil
from core.kernels.elementwise import tanh_forward
from core.kernels.runtime import cache, compiler, loop

def cut(path): path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(bytes(content))
def a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "inside").touch()
def a_loop(path):
    path.unlink()
    path.symlink_to(path)
DAMAGES = [lambda path: path.write_bytes(b""), cut, flipped, lambda path: path.write_bytes(b"\\x80\\x05not ours."),
           lambda path: path.write_bytes(path.read_bytes() + b"more"), lambda path: path.unlink(), a_folder, a_loop]

def again(name):
    if name == cache.PRODUCT:
        compiler.product()
    elif name.startswith("loop."):
        loop.function("once", None, 2)
    else:
        tanh_forward.entry = None
        compiler.address(tanh_forward)

count = 0
# The product takes seconds to compile: two damages are enough there.
EVERY = ((tanh_forward.stored, DAMAGES), (cache.PRODUCT, [flipped, a_folder]), ("loop.once", DAMAGES))
FEW = ((tanh_forward.stored, DAMAGES),)
for name, damages in EVERY if os.environ["DAMAGES"] == "every" else FEW:
    again(name)  # the machine's loop comes with the first step, and none was made here
    assert cache.intact(name), name
    path = cache.path_of(name)
    for damage in damages:
        damage(path)
        assert not cache.intact(name), (name, damage)
        again(name)
        assert cache.intact(name), (name, damage)
        count += 1
elementwise.tanh_forward(x, y)
print(count)
"""


def ran(code, place=ROOT, **environment):
    found = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, timeout=300,
                           env=os.environ | {"NUMBA_DISABLE_JIT": "0", "PYTHONPATH": str(place)} | environment)
    assert found.returncode == 0, found.stderr
    return found.stdout


def written(folder) -> dict:
    return {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*.code")}


@pytest.mark.scene
@pytest.mark.parametrize(("damages", "count"), [
    ("few", 8), pytest.param("every", 8 + 2 + 8, marks=(pytest.mark.slow, pytest.mark.sample))])
def test_any_damage_of_any_file_costs_one_compilation_and_no_more(tmp_path, damages, count):
    assert int(ran(DAMAGED, NUMBA_CACHE_DIR=str(tmp_path), DAMAGES=damages)) == count


@pytest.mark.scene
def test_what_is_whole_is_not_compiled_again_by_a_program_that_was_moved(tmp_path):
    """Nor when it is started from another folder: a stick has another letter in every machine."""
    moved, kept = tmp_path / "with a space ä" / "program", tmp_path / "cache"
    shutil.copytree(ROOT / "core", moved / "core", ignore=shutil.ignore_patterns("__pycache__"))
    ran(USE, NUMBA_CACHE_DIR=str(kept))
    before = written(kept)
    assert before, "nothing was kept"
    ran(USE, moved, NUMBA_CACHE_DIR=str(kept))
    assert written(kept) == before


@pytest.mark.scene
@pytest.mark.parametrize("place", sampled(["a file", "below a file", "no home", "read only"], "no home"))
def test_where_kernels_cannot_be_kept_training_compiles_in_memory_and_says_so(tmp_path, place):
    blocked = tmp_path / "file"
    blocked.touch()
    environment = {"a file": {"NUMBA_CACHE_DIR": str(blocked)},
                   "below a file": {"NUMBA_CACHE_DIR": str(blocked / "deeper")},
                   "no home": {"HOME": str(blocked), "XDG_CACHE_HOME": "", "NUMBA_CACHE_DIR": ""},
                   "read only": {"NUMBA_CACHE_DIR": "/proc/kernels"}}[place]
    code = USE + "from core.engine import kernel_warmup; print(kernel_warmup.trouble())"
    if place == "read only" and not Path("/proc").is_dir():
        pytest.skip("no folder here that nobody can write to")
    sentence = ran(code, **environment)
    assert "cannot be kept in" in sentence
    assert "Training works" in sentence
    assert len(sentence.splitlines()) == 1


@pytest.mark.scene
def test_a_disk_that_is_full_while_kernels_are_kept_does_not_stop_training(tmp_path):
    """The folder can be made and written a little, then the system refuses."""
    code = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from core.kernels.runtime import cache
assert cache.usable()
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
""" + USE + "from core.engine import kernel_warmup; print(kernel_warmup.trouble())"
    if not hasattr(os, "fork"):
        pytest.skip("file sizes cannot be limited here")
    assert "cannot be kept in" in ran(code, NUMBA_CACHE_DIR=str(tmp_path))


@pytest.mark.scene
def test_code_that_calls_what_is_not_there_is_compiled_again_and_ends_no_process(tmp_path):
    """LLVM ends a process that loads such code: a cache may come from a machine where Numba brought in more."""
    code = USE + """
import hashlib
from core.kernels.elementwise import tanh_forward
from core.kernels.runtime import cache, compiler
from core.kernels.runtime.machine_code import Code
path = cache.path_of(tanh_forward.stored)
kept = Code.unpacked(path.read_bytes()[cache.DIGITS:])
content = Code(kept.symbol, ("numba_is_not_here",), kept.content).packed()
path.write_bytes(hashlib.sha256(content).hexdigest().encode() + content)
tanh_forward.entry = None
compiler.address(tanh_forward)
print(Code.unpacked(path.read_bytes()[cache.DIGITS:]).outside == kept.outside)
"""
    assert ran(code, NUMBA_CACHE_DIR=str(tmp_path)).split() == ["True"]


@pytest.mark.scene
def test_kernels_that_are_kept_are_loaded_and_run_without_numba(tmp_path):
    """All that is in a cache: the product, the loop and kernels that call it."""
    code = """
import sys
from core.project.examples import first
from core.project.spec import Project
from core.trainer import Trainer
trainer = Trainer(Project.load(first().path))
trainer.step(20)
trainer.evaluate("test")
print("numba" in sys.modules)
"""
    assert [ran(code, NUMBA_CACHE_DIR=str(tmp_path)).split() for _ in range(2)] == [["True"], ["False"]]
