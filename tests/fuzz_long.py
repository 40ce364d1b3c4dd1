"""Broken files for hours: python -m tests.fuzz_long --count 300000

Project files, bare projects, safetensors, npz and ONNX are drawn, damaged and read. Each must be read, or refused in
one sentence, within seconds and little memory, and nothing else may happen. What was done is counted in
build/fuzz.json, by the seed of each block, so that a run that was stopped goes on and adds up.
"""

import argparse
import io
import json
import resource
import signal
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np

from core.export.onnx_file import OnnxFile
from core.export.safetensors_file import packed
from core.export.trained import Trained
from core.files import tensor_file
from core.importing import network_file
from core.project.examples import starters
from core.project.spec import Project
from core.text.errors import LayerlabError
from core.training import saved_work

ROOT = Path(__file__).resolve().parents[1]
COUNTS = ROOT / "build" / "fuzz.json"
BLOCK, SECONDS, MOST_MB = 500, 20, 600
"""Files of a block, seconds that one may take, and by how much memory may grow over all of them."""


class TooSlowError(Exception):
    """A file took longer than any may."""


def originals() -> dict[str, list[bytes]]:
    """Whole files of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        bare, whole, tensors, arrays, networks = [], [], [], [], []
        for one in starters():
            from core.trainer import Trainer
            project = Project.load(one.path)
            trainer = Trainer(project, threads=1)
            bare.append(project.to_json().encode())
            saved_work.save(f"{folder}/a.layerlab", saved_work.ProjectFile(project, trainer.weights()))
            whole.append(Path(f"{folder}/a.layerlab").read_bytes())
            tensors.append(packed(trainer.weights(), {"a": "b"}))
            content = io.BytesIO()
            np.savez(content, **trainer.weights())
            arrays.append(content.getvalue())
            networks += OnnxFile().files(Trained.of(trainer), "net").values()
    return {"layerlab": whole, "json": bare, "safetensors": tensors, "npz": arrays,
            "onnx": networks}


READERS = {"layerlab": saved_work.load, "json": saved_work.load, "safetensors": tensor_file.read,
           "npz": tensor_file.read, "onnx": network_file.read}


def damaged(content: bytes, kind: str, rng: np.random.Generator) -> bytes:
    """A file with something wrong in it: bytes, lengths, parts that are doubled or gone, words of the text."""
    way = rng.integers(7)
    if way == 6 and content[:2] == b"PK":
        return _repacked(content, rng)
    made = bytearray(content)
    reach = len(made) if rng.random() < 0.5 else min(len(made), 400)
    if way in (0, 1, 6):
        for _ in range(int(rng.integers(1, 9))):
            made[rng.integers(reach)] = rng.integers(256)
    elif way == 2:
        del made[int(rng.integers(len(made))):]
    elif way == 3:
        place, size = int(rng.integers(len(made))), int(rng.integers(1, 64))
        del made[place:place + size]
    elif way == 4:
        place, size = int(rng.integers(len(made))), int(rng.integers(1, 256))
        made[place:place] = made[place:place + size]
    else:
        place = int(rng.integers(reach))
        made[place:place + 8] = int(rng.integers(2**63)).to_bytes(8, "little")
    return bytes(made)


def _repacked(content: bytes, rng: np.random.Generator) -> bytes:
    """A whole zip whose entries are damaged or named otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = names[rng.integers(len(names))]
        for name in names:
            inside = old.read(name)
            if name == hit:
                inside = damaged(inside, "", rng) if inside else b"\0"
                name = str(rng.choice([name, f"../{name}", f"/{name}", name.upper(), name + "\0", name * 40]))
            new.writestr(name, inside)
    return made.getvalue()


def block(seed: int, files: dict[str, list[bytes]], folder: Path) -> dict[str, int]:
    """Read the files of a block; how many of each kind. AssertionError names the file that did more than it may."""
    rng, counts = np.random.default_rng(seed), dict.fromkeys(files, 0)
    for _ in range(BLOCK):
        kind = str(rng.choice(list(files)))
        content = damaged(files[kind][rng.integers(len(files[kind]))], kind, rng)
        path = folder / f"file.{kind}"
        path.write_bytes(content)
        counts[kind] += 1
        signal.alarm(SECONDS)
        try:
            READERS[kind](path)
        except LayerlabError as error:
            if "\n" in str(error) or not str(error):
                raise AssertionError(f"seed {seed}: {error!r}") from None
        except BaseException:
            kept = COUNTS.with_name(f"fuzz-{seed}-{counts[kind]}.{kind}")
            kept.write_bytes(content)
            print(f"seed {seed}: {kept} was neither read nor refused", file=sys.stderr)
            raise
        finally:
            signal.alarm(0)
    return counts


def _slow(number, frame):
    raise TooSlowError


def main(arguments: list[str] | None = None) -> int:
    """Go on until so many files are done, the earlier ones included."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--count", type=int, default=300_000)
    made.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long; the next run goes on")
    wanted = made.parse_args(arguments)
    COUNTS.parent.mkdir(exist_ok=True)
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {"done": 0, "next": 1, "kinds": {}}
    signal.signal(signal.SIGALRM, _slow)
    files, before, end = originals(), _peak(), time.monotonic() + 60 * wanted.minutes
    with tempfile.TemporaryDirectory() as folder:
        while known["done"] < wanted.count and time.monotonic() < end:
            for kind, count in block(known["next"], files, Path(folder)).items():
                known["kinds"][kind] = known["kinds"].get(kind, 0) + count
            known |= {"done": known["done"] + BLOCK, "next": known["next"] + 1}
            COUNTS.write_text(json.dumps(known))
            if _peak() - before > MOST_MB:
                raise AssertionError(f"memory grew by {_peak() - before:.0f} MB")
            print(f"\r{known['done']} of {wanted.count}", end="", flush=True)
    print(f"\n{known['done']} files: {known['kinds']}")
    return 0


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
