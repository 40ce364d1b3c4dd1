"""The former version of a project file is kept at every saving, and offered when the file cannot be read."""

import errno
import os

import pytest
from msgspec.structs import replace

import main
from core.project import former_version
from core.text.errors import LayerlabError
from core.training import saved_work
from core.training.saved_work import ProjectFile
from tests.gui.shell_parts import example


def save(path, name: str, **more) -> None:
    saved_work.save(path, ProjectFile(replace(example("xor"), name=name), **more))


@pytest.fixture(name="path")
def path_fixture(tmp_path):
    save(tmp_path / "mine.layerlab", "first")
    save(tmp_path / "mine.layerlab", "second")
    return tmp_path / "mine.layerlab"


def test_the_version_before_the_last_saving_lies_beside(path):
    assert saved_work.load(former_version.place(path)).project.name == "first"
    save(path, "second")
    assert saved_work.load(former_version.of(path)).project.name == "first", "saving the same again changes nothing"
    save(path, "third")
    assert saved_work.load(former_version.of(path)).project.name == "second"
    assert sorted(os.listdir(path.parent)) == ["mine.layerlab", "mine.layerlab.bak"]


def test_what_is_written_every_few_seconds_keeps_none(tmp_path):
    for name in ("first", "second"):
        save(tmp_path / "kept.layerlab", name, inside=False)
    assert os.listdir(tmp_path) == ["kept.layerlab"]


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-100]),
                                    lambda path: path.write_bytes(b""), lambda path: path.write_text("{"),
                                    lambda path: path.unlink()], ids=["torn", "empty", "no JSON", "gone"])
def test_it_is_offered_where_the_file_cannot_be_read(path, damage, capsys):
    damage(path)
    with pytest.raises(LayerlabError, match=r"former version lies beside it as mine\.layerlab\.bak"):
        saved_work.load(path)
    assert main.main(["evaluate", str(path)]) == 2
    assert "mine.layerlab.bak" in capsys.readouterr().err
    assert saved_work.load(former_version.place(path)).project.name == "first"
    save(path, "third")
    assert saved_work.load(former_version.of(path)).project.name == "first", "a damaged file takes the place of none"


def test_saving_goes_on_without_links_and_without_room(path, monkeypatch):
    def refused(*_):
        raise OSError(errno.EPERM, "")
    monkeypatch.setattr(os, "link", refused)
    save(path, "third")
    assert saved_work.load(former_version.of(path)).project.name == "second"
    monkeypatch.setattr("shutil.copyfile", refused)
    save(path, "fourth")
    assert saved_work.load(path).project.name == "fourth"
    assert saved_work.load(former_version.of(path)).project.name == "second"
    assert sorted(os.listdir(path.parent)) == ["mine.layerlab", "mine.layerlab.bak"]
