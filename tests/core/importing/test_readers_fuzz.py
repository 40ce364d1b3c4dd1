"""Every reader with damaged files: one sentence or a table, never a crash, a hang or much memory."""

import io
import random
import resource
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.csv_table import CsvTable
from core.datasets.text_units import UNITS
from core.files import content_marks, parsed_table, picture_folder, text_file
from core.importing.overview import overview
from core.importing.proposal import inspect_file, kind_of
from core.importing.series_overview import series_overview
from core.importing.text_overview import text_overview
from core.project.spec import Data, Project
from core.text.errors import LayerlabError
from core.training import saved_work
from tests.picture_parts import LOSSLESS, write

SLOWEST, MOST = 2.0, 2**30
BOOKS = sorted((Path(__file__).parent / "workbooks").glob("trees.*"))
DATED = "day,sold\n" + "".join(f"2020-03-{day:02d},{day * 7 % 11 + 1}\n" for day in range(1, 29))
TEXTS = [DATED, "a,b,c\n1,2.5,red\n3,,blue\n", "x;y\n1,5;2.000\n3,25;\n", "d\tk\n01.02.2020\tyes\n03.04.2021\tno\n",
         "1 2 3\n4 5 6\n", '"q","r"\n"a ""b""",1\n"c\nd",2\n', "sep=;\na;b\n1;2\n", "n,p\n1e5,10 %\n-7,20 %\n"]
PROSE = "To be, or not to be: that is the question.\nWhether ’tis nobler in the mind to suffer…\n\n".replace(
    "’", "é").replace("…", "ö") * 6


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """(suffix, content) of files as they should be."""
    rng = np.random.default_rng(1)
    images = struct.pack(">4I", 0x803, 5, 4, 3) + rng.integers(0, 256, 60, np.uint8).tobytes()
    labels = struct.pack(">2I", 0x801, 5) + bytes([0, 1, 2, 1, 0])
    project = folder / "p.layerlab"
    saved_work.save(project, saved_work.ProjectFile(Project()))
    table, packed = folder / "inside.csv", folder / "inside.layerlab"
    table.write_text(TEXTS[0] * 3)
    saved_work.save(packed, saved_work.ProjectFile(Project(data=Data(CsvTable(path=str(table)))), inside=True))
    found = [(".csv", text.encode(code)) for text in TEXTS for code in ("utf-8-sig", "utf-16", "latin-1")]
    found += [(".txt", PROSE.encode(code)) for code in ("utf-8-sig", "utf-16", "latin-1", "gb18030")]
    found += [(path.suffix, path.read_bytes()) for path in BOOKS]
    arrays = io.BytesIO()
    np.savez(arrays, x=rng.integers(0, 256, (6, 5, 5), np.uint8), y=np.arange(6) % 2, z=rng.normal(size=(6, 2)))
    cifar = b"".join(bytes([number]) + rng.integers(0, 256, 3072, np.uint8).tobytes() for number in range(3))
    found += [(".npz", arrays.getvalue()), (".bin", cifar)]
    for kind in LOSSLESS:
        write(folder / f"seed.{kind}", rng.integers(0, 256, (9, 7, 3), np.uint8))
        found.append((f".{kind}", (folder / f"seed.{kind}").read_bytes()))
    return [*found, ("-images-idx3-ubyte", images), ("-labels-idx1-ubyte", labels),
            (".layerlab", project.read_bytes()), (".layerlab", packed.read_bytes()),
            (".json", Project().to_json().encode())]


def damaged(content: bytes, draw: random.Random) -> bytes:
    """Bytes changed, cut out, doubled or put in, a few times."""
    made = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at, count = draw.randrange(len(made) + 1), draw.choice((1, 1, 2, 4, 16, 200))
        kind = draw.randrange(5)
        if kind == 0:
            made[at:at + count] = draw.randbytes(count)
        elif kind == 1:
            del made[at:at + count]
        elif kind == 2:
            made[at:at] = made[at:at + count] * draw.randint(1, 20)
        elif kind == 3:
            made[at:at] = draw.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b",,,,", b'"', b"\n\n", b"1e999", b"\x7f\xff"))
        else:
            del made[at:]
    return bytes(made)


def read(path: Path) -> None:
    """As the window reads what is dropped on it, and a program."""
    kind = kind_of(path)
    if kind == "project":
        saved_work.load(path)
    elif kind == "text":
        found = text_overview(path).dataset
        for unit in UNITS:
            replace(found, unit=unit, window=2).load()
    elif kind == "table":
        try:
            series = series_overview(path)
            if not series.trouble:
                series.dataset.load()
        except LayerlabError as error:
            assert "\n" not in str(error)
        overview(path)
        inspect_file(path).dataset.load()
    else:
        inspect_file(path).dataset.load()


def fuzz(folder: Path, count: int, seed: int) -> None:
    draw, files = random.Random(seed), seeds(folder)
    for name in "ab":
        (folder / "pictures" / name).mkdir(parents=True)
        write(folder / "pictures" / name / "sound.png", np.zeros((9, 7, 3), np.uint8))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        suffix, content = draw.choice(files)
        picture = suffix[1:] in LOSSLESS
        path = folder / "pictures" / "a" / f"file{suffix}" if picture else folder / f"file{suffix}"
        path.write_bytes(damaged(content, draw))
        path = folder / "pictures" if picture else path
        if "idx" in suffix:  # the other half as it should be
            other = "-labels-idx1-ubyte" if "images" in suffix else "-images-idx3-ubyte"
            (folder / f"file{other}").write_bytes(dict(files)[other])
        start = time.process_time()
        try:
            read(path)
        except LayerlabError as error:
            assert "\n" not in str(error), (seed, number)
        assert time.process_time() - start < SLOWEST, (seed, number)
    parsed_table.forget()
    picture_folder.forget()
    text_file.forget()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """What is unpacked from projects goes nowhere else."""
    monkeypatch.setenv(content_marks.VARIABLE, str(tmp_path / "unpacked"))


def test_a_few_damaged_files(tmp_path):
    fuzz(tmp_path, 250, 0)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(1, 101))
def test_a_hundred_thousand_damaged_files(tmp_path, seed):
    """Every thousand in a test of its own, so that what one finds does not hide the others."""
    fuzz(tmp_path, 1000, seed)
