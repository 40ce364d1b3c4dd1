"""Arrays of NumPy and files of CIFAR: what they hold comes out, what could do harm is refused in one sentence."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from msgspec.structs import replace

from core.files.numpy_archive import LARGEST
from core.importing.proposal import inspect_file, kind_of, propose_project
from core.project.network import check
from core.project.spec import Project
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression
from core.text.errors import DataError, LayerlabError
from core.trainer import Trainer


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_an_archive_as_keras_ships_them(tmp_path):
    rng, path = np.random.default_rng(0), tmp_path / "mnist.npz"
    held = {f"{name}_{part}": array for part, count in (("train", 40), ("test", 10)) for name, array in (
        ("x", rng.integers(0, 256, (count, 28, 28), np.uint8)), ("y", (np.arange(count) % 10).astype(np.uint8)))}
    np.savez_compressed(path, **held)
    assert kind_of(path) == "arrays"
    dataset = inspect_file(path).dataset
    assert dataset.describe().input_shape == (28, 28, 1)
    samples = dataset.load()
    assert samples.x.dtype == np.uint8
    assert (samples.x[:, :, :, 0] == np.concatenate([held["x_train"], held["x_test"]])).all()
    assert (samples.y == np.concatenate([held["y_train"], held["y_test"]])).all()
    project = propose_project(dataset)
    assert Project.from_json(project.to_json()) == project
    assert np.isfinite(Trainer(project).step(2).loss)


@pytest.mark.parametrize("type_", ["u1", "i1", "<i2", ">i4", "<u4", "<i8", "<f2", ">f4", "<f8", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_type_of_number_in_either_order(tmp_path, type_, order):
    x = np.asarray(np.arange(24).reshape(8, 3) % 2, type_, order=order)
    np.savez(tmp_path / "a.npz", data=x, label=np.arange(8) % 2)
    samples = inspect_file(tmp_path / "a.npz").dataset.load()
    assert (samples.x == x.astype(np.float64)).all()


TARGETS = [(np.arange(12) % 3, MultiClass, 3), (np.arange(12) % 2, Binary, 2), (np.arange(12) % 2 * 4.0 - 2, Binary, 2),
           (numbers(12), Regression, 1), (numbers(12, 4), Regression, 4), (np.eye(3)[np.arange(12) % 3], MultiClass, 3),
           (np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0]])[np.arange(12) % 3], MultiLabel, 3)]


@pytest.mark.parametrize(("y", "task", "outputs"), TARGETS)
def test_what_is_asked_is_told_from_the_answers(tmp_path, y, task, outputs):
    np.savez(tmp_path / "a.npz", x=numbers(12, 5), y=y)
    dataset = inspect_file(tmp_path / "a.npz").dataset
    found = dataset.describe()
    assert (type(found.task), found.outputs) == (task, outputs)
    samples = dataset.load()
    if not found.task.exclusive:
        assert (samples.y.reshape(12, -1) == y.reshape(12, -1)).all()
    elif y.ndim == 1:
        assert [found.classes[place] for place in samples.y] == [str(int(value)) for value in y]
    assert check(propose_project(dataset)).trainable


@pytest.mark.parametrize("shape", [(6, 4), (8, 8, 3), (20, 5)])
def test_what_samples_are_can_be_said(tmp_path, shape):
    np.savez(tmp_path / "a.npz", x=numbers(10, *shape), y=np.arange(10) % 2)
    dataset = inspect_file(tmp_path / "a.npz").dataset
    shapes = {kind: replace(dataset, taken_as=kind).describe().input_type for kind in ("rows", "series", "pictures")}
    assert shapes["rows"].shape == (np.prod(shape),)
    assert shapes["series"].in_time is (len(shape) == 2)
    assert shapes["pictures"].is_picture
    for kind in shapes:
        assert check(propose_project(replace(dataset, taken_as=kind))).trainable


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pictures_of_pytorch_come_out_with_their_channels_behind(tmp_path, channels):
    x = numbers(10, channels, 9, 12)
    np.savez(tmp_path / "a.npz", X=x, y=np.arange(10) % 2)
    dataset = inspect_file(tmp_path / "a.npz").dataset
    assert dataset.describe().input_shape == (9, 12, channels)
    assert (dataset.load().x == np.moveaxis(x, 1, -1)).all()


@pytest.mark.parametrize(("shape", "is_picture"), [((28, 28), True), ((8, 8), True), ((28, 20), False),
                                                   ((4, 4), False)])
def test_amounts_as_wide_as_high_are_pictures(tmp_path, shape, is_picture):
    np.savez(tmp_path / "a.npz", x=numbers(10, *shape) / 255.0, y=np.arange(10) % 2)
    assert inspect_file(tmp_path / "a.npz").dataset.describe().input_type.is_picture is is_picture


@pytest.mark.parametrize("pattern", ["{part}_{name}", "{name}_{part}"])
@pytest.mark.parametrize("parts", [("train", "test"), ("train", "val", "test"), ("train", "valid", "test"),
                                   ("train", "validation", "test")])
def test_parts_that_were_dealt_are_put_together_and_spoken_of(tmp_path, pattern, parts):
    arrays = {pattern.format(part=part, name=name): made for place, part in enumerate(parts)
              for name, made in (("images", numbers(10 + place, 9, 9)), ("labels", np.arange(10 + place)[:, None] % 3))}
    np.savez(tmp_path / "a.npz", **arrays)
    found = inspect_file(tmp_path / "a.npz")
    assert len(found.dataset.load()) == sum(10 + place for place in range(len(parts)))
    assert any(f"into {len(parts)} parts" in note for note in found.notes)


class Harm:
    def __reduce__(self):
        return (open, ("harm-was-done", "w"))


def entry(header: bytes, content: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + content


def evil(kind: str) -> bytes:
    made = io.BytesIO()
    good = io.BytesIO()
    np.save(good, np.arange(4))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("y.npy", good.getvalue())
        if kind == "pickle":
            archive.writestr("x.npy", entry(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n",
                                            pickle.dumps([Harm()])))
        elif kind == "bomb":
            head = entry(b"{'descr': '|u1', 'fortran_order': False, 'shape': (4, 1000000000), }\n")
            archive.writestr("x.npy", head + bytes(50_000_000))
        elif kind == "honest bomb":
            count = LARGEST // 4 + 1
            head = entry(b"{'descr': '|u1', 'fortran_order': False, 'shape': (4, %d), }\n" % count)
            with archive.open("x.npy", "w", force_zip64=True) as file:
                file.write(head)
                for start in range(0, 4 * count, 2**20):
                    file.write(bytes(min(2**20, 4 * count - start)))
        elif kind == "slip":
            archive.writestr("../x.npy", good.getvalue())
        elif kind == "terabyte":
            shape = b"(1000000, 1000000)"
            archive.writestr("x.npy", entry(b"{'descr': '<f8', 'fortran_order': False, 'shape': %s, }\n" % shape))
        elif kind == "code":
            archive.writestr("x.npy", entry(b"__import__('os').system('touch harm-was-done')\n"))
        elif kind == "nan":
            bad = io.BytesIO()
            np.save(bad, np.full((4, 2), np.nan))
            archive.writestr("x.npy", bad.getvalue())
    return made.getvalue()


@pytest.mark.parametrize("kind", ["pickle", "bomb", "slip", "terabyte", "code", "nan",
                                  pytest.param("honest bomb", marks=pytest.mark.slow)])
def test_what_could_do_harm_is_refused_in_one_sentence(tmp_path, monkeypatch, kind):
    import tracemalloc
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.npz").write_bytes(evil(kind))
    tracemalloc.start()
    with pytest.raises(LayerlabError) as caught:
        inspect_file("a.npz").dataset.load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "harm-was-done").exists()
    assert peak < 20e6


def cifar(count: int, coarse: bool = False, seed: int = 0):
    rng = np.random.default_rng(seed)
    pictures = rng.integers(0, 256, (count, 32, 32, 3), np.uint8)
    labels = rng.integers(0, 100 if coarse else 10, count)
    rows = [bytes([7, label] if coarse else [label]) + picture.transpose(2, 0, 1).tobytes()
            for label, picture in zip(labels.tolist(), pictures, strict=True)]
    return b"".join(rows), pictures, labels


@pytest.mark.parametrize("coarse", [False, True])
def test_cifar_files_come_out_as_their_format_says(tmp_path, coarse):
    content, pictures, labels = cifar(30, coarse)
    path = tmp_path / ("train.bin" if coarse else "test_batch.bin")
    path.write_bytes(content)
    assert kind_of(path) == "data"
    dataset = inspect_file(path).dataset
    samples = dataset.load()
    assert (samples.x == pictures).all()
    assert (samples.y == labels).all()
    assert len(dataset.classes) == (100 if coarse else 10)


def test_batches_of_cifar_belong_together_and_names_lie_beside(tmp_path):
    parts = [cifar(10, seed=number) for number in range(3)]
    for number, (content, _, _) in enumerate(parts, 1):
        (tmp_path / f"data_batch_{number}.bin").write_bytes(content)
    (tmp_path / "batches.meta.txt").write_text("\n".join(f"class {place}" for place in range(10)) + "\n\n")
    for path in (tmp_path, tmp_path / "data_batch_1.bin"):
        dataset = inspect_file(path).dataset
        assert (dataset.load().y == np.concatenate([labels for _, _, labels in parts])).all()
        assert dataset.classes[3] == "class 3"
    (tmp_path / "data_batch_2.bin").write_bytes(parts[1][0][:-5])
    with pytest.raises(DataError, match="cut short"):
        dataset.load()
