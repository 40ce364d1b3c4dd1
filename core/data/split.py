"""Splits samples into training, validation and test."""

import numpy as np
from msgspec import Struct

SPLITS = ("train", "validation", "test")


class Indices(Struct, frozen=True):
    """Which samples each split holds: together all of them, each once, but for those between parts that overlap."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def deal(n: int, split, labels: np.ndarray | None = None) -> Indices:
    """Deal `n` samples by `split` (a core.project.spec.Split): the same seed deals alike, another seed otherwise.

    With class numbers in `labels` (n,) every split gets its share of every class, up to one sample.
    """
    order = np.random.default_rng(split.seed).permutation(n)
    if labels is not None and n:
        order = _classes_in_turn(order, labels)
    _, validation, test = split.counts(n)
    return Indices(order[validation + test:], order[test:validation + test], order[:test])


def deal_in_order(n: int, split, overlap: int = 0) -> Indices:
    """Deal `n` samples that follow one another: the first are learnt, the next ones watched over, the last ones tested.
    Where so many samples `overlap` with the one after them, that many before a border belong to no part, as long as
    one sample trains."""
    train, validation, test = split.counts(n)
    parts = np.split(np.arange(n), (train, train + validation))
    if overlap and test:
        parts[1] = parts[1][:max(validation - overlap, 0)]
    if overlap and len(parts[1]) + test:
        # Where validation is shorter than the overlap, training keeps its distance from the test part.
        start = parts[1][0] if len(parts[1]) else train + validation
        parts[0] = parts[0][:max(min(train, start - overlap), 1)]
    return Indices(*parts)


def deal_by_time(times: np.ndarray, split) -> Indices:
    """Deal samples by a time of each (n,): the first are learnt, the last ones tested. Those of one time keep their
    order."""
    order = np.argsort(times, kind="stable")
    found = deal_in_order(len(times), split)
    return Indices(order[found.train], order[found.validation], order[found.test])


def deal_by_group(groups: np.ndarray, split) -> Indices:
    """Deal whole groups, told apart by a number of each sample (n,): none has samples in two parts, as with
    GroupShuffleSplit of scikit-learn. Groups come in an order that the seed draws; the test part is filled first, then
    validation, each as near to its share as whole groups allow; at least one group trains."""
    _, codes = np.unique(groups, return_inverse=True)
    sizes = np.bincount(codes)
    order = np.random.default_rng(split.seed).permutation(len(sizes))
    _, validation, test = split.counts(len(groups))
    parts, left = np.zeros(len(sizes), np.int64), {2: test, 1: validation}
    for part in (2, 1):
        for group in order:
            if parts[group] == 0 and sizes[group] <= 2 * left[part] and (parts == 0).sum() > 1:
                parts[group] = part
                left[part] -= sizes[group]
    return Indices(*(np.flatnonzero(parts[codes] == part) for part in range(3)))


def deal_by_lot(lots: np.ndarray, split) -> Indices:
    """Deal samples by a number of each (n,): which part one comes to hangs on its own number and the seed alone, so
    that no other sample moves it (mixed as SplitMix64 does, S. Vigna). The shares hold on average; at least one sample
    trains.
    """
    mixed = (lots.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(split.seed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    drawn = (mixed ^ (mixed >> np.uint64(31))) / 2.0**64
    parts = np.where(drawn < split.test, 2, np.where(drawn < split.test + split.validation, 1, 0))
    if len(parts) and (parts > 0).all():
        parts[int(drawn.argmax())] = 0
    return Indices(*(np.flatnonzero(parts == part) for part in range(3)))


def _classes_in_turn(order, labels):
    """Reorder so that every stretch holds the classes in proportion.

    The j-th of m samples of a class is placed at (j + ½) / m of the whole. A class of one sample so lies in the
    middle, that is in training unless the shares are large.
    """
    _, dense = np.unique(labels[order], return_inverse=True)
    sizes = np.bincount(dense)
    by_class = np.argsort(dense, kind="stable")
    within = np.empty(len(order), np.int64)
    within[by_class] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return order[np.argsort((within + 0.5) / sizes[dense], kind="stable")]
