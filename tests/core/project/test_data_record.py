"""Data travel by reference with a hash of their content, or inside of the project file."""

import hashlib
import json
import random
import shutil
import zipfile

import numpy as np
import pytest

from core.files import content_marks
from core.importing.proposal import inspect_file, propose_project
from core.project import data_record, project_file
from core.project.project_file import ProjectFile
from core.project.spec import Project
from core.text.errors import SpecError
from tests.picture_parts import class_folders, decode  # noqa: F401


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(content_marks.VARIABLE, str(tmp_path / "unpacked"))


def table_project(folder, name="maße ünd 'mehr'.csv"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("size,colour\n" + "1.5,red\n2.5,blue\n" * 20)
    return propose_project(inspect_file(path).dataset), path


def samples(project):
    found = project.data.dataset.load()
    return found.x, found.y


def test_a_file_by_reference_holds_the_hash_of_the_content_and_tells_another_one(tmp_path):
    project, table = table_project(tmp_path / "a")
    file = tmp_path / "a" / "p.layerlab"
    project_file.save(file, ProjectFile(project))
    with zipfile.ZipFile(file) as entries:
        told = json.loads(entries.read("data.json"))
        assert not [name for name in entries.namelist() if name.startswith("data/")]
    assert told["version"] == 1
    assert told["marks"][0]["digest"] == hashlib.sha256(table.read_bytes()).hexdigest()
    found = project_file.load(file)
    assert data_record.unlike(found.data, found.project.data.dataset) == ()
    table.write_text(table.read_text().replace("1.5", "1.6", 1))
    (one,) = data_record.unlike(found.data, found.project.data.dataset)
    assert not one.gone
    assert one.sentence.count(".") == 2, "the name has one, the sentence another"
    table.unlink()
    (one,) = data_record.unlike(found.data, found.project.data.dataset)
    assert one.gone
    assert str(table) in one.sentence


def test_data_inside_go_wherever_the_file_goes_and_stay_inside(tmp_path):
    project, _ = table_project(tmp_path / "a")
    file = tmp_path / "a" / "p.layerlab"
    project_file.save(file, ProjectFile(project, inside=True))
    assert str(tmp_path) not in zipfile.ZipFile(file).read("project.json").decode(), "no path of this machine"
    wanted = samples(project)
    (tmp_path / "b").mkdir()
    moved = shutil.move(file, tmp_path / "b" / "q.layerlab")
    shutil.rmtree(tmp_path / "a")
    found = project_file.load(moved)
    assert found.outside == ()
    for one in (found.project, Project.load(moved)):
        for got, was in zip(samples(one), wanted, strict=True):
            np.testing.assert_array_equal(got, was)
    again = tmp_path / "b" / "again.layerlab"
    project_file.save(again, ProjectFile(found.project))
    shutil.rmtree(tmp_path / "unpacked")
    np.testing.assert_array_equal(samples(project_file.load(again).project)[0], wanted[0])
    rescue = tmp_path / "b" / "rescue.layerlab"
    project_file.save(rescue, ProjectFile(found.project, inside=False))
    assert zipfile.ZipFile(rescue).namelist() == ["project.json"]


def test_a_folder_of_pictures_travels_with_its_classes(tmp_path):
    class_folders(tmp_path / "pictures", ("ä b", "c'd"))
    project = propose_project(inspect_file(tmp_path / "pictures").dataset)
    wanted, file = samples(project), tmp_path / "p.layerlab"
    project_file.save(file, ProjectFile(project, inside=True))
    shutil.rmtree(tmp_path / "pictures")
    for got, was in zip(samples(project_file.load(file).project), wanted, strict=True):
        np.testing.assert_array_equal(got, was)


def test_what_is_too_much_or_gone_is_not_put_inside(tmp_path, monkeypatch):
    project, table = table_project(tmp_path / "a")
    file = tmp_path / "p.layerlab"
    file.write_bytes(b"old")
    monkeypatch.setattr(data_record, "LARGEST_INSIDE", 100)
    assert not data_record.amount(project.data.dataset).fits
    with pytest.raises(SpecError, match="travel inside"):
        project_file.save(file, ProjectFile(project, inside=True))
    table.unlink()
    with pytest.raises(SpecError, match="cannot be put into the project"):
        project_file.save(file, ProjectFile(project, inside=True))
    assert file.read_bytes() == b"old"
    project_file.save(file, ProjectFile(project))
    assert project_file.load(file).data is None


@pytest.mark.parametrize("change", [
    lambda told: told["marks"][0].update(name="../../evil.csv"), lambda told: told["marks"][0].update(name="a/b"),
    lambda told: told["marks"][0].update(places=["../x"]), lambda told: told["marks"][0].update(places=["/etc/x"]),
    lambda told: told["marks"][0].update(digest="../x"), lambda told: told.update(version=99),
    lambda told: told.update(marks=3)], ids=range(7))
def test_a_record_that_leads_out_or_is_not_understood_unpacks_nothing(tmp_path, change):
    project, _ = table_project(tmp_path / "a")
    file, other = tmp_path / "p.layerlab", tmp_path / "q.layerlab"
    project_file.save(file, ProjectFile(project, inside=True))
    with zipfile.ZipFile(file) as entries, zipfile.ZipFile(other, "w") as made:
        told = json.loads(entries.read("data.json"))
        change(told)
        for name in entries.namelist():
            made.writestr(name, json.dumps(told) if name == "data.json" else entries.read(name))
    found = project_file.load(other)
    assert found.data is None
    assert not (tmp_path / "unpacked").exists()


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(12))
def test_damaged_data_inside_are_refused_or_come_out_as_they_were(tmp_path, seed):
    draw = random.Random(seed)
    project, table = table_project(tmp_path / "a")
    wanted, file, other = table.read_bytes(), tmp_path / "p.layerlab", tmp_path / "q.layerlab"
    project_file.save(file, ProjectFile(project, inside=True))
    with zipfile.ZipFile(file) as entries, zipfile.ZipFile(other, "w") as made:
        for name in entries.namelist():
            content = bytearray(entries.read(name))
            if name == "data/0":
                place = draw.randrange(len(content))
                other_byte = content[:place] + b"\0" + content[place + 1:]
                content = draw.choice((None, content[:place], content + b"more", other_byte))
            if content is None:
                continue
            made.writestr(name, bytes(content))
    with pytest.raises(SpecError, match="data inside of it are damaged"):
        project_file.load(other)
    assert [path for path in (tmp_path / "unpacked").rglob("*") if path.is_file()] == [] \
        if (tmp_path / "unpacked").exists() else True
    assert table.read_bytes() == wanted


def test_what_was_not_used_for_long_goes(tmp_path, monkeypatch):
    projects = [table_project(tmp_path / str(number), f"{number}.csv")[0] for number in range(2)]
    for number, project in enumerate(projects):
        project_file.save(tmp_path / f"{number}.layerlab", ProjectFile(project, inside=True))
    project_file.load(tmp_path / "0.layerlab")
    project_file.load(tmp_path / "1.layerlab")
    assert len(list((tmp_path / "unpacked").iterdir())) == 2
    shutil.rmtree(next(path.parent for path in (tmp_path / "unpacked").rglob("1.csv")))
    monkeypatch.setattr(content_marks.time, "time", lambda: 4e9)
    project_file.load(tmp_path / "1.layerlab")
    assert [path.name for path in (tmp_path / "unpacked").rglob("*.csv")] == ["1.csv"]
