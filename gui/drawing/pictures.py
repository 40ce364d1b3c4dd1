"""Converts arrays of values to arrays of colours, in as few operations as possible. NumPy only.

Values become indices (uint8) into a table of 256 colours; a picture is an array of uint32 (0xAARRGGBB,
premultiplied). Magnified pictures repeat pixels: a pixel is a datum and is never smoothed.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gui.text.number_text import local
from gui.text.translation import tr

STRONGEST = 64
SIGNED_TOLERANCE = 1e-6
"""Of the limit: a sum that is zero but for its last digits has no sign."""
OPAQUE = np.uint32(0xFF000000)


def table(colours: np.ndarray) -> np.ndarray:
    """(256,) uint32 from (256, 3) uint8."""
    wide = colours.astype(np.uint32)
    return OPAQUE | wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]


def indices(values: np.ndarray, limit: float, signed: bool) -> np.ndarray:
    """uint8 of the same shape: 0…limit, or −limit…limit when signed, onto 0…255. What is not a number has the colour
    of nothing."""
    # First the share of the limit, which is a number for values and limits of any size. Minimum and maximum are a
    # fifth of the time of `clip`, and most pictures are small.
    with np.errstate(all="ignore"):
        scaled = values / np.float32(limit)
    np.minimum(scaled, 1.0, out=scaled)
    np.maximum(scaled, -1.0 if signed else 0.0, out=scaled)
    scaled *= np.float32(127.5 if signed else 255)
    scaled += np.float32(128 if signed else 0.5)
    np.minimum(scaled, 255, out=scaled)
    if math.isnan(float(scaled.sum())):
        np.nan_to_num(scaled, copy=False, nan=128 if signed else 0)
    return scaled.astype(np.uint8)


def finite(values: np.ndarray) -> np.ndarray:
    """The same with 0 for what is no number and very large for what is infinite; quick where all are numbers."""
    return values if math.isfinite(float(values.sum())) else np.nan_to_num(values)


def high_percentile(values: np.ndarray, percent: float = 98.5) -> float:
    """A percentile of the absolute values, by partition."""
    flat = np.abs(values, dtype=np.float32).ravel()
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return 0.0
    place = min(int(flat.size * percent / 100), flat.size - 1)
    return float(np.partition(flat, place)[place])


class HeldRange:
    """The colour range of one picture: a high percentile, held for a second so that it does not flicker, unless the
    values have become quite other ones."""

    OTHER = 8.0
    """Times the largest value: other ones."""

    def __init__(self, seconds: float = 1.0, percent: float = 98.5):
        self.seconds, self.percent = seconds, percent
        self.limit, self.signed, self._until = 0.0, False, -math.inf
        self.lowest = self.highest = 0.0
        """The ends of the newest values, which may lie beyond the colours."""
        self._peak, self._none = 0.0, False

    def update(self, values: np.ndarray, now: float) -> tuple[float, bool]:
        """(limit, signed) to draw `values` with at the time `now` (seconds)."""
        self.lowest = float(np.fmin.reduce(values, axis=None, initial=0.0))
        self.highest = float(np.fmax.reduce(values, axis=None, initial=0.0))
        peak = max(-self.lowest, self.highest)
        other = not self._peak / self.OTHER <= peak <= self._peak * self.OTHER
        if now >= self._until or self.limit == 0.0 or other:
            self.limit = high_percentile(values, self.percent) or (peak if math.isfinite(peak) else 0.0)
            self.signed, self._peak = False, peak
            self._none = self.limit == 0.0 and not np.isfinite(values).any()
            self._until = now + self.seconds
        self.signed = self.signed or self.lowest < -SIGNED_TOLERANCE * self.limit
        return self.limit or 1.0, self.signed

    @property
    def ends(self) -> tuple[str, str]:
        """The words at both ends of the colours; they say where values lie beyond."""
        return range_ends(self.limit or 1.0, self.signed, self.lowest, self.highest)

    def words(self) -> str:
        """The range as a caption prints it."""
        if self.limit == 0.0:
            return tr("no number is finite") if self._none else tr("all zero")
        low, high, beyond = self._plain()
        return tr("{low} to {high} and beyond", low=low, high=high) if beyond else tr("{low} to {high}", low=low,
                                                                                      high=high)

    def dense(self) -> str:
        """The same in fewer letters."""
        low, high, beyond = self._plain()
        return tr("{low} to {high}", low=low, high=f"{high}+" if beyond else high) if self.limit else self.words()

    def _plain(self) -> tuple[str, str, bool]:
        """Both ends of the colours as bare numbers, and whether values lie beyond one of them."""
        low, high = self.ends
        return low.removeprefix("≤ "), high.removeprefix("≥ "), low.startswith("≤") or high.startswith("≥")


def range_ends(limit: float, signed: bool, lowest: float, highest: float) -> tuple[str, str]:
    """What stands at both ends of colours from −limit (or 0 where not signed) to limit: "≥ 2.0" where values reach
    beyond the last colour and read differently, so that two cells which look alike may differ."""
    end = short(limit)
    high = f"≥ {end}" if highest > limit and short(highest) != end else end
    low = f"≤ −{end}" if lowest < -limit and short(-lowest) != end else f"−{end}"
    return low if signed else "0", high


def short(value: float) -> str:
    """A number of about two digits: 0.12, 1.6, 24, 3.1e5."""
    size = abs(value)
    if not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if size == 0:
        return "0"
    if size < 0.005 or size >= 1e5:
        text = f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{value:.2f}" if size < 0.995 else f"{value:.1f}" if size < 9.95 else f"{value:.0f}"
    return local(text.replace("-", "−"))


def precise(value: float) -> str:
    """A number to four decimal places, with a power of ten where these say nothing: 0.1234, 1.234e−7, 2.2e20."""
    size = abs(value)
    if not math.isfinite(value) or size >= 1e5:
        return short(value)
    if 0 < size < 0.001:
        mantissa, power = f"{value:.3e}".split("e")
        return local(f"{mantissa}e{int(power)}".replace("-", "−"))
    return local(f"{value:.4f}".replace("-", "−"))


def strongest(maps: np.ndarray, most: int = STRONGEST) -> np.ndarray:
    """The numbers of the `most` strongest of maps (height, width, count), in their own order."""
    count = maps.shape[-1]
    if count <= most:
        return np.arange(count)
    power = np.abs(maps.reshape(-1, count)).mean(0)
    return np.sort(np.argpartition(np.nan_to_num(power), count - most)[count - most:])


class Grid:
    """Square tiles on a whole-pixel pitch, row by row. Measures are device pixels."""

    def __init__(self, count: int, columns: int, tile: int, gap: int):
        self.count, self.columns, self.tile, self.pitch = count, columns, tile, tile + gap
        self.rows = math.ceil(count / columns)
        self.width = columns * self.pitch - gap
        self.height = self.rows * self.pitch - gap

    def corner(self, number: int) -> tuple[int, int]:
        """The left and top of a tile."""
        return number % self.columns * self.pitch, number // self.columns * self.pitch

    def at(self, x: float, y: float) -> int:
        """The tile under a point, −1 between tiles."""
        column, row = int(x // self.pitch), int(y // self.pitch)
        number = row * self.columns + column
        inside = 0 <= x % self.pitch < self.tile and 0 <= y % self.pitch < self.tile
        return number if inside and 0 <= column < self.columns and 0 <= number < self.count else -1


def fitted(counts: Sequence[int], width: int, height: int, gap: int, rule: int = 0) -> list[tuple[Grid, int]]:
    """One grid for each group, with its top, one below the other with `rule` pixels between.

    All have the same columns: those that give the largest tile, and of several ⌈√n⌉ or what is nearest to it.
    """
    return list(_fitted(tuple(counts), width, height, gap, rule))


@lru_cache(maxsize=64)
def _fitted(counts: tuple[int, ...], width: int, height: int, gap: int, rule: int) -> tuple[tuple[Grid, int], ...]:
    """The same, worked out once for every picture of a block."""
    square = max(math.ceil(math.sqrt(max(counts))), 1)
    height -= rule * (len(counts) - 1)

    def tile(columns: int) -> int:
        rows = sum(math.ceil(count / columns) for count in counts)
        return int(min((width + gap) // columns - gap, (height + gap) // rows - gap))

    columns = max(range(max(square // 2, 1), 2 * square + 1), key=lambda n: (tile(n), -abs(n - square)))
    found, top = [], 0
    for count in counts:
        grid = Grid(count, columns, max(tile(columns), 1), gap)
        found.append((grid, top))
        top += grid.height + gap + rule
    return tuple(found)


def mosaic(levels: np.ndarray, grid: Grid, colours: np.ndarray) -> np.ndarray:
    """uint32 (grid height, grid width) of maps (height, width, count) of indices; gaps are clear."""
    high, wide, count = levels.shape
    painted = np.zeros(levels.size + 1, np.uint32)  # the last is clear
    np.take(colours, levels.ravel(), out=painted[:-1])
    return painted.take(_origins(high, wide, count, grid.columns, grid.tile, grid.pitch))


@lru_cache(maxsize=64)
def _origins(high: int, wide: int, count: int, columns: int, side: int, pitch: int) -> np.ndarray:
    """(grid height, grid width): for each pixel of a mosaic the place of its value in the maps (height, width, count),
    or one after the last where it is clear. The same for every picture of a block."""
    grid, longest = Grid(count, columns, side, pitch - side), max(high, wide)
    tile = np.arange(side)
    rows = tile * longest // side - (longest - high) // 2
    across = tile * longest // side - (longest - wide) // 2
    places = (rows[:, None] * wide + across[None, :]) * count
    clear = high * wide * count
    outside = ((rows < 0) | (rows >= high))[:, None] | ((across < 0) | (across >= wide))[None, :]
    outside |= _corners(side)
    made = np.full((grid.height, grid.width), clear, np.int32)
    for number in range(count):
        x, y = grid.corner(number)
        made[y:y + side, x:x + side] = np.where(outside, clear, places + number)
    made.setflags(write=False)
    return made


def _corners(side: int) -> np.ndarray:
    """(side, side): the pixels of a tile that are cut so that it looks rounded."""
    found = np.zeros((side, side), bool)
    for row, length in enumerate((2, 1) if side >= 24 else (1,) if side >= 12 else ()):
        for y in (row, -1 - row):
            found[y, :length] = found[y, side - length:] = True
    return found


def cells(levels: np.ndarray, grid: Grid, colours: np.ndarray) -> np.ndarray:
    """uint32 picture of one cell a value."""
    return mosaic(levels.reshape(1, 1, -1), grid, colours)


def wrapped(levels: np.ndarray, columns: int, colours: np.ndarray) -> np.ndarray:
    """uint32 (rows, columns): values one after the other, line by line; the rest of the last line is clear."""
    rows = math.ceil(levels.size / columns)
    sheet = np.zeros(rows * columns, np.uint32)
    sheet[:levels.size] = colours[levels.ravel()]
    return sheet.reshape(rows, columns)


def line_length(count: int, width: float, height: float) -> int:
    """Values a line at which square pixels fill a frame best."""
    return min(max(round(math.sqrt(count * width / height)), 1), max(count, 1))


def classes(outputs: np.ndarray, colours: np.ndarray, zero: np.ndarray) -> np.ndarray:
    """uint32 (height, width) of class probabilities (classes, height, width): the winner's colour, paler where
    it wins narrowly. `colours` (classes, 3) and `zero` (3,) are 0…255."""
    winner = outputs.argmax(0)
    ordered = np.partition(outputs, -2, axis=0)
    lead = np.clip(ordered[-1] - ordered[-2], 0, 1)[..., None] * 0.75 + 0.15
    mixed = (colours[winner] * lead + zero * (1 - lead) + 0.5).astype(np.uint32)
    return OPAQUE | mixed[..., 0] << 16 | mixed[..., 1] << 8 | mixed[..., 2]
