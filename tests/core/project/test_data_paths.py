"""Where a project's data may lie: no other computer is asked, what lies outside is named, and nothing of it is
quoted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.importing.proposal import inspect_file, propose_project
from core.project import data_paths
from core.project.spec import Project
from core.text.errors import DataError, SpecError
from core.training import saved_work

ROOT = Path(__file__).parents[3]
NETWORK = (r"\\host\share\t.csv", "//host/share/t.csv", r"\\?\UNC\host\share\t.csv", r"/\host\share\t.csv",
           "smb://host/share/t.csv", "file://host/share/t.csv", "file:///t.csv", "http://host/t.csv",
           r"FILE:\\host\t.csv",r"\\host@SSL\DavWWWRoot\t.csv", "  //host/share/t.csv")
TABLE = "size,colour\n" + "1.5,red\n2.5,blue\n" * 20

WATCHED = """
import os, sys
sys.path.insert(0, sys.argv[1])
from core.training import saved_work
from core.text.errors import LayerlabError
touched = []
def told(name, real):
    def call(path, *more, **facts):
        if not isinstance(path, int):
            touched.append(os.fspath(path))
        return real(path, *more, **facts)
    return call
for name in ("stat", "lstat", "open", "access", "readlink", "scandir", "listdir"):
    setattr(os, name, told(name, getattr(os, name)))
sys.addaudithook(lambda event, given: touched.append(given[0]) if event == "open" else None)
try:
    saved_work.load(sys.argv[2])
    print("opened")
except LayerlabError as error:
    print(error)
print([path for path in touched
       if "host" in str(path) or ("t.csv" in str(path) and not str(path).startswith(sys.argv[3]))])
"""


@pytest.fixture
def project(tmp_path) -> Project:
    table = tmp_path / "t.csv"
    table.write_text(TABLE)
    return propose_project(inspect_file(table).dataset)


def pointing(folder: Path, project: Project, path: str) -> Path:
    """A project file in a folder of its own whose data lie elsewhere."""
    (folder / "own").mkdir(exist_ok=True)
    file = folder / "own" / "p.json"
    text = json.loads(project.to_json())
    text["data"]["dataset"]["path"] = path
    file.write_text(json.dumps(text))
    return file


@pytest.mark.few(2)
@pytest.mark.parametrize("path", NETWORK)
def test_a_network_path_is_refused_before_it_is_touched(tmp_path, project, path):
    file = pointing(tmp_path, project, path)
    done = subprocess.run([sys.executable, "-c", WATCHED, str(ROOT), str(file), str(file.parent)], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    sentence, touched = done.stdout.strip().splitlines()
    assert sentence.startswith("p.json: the data lie on another computer (")
    assert touched == "[]"


@pytest.mark.parametrize("path", NETWORK)
def test_a_file_beside_the_project_is_taken_instead(tmp_path, project, path):
    file = pointing(tmp_path, project, path)
    (file.parent / "t.csv").write_text(TABLE)
    found = saved_work.load(file)
    assert found.project.data.dataset.path == str(file.parent / "t.csv")
    assert not found.outside
    (file.parent / "t.csv").unlink()
    with pytest.raises(SpecError, match="another computer"):
        saved_work.load(file)
    assert saved_work.load(file, strange=False).project.data.dataset.path == path


@given(st.text(alphabet="abc/\\:. ", max_size=10))
def test_only_two_slashes_or_a_scheme_lead_to_another_computer(name):
    slashes = name.strip().replace("\\", "/")
    scheme, colon, rest = slashes.partition(":")
    address = bool(colon) and len(scheme) > 1 and rest.startswith("/") and scheme.replace(".", "").isalpha() and (
        scheme[0] != ".")
    assert data_paths.is_network(name) == (slashes.startswith("//") or address)


def test_what_lies_outside_is_named_however_it_is_written(tmp_path, project):
    table = str(tmp_path / "t.csv")
    (tmp_path / "own" / "sub").mkdir(parents=True)
    for path in (table, "../t.csv", "sub/../../t.csv"):
        found = saved_work.load(pointing(tmp_path, project, path))
        assert [str(Path(name).resolve()) for name in found.outside] == [table]
    file = pointing(tmp_path, project, "link.csv")
    (file.parent / "link.csv").symlink_to(table)
    assert saved_work.load(file).outside == (str(file.parent / "link.csv"),)
    project.save(tmp_path / "beside.layerlab")
    assert saved_work.load(tmp_path / "beside.layerlab").outside == ()


def test_no_error_quotes_a_file_that_a_strange_project_names(tmp_path, project):
    secret = tmp_path / "t.csv"
    for content in (TABLE.replace("1.5", "hunter2", 1), TABLE.replace("red", "hunter2", 1),
                    TABLE.replace("size,colour", "hunter2,hunter2"), TABLE.replace("size", "hunter2")):
        secret.write_text(TABLE)
        inspect_file(secret)  # the person's own choice: errors may help
        secret.write_text(content)
        with pytest.raises(DataError):
            project.data.dataset.load()
        dataset = saved_work.load(pointing(tmp_path, project, str(secret))).project.data.dataset
        with pytest.raises(DataError) as caught:
            dataset.load()
        assert "hunter2" not in str(caught.value)


@pytest.mark.scene
def test_the_terminal_names_it_before_it_reads(tmp_path, project):
    file = pointing(tmp_path, project, str(tmp_path / "t.csv"))
    command = [sys.executable, str(ROOT / "main.py"), "train", str(file), "--epochs", "1", "--threads", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == f"The data of this project lie outside its folder: {tmp_path / 't.csv'}"
    assert replace(project, name="x") != project
