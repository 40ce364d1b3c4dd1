"""Kernels are compiled in other processes: none twice at a time, no half of one lost, the network's own first."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.engine import kernel_warmup, needed_kernels, twin_process
from core.kernels.runtime import cache, claims
from core.project.examples import first, starters
from core.project.spec import Project

ROOT = Path(__file__).parents[3]
QUICK = ["batch.right_halves", "batch.pick_values", "elementwise.tanh_forward", "elementwise.sigmoid_forward"]
"""Kernels that take little time to compile."""
HOLD = """
import sys
from pathlib import Path
from core.kernels.runtime import claims
for name in sys.argv[2:]:
    assert claims.taken(Path(sys.argv[1]), name)
print("taken", flush=True)
sys.stdin.read()
"""


def process(*words, folder):
    """A Python of its own with another cache."""
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env=os.environ | {"NUMBA_DISABLE_JIT": "0", "NUMBA_CACHE_DIR": str(folder),
                                              "PYTHONPATH": str(ROOT)})


def test_what_another_process_has_claimed_is_free_again_when_that_one_is_killed(tmp_path):
    names = [f"room.entry.kernel_{number}" for number in range(20)]
    other = process("-c", HOLD, str(tmp_path), *names[:10], folder=tmp_path)
    assert other.stdout.readline() == "taken\n"
    assert [claims.elsewhere(tmp_path, name) for name in names] == [True] * 10 + [False] * 10
    assert [claims.taken(tmp_path, name) for name in names] == [False] * 10 + [True] * 10
    other.kill()
    other.communicate()
    for name in names:
        assert claims.taken(tmp_path, name)
        claims.given_back(tmp_path, name)
    for name in names[10:]:
        claims.given_back(tmp_path, name)


def test_a_claim_of_ones_own_is_no_hindrance(tmp_path):
    with claims.claimed(tmp_path, "one"), claims.claimed(tmp_path, "one"):
        assert not claims.elsewhere(tmp_path, "one")
        assert claims.taken(tmp_path, "one")
        claims.given_back(tmp_path, "one")
        other = process("-c", HOLD, str(tmp_path), "one", folder=tmp_path)
        assert other.communicate()[0] == "", "a claim that was made twice is gone after it was given back once"
        assert other.returncode


def test_where_there_are_no_locks_everybody_compiles_as_if_alone(tmp_path):
    nowhere = tmp_path / "gone"
    with claims.claimed(nowhere, "one"):
        assert not claims.elsewhere(nowhere, "one")


@pytest.mark.scene
def test_processes_share_kernels_and_what_is_at_hand_when_they_are_told_to_leave_is_finished(tmp_path):
    warm, folder = (str(ROOT / "main.py"), "warm"), tmp_path / cache.folder().parent.name / cache.folder().name
    folder.mkdir(parents=True)
    with claims.claimed(folder, cache.PRODUCT):  # nobody waits for the product
        two = [process(*warm, *QUICK, kernel_warmup.LOOP, folder=tmp_path) for _ in range(2)]
        said = [one.communicate()[0].splitlines()[:-1] for one in two]
    done = [line.partition(": ")[2] for lines in said for line in lines]
    # Both may begin with one kernel in the same moment: the later one waits, reads what the other made and says so too.
    assert {*done} == {*QUICK, kernel_warmup.LOOP}, said
    # Another one is told what to do, then something else, and then that nobody is there any more.
    more = [key for key in reversed(needed_kernels.soon()) if key not in done]
    told = process(*warm, "--told", folder=tmp_path)
    told.stdin.write(" ".join(more) + "\n")
    told.stdin.flush()
    assert told.stdout.readline().endswith(f": {more[0]}\n")
    rest, _ = told.communicate(" ".join(reversed(more)) + "\n")
    begun = [more[0], *(line.partition(": ")[2] for line in rest.splitlines()[:-1])]
    assert told.returncode == 0
    assert len(begun) < len(more)
    known = kernel_warmup.all_kernels()
    wanted = {part for key in (*done, *begun) for part in kernel_warmup.SPECIAL.get(key) or (known[key].stored,)}
    assert {path.name.removesuffix(cache.ENDING) for path in folder.glob(f"*{cache.ENDING}")} == wanted
    assert all(cache._content(path) for path in folder.glob(f"*{cache.ENDING}"))  # nothing half


@pytest.mark.scene
@pytest.mark.skipif(not twin_process.POSSIBLE, reason="processes cannot be doubled here")
def test_a_pair_of_processes_shares_kernels_and_ends_together(tmp_path):
    warm, folder = (str(ROOT / "main.py"), "warm", "--told", "--pair"), cache.folder()
    folder = tmp_path / folder.parent.name / folder.name
    wanted = [*QUICK, "elementwise.tanh_backward", kernel_warmup.LOOP]
    parts = sorted({part for key in (*wanted, kernel_warmup.COMMON)
                    for part in kernel_warmup.SPECIAL.get(key) or (kernel_warmup.all_kernels()[key].stored,)})
    pair = process(*warm, folder=tmp_path)
    pair.stdin.write(" ".join(wanted) + "\n")
    pair.stdin.flush()
    said = [pair.stdout.readline().partition(": ")[2].strip() for _ in range(len(wanted) + 1)]
    twin, = (Path("/proc", number)
             for number in Path(f"/proc/{pair.pid}/task/{pair.pid}/children").read_text().split())
    rest, _ = pair.communicate()  # the end of what both may say
    assert (pair.returncode, twin.exists()) == (0, False)
    assert sorted(said) == sorted([*wanted, kernel_warmup.COMMON]), (said, rest)
    assert sorted(path.name.removesuffix(cache.ENDING) for path in folder.glob(f"*{cache.ENDING}")) == parts
    # One is killed while both wait for work: the other, which nobody could tell anything any more, ends by itself.
    pair = process(*warm, folder=tmp_path)
    pair.stdin.write("batch.right_halves elementwise.sigmoid_backward\n")
    pair.stdin.flush()
    assert pair.stdout.readline()
    pair.kill()
    pair.communicate(timeout=60)


@pytest.mark.scene
def test_what_compiles_ahead_is_taken_over_by_a_project_and_nothing_is_compiled_in_its_process(tmp_path):
    code = """
import json
from core.engine import kernel_warmup, needed_kernels, twin_process
from core.engine.compiler_processes import processes
from core.kernels.runtime import cache
from core.project.examples import first
from core.project.spec import Project
processes.begin_ahead()
ahead, = processes._ahead
written, cache._write = [], lambda name, content: written.append(name)
needed, told = needed_kernels.needed(Project.load(first().path)), []
kernel_warmup.prepare(needed, lambda *words: told.append(words))
print(json.dumps([written, all(kernel.entry for kernel in needed), told[0], told[-1],
                  [act for act, *_ in told] == sorted(act for act, *_ in told), processes._ahead,
                  all(map(cache.intact, (cache.PRODUCT, *kernel_warmup.LOOP_PARTS)))]))
processes.close()
assert not ahead.alive
"""
    found = process("-c", code, folder=tmp_path)
    written, loaded, begin, end, ordered, ahead, whole = json.loads(found.communicate()[0])
    count = len(needed_kernels.needed(Project.load(first().path)))
    assert (written, loaded, ordered, ahead, whole) == ([], True, True, [], True)
    assert begin == [kernel_warmup.COMPILED, 0, count]
    assert end[0] == kernel_warmup.LOADED
    assert end[1] == end[2]


def test_the_kernels_of_all_starters_are_compiled_ahead_the_first_card_first():
    keys = needed_kernels.likely()
    wanted = {one.file: {kernel.key for kernel in needed_kernels.needed(Project.load(one.path))} for one in starters()}
    mine = wanted[first().file] | set(kernel_warmup.SPECIAL)
    assert set(keys[:len(mine)]) == mine
    assert set(keys) == set().union(mine, *wanted.values())


def test_the_first_cards_kernels_are_compiled_before_the_process_gives_way(monkeypatch):
    turns = []
    monkeypatch.setattr(kernel_warmup, "fill", lambda keys, *_, **others: turns.append((keys, others)) or 0)
    assert kernel_warmup.main(["--quiet", "--starters"]) == 0
    soon, likely = needed_kernels.soon(), needed_kernels.likely()
    assert turns == [(soon, {"runs": False}), (likely, {"gently": True, "runs": False})]


def test_the_last_word_counts_and_the_end_of_the_input_is_the_end():
    read, write = os.pipe()
    with open(read, "rb", buffering=0) as lines, open(write, "wb", buffering=0) as speak:
        told = kernel_warmup.Told(lines)
        assert not told.news()
        speak.write(b"one two\n")
        assert told.news(60.0)
        assert told.next() == ["one", "two"]
        assert not told.news()
        speak.write(b"three\nfour\n")
        until = time.monotonic() + 60
        while told._keys != ["four"] and time.monotonic() < until:
            time.sleep(0.01)
        assert told.next() == ["four"]
        speak.close()
        assert told.next() == []
        assert told.news()


def test_a_process_that_compiles_loads_nothing_of_projects():
    """Three rooms more would take as long as several kernels, in each of the processes."""
    code = "import sys, core.engine.kernel_warmup; print(*(name for name in sys.modules if name.startswith('core.')))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name.split(".")[1] for name in loaded.split()} <= {"engine", "kernels", "text"}
