"""The network as boxes and links: blocks from left to right in computing order, in rows as on a page."""

from core.layers.base import shown
from core.project.network import Check
from core.project.spec import Network, origin
from core.report.drawing import BLUE, QUIET, Sheet, cut
from core.report.parts import Figure
from core.text.messages import counted, say

WIDE, HIGH, GAP, BAND = 104, 50, 24, 26
IN_A_ROW, MOST = 5, 240
"""Places side by side on a page, and blocks that can be drawn."""


def picture(network: Network, check: Check) -> Figure | None:
    """The drawing; None where there are more blocks than anybody could see."""
    ports = [port.name for port in check.description.inputs] if check.description else []
    if len(network.nodes) > MOST:
        return None
    places, heights = _placed(network, check, ports)
    tops, total = [], 6.0
    for height in heights:
        tops.append(total)
        total += height * (HIGH + 14) + BAND
    columns = min(max((column for _, column, _ in places.values()), default=0) + 1, IN_A_ROW)
    sheet = Sheet(columns * WIDE + (columns + 1) * GAP, total)
    at = {id: (GAP + column * (WIDE + GAP), tops[band] + row * (HIGH + 14)) for id, (band, column, row) in
          places.items()}
    for node in network.nodes:
        for source in node.inputs:
            if origin(source) in at and node.id in at:
                _link(sheet, at[origin(source)], at[node.id], places[origin(source)], places[node.id], tops)
    for name in ports:
        if name in at:
            _box(sheet, *at[name], say(name), say("input"), shown(check.shapes[name]), "", True)
    for node in network.nodes:
        if node.id in at:
            count = check.parameters.get(node.id, 0)
            _box(sheet, *at[node.id], node.id, say(node.layer.shown_name()),
                 shown(check.shapes[node.id]) if node.id in check.shapes else "",
                 f"{count:,}".replace(",", "\u2009") if count else "", node.id in network.answers)
    caption = counted(check.total, "The network: {n:,} parameter", "The network: {n:,} parameters")
    return sheet.figure(f"{caption}. {say('Each box says its name, its kind, the shape of what it gives and how many weights it has.')}")  # noqa: E501


def _placed(network: Network, check: Check, ports: list[str]):
    """({id: (band, column, row)}, the rows of each band)."""
    depth = dict.fromkeys(ports, 0)
    for id in check.order:
        node = network.block(id)
        depth[id] = 1 + max((depth.get(origin(source), 0) for source in node.inputs), default=0)
    places: dict[str, tuple[int, int, int]] = {}
    used: dict[int, int] = {}
    for id in [*ports, *check.order]:
        band, column = divmod(depth[id], IN_A_ROW)
        row = used.get(depth[id], 0)
        used[depth[id]] = row + 1
        places[id] = band, column, row
    bands = max((band for band, _, _ in places.values()), default=0) + 1
    return places, [max((row + 1 for b, _, row in places.values() if b == band), default=1) for band in range(bands)]


def _link(sheet: Sheet, start, end, from_, to, tops) -> None:
    (x0, y0), (x1, y1) = start, end
    y0, y1 = y0 + HIGH / 2, y1 + HIGH / 2
    if from_[0] == to[0] and to[1] == from_[1] + 1:
        middle = x0 + WIDE + GAP / 2
        points = [(x0 + WIDE, y0), (x1, y1)] if y0 == y1 else [(x0 + WIDE, y0), (middle, y0), (middle, y1), (x1, y1)]
    else:
        # Around what lies between: down into the gap above the row of the target.
        lane = tops[to[0]] - BAND / 2 + 3 * (from_[2] % 3) if to[0] > from_[0] else min(y0, y1) - HIGH / 2 - 5
        points = [(x0 + WIDE, y0), (x0 + WIDE + GAP / 3, y0), (x0 + WIDE + GAP / 3, lane), (x1 - GAP / 2, lane),
                  (x1 - GAP / 2, y1), (x1, y1)]
    sheet.line(points, QUIET, arrow=True)


def _box(sheet: Sheet, x, y, name: str, kind: str, shape: str, count: str, end: bool) -> None:
    sheet.box(x, y, WIDE, HIGH, edge=BLUE if end else "#c3cad5")
    sheet.words(x + 8, y + 15, cut(name, 17), 9.5, bold=True)
    sheet.words(x + 8, y + 28, cut(kind, 19), 8.5, QUIET)
    sheet.words(x + 8, y + 42, shape, 8.5)
    sheet.words(x + WIDE - 8, y + 42, count, 8.5, QUIET, "end")
