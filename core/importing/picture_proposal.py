"""Folders of pictures, CIFAR files and arrays of NumPy: what is in them, and the data set that they become."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.datasets.array_file import AnswerArray, ArrayFile, looked_at
from core.datasets.base import Dataset
from core.datasets.cifar_pictures import CifarPictures
from core.datasets.csv_table import sounds_like_a_class
from core.datasets.picture_files import PictureFiles
from core.datasets.picture_folder import PictureFolder
from core.datasets.picture_table import PictureTable, matched, named_share
from core.datasets.table_columns import amounts, category_codes
from core.files import numpy_archive
from core.files.idx_file import looks_like_idx
from core.files.parsed_table import parsed
from core.files.picture_decoding import GREY, measured
from core.files.picture_folder import PictureFile, by_class, content_of, files_of
from core.files.table_form import ALL_GUESSED
from core.files.user_files import printable, shown
from core.importing.column_facts import column_facts
from core.text.errors import DataError
from core.text.messages import counted, say

MOST_CLASSES = 1000
MEASURED = 48
"""So many pictures are measured before all are read."""
LARGE, MANY = 64, 5000
"""Pixels a side of pictures that are larger; half of it where there are many."""
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
TOLD = 3
SAMPLE_WORDS = frozenset(("x", "data", "samples", "images", "pictures", "features", "inputs"))
"""What an array of samples is called as a rule."""
Pictures = TypeVar("Pictures", bound=PictureFiles)


class Found(Struct, frozen=True):
    """A data set, what it could predict instead, notes, and the files that could not be read, with the reasons."""

    dataset: Dataset
    targets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()


def inspect_folder(path: str | Path, wanted: PictureFiles | None = None) -> Found:
    """Read a folder of pictures through once and propose a data set, `wanted` sizes and colours kept; DataError with
    one sentence. Tells how far it is, and may be given up (`core.files.progress`)."""
    path = Path(path)
    files = files_of(path)
    if not files:
        return _other_folder(path)
    names, labels = by_class(files)
    inside = labels >= 0
    if len(names) > 1 and inside.mean() >= 0.9:
        return _class_folders(path, files, names, labels, wanted)
    table = _table_beside(path, files)
    if table is not None:
        return _with_table(path, files, *table, wanted)
    if len(names) == 1:
        raise DataError(say("{path} holds pictures of a single class; put a folder for each class beside one another, "
                            "and open the folder around them.", path=shown(path)))
    raise DataError(say("{path} holds pictures, but nothing says what they show; put those of each class into a folder "
                        "of its own, or a table with the name and the class of each beside them.", path=shown(path)))


def _class_folders(path, files, names, labels, wanted) -> Found:
    if len(names) > MOST_CLASSES:
        raise DataError(say("{path} holds {count:,} folders; up to {most:,} classes can be told apart.",
                            path=shown(path), count=len(names), most=MOST_CLASSES))
    kept = labels >= 0
    inside = [file for file, here in zip(files, kept, strict=True) if here]
    dataset = _sized(PictureFolder(str(path), classes=names), inside, wanted)
    found, unreadable = _read(dataset, inside)
    count = np.bincount(labels[kept][found.places], minlength=len(names))
    if not count.all():
        empty = names[int(np.argmin(count))]
        raise DataError(say("No picture of the class {name!r} can be read; mend its files, or move its folder away.",
                            name=empty))
    notes = _on_unreadable(unreadable)
    if not kept.all():
        notes.append(counted(int((~kept).sum()), "{n} picture lies in no folder of a class; it is left out.",
                             "{n:,} pictures lie in no folder of a class; they are left out."))
    return Found(replace(dataset, count=len(found.places)), (), tuple(notes), unreadable)


def _with_table(path, files, table: Path, names: str, wanted) -> Found:
    parsed_table = parsed(table, ALL_GUESSED)
    facts = column_facts(parsed_table, {names: "text"})
    targets = tuple(c.name for c in facts.columns if c.used and c.name != names)
    if not targets:
        raise DataError(say("{path} names pictures, but says nothing of them; add a column with what each shows.",
                            path=shown(table)))
    called = [name for name in targets if sounds_like_a_class(name)]
    target = (wanted.target if wanted else "") or (called or list(targets))[0]
    dataset = PictureTable(str(path), table=str(table), files=names, target=target, columns=facts.columns,
                           predict=wanted.predict if wanted else "automatic")
    rows, places = matched(parsed_table.column(names), files)
    dataset = replace(dataset, count=len(rows))
    if dataset.column is None:
        raise DataError(dataset.problems()[0][1])
    codes = dataset.tells_classes
    values = (category_codes if codes else amounts)(parsed_table, dataset.column, parsed_table.column(target))
    known = ~np.isnan(values[rows])
    chosen = [files[place] for place in places[known]]
    dataset = _sized(dataset, chosen, wanted)
    found, unreadable = _read(dataset, chosen)
    notes = _on_unreadable(unreadable)
    lost, nameless = len(parsed_table) - len(rows), len(files) - len(set(places.tolist()))
    if lost:
        notes.append(counted(lost, "{n} row of {path} names no picture that is there; it is left out.",
                             "{n:,} rows of {path} name no picture that is there; they are left out.",
                             path=shown(table)))
    if nameless:
        notes.append(counted(nameless, "{n} picture has no row in {path}; it is left out.",
                             "{n:,} pictures have no row in {path}; they are left out.", path=shown(table)))
    if not known.all():
        notes.append(counted(int((~known).sum()), "{n} row has no value in {name!r}; it is left out.",
                             "{n:,} rows have no value in {name!r}; they are left out.", name=target))
    return Found(replace(dataset, count=len(found.places)), targets, tuple(notes), unreadable)


def _read(dataset: PictureFiles, files: Sequence[PictureFile]):
    """The pixels of files, and which could not be read, with the reasons."""
    checked = replace(dataset, count=len(files))
    for name, sentence in checked.problems():
        if name == "height":
            raise DataError(sentence)
    found = dataset.read(list(files))
    if not len(found.places):
        why = next(iter(found.unreadable.values()))
        raise DataError(say("{path}: none of its {count:,} pictures can be read; the first {reason}.",
                            path=shown(dataset.path), count=len(files), reason=why))
    return found, tuple((printable(files[place].path), why) for place, why in found.unreadable.items())


def _on_unreadable(unreadable) -> list[str]:
    if not unreadable:
        return []
    some = "; ".join(say("{path} {reason}", path=path[-60:], reason=why) for path, why in unreadable[:TOLD])
    return [say("Left out, since they cannot be read ({count:,}): {some}.", count=len(unreadable),
                some=some + ("; …" if len(unreadable) > TOLD else ""))]


def _sized(dataset: Pictures, files: Sequence[PictureFile], wanted: PictureFiles | None) -> Pictures:
    """With the sizes and colours that were asked for, else those that suit the pictures."""
    if wanted is not None:
        return replace(dataset, height=wanted.height, width=wanted.width, colour=wanted.colour, fit=wanted.fit)
    rng = np.random.default_rng(1)
    chosen = rng.permutation(len(files))[:MEASURED]
    facts = []
    for place in chosen:
        try:
            facts.append(measured(content_of(os.path.join(dataset.path, files[place].path))))
        except DataError:
            continue
    if not facts:
        return dataset
    sizes = {(height, width) for height, width, _ in facts}
    if len(sizes) == 1 and max(next(iter(sizes))) <= LARGE:
        height, width = next(iter(sizes))
    else:
        middle = float(np.median([min(height, width) for height, width, _ in facts]))
        side = LARGE if middle >= LARGE and len(files) < MANY else min(LARGE // 2, max(int(middle), 8))
        height = width = side
    grey = {} if any(coloured for _, _, coloured in facts) else {"colour": GREY}
    return replace(dataset, height=height, width=width, **grey)


def _table_beside(path: Path, files) -> tuple[Path, str] | None:
    """The table in a folder, and the column of it that names the pictures: the one that names most of them."""
    best: tuple[int, Path, str] | None = None
    for other in sorted(path.iterdir()):
        if other.suffix.lower() in TABLE_SUFFIXES and other.is_file() and not other.name.startswith("."):
            try:
                column, rows = named_share(parsed(other, ALL_GUESSED), files)
            except DataError:
                continue
            if rows and (best is None or rows > best[0]):
                best = rows, other, column
    return None if best is None else best[1:]


def _other_folder(path: Path) -> Found:
    """A folder without pictures may hold them in files of another kind."""
    for other in sorted(path.iterdir()):
        if other.is_file() and other.suffix.lower() == ".bin" and (known := CifarPictures.of_file(other, b"")):
            return Found(known)
    if any(other.is_file() and looks_like_idx(other) for other in path.iterdir()):
        raise DataError(say("{path} holds IDX files; open one of them, and the other half is found.",
                            path=shown(path)))
    raise DataError(say("{path} holds no pictures that can be read; open a folder with a folder of pictures for each "
                        "class.", path=shown(path)))


def inspect_arrays(path: str | Path) -> Found:
    """Look into an .npz file and propose a data set; DataError with one sentence."""
    arrays = numpy_archive.arrays_of(path)
    long = [array for array in arrays if array.shape]
    answers: list[AnswerArray] = []
    for array in long:
        if len(array.shape) <= 2 and array.nbytes <= numpy_archive.LARGEST // 4 and 0 not in array.shape:
            answers.append(looked_at(array.name, numpy_archive.read(path, array)))
    samples = max(long, key=lambda array: (array.name.lower() in SAMPLE_WORDS, math.prod(array.shape)), default=None)
    if samples is None or len(long) < 2:
        raise DataError(say("{path} needs two arrays at least: samples in one, and an answer for each in another.",
                            path=shown(path)))
    fitting = [answer for answer in answers if answer.name != samples.name
               and next(a for a in long if a.name == answer.name).shape[0] == samples.shape[0]]
    if not fitting:
        raise DataError(say("{path}: no array has an answer for each of the {count:,} samples of {name!r}.",
                            path=shown(path), count=samples.shape[0], name=samples.name))
    called = [answer for answer in fitting if sounds_like_a_class(answer.name)]
    dataset = ArrayFile(str(path), samples.name, (called or fitting)[0].name, arrays=arrays, answers=tuple(answers))
    notes = [say("{name!r} was dealt already, into {count} parts; they are put together here and dealt anew.",
                 name=array.name, count=len(array.entries))
             for array in arrays if array.name == dataset.samples and len(array.entries) > 1]
    return Found(dataset, tuple(answer.name for answer in fitting), tuple(notes))


def pictures_named_by(path: Path) -> Path | None:
    """The folder of the pictures that a table names, where they lie beside it; else None."""
    try:
        files = files_of(path.parent)
        return path.parent if files and named_share(parsed(path, ALL_GUESSED), files)[1] else None
    except DataError:
        return None
