"""Samples that occur more than once, and what the test part gives away: the same in two parts, or one column that
answers alone."""

import hashlib
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from core.data.split import SPLITS
from core.exploration.parts import columns, labels, once, table
from core.inspection.needs import Need

AT_ONCE = 4096
"""Samples whose bytes are made in one go."""
GIVEN_AWAY = 0.98
"""One column that answers so many samples of another part alone is a leak."""
FEWEST = 20
"""Samples kept apart from which on that can be said."""
SHOWN = 40
"""Pairs that are listed."""


class Pair(Struct, frozen=True):
    """Two samples whose inputs are the same, each by split and place; whether they ask for the same answer."""

    first: tuple[str, int]
    second: tuple[str, int]
    agree: bool


class GivenAway(Struct, frozen=True):
    """A column that alone answers `share` of the samples kept apart for validation and test, as the nearest training
    sample has it; always the commonest class would answer `commonest`."""

    column: str
    share: float
    commonest: float


class Repeats(Struct, frozen=True):
    """`within` counts by split the samples that have been there before; `between` by two splits the samples of the
    second whose like is in the first. `contradicting` counts samples with the input of an earlier one and another
    answer."""

    sizes: dict[str, int]
    within: dict[str, int]
    between: dict[tuple[str, str], int]
    contradicting: int
    pairs: tuple[Pair, ...]
    leaks: tuple[GivenAway, ...]


class RepeatedSamples(Need, frozen=True):
    """Repeats within and between the parts."""

    def read(self, inspector):
        prepared = inspector.trainer.prepared
        return once(prepared, ("repeats",), lambda: repeats(prepared))


def repeats(prepared) -> Repeats:
    """Look through all samples; two are the same where every number of every input is."""
    marks = {split: _marks(_inputs(prepared, split)) for split in SPLITS}
    asked = {split: _marks([np.ascontiguousarray(y) for y in prepared.split(split).targets.values()])
             for split in SPLITS}
    seen: dict[bytes, tuple[str, int]] = {}
    holders: dict[bytes, set[str]] = {}
    within, between = dict.fromkeys(SPLITS, 0), dict.fromkeys(_PAIRS, 0)
    pairs: list[Pair] = []
    contradicting = 0
    for split in SPLITS:
        for place, mark in enumerate(marks[split]):
            earlier = seen.setdefault(mark, (split, place))
            before = holders.setdefault(mark, set())
            if earlier != (split, place):
                agree = asked[earlier[0]][earlier[1]] == asked[split][place]
                contradicting += not agree
                pairs.append(Pair(earlier, (split, place), agree))
                within[split] += split in before
                for other in before - {split}:
                    between[(other, split)] += 1
            before.add(split)
    pairs.sort(key=lambda pair: (pair.first[0] == pair.second[0], pair.agree))  # those between parts first
    sizes = {split: len(marks[split]) for split in SPLITS}
    return Repeats(sizes, within, between, contradicting, tuple(pairs[:SHOWN]), given_away(prepared))


_PAIRS = (("train", "validation"), ("train", "test"), ("validation", "test"))


def _inputs(prepared, split: str) -> list[np.ndarray]:
    return [prepared.before_scaling(split, port=port.name) for port in prepared.description.inputs]


def _marks(arrays: Iterable[np.ndarray]) -> list[bytes]:
    """A digest of every sample over all arrays (n, …); 0 and −0 are the same."""
    arrays = list(arrays)
    found = []
    for start in range(0, len(arrays[0]), AT_ONCE):
        parts = []
        for array in arrays:
            some = np.ascontiguousarray(array[start:start + AT_ONCE])
            some = some + some.dtype.type(0) if some.dtype.kind == "f" else some
            parts.append(some.reshape(len(some), -1))
        found += [hashlib.blake2b(b"".join(row.tobytes() for row in rows), digest_size=16).digest()
                  for rows in zip(*parts, strict=True)]
    return found


def given_away(prepared) -> tuple[GivenAway, ...]:
    """The columns of a table that answer alone (`GIVEN_AWAY`), where a class is asked for."""
    rows, known = ([part for split in SPLITS if (part := found(prepared, split)) is not None]
                   for found in (table, labels))
    if not rows or not known:
        return ()
    return columns_that_answer(columns(prepared), rows[0], known[0], np.concatenate(rows[1:]),
                               np.concatenate(known[1:]))


def columns_that_answer(names, rows: np.ndarray, known: np.ndarray, asked: np.ndarray,
                        true: np.ndarray) -> tuple[GivenAway, ...]:
    """Columns (n, columns) by which the nearest of the samples `rows` with the classes `known` gives the classes `true`
    of the samples `asked`; none where always the commonest class is as good, or where too few are asked to tell."""
    if len(true) < FEWEST:
        return ()
    commonest = float((true == np.bincount(known[known >= 0]).argmax()).mean()) if (known >= 0).any() else 0.0
    found = []
    for place, name in enumerate(names):
        share = float((_nearest_class(rows[:, place], known, asked[:, place]) == true).mean())
        if share >= GIVEN_AWAY and share > commonest + 0.02:
            found.append(GivenAway(name, share, commonest))
    return tuple(found)


def _nearest_class(values: np.ndarray, known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The class of the nearest of `values` (n,), the commonest one of those that are equally near on one side."""
    different, places = np.unique(values, return_inverse=True)
    counts = np.zeros((len(different), int(known.max(initial=0)) + 1), np.int64)
    np.add.at(counts, (places[known >= 0], known[known >= 0]), 1)
    right = np.clip(np.searchsorted(different, asked), 0, len(different) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.where(np.abs(asked - different[left]) < np.abs(different[right] - asked), left, right)
    return counts.argmax(1)[nearer]
