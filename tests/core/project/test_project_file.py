"""The project file: whole or not at all, and nothing in it is believed unchecked."""

import errno
import io
import os
import stat
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.datasets.spirals import Spirals
from core.files import archive
from core.importing.proposal import inspect_file, propose_project
from core.layers.dense import Dense
from core.project.spec import Data, Network, Node, Project
from core.text.errors import LayerlabError, SpecError
from core.training import saved_work

PROJECT = Project(name="Träume ∂L/∂w", network=Network((Node("dense1", Dense(3)),)), data=Data(Spirals(noise=0.1)))
WEIGHTS = {"dense1.kernel": np.arange(6, dtype=np.float32).reshape(2, 3), "dense1.bias": np.zeros(3, np.float32)}


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(PROJECT, WEIGHTS))
    return path


def packed(files: dict, **facts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **facts) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def npy(array) -> bytes:
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def test_round_trip(saved):
    document = saved_work.load(saved)
    assert document.project == PROJECT
    assert document.weights.keys() == WEIGHTS.keys()
    for name, values in WEIGHTS.items():
        assert document.weights[name].dtype == np.float32
        assert np.array_equal(document.weights[name], values)
        document.weights[name] += 1  # ours to change


def test_bare_json_is_read_and_written(tmp_path):
    path = tmp_path / "mine.json"
    PROJECT.save(path)
    assert path.read_text(encoding="utf-8") == PROJECT.to_json()
    assert Project.load(path) == PROJECT
    path.write_bytes(b"\xef\xbb\xbf" + PROJECT.to_json().encode())
    assert Project.load(path) == PROJECT
    assert saved_work.load(path).weights is None


def test_the_same_project_gives_the_same_bytes(saved, tmp_path):
    saved_work.save(tmp_path / "other.layerlab", saved_work.ProjectFile(PROJECT, WEIGHTS))
    assert (tmp_path / "other.layerlab").read_bytes() == saved.read_bytes()


def test_column_order_and_byte_order_of_weights(tmp_path):
    path = tmp_path / "a.layerlab"
    values = np.arange(6).reshape(2, 3)
    for odd in (np.asfortranarray(values.astype(">f4")), values.astype("<f8"), values.astype(np.int16), values.T.T):
        path.write_bytes(packed({"project.json": PROJECT.to_json(), "weights/dense1.kernel.npy": npy(odd)}))
        found = saved_work.load(path).weights["dense1.kernel"]
        assert np.array_equal(found, values)
        assert found.dtype == np.float32
        assert found.dtype.isnative
        assert found.flags.c_contiguous
        assert found.flags.writeable


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"),
    (b"hello", "not a Layerlab project"),
    (b"{", "not a Layerlab project"),
    (b"\x80\x81\x82", "not a Layerlab project"),
    (b"[]", "not a Layerlab project"),
    (b'{"version": 99}', "newer Layerlab"),
    (b'{"version": 0}', "version"),
    (b'{"version": "1"}', r"\$\.version"),
    (b'{"surprise": 1}', "surprise"),
    (b'{"network": {"nodes": [{"id": "a", "layer": {"kind": "Magic"}}]}}', "Magic"),
    (b'{"network": {"nodes": [{"id": "a", "layer": {"kind": "Dense", "units": 1e400}}]}}', "units|number"),
    (b'{"network": {"nodes": [{"id": "a", "layer": {"kind": "Dense", "units": -3}}]}}', "units"),
    (b"[" * 100_000, "not a Layerlab project"),
    (b"PK\3\4", "cut short or damaged"),
    (packed({"other.txt": "x"}), r"no project\.json"),
    (packed({"project.json": "{"}), "not a Layerlab project"),
    (packed({"project.json": "{}", "../evil": "x"}), "outside the project"),
    (packed({"project.json": "{}", "/etc/evil": "x"}), "outside the project"),
    (packed({"project.json": "{}", "weights/a b.npy": npy(np.zeros(2))}), "impossible name"),
    (packed({"project.json": "{}", "weights/a.npy": b"nonsense"}), "damaged"),
    (packed({"project.json": "{}", "weights/a.npy": npy(np.zeros(20))[:-8]}), "cut short"),
    (packed({"project.json": "{}", "weights/a.npy": npy(np.array(["text"]))}), "plain numbers"),
    (packed({"project.json": "{}", "weights/a.npy": npy(np.array([{}], object))}), "plain numbers"),
    (packed({"project.json": "{}", "weights/a.npy":
             npy(np.zeros(2)).replace(b"(2,)", b"(9**9,)"[:4])}), "damaged|cut short"),
])
def test_what_is_no_project_is_one_sentence_that_names_the_file(tmp_path, content, words):
    path = tmp_path / "mine.layerlab"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=words) as caught:
        saved_work.load(path)
    assert "mine.layerlab" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_pickle_is_ever_read(tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "sprung"),)
    content = io.BytesIO()
    np.save(content, np.array([Trap()], object), allow_pickle=True)
    path = tmp_path / "trap.layerlab"
    path.write_bytes(packed({"project.json": PROJECT.to_json(), "weights/a.npy": content.getvalue()}))
    with pytest.raises(SpecError):
        saved_work.load(path)
    assert not (tmp_path / "sprung").exists()


def test_bombs_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_JSON", 2**20)
    monkeypatch.setattr(archive, "LARGEST_ARRAYS", 2**22)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 50)
    monkeypatch.setattr(archive, "_counted", lambda *_: pytest.fail("unpacked"))
    path = tmp_path / "bomb.layerlab"
    for files, words in (({"project.json": b" " * 2**21}, "has 2 MB; at most 1 MB"),
                         ({"project.json": b"{}", "weights/a.npy": bytes(2**23)}, "would unpack to 8 MB"),
                         ({"project.json": b"{}"} | {f"weights/a{i}.npy": b"" for i in range(60)}, "61 files")):
        path.write_bytes(packed(files, compression=zipfile.ZIP_DEFLATED))
        assert path.stat().st_size < 2**16
        with pytest.raises(SpecError, match=words):
            saved_work.load(path)


def test_locked_and_missing_files(saved, tmp_path):
    content = bytearray(saved.read_bytes())
    place = content.index(b"PK\x01\x02") + 8
    content[place] |= 1  # the flag of encryption in the directory
    saved.write_bytes(content)
    with pytest.raises(SpecError, match="password"):
        saved_work.load(saved)
    with pytest.raises(SpecError, match=r"gone\.layerlab was not found"):
        saved_work.load(tmp_path / "gone.layerlab")
    with pytest.raises(SpecError, match="is a folder"):
        saved_work.load(tmp_path)
    with pytest.raises(SpecError, match="no name"):
        saved_work.load("a\0b")


def test_a_full_disk_leaves_the_old_file_as_it_was(saved, monkeypatch):
    before = saved.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SpecError, match=r"mine\.layerlab cannot be written to .*: the disk is full"):
        saved_work.save(saved, saved_work.ProjectFile(replace(PROJECT, name="new")))
    assert saved.read_bytes() == before
    assert os.listdir(saved.parent) == [saved.name]


def test_where_nothing_can_be_written(tmp_path):
    with pytest.raises(SpecError, match=r"cannot be written to .*such: there is no such folder"):
        saved_work.save(tmp_path / "no" / "such" / "a.layerlab", saved_work.ProjectFile(PROJECT))
    with pytest.raises(SpecError, match="is a folder"):
        saved_work.save(tmp_path, saved_work.ProjectFile(PROJECT))
    with pytest.raises(SpecError, match="half a letter"):
        saved_work.save(tmp_path / "a.layerlab", saved_work.ProjectFile(replace(PROJECT, name="\ud800")))
    assert os.listdir(tmp_path) == []


def test_permissions_and_links_are_kept(saved, tmp_path):
    saved.chmod(0o600)
    link = tmp_path / "link.layerlab"
    link.symlink_to(saved)
    saved_work.save(link, saved_work.ProjectFile(replace(PROJECT, name="new")))
    assert link.is_symlink()
    assert saved_work.load(saved).project.name == "new"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_data_beside_the_project_is_found_after_a_move(tmp_path, monkeypatch):
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "tables").mkdir(parents=True)
    table = here / "tables" / "t.csv"
    table.write_text("a,b\n1,x\n2,y\n3,x\n")
    project = propose_project(inspect_file(table).dataset)
    project.save(here / "p.layerlab")
    with zipfile.ZipFile(here / "p.layerlab") as archive:
        assert b'"path": "tables/t.csv"' in archive.read("project.json")
    here.rename(there)
    moved = Project.load(there / "p.layerlab")
    assert moved.data.dataset.path == str(there / "tables" / "t.csv")
    assert len(moved.data.dataset.load().x) == 3
    # A file that came along but was named by its old whole path, even a Windows one.
    for old in (str(here / "t.csv"), "C:\\Users\\me\\t.csv"):
        dataset = replace(project.data.dataset, path=old)
        (there / "q.json").write_text(replace(project, data=Data(dataset)).to_json())
        (there / "t.csv").write_text("a,b\n1,x\n2,y\n3,x\n")
        assert Project.load(there / "q.json").data.dataset.path == str(there / "t.csv")
    # A name that counts from the working folder is stored so that the project's folder finds it.
    monkeypatch.chdir(there / "tables")
    replace(project, data=Data(replace(project.data.dataset, path="t.csv"))).save(there / "r.layerlab")
    assert Project.load(there / "r.layerlab").data.dataset.path == str(there / "tables" / "t.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.data())
def test_random_damage_never_makes_anything_but_a_sentence(saved, data):
    content = bytearray(saved.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[:data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    path = saved.with_name("damaged.layerlab")
    path.write_bytes(content)
    complaint = _complaint(path)
    assert complaint is None or (complaint and "\n" not in complaint)


def _complaint(path) -> str | None:
    try:
        saved_work.load(path)
    except LayerlabError as error:
        return str(error)
    return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.text(max_size=40), st.integers(0, 600), st.integers(0, 40))
def test_random_json_never_makes_anything_but_a_sentence(tmp_path, text, place, cut):
    content = PROJECT.to_json()
    path = tmp_path / "random.json"
    path.write_text(content[:place] + text + content[place + cut:], encoding="utf-8", errors="surrogatepass")
    complaint = _complaint(path)
    assert complaint is None or "random.json" in complaint
