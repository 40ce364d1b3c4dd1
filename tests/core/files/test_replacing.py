"""A file is replaced whole or not at all: whatever fails, whenever the program is killed, whoever reads meanwhile."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.files import atomic_write
from core.files.atomic_write import replace_file
from core.project import container
from core.project.spec import Project
from core.reference import entries
from core.text.errors import SpecError

OLD, NEW = b"old" * 50_000, b"new!" * 50_000
ROOT = Path(__file__).parents[3]

KILLED = """
import io, os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from core.files.atomic_write import replace_file
target, wanted = Path(sys.argv[1]), int(sys.argv[2])
seen = 0
def audit(event, arguments):
    # Every look at and change of the file system is announced here before it happens.
    global seen
    if event.startswith(("open", "os.", "tempfile.")) and event not in ("os.listdir", "os.getpid"):
        seen += 1
        if seen == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
content = b"new!" * 50_000
real = os.fsync
def fsync(handle):
    audit("os.fsync", ())
    real(handle)
    audit("os.fsync", ())
os.fsync = fsync
sys.addaudithook(audit)
replace_file(target, content)
print("done")
"""


def test_a_kill_at_every_call_leaves_the_old_file_or_the_new_one(tmp_path):
    seen = set()
    for number in range(1, 40):
        target = tmp_path / f"{number}.layerlab"
        target.write_bytes(OLD)
        done = subprocess.run([sys.executable, "-c", KILLED, str(target), str(number), str(ROOT)], capture_output=True,
                              text=True, timeout=60, check=False)
        content = target.read_bytes()
        assert content in (OLD, NEW), f"torn at call {number}"
        seen.add(content)
        if done.returncode == 0:
            assert content == NEW
            assert number > 5, "hardly any call was interrupted"
            return
        assert done.returncode == -signal.SIGKILL, done.stderr
    pytest.fail("it never came to an end")


class Order:
    """What a replacement does to the disk, in order."""

    def __init__(self, monkeypatch, target: Path):
        self.calls, self.target = [], target
        for name in ("fsync", "replace", "rename", "unlink", "truncate", "ftruncate"):
            monkeypatch.setattr(os, name, self._told(name, getattr(os, name)))

    def _told(self, name, real):
        def call(*given, **more):
            if name == "fsync":
                folder = os.path.isdir(os.readlink(f"/proc/self/fd/{given[0]}")) if sys.platform == "linux" else False
                held = "folder" if folder else os.fstat(given[0]).st_size
                self.calls.append((name, held))
            else:
                self.calls.append((name, self.target.read_bytes() if self.target.exists() else None))
            return real(*given, **more)
        return call


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("new", [b"new", NEW])
def test_the_new_content_is_on_the_disk_before_the_move_and_the_old_there_until_then(tmp_path, monkeypatch, new):
    target = tmp_path / "a.layerlab"
    target.write_bytes(OLD)
    order = Order(monkeypatch, target)
    replace_file(target, new)
    moves = [place for place, (name, _) in enumerate(order.calls) if name in ("replace", "rename")]
    assert len(moves) == 1
    assert order.calls[moves[0]][1] == OLD, "the old file was gone, or other, before the new one took its place"
    assert ("fsync", len(new)) in order.calls[:moves[0]], "moved before all of it was on the disk"
    assert not any(name in ("unlink", "truncate", "ftruncate") for name, _ in order.calls)
    assert target.read_bytes() == new


@pytest.mark.parametrize("call", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_any_call_that_fails_leaves_everything_as_it_was(tmp_path, monkeypatch, call, number):
    target = tmp_path / "a.layerlab"
    Project(name="old").save(target)
    before = target.read_bytes()

    def failing(*_, **__):
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(os, call, failing)
    with pytest.raises(SpecError):
        Project(name="new").save(target)
    assert target.read_bytes() == before
    assert os.listdir(tmp_path) == [target.name]


def test_a_write_that_stops_halfway_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "a.layerlab"
    target.write_bytes(OLD)
    real = open

    def torn(file, mode="r", *given, **more):
        made = real(file, mode, *given, **more)
        if "w" in mode:
            class Full:
                def __enter__(self):
                    return self

                def __exit__(self, *_):
                    made.close()

                def write(self, content):
                    made.write(content[:1000])
                    made.flush()
                    raise OSError(errno.ENOSPC, "No space left on device")

                flush, fileno = made.flush, made.fileno
            return Full()
        return made
    monkeypatch.setattr(atomic_write, "open", torn, raising=False)
    with pytest.raises(OSError, match="No space"):
        replace_file(target, NEW)
    assert target.read_bytes() == OLD
    assert os.listdir(tmp_path) == [target.name]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_what_is_no_plain_file_is_never_replaced(tmp_path):
    pipe, link = tmp_path / "pipe.layerlab", tmp_path / "link.md"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for target in (pipe, link):
        with pytest.raises(OSError, match="No such device"):
            replace_file(target, NEW)
        with pytest.raises(SpecError, match="a device or a pipe in its place"):
            Project().save(target)
        assert target.is_fifo()
    assert sorted(os.listdir(tmp_path)) == ["link.md", "pipe.layerlab"]


def test_a_reader_never_sees_a_torn_file(tmp_path):
    target = tmp_path / "a.bin"
    target.write_bytes(OLD)
    found, over = set(), threading.Event()

    def read():
        while not over.is_set():
            found.add(target.read_bytes())
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for round in range(60):
            replace_file(target, NEW if round % 2 else OLD)
    finally:
        over.set()
        reader.join()
    assert found <= {OLD, NEW}
    assert found


def test_every_file_that_the_program_writes_is_replaced_so(tmp_path, monkeypatch):
    """Projects, the page of the reference and pictures: none is written in place."""
    written = []
    for module in (container, entries):
        real = module.replace_file
        monkeypatch.setattr(module, "replace_file", lambda path, content, *_, real=real: (written.append(path.name),
                                                                                     real(path, content)))
    Project().save(tmp_path / "a.layerlab")
    Project().save(tmp_path / "a.json")
    entries.write(tmp_path / "r.md")
    assert written == ["a.layerlab", "a.json", "r.md"]
    for folder in ("core", "gui"):
        for source in (ROOT / folder).rglob("*.py"):
            text = source.read_text(encoding="utf-8")
            assert ".write_text(" not in text, source
            assert ".write_bytes(" not in text, source
