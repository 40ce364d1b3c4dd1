"""Files are written whole, their folder hears of it, and what a killed program left beside them goes."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.files import atomic_write
from core.files.user_files import unwritable
from core.project import project_file
from core.project.spec import Project
from core.text.errors import SpecError

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from core.files import atomic_write
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
setattr(os, sys.argv[2], kill)
atomic_write.replace_file(Path(sys.argv[1]), b"new")
"""


def parts(folder) -> list[str]:
    return sorted(name for name in os.listdir(folder) if name.endswith(atomic_write.SUFFIX))


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal here")
@pytest.mark.parametrize("moment", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("name", ["mine.layerlab", "[a] *+? ünï.layerlab", "x" * 200 + ".layerlab"])
def test_what_a_killed_program_left_beside_a_file_goes_with_the_next_save(tmp_path, moment, name):
    target = tmp_path / name
    target.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(target), moment], cwd=ROOT, check=False)
    assert done.returncode < 0
    assert target.read_bytes() == b"old"
    assert len(parts(tmp_path)) == 1
    atomic_write.replace_file(target, b"newer")
    assert target.read_bytes() == b"newer"
    assert os.listdir(tmp_path) == [name]


def test_nothing_but_the_own_leavings_of_dead_programs_is_deleted(tmp_path):
    target = tmp_path / "mine.layerlab"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    here = atomic_write._here()
    stay = [f".mine.layerlab.{here}-{os.getpid()}-abc.part", f".mine.layerlab.0badcafe-{dead.pid}-abc.part",
            f".other.layerlab.{here}-{dead.pid}-abc.part", ".mine.layerlab.part", ".mine.layerlab.abc.part",
            f"mine.layerlab.{here}-{dead.pid}-abc.part", f".mine.layerlab.{here}-{dead.pid}-abc.part.txt"]
    for name in [*stay, f".mine.layerlab.{here}-{dead.pid}-abc.part"]:
        (tmp_path / name).write_bytes(b"x")
    atomic_write.clear_parts(target)
    assert sorted(os.listdir(tmp_path)) == sorted(stay)
    atomic_write.clear_parts(tmp_path / "no" / "such" / "folder")


def test_the_folder_is_brought_to_the_disk_after_the_move(tmp_path, monkeypatch):
    seen, replace, sync = [], os.replace, os.fsync

    def synced(handle):
        seen.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        sync(handle)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", lambda *names: seen.append("move") or replace(*names))
    atomic_write.replace_file(tmp_path / "a", b"content")
    if os.path.isdir("/proc/self/fd"):
        assert seen == ["file", "move", "folder"]


def test_a_file_that_is_protected_stays(tmp_path):
    path = tmp_path / "prepared.layerlab"
    Project(name="by the teacher").save(path)
    before = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(SpecError, match="protected from writing") as caught:
        Project(name="by a pupil").save(path)
    assert str(tmp_path) in str(caught.value)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["prepared.layerlab"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT,
                                    errno.EFBIG, errno.EMFILE, errno.EIO, None])
def test_what_cannot_be_written_names_file_folder_and_reason(tmp_path, monkeypatch, number):
    def fails(*_, **__):
        raise OSError(number, os.strerror(number)) if number else OSError("odd")
    monkeypatch.setattr(atomic_write.tempfile, "mkstemp", fails)
    with pytest.raises(SpecError) as caught:
        Project().save(tmp_path / "mine.layerlab")
    said = str(caught.value)
    assert said.startswith(f"mine.layerlab cannot be written to {tmp_path}: ")
    assert said.endswith(".")
    assert "\n" not in said
    assert "\n" not in unwritable(OSError(number, "x"), tmp_path / "two\nlines" / "mine.layerlab")


def test_torn_is_what_was_cut_and_nothing_else(tmp_path):
    path = tmp_path / "a.layerlab"
    Project().save(path)
    whole = path.read_bytes()
    assert not project_file.torn(path)
    for end in range(0, len(whole) - 22, 7):
        path.write_bytes(whole[:end])
        assert project_file.torn(path) == (end != 1), end
    for other in (b"{", b'{"version": 99}', b"\x00" * 40, whole[:40] + b"\xff" * 40 + whole[80:]):
        path.write_bytes(other)
        assert not project_file.torn(path)
    with pytest.raises(OSError, match="No such file"):
        project_file.torn(tmp_path / "gone.layerlab")
