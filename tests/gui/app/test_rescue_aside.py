"""Kept work that cannot be read now is never deleted unless it is torn: it stays, and its reason is told once."""

import shutil

import pytest
from msgspec.structs import replace

from core.project.spec import Project
from core.training import saved_work
from gui.app import autosave
from tests.gui.shell_parts import example


def test_kept_work_that_cannot_be_read_now_stays_and_is_told_once(tmp_path):
    folder = tmp_path / autosave.FOLDER
    folder.mkdir()
    newer = folder / "2.layerlab"
    newer.write_text('{"version": 99}')
    damaged = folder / "3.layerlab"
    Project(name="Good").save(damaged)
    content = bytearray(damaged.read_bytes())
    content[50:60] = bytes(10)
    damaged.write_bytes(content)
    Project(name="Fine").save(folder / "4.layerlab")
    (folder / "5.layerlab").write_bytes(content[:-30])
    found = autosave.left_behind(folder)
    # The newest that can be read is offered; what is newer than it was looked at and kept.
    while found.kept is not None:
        autosave.remove(found.kept.file, found.kept.lock)
        found = autosave.RescueSearch(None, found.sentences + autosave.left_behind(folder).sentences)
    assert newer.read_text() == '{"version": 99}'
    assert damaged.read_bytes() == content
    assert not (folder / "5.layerlab").exists(), "what is cut short can never be read"
    assert len(found.sentences) == 2
    assert all(str(folder) in sentence and "\n" not in sentence for sentence in found.sentences)
    assert any("newer Layerlab" in sentence for sentence in found.sentences)
    assert autosave.left_behind(folder) == autosave.RescueSearch(None, ()), "told once"
    shutil.copy(damaged, tmp_path / "x")
    Project(name="Readable now").save(newer)
    again = autosave.left_behind(folder)
    assert again.kept.project.name == "Readable now"
    autosave.remove(again.kept.file, again.kept.lock)
    berth = autosave.Berth(folder)
    berth.keep(example("xor"), None, None)
    assert damaged.read_bytes() == content, "a new berth takes no place of what is set aside"
    berth.drop()


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), OSError(24, "Too many open files"),
                                   OSError(5, "Input/output error"), MemoryError()])
@pytest.mark.parametrize("where", ["torn", "load"])
def test_no_fault_of_the_machine_deletes_kept_work(tmp_path, monkeypatch, fault, where):
    folder = tmp_path / autosave.FOLDER
    berth = autosave.Berth(folder)
    berth.keep(replace(example("xor"), name="Dear"), None, tmp_path / "mine.layerlab", "f00d")
    two = shutil.copytree(folder, tmp_path / "two")
    berth.drop()
    for lock in two.glob("*.lock"):
        lock.unlink()

    def fails(*_, **__):
        raise fault
    with monkeypatch.context() as patch:
        patch.setattr(saved_work, where, fails)
        found = autosave.left_behind(two)
        assert found.kept is None
        assert len(found.sentences) == 1
    found = autosave.left_behind(two)
    assert found.kept.project.name == "Dear"
    assert (found.kept.path, found.kept.mark) == (tmp_path / "mine.layerlab", "f00d")
    autosave.remove(found.kept.file, found.kept.lock)
    assert not list(two.iterdir())
