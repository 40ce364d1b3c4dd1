"""The picture of a weighted sum over windows: cells, one bar a channel, bias, activation."""

from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.drawing.pens import ink
from gui.explanation.bars import BarsPiece
from gui.explanation.cells import MOST_PRINTED, NARROW, Products
from gui.explanation.chain import ActivationCurve, Chain, ChainLink
from gui.explanation.frame import STOREY
from gui.explanation.piece import Heading
from gui.explanation.printing import shown
from gui.explanation.sum_end import curve_of, sum_links
from gui.text.translation import tr

LEAST_BAR = 13
HEAD = 24
BAR_SHARE = 0.555
"""Of the width: the bars before the chain of boxes."""


def window_sum(stage) -> None:
    """A convolution."""
    account, scale, found = stage.account, stage.scale, stage.found
    columns = account.values.shape[2]
    cells = min(columns, MOST_PRINTED) * (NARROW + 8) * scale
    frame = stage.lay_out(lower=True, before=stage.ends.strip_width(), cells=min(cells, stage.width * 0.45))
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, tr("Value × weight"), tr("the window, cell by cell"))
    grid = stage.add(Products(frame.middle, account, found.channel, stage.colours, scale))
    stage.ends.zoom(grid.box)
    out = stage.ends.outgoing(frame.outgoing)
    _lower(stage, grid.box, out)


def _lower(stage, grid: Box, out: Box) -> None:
    """One bar for each channel, or for each product where there is one channel; then the bias."""
    account, scale, lower = stage.account, stage.scale, stage.frame.lower
    rest = Box(0, lower.y + HEAD * scale, stage.width, lower.h - HEAD * scale)
    box, tail = _parted(stage, rest)
    digits, short = account.places.product, ""
    if len(account.sums) > 1:
        numbers, title = _shown(stage, int(box.w / (LEAST_BAR * scale)))
        short = tr("One sum per channel")
        channels, chosen = account.window.channels, stage.found.channel
        bars = stage.add(BarsPiece(box, account.sums[numbers], [channels[number] for number in numbers],
                                   channels[chosen], digits, tr("channel"), scale))
        top = bars.column(numbers.index(chosen))
        end = top.cx, top.y - 1
    else:
        products, title = account.products[0].ravel(), tr("The products, then the bias")
        room = int(box.w / (LEAST_BAR * scale))
        bars = stage.add(BarsPiece(box, products[:room], list(range(min(len(products), room))), -1, digits,
                              tr("cell of the window, row by row"), scale, act=""))
        end = bars.whole().cx, bars.box.y + 6
    arrow_down(stage, grid, end, title, short)
    _tail(stage, tail, out)


def _parted(stage, rest: Box) -> tuple[Box, Box]:
    """The box of the bars, and that of the chain: beside it, or below where the width is short."""
    if stage.frame.narrow:
        row = STOREY * stage.scale
        return rest._replace(h=rest.h - row), Box(0, rest.bottom - row, stage.width, row)
    wide = stage.width * BAR_SHARE
    return rest._replace(w=wide), Box(wide + 12, rest.y, stage.width - wide - 12, rest.h)


def _shown(stage, room: int) -> tuple[list[int], str]:
    """The channels that have room for a bar, the chosen one among them, and the title over them."""
    sums, chosen = stage.account.sums, stage.found.channel
    if len(sums) <= room:
        return list(range(len(sums))), tr("One sum per channel, then the bias")
    numbers = pictures.strongest(sums.reshape(1, 1, -1), room).tolist()
    if chosen not in numbers:
        numbers = sorted([*numbers[:-1], chosen])
    return numbers, tr("One sum per channel ({shown} strongest of {all}), then the bias", shown=len(numbers),
                       all=len(sums))


def arrow_down(stage, grid: Box, end: tuple[float, float], title: str, short: str = "") -> None:
    """From the cells to what is made of them, and the title of that on the side of the arrow that has room: a line
    through words reads as a strike-out."""
    level = stage.frame.lower.y - 7
    stage.point([(grid.cx, grid.bottom + 5), (grid.cx, level), (end[0], level), end])
    wide = ink().width(title, 13, 600)
    left = 0.0 if end[0] > wide + 8 or stage.frame.narrow else end[0] + 14
    stage.add(Heading(Box(left, stage.frame.lower.y, stage.width - left, HEAD * stage.scale), title, short=short))


def arrow_up(stage, start: tuple[float, float], out: Box, beyond: float = 0.0) -> None:
    """From the right of a number up to its cell in what goes out, at the right of `beyond`."""
    cell = stage.ends.cell
    side = max(min(cell.cx, out.right - 4), start[0] + 12, beyond)
    level = out.bottom + 14
    stage.point([(start[0] + 4, start[1]), (side, start[1]), (side, level), (cell.cx, level),
                    (cell.cx, cell.bottom + 3)])


def _tail(stage, box: Box, out: Box) -> None:
    """Σ + bias = z, then the activation, up to what goes out."""
    scale = stage.scale
    bent, share = stage.found.step("curve"), stage.found.step("share")
    side = min(74 * scale, box.w * 0.27, box.h - 8) if bent is not None else 0.0
    high = 46 * scale
    row = Box(box.x, box.cy - high / 2 - 6, box.w - (side + 26 if side else 0), high)
    links = sum_links(stage)
    if share is not None:
        links.append(ChainLink("→", shown(100 * share.total, 1), "%", tr("softmax: its share among the channels here")))
    chain = stage.add(Chain(row, links, scale))
    end = chain.end(ink())
    if bent is None:
        start, level = (end - 20, row.y - 3), (out.bottom + row.y) / 2
    else:
        room = Box(box.right - side, row.cy - side * 0.55, side, side * 1.1)
        curve: ActivationCurve = stage.add(curve_of(stage, room))
        stage.point([(end + 5, row.cy), (curve.box.x - 3, row.cy)])
        start, level = (curve.box.cx, curve.box.y - 2), (stage.ends.cell.bottom + curve.box.y) / 2
        level = min(max(level, out.bottom + 12), stage.frame.lower.y - 12)
    target = stage.ends.cell
    stage.point([start, (start[0], level), (target.cx, level), (target.cx, target.bottom + 3)])
