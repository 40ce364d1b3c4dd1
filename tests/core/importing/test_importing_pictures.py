"""Folders of pictures: by class, with a table, with odd names and damaged files among them."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.files import picture_folder, progress
from core.importing.proposal import inspect_file, kind_of, propose_project
from core.project.spec import Project
from core.text.errors import DataError
from core.trainer import Trainer
from tests.picture_parts import class_folders, write

ODD = ("dög", "a b", "'; drop", "<b>x</b>", "%s {0}", "emoji 🐕", "dot.", "-minus", "a,b;c", '"quoted"', "漢字",
       "line\nend")


@pytest.fixture(autouse=True)
def _nothing_kept():
    picture_folder.forget()


def test_a_folder_of_class_folders_becomes_what_it_holds(tmp_path):
    made = class_folders(tmp_path / "animals")
    assert kind_of(tmp_path / "animals") == "folder"
    found = inspect_file(tmp_path / "animals")
    dataset = found.dataset
    assert (dataset.classes, dataset.count, dataset.shape) == (("cat", "dog"), 12, (8, 8, 3))
    samples = dataset.load()
    assert samples.x.dtype == np.uint8
    assert samples.y.tolist() == [0] * 6 + [1] * 6
    assert (samples.x == np.stack([made[path] for path in sorted(made)])).all()
    assert dataset.load().x is samples.x  # kept while the files are the same
    project = propose_project(dataset)
    assert Project.from_json(project.to_json()) == project
    assert np.isfinite(Trainer(project).step(3).loss)


def test_unreadable_files_are_told_and_left_out(tmp_path):
    class_folders(tmp_path)
    (tmp_path / "cat" / "empty.png").write_bytes(b"")
    (tmp_path / "dog" / "half.png").write_bytes((tmp_path / "dog" / "000.png").read_bytes()[:60])
    (tmp_path / "dog" / "words.jpg").write_text("no picture")
    (tmp_path / "dog" / "notes.txt").write_text("not meant as one")
    (tmp_path / "dog" / ".hidden.png").write_bytes(b"x")
    found = inspect_file(tmp_path)
    assert [path for path, _ in found.unreadable] == ["cat/empty.png", "dog/half.png", "dog/words.jpg"]
    assert found.dataset.count == len(found.dataset.load()) == 12
    assert found.notes[0].startswith("Left out, since they cannot be read (3)")


def test_odd_names_are_names_like_any_other(tmp_path):
    class_folders(tmp_path, ODD, each=2)
    found = inspect_file(tmp_path).dataset
    assert len(found.classes) == len(set(found.classes)) == len(ODD)
    assert all(name.isprintable() for name in found.classes)
    assert np.bincount(found.load().y).tolist() == [2] * len(ODD)
    project = propose_project(found)
    assert Project.from_json(project.to_json()).data.dataset.load().y.tolist() == found.load().y.tolist()


def test_train_and_test_folders_hold_the_same_classes(tmp_path):
    class_folders(tmp_path / "set" / "train")
    class_folders(tmp_path / "set" / "test", each=2)
    found = inspect_file(tmp_path).dataset
    assert found.classes == ("cat", "dog")
    assert found.count == 16


@pytest.mark.parametrize("column", ["name", "stem", "path", "number"])
@pytest.mark.parametrize("target", ["kind", "age"])
def test_a_table_says_what_pictures_show(tmp_path, column, target):
    rng = np.random.default_rng(3)
    (tmp_path / "img").mkdir()
    lines, brightness = ["file,age,kind"], []
    for number in rng.permutation(20):
        write(tmp_path / "img" / f"{number:04}.png", np.full((9, 9, 1), number * 12, np.uint8))
        name = {"name": f"{number:04}.png", "stem": f"{number:04}", "path": f"img/{number:04}.png",
                "number": str(number)}[column]
        lines.append(f"{name},{number + 0.5},{'even' if number % 2 == 0 else 'odd'}")
        brightness.append(number * 12)
    lines.append("gone.png,3.5,odd")
    (tmp_path / "labels.csv").write_text("\n".join(lines))
    found = inspect_file(tmp_path)
    dataset = replace(found.dataset, target=target)
    assert found.targets == ("age", "kind")
    samples = dataset.load()
    assert samples.x[:, 0, 0, 0].tolist() == brightness
    number = np.array(brightness) // 12
    expected = number % 2 if target == "kind" else number[:, None] + 0.5
    assert (samples.y == expected).all()
    assert "1 row of labels.csv names no picture that is there; it is left out." in found.notes


def test_amounts_beside_pictures_are_scaled_by_the_training_samples_alone(tmp_path):
    lines = ["file,age"]
    for number in range(20):
        write(tmp_path / f"{number}.png", np.full((9, 9, 1), number, np.uint8))
        lines.append(f"{number}.png,{number * 100.5}")
    (tmp_path / "t.csv").write_text("\n".join(lines))
    data = propose_project(inspect_file(tmp_path).dataset).data
    found = prepare(data)
    assert abs(float(found.train.y.mean())) < 1e-6
    assert found.before_scaling("test").dtype == np.uint8
    assert (found.true_targets("test")[:, 0] == found.before_scaling("test")[:, 0, 0, 0] * 100.5).all()
    assert found.in_units_of_the_data(found.validation.y) == pytest.approx(found.true_targets("validation"))


def test_files_that_changed_are_noticed(tmp_path):
    made = class_folders(tmp_path)
    project = propose_project(inspect_file(tmp_path).dataset)

    def of_sevens():
        found = prepare(project.data)
        parts = (found.train, found.validation, found.test)
        return sum(int((part.x.stored == 7).all((1, 2, 3)).sum()) for part in parts)
    path = next(iter(made))
    assert of_sevens() == 0
    write(path, np.full((8, 8, 3), 7, np.uint8))
    assert of_sevens() == 1
    path.unlink()
    with pytest.raises(DataError, match="has changed"):
        prepare(project.data)


@pytest.mark.parametrize("arrange", ["single", "loose", "none", "empty class"])
def test_folders_that_tell_nothing_are_refused_with_the_mend(tmp_path, arrange):
    if arrange != "none":
        class_folders(tmp_path / "f", ("cat",) if arrange != "empty class" else ("cat", "dog"), each=1)
    folder = {"loose": tmp_path / "f" / "cat", "none": tmp_path}.get(arrange, tmp_path / "f")
    if arrange == "empty class":
        (tmp_path / "f" / "dog" / "000.png").write_bytes(b"")
    with pytest.raises(DataError) as caught:
        inspect_file(folder)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_reading_tells_how_far_it_is_and_can_be_given_up(tmp_path):
    class_folders(tmp_path, each=60)
    told = []
    with progress.told_to(lambda done, total: told.append((done, total))):
        inspect_file(tmp_path)
    assert told[-1] == (120, 120)
    assert len(told) > 2
    picture_folder.forget()

    def enough(done, total):
        if done:
            raise progress.GivenUp("enough")
    with progress.told_to(enough), pytest.raises(progress.GivenUp):
        inspect_file(tmp_path)
    assert inspect_file(tmp_path).dataset.count == 120  # nothing half read was kept


def test_links_that_lead_out_are_not_followed(tmp_path):
    class_folders(tmp_path / "in")
    class_folders(tmp_path / "out", ("secret",))
    (tmp_path / "in" / "secret").symlink_to(tmp_path / "out" / "secret", target_is_directory=True)
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "cat" / "link.png").symlink_to(tmp_path / "out" / "secret" / "000.png")
    found = inspect_file(tmp_path / "in").dataset
    assert found.classes == ("cat", "dog")
    assert found.count == 12


def test_a_project_finds_its_folder_beside_it_and_in_it(tmp_path):
    class_folders(tmp_path / "set")
    project = propose_project(inspect_file(tmp_path / "set").dataset)
    for place in (tmp_path / "p.layerlab", tmp_path / "set" / "p.layerlab"):
        project.save(place)
        assert Project.load(place).data.dataset.load().y.tolist() == [0] * 6 + [1] * 6
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (tmp_path / "set").rename(moved / "set")
    (tmp_path / "p.layerlab").rename(moved / "p.layerlab")
    assert Project.load(moved / "p.layerlab").data.dataset.load().y.tolist() == [0] * 6 + [1] * 6


@pytest.mark.slow
def test_twenty_thousand_pictures(tmp_path):
    """As many as a whole set has: none takes memory beyond its pixels."""
    import resource
    pixels = np.zeros((28, 28, 1), np.uint8)
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        write(tmp_path / str(number) / "0.png", pixels + number)
        content = (tmp_path / str(number) / "0.png").read_bytes()
        for other in range(1, 1000):
            (tmp_path / str(number) / f"{other}.png").write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = inspect_file(tmp_path).dataset
    assert found.count == 20_000
    assert np.bincount(found.load().y).tolist() == [1000] * 20
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 4 * 20_000 * 28 * 28 + 50e6
