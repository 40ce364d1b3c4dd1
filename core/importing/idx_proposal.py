"""The two files of an IDX pair, found by the name of one of them."""

import re
from pathlib import Path

import numpy as np

from core.datasets.idx_pictures import IdxPictures, grey_range, pair_headers
from core.files.idx_file import looks_like_idx, read_class_numbers, read_header
from core.files.user_files import reason, shown
from core.importing.picture_proposal import Found
from core.text.errors import DataError
from core.text.messages import say

MOST_CLASSES = 1000


def inspect_pair(path: Path, partner) -> Found:
    """The pictures of which one half is given, the other one or "" where it is to be looked for; DataError with one
    sentence."""
    partner = Path(partner) if partner else _partner(path)
    images, labels = (partner, path) if read_header(path).is_labels else (path, partner)
    pictures, numbers = pair_headers(str(images), str(labels))
    lowest, highest = grey_range(pictures)
    classes = np.unique(read_class_numbers(numbers))
    if len(classes) > MOST_CLASSES:
        raise DataError(say("{path} holds {count:,} different labels; up to {most:,} classes can be told apart, so "
                            "choose a file of class numbers.", path=shown(labels), count=len(classes),
                            most=MOST_CLASSES))
    count, height, width, channels = (*pictures.shape, 1)[:4]
    dataset = IdxPictures(str(images), str(labels), count, height, width, channels, tuple(map(int, classes)),
                          np.dtype(pictures.type).name, lowest, highest)
    columns = numbers.shape[1:]
    notes = [say("Each row of {path} has {count} numbers; the first is taken for the class.", path=shown(labels),
                 count=columns[0])] if columns else []
    return Found(dataset, (), tuple(notes), ())


ROLES = {"images": "labels", "image": "label", "labels": "images", "label": "image"}
ROLE = re.compile("|".join(ROLES), re.IGNORECASE)
AXES = {"idx1": "idx3", "idx2": "idx3", "idx3": "idx1", "idx4": "idx1"}
"""The words, and the numbers of axes, by which the halves of an IDX pair tell themselves apart."""


def _partner(path: Path) -> Path:
    """The other file of an IDX pair: train-images-idx3-ubyte.gz goes with train-labels-idx1-ubyte.gz, and with
    train-labels-idx2-int, for numbers of axes and types of values may differ."""
    key, wanted = _pair_name(path.name), say("the other half")
    if key:
        wanted = ROLE.sub(lambda match: ROLES[match[0].lower()], path.name)
        wanted = re.sub("idx[1-4]", lambda match: AXES[match[0].lower()], wanted, flags=re.IGNORECASE)
        wanted = re.sub(r"-(byte|short|int|float|double)\b", "-ubyte", wanted)
        try:
            beside = [other for other in sorted(path.parent.iterdir()) if _pair_name(other.name) == _other_half(key)]
        except OSError as error:
            raise DataError(reason(error, path.parent)) from None
        # Of several the one that can be read, and whose name differs least.
        beside.sort(key=lambda other: (not looks_like_idx(other), other.name != wanted, other.suffix != path.suffix))
        if beside:
            return beside[0]
    raise DataError(say("{path} is one half of a pair, and {name} is not beside it; choose both files.",
                        path=shown(path), name=shown(wanted)))


def _pair_name(name: str) -> tuple[str, ...]:
    """A name cut at the word that tells the halves of a pair apart: what stands before and after it, and which half it
    is, the number of axes, types and packing left aside. Empty where nothing tells."""
    plain = name.lower().removesuffix(".gz")
    axes = re.search(r"[-._]?idx([1-4])", plain)
    plain = re.sub(r"[-._](u?byte|short|int|float|double)$", "", re.sub(r"[-._]?idx[1-4]", "", plain))
    if found := ROLE.search(plain):
        return plain[:found.start()], found[0].rstrip("s"), plain[found.end():]
    return (plain, "label" if axes[1] in "12" else "image", "") if axes else ()


def _other_half(key: tuple[str, ...]) -> tuple[str, ...]:
    return key[0], ROLES[key[1]], key[2]
