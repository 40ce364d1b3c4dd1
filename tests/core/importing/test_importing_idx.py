"""Pictures and labels of the user's own as IDX files."""

import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.prepare import prepare
from core.importing.proposal import inspect_file, kind_of, propose_project
from core.project.spec import Project
from core.scalings.pixel_range import PixelRange
from core.scalings.standardize import Standardize
from core.text.errors import DataError, LayerlabError

TYPES = {"u1": 8, "i1": 9, ">i2": 0x0B, ">i4": 0x0C, ">f4": 0x0D, ">f8": 0x0E}


def idx(array, kind="u1") -> bytes:
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes((0, 0, TYPES[kind], array.ndim)) + sizes + array.astype(kind).tobytes()


RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (20, 9, 7))
LABELS = np.arange(20) % 4 + 1  # as in EMNIST, classes need not start at 0


@pytest.fixture
def pair(tmp_path):
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.write_bytes(idx(PICTURES))
    labels.write_bytes(idx(LABELS))
    return images, labels


def test_a_pair_is_found_from_either_half(pair):
    for chosen in pair:
        assert kind_of(chosen) == "pictures"
        dataset = inspect_file(chosen).dataset
        assert (dataset.images, dataset.labels) == tuple(map(str, pair))
    description, samples = dataset.describe(), dataset.load()
    assert description.input_shape == (9, 7, 1)
    assert description.classes == ("1", "2", "3", "4")
    assert description.value_range == (0, 255)
    assert np.array_equal(samples.x[..., 0], PICTURES)
    assert np.array_equal(samples.y, np.arange(20) % 4)


def test_packed_files_and_other_names(tmp_path):
    images, labels = tmp_path / "a.gz", tmp_path / "b"
    images.write_bytes(gzip.compress(idx(np.repeat(PICTURES[..., None], 3, -1))))
    labels.write_bytes(idx(LABELS))
    for chosen in ((images, labels), (labels, images)):
        dataset = inspect_file(*chosen).dataset
        assert dataset.describe().input_shape == (9, 7, 3)
        assert dataset.load().x.shape == (20, 9, 7, 3)
    with pytest.raises(DataError, match="one half of a pair"):
        inspect_file(images)


def test_one_half_may_be_packed(pair):
    images, labels = pair
    packed = labels.with_name(labels.name + ".gz")
    packed.write_bytes(gzip.compress(labels.read_bytes()))
    labels.unlink()
    assert inspect_file(images).dataset.labels == str(packed)
    assert inspect_file(packed).dataset.images == str(images)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", TYPES)
def test_class_numbers_of_every_type_are_read_from_either_half(pair, kind, packed):
    labels = pair[1]
    labels.write_bytes(gzip.compress(idx(LABELS, kind)) if packed else idx(LABELS, kind))
    for chosen in pair:
        dataset = inspect_file(chosen).dataset
        assert dataset.describe().classes == ("1", "2", "3", "4")
        assert dataset.load().y.tolist() == (LABELS - 1).tolist()


def test_wide_class_numbers_survive_json(pair):
    numbers = np.array([-7, 5, 70000])[np.arange(20) % 3]
    pair[1].write_bytes(idx(numbers, ">i4"))
    project = propose_project(inspect_file(pair[0]).dataset)
    assert Project.from_json(project.to_json()) == project
    assert np.array(project.data.dataset.class_numbers)[project.data.dataset.load().y].tolist() == numbers.tolist()


@pytest.mark.parametrize(("images", "labels"), [
    ("q-train-images-idx3-ubyte", "q-train-labels-idx2-int"), ("q-images-idx3-ubyte.gz", "q-labels-idx2-int.gz"),
    ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"), ("Train-Images-IDX3", "train-labels-idx1-int"),
    ("a.idx3", "a.idx1"), ("a-idx4-ubyte", "a-idx1-double.gz"), ("image.gz", "label"),
    ("t10k-images", "t10k-labels.gz")])
def test_the_other_half_is_found_by_its_name(tmp_path, images, labels):
    content = np.stack([LABELS, *np.arange(140).reshape(7, 20)], 1) if "idx2" in labels else LABELS
    files = {images: idx(PICTURES), labels: idx(content, ">i4")}
    for name, one in files.items():
        (tmp_path / name).write_bytes(gzip.compress(one) if name.endswith(".gz") else one)
    (tmp_path / "other-labels-idx1-ubyte").write_bytes(idx(LABELS[:3]))
    for name in files:
        proposal = inspect_file(tmp_path / name)
        assert (proposal.dataset.images, proposal.dataset.labels) == (str(tmp_path / images), str(tmp_path / labels))
        assert proposal.dataset.load().y.tolist() == (LABELS - 1).tolist()
        assert bool(proposal.notes) == ("idx2" in labels)


GREYS = {"i1": PICTURES % 256 - 128, ">i2": PICTURES * 250 - 31000, ">i4": PICTURES * 8_000_001,
         ">f4": PICTURES / 256, ">f8": PICTURES / 7 - 11}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", TYPES)
def test_pictures_of_every_type_are_read_exactly_and_trained_on(pair, kind, packed):
    meant = GREYS.get(kind, PICTURES)
    pair[0].write_bytes(gzip.compress(idx(meant, kind)) if packed else idx(meant, kind))
    for chosen in pair:
        dataset = inspect_file(chosen).dataset
        assert dataset.load().x[..., 0].tolist() == meant.astype(kind).tolist()
        assert dataset.load().x.itemsize == dataset.value_bytes
    project = propose_project(dataset)
    assert Project.from_json(project.to_json()) == project
    inputs = prepare(project.data).train.x
    assert np.isfinite(inputs).all()
    assert 0.2 < np.ptp(inputs) < 20


@pytest.mark.parametrize(("kind", "most", "scaling"), [
    (">f4", 1, PixelRange(1)), (">f8", 0.9, PixelRange(1)), (">i4", 200, PixelRange(255)),
    (">i2", 4095, PixelRange(4095)), ("i1", 127, PixelRange(255)), (">i4", 10**6, Standardize()),
    (">f4", -3, Standardize())])
def test_the_scaling_follows_the_greys(pair, kind, most, scaling):
    pair[0].write_bytes(idx(np.linspace(min(most, 0), max(most, 0), 1260).reshape(20, 9, 7), kind))
    assert inspect_file(pair[0]).dataset.proposed_scaling() == scaling


@pytest.mark.parametrize("other", [idx(PICTURES * 3, ">i4"), idx(PICTURES, ">f4"), idx(PICTURES)])
def test_greys_that_have_changed_are_noticed(pair, other):
    pair[0].write_bytes(idx(PICTURES * 2, ">i4"))
    dataset = inspect_file(pair[0]).dataset
    pair[0].write_bytes(other)
    with pytest.raises(DataError, match="have changed"):
        dataset.load()


@pytest.mark.parametrize(("kind", "value"), [(">f4", np.nan), (">f8", -np.inf)])
def test_a_value_that_is_no_number_is_one_sentence_from_either_half(pair, kind, value):
    pictures = PICTURES * 1.0
    pictures[13, 2, 5] = value
    pair[0].write_bytes(idx(pictures, kind))
    for chosen in pair:
        with pytest.raises(DataError, match="idx3-ubyte: picture 14 holds a value that is no finite number"):
            inspect_file(chosen)


@pytest.mark.parametrize(("labels", "words"), [
    (idx(LABELS + 0.5, ">f4"), "label 1 is 1.5; .*whole number"), (idx(LABELS * np.nan, ">f8"), "label 1 is nan"),
    (idx(np.arange(20), ">i2")[:-3], "cut short: it has 18 of 20"),
    (idx(np.zeros((20, 3)), ">f4"), "another kind of IDX data"), (idx(np.zeros((20, 3))), "another kind of IDX data"),
    (idx(np.zeros((20, 784)), ">i4"), "another kind of IDX data")])
def test_labels_that_are_no_class_numbers_are_one_sentence_from_either_half(pair, labels, words):
    pair[1].write_bytes(labels)
    for chosen in pair:
        with pytest.raises(DataError, match=words):
            inspect_file(chosen)


def test_labels_that_are_all_different_are_no_classes(tmp_path):
    (tmp_path / "x-images").write_bytes(idx(np.zeros((1200, 2, 2))))
    (tmp_path / "x-labels").write_bytes(idx(np.arange(1200), ">i4"))
    with pytest.raises(DataError, match="1,200 different labels"):
        inspect_file(tmp_path / "x-labels")


def test_a_fitting_project_is_proposed(pair):
    project = propose_project(inspect_file(pair[0]).dataset)
    assert project.data.scaling == PixelRange(255)
    assert project.network.nodes[-1].layer.units == 4
    assert Project.from_json(project.to_json()) == project


def test_a_changed_file_is_noticed(pair):
    dataset = inspect_file(pair[0]).dataset
    pair[1].write_bytes(idx(LABELS + 1))
    with pytest.raises(DataError, match="have changed"):
        dataset.load()
    pair[0].unlink()
    with pytest.raises(DataError, match="was not found"):
        dataset.load()


def test_declarations_without_sense_say_why(pair):
    dataset = inspect_file(pair[0]).dataset
    for change, words in (({"images": ""}, "No file of images"), ({"class_numbers": (1,)}, "single class"),
                          ({"count": 2**32, "height": 4096}, "more than 1,024 MB")):
        with pytest.raises(DataError, match=words):
            replace(dataset, **change).describe()


HUGE = bytes((0, 0, 8, 3)) + struct.pack(">3I", 2**32 - 1, 4096, 4096)


@pytest.mark.parametrize(("images", "labels", "words"), [
    (idx(PICTURES)[:-1], idx(LABELS), "cut short: it has 1,259 of 1,260"),
    (idx(PICTURES) + b"x", idx(LABELS), "holds more than the 1,260"),
    (gzip.compress(idx(PICTURES), mtime=0)[:-20], idx(LABELS), "cannot be unpacked"),
    (gzip.compress(idx(PICTURES)[:-1], mtime=0), idx(LABELS), "cut short"),
    (b"\0\0\x08\x03\0\0", idx(LABELS), "within its header"),
    (b"\0\0\x0d\x05" + bytes(20), idx(LABELS), "another kind of IDX data"),
    (b"\0\0\x0d\x03" + bytes(12), idx(LABELS), "no samples"),
    (HUGE, idx(LABELS), "says that it holds"),
    (gzip.compress(HUGE, mtime=0), idx(LABELS), "says that it holds"),
    (bytes((0, 0, 8, 3)) + struct.pack(">3I", 0, 28, 28), idx(LABELS), "no samples"),
    (idx(PICTURES), idx(LABELS[:-1]), "20 pictures, but .* 19 labels"),
    (idx(PICTURES), idx(PICTURES), "holds pictures, not labels"),
    (idx(LABELS), idx(LABELS), "holds labels, not pictures"),
    (b"nonsense", idx(LABELS), "no IDX file"),
    (b"", idx(LABELS), "no IDX file"),
    (idx(np.zeros((2, 5, 5, 2))), idx(LABELS[:2]), "have 2 channels"),
    (bytes((0, 0, 8, 3)) + struct.pack(">3I", 1, 5000, 2) + bytes(10000), idx(LABELS[:1]), "up to 4096 a side"),
])
def test_damaged_pairs_are_one_sentence(tmp_path, images, labels, words):
    from core.datasets.idx_pictures import read_pair
    (tmp_path / "images").write_bytes(images)
    (tmp_path / "labels").write_bytes(labels)
    with pytest.raises(DataError, match=words):
        read_pair(str(tmp_path / "images"), str(tmp_path / "labels"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.integers(0, 40), st.binary(min_size=1, max_size=6), st.booleans(), st.integers(0, 60))
def test_random_damage_never_makes_anything_but_a_sentence(tmp_path, place, garbage, packed, cut):
    content = idx(PICTURES)
    content = gzip.compress(content) if packed else content
    content = content[:place] + garbage + content[place + len(garbage):len(content) - cut]
    (tmp_path / "x-images-idx3").write_bytes(content)
    (tmp_path / "x-labels-idx1").write_bytes(idx(LABELS))
    complaint = ""
    try:
        dataset = inspect_file(tmp_path / "x-labels-idx1").dataset
    except LayerlabError as error:
        complaint = str(error)
    assert "\n" not in complaint
    if not complaint:
        assert dataset.load().x.shape == (20, *dataset.describe().input_shape)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("kind", [0x08, 0x0E], ids=["bytes", "doubles"])
@pytest.mark.parametrize("sizes", [(10**6, 10**3, 10**3), (10**9, 10, 100), (10**3, 10**4, 10**5), (10**8, 100, 100, 1),
                                   (10**12 // 784, 28, 28), (2**32 - 1, 2**32 - 1, 2**32 - 1)], ids=str)
def test_a_header_that_claims_a_trillion_values_takes_neither_memory_nor_time(tmp_path, sizes, kind, packed):
    content = struct.pack(f">BBBB{len(sizes)}I", 0, 0, kind, len(sizes), *sizes) + bytes(5000)
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.write_bytes(gzip.compress(content) if packed else content)
    labels.write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, 10**9) + bytes(100))
    tracemalloc.start()
    try:
        for one in (images, labels):
            with pytest.raises(DataError) as told:
                inspect_file(one).dataset.load()
            assert "\n" not in str(told.value)
            assert str(told.value).endswith(".")
        assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    finally:
        tracemalloc.stop()
