"""The pieces of pictures to which each filter of a block answers most."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.project.receptive_field import Field, fields

ROWS = 50
"""Pictures that pass at once."""


class Patch(Struct, frozen=True):
    """A piece of a picture: the filter answers `value` at `place` (row, column) of its map, and sees there `pixels`
    (height, width, channels) as the data have them: `rows` and `columns` (from, to) of the picture. What lies beyond
    its edges is no part of them."""

    record: int
    place: tuple[int, int]
    value: float
    rows: tuple[int, int]
    columns: tuple[int, int]
    pixels: np.ndarray


class FilterPatches(Struct, frozen=True):
    """For every filter its patches, those with the largest answers first, one of a picture. `field` is what one value
    sees along both axes, `kernels` (height, width, filters) the filters themselves where they look at one channel,
    `ends` the lowest and highest value of all pieces."""

    filters: tuple[tuple[Patch, ...], ...]
    field: tuple[Field, ...]
    kernels: np.ndarray | None
    records: int
    ends: tuple[float, float]


class ExcitingPatches(Need, frozen=True):
    """The patches of every filter of a block over the first pictures of a split; None where no window tells what its
    values see."""

    node: str
    split: str = "validation"
    limit: int = 200
    most: int = 8

    def read(self, inspector):
        trainer = inspector.trainer
        ports, type_ = trainer.description.inputs, trainer.check.types.get(self.node)
        count = min(self.limit, len(trainer.prepared.split(self.split)))
        if type_ is None or not type_.is_picture or len(ports) != 1 or not ports[0].type.is_picture or not count:
            return None
        field = fields(trainer.project.network, trainer.check, self.node)
        if not field:
            return None
        values, places = self._strongest(inspector, count)
        pictures = trainer.prepared.before_scaling(self.split, np.arange(count), ports[0].name)
        found = []
        for number in range(type_.shape[-1]):
            order = np.argsort(-values[:, number], kind="stable")[:self.most]
            found.append(tuple(_patch(int(record), places[record, number], float(values[record, number]), field,
                                      pictures[record]) for record in order))
        pixels = [patch.pixels for patches in found for patch in patches]
        ends = min(float(one.min(initial=np.inf)) for one in pixels), max(float(one.max(initial=-np.inf))
                                                                          for one in pixels)
        return FilterPatches(tuple(found), field, self._kernels(trainer), count, ends)

    def _strongest(self, inspector, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The largest value of every map of every picture (records, filters), and where it stands (…, 2)."""
        samples = inspector.trainer.prepared.split(self.split)
        values, places = [], []
        for start in range(0, count, ROWS):
            rows = min(ROWS, count - start)
            program = inspector.program(rows)
            program.plan.feed(samples.chosen(slice(start, start + rows)).inputs)
            program.run()
            maps = program.plan.values[self.node].array()
            height, width, filters = maps.shape[1:]
            flat = maps.reshape(rows, height * width, filters)
            best = flat.argmax(1)
            values.append(np.take_along_axis(flat, best[:, None], 1)[:, 0].copy())
            places.append(np.stack([best // width, best % width], -1))
        return np.concatenate(values), np.concatenate(places)

    def _kernels(self, trainer) -> np.ndarray | None:
        node = trainer.project.network.node(self.node)
        entry = trainer.state_memory.entries.get(f"{node.owner}.kernel") if node is not None else None
        if entry is None or entry.weight.axes != "hwio" or entry.weight.shape[2] != 1:
            return None
        return trainer.state_memory.weight(entry.name)[:, :, 0].copy()


def _patch(record: int, place: np.ndarray, value: float, field: tuple[Field, ...], picture: np.ndarray) -> Patch:
    rows, columns = (one.seen(int(along), length) for one, along, length in zip(field, place, picture.shape[:2],
                                                                                strict=True))
    pixels = picture[rows.start:rows.stop, columns.start:columns.stop].astype(np.float32)
    return Patch(record, (int(place[0]), int(place[1])), value, (rows.start, rows.stop), (columns.start, columns.stop),
                 pixels)
