"""What a project file says of its data beside where they lie: a hash of their content, and the data themselves where
they travel inside. The entry `data.json` of the zip has a version of its own; bare JSON has none of it."""

import re
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.declare.registry import Declared
from core.files import content_marks
from core.files.archive import Archive
from core.files.user_files import megabytes, printable, shown
from core.project import data_paths
from core.text.errors import LayerlabError, SpecError
from core.text.messages import say

ENTRY, INSIDE, VERSION = "data.json", "data/", 1
LARGEST_INSIDE, MOST_INSIDE = 256 * 2**20, 10_000
"""Bytes and files that travel inside of a project."""
DIGEST = re.compile(r"[0-9a-f]{64}")


class DataMark(Struct, frozen=True):
    """One path of the data set: the parameter that holds it, what it is called, and the SHA-256 of what lies there.
    `places` are the files inside of this project file, "" for a single one; () where the data are named alone."""

    parameter: str
    name: str
    digest: str
    places: tuple[str, ...] = ()


class DataRecord(Struct, frozen=True):
    """Every path of a data set."""

    version: int = VERSION
    marks: tuple[DataMark, ...] = ()


class Amount(NamedTuple):
    """How much data a project has."""

    files: int
    nbytes: int

    @property
    def fits(self) -> bool:
        """Whether they may travel inside."""
        return self.nbytes <= LARGEST_INSIDE and self.files <= MOST_INSIDE


class Unlike(NamedTuple):
    """A path that does not hold what the project was saved with: gone, or another content."""

    parameter: str
    path: str
    gone: bool

    @property
    def sentence(self) -> str:
        """What is the matter, in one sentence."""
        if self.gone:
            return say("{data} is not where the project looks for it ({path}).", data=shown(self.path),
                       path=printable(self.path))
        return say("{data} has another content than the one that the project was saved with.", data=shown(self.path))


def amount(dataset: Declared) -> Amount:
    """How much a data set of one's own reads; OSError or DataError where it is not there."""
    found = [size for path in data_paths.named(dataset).values() for _, size in content_marks.members(path)]
    return Amount(len(found), sum(found))


def packed(dataset: Declared, inside: bool, before: DataRecord | None = None) -> dict[str, bytes]:
    """The entries for a data set of one's own: `data.json`, and with `inside` every file. A path that is not there now
    keeps what was known of it `before`; SpecError where the data are too much to travel inside."""
    named, marks = data_paths.named(dataset), []
    entries: dict[str, bytes] = {}
    known = {mark.parameter: replace(mark, places=()) for mark in before.marks} if before is not None else {}
    if inside:
        _refuse_too_much(dataset)
    for parameter, path in named.items():
        try:
            places = [place for place, _ in content_marks.members(path)] if inside else []
            for place in places:
                entries[f"{INSIDE}{len(entries)}"] = (Path(path) / place if place else Path(path)).read_bytes()
            marks.append(DataMark(parameter, _last(path), content_marks.digest(path), tuple(places)))
        except (OSError, LayerlabError):
            if inside:
                raise SpecError(say("{path} cannot be put into the project, for it cannot be read; find it first.",
                                    path=shown(path))) from None
            if parameter in known:
                marks.append(known[parameter])
    return {ENTRY: msgspec.json.encode(DataRecord(marks=tuple(marks))), **entries} if marks else {}


def _refuse_too_much(dataset: Declared) -> None:
    try:
        found = amount(dataset)
    except (OSError, LayerlabError):
        return  # said with the path
    if not found.fits:
        raise SpecError(say("The data have {size} in {files:,} files; up to {most} in {count:,} files travel inside of "
                            "a project, so keep them beside it.", size=megabytes(found.nbytes), files=found.files,
                            most=megabytes(LARGEST_INSIDE), count=MOST_INSIDE))


def read(entries: Archive | None) -> DataRecord | None:
    """The record of an open project file; None where it has none that can be understood."""
    if entries is None or ENTRY not in entries:
        return None
    try:
        found = msgspec.json.decode(entries.text(ENTRY), type=DataRecord)
    except msgspec.MsgspecError:
        return None
    sound = all(DIGEST.fullmatch(mark.digest) and _plain(mark.name) and all(
        place == "" or all(map(_plain, place.split("/"))) for place in mark.places) for mark in found.marks)
    return found if sound and found.version <= VERSION else None


def _plain(name: str) -> bool:
    """Whether a name is one that a file in a folder can have, and leads nowhere else."""
    return 0 < len(name) <= 255 and name not in (".", "..") and not set(name) & set("/\\\0:")


def unpacked(entries: Archive | None, record: DataRecord | None) -> dict[str, str]:
    """The paths by parameter of what travels inside, unpacked into the user's cache; SpecError where it is damaged or
    too much."""
    found: dict[str, str] = {}
    if entries is None or record is None:
        return found
    number, total = 0, 0
    for mark in record.marks:
        names = [f"{INSIDE}{number + place}" for place in range(len(mark.places))]
        number += len(names)
        if not names:
            continue
        damaged = SpecError(say("{path}: the data inside of it are damaged; open another copy of it.",
                                path=shown(entries.path)))
        if any(name not in entries for name in names):
            raise damaged
        total += sum(entries.nbytes(name) for name in names)
        if total > LARGEST_INSIDE or number > MOST_INSIDE:
            raise SpecError(say("{path} holds more data than travel inside of a project ({most}); it was not opened.",
                                path=shown(entries.path), most=megabytes(LARGEST_INSIDE)))
        content = ((place, entries.blocks(name)) for place, name in zip(mark.places, names, strict=True))
        target = content_marks.unpack(mark.name, mark.digest, content)
        if target is None:
            raise damaged
        found[mark.parameter] = str(target)
    return found


def placed(dataset: Declared, paths: dict[str, str]) -> Declared:
    """The data set with these paths, where it has the parameters."""
    return data_paths.with_paths(dataset, {name: path for name, path in paths.items()
                                           if name in data_paths.named(dataset)})


def named_inside(dataset: Declared) -> Declared:
    """The data set as a project file names it that holds its data: no path of this machine."""
    return placed(dataset, {name: f"{INSIDE}{name}/{_last(path)}" for name, path in data_paths.named(dataset).items()})


def travels_inside(dataset: Declared) -> bool:
    """Whether the data came inside of a project: then they go on so."""
    named = data_paths.named(dataset).values()
    return bool(named) and all(map(content_marks.is_unpacked, named))


def unlike(record: DataRecord | None, dataset: Declared) -> tuple[Unlike, ...]:
    """The paths of a data set that hold something else than the project was saved with, or nothing. Reads the files."""
    known = {mark.parameter: mark.digest for mark in record.marks} if record is not None else {}
    found = []
    for parameter, path in data_paths.named(dataset).items():
        if not Path(path).exists():
            found.append(Unlike(parameter, path, True))
            continue
        try:
            if parameter in known and content_marks.digest(path) != known[parameter]:
                found.append(Unlike(parameter, path, False))
        except (OSError, LayerlabError):
            found.append(Unlike(parameter, path, True))
    return tuple(found)


def _last(path: str) -> str:
    return PureWindowsPath(path).name if "\\" in path else Path(path).name
