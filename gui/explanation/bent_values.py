"""The lower part of the page where a number goes through an activation or moves from a map into a row."""

import numpy as np

from core.text.rounding import places
from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, RIGHT, ink
from gui.explanation.chain import ActivationCurve, Chain, ChainLink
from gui.explanation.maps import FRAME, NumberRow
from gui.explanation.piece import WordsPiece
from gui.explanation.printing import shown
from gui.explanation.sum_end import curve_of
from gui.explanation.sums import HEAD, arrow_down, arrow_up
from gui.text.number_text import grouped
from gui.text.translation import counted, tr

CURVE_SHARE = 0.64
"""Of the width: the curve before the box of what it gives."""
STRIP_SHARE = 0.78
MOST_BESIDE = 48
"""Cells of the row that are shown around a value."""


def bent(stage) -> None:
    """The number, the curve with the values of its map (or of all units) on it, what goes out."""
    account, scale, found = stage.account, stage.scale, stage.found
    frame = stage.lay_out(lower=True, before=stage.ends.strip_width(), cells=stage.width * 0.2)
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, tr("The number"), tr("before the activation"))
    digits, high = places(account.z, account.value), 50 * scale
    chain = stage.add(Chain(Box(frame.middle.x, frame.middle.cy - high / 2, frame.middle.w, high),
                            [ChainLink("", shown(account.z, digits), "z")], scale, True))
    number = Box(chain.start(ink()), chain.box.y, chain.end(ink()) - chain.start(ink()), high)
    stage.ends.zoom(number)
    if stage.ends.map is None:
        stage.point([(frame.incoming.right + 8, number.cy), (number.x - 5, number.cy)])
    out = stage.ends.outgoing(frame.outgoing)
    top = frame.lower.y + HEAD * scale
    box = Box(0, top, stage.width * CURVE_SHARE, frame.lower.bottom - top)
    curve: ActivationCurve = stage.add(curve_of(stage, box))
    part = (..., found.place[-1]) if found.type.is_picture else ...
    curve.others = np.stack([found.inputs[0][part].ravel(), found.output[part].ravel()])
    arrow_down(stage, number, curve.point(ink()), tr("{activation}: every value goes through this curve",
                                                     activation=stage.story.activation))
    left = curve.box.right + 24
    row = Box(left, curve.box.cy - high / 2, stage.width - left, high)
    last = stage.add(Chain(row, [ChainLink("=", shown(account.value, digits), tr("output"))], scale))
    arrow_up(stage, (last.end(ink()), row.cy), out)


def laid_out(stage) -> None:
    """Where a value of a map stands in a row: how it is counted, and the values beside it."""
    account, scale, found = stage.account, stage.scale, stage.found
    (row, column, channel), (_, wide, deep) = account.place, found.inputs[0].shape
    frame = stage.lay_out(lower=True, before=stage.ends.strip_width(), cells=stage.width * 0.2)
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, tr("The number moves"), tr("and stays what it is"))
    high = 50 * scale
    value = stage.add(Chain(Box(frame.middle.x, frame.middle.cy - high / 2, frame.middle.w, high),
                            [ChainLink("", shown(account.value, places(account.value)), tr("value"))], scale, True))
    box = Box(value.start(ink()), value.box.y, value.end(ink()) - value.start(ink()), high)
    stage.ends.zoom(box)
    out = stage.ends.outgoing(frame.outgoing)
    links = [ChainLink("", grouped(row * wide * deep),
                  counted(row, "{n} row × {size}", "{n} rows × {size}", size=grouped(wide * deep))),
             ChainLink("+", grouped(column * deep),
                  counted(column, "{n} column × {size}", "{n} columns × {size}", size=grouped(deep))),
             ChainLink("+", grouped(channel + 1), tr("channel")),
             ChainLink("=", grouped(found.place[0] + 1), tr("place in the row"))]
    strip = _beside(stage, Box(0, frame.lower.y + HEAD * scale, stage.width * STRIP_SHARE, 36 * scale))
    cell = strip.cell(strip.marked[0])
    arrow_down(stage, box, (cell.cx, cell.y - 2), tr("How the place is counted"))
    top = strip.box.bottom + 24 * scale
    line = Box(0, top + max(frame.lower.bottom - top - high, 0) / 2, stage.width * STRIP_SHARE, high)
    count = stage.add(Chain(line, links, scale))
    arrow_up(stage, (count.end(ink()), count.box.cy), out, strip.box.right + 14)


def _beside(stage, box: Box) -> NumberRow:
    """The values around the one that moved, in one line, with the places of the first and the last."""
    values, number = stage.found.output, stage.found.place[0]
    deep = stage.found.inputs[0].shape[-1]
    first = number - number % deep
    if deep > MOST_BESIDE or deep < 8:
        first = max(number - MOST_BESIDE // 2, 0)
    last = min(first + (deep if 8 <= deep <= MOST_BESIDE else MOST_BESIDE), values.size)
    side = min((box.w - 2 * FRAME) / (last - first), 26 * stage.scale)
    wide = side * (last - first) + 2 * FRAME
    line = stage.add(NumberRow(Box(box.x, box.y, wide, side + 2 * FRAME), values[first:last], stage.colours,
                         (number - first,)))
    below = Box(line.box.x, line.box.bottom + 4, line.box.w, 16 * stage.scale)
    stage.add(WordsPiece(below, tr("value {n}", n=grouped(first + 1)), flags=LEFT))
    stage.add(WordsPiece(below, tr("value {n}", n=grouped(last)), flags=RIGHT))
    return line
