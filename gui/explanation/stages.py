"""Builds the picture of an explanation from its account: one function a kind, found in `STAGES`."""

import numpy as np

from core.inspection.explaining import Explanation
from core.ops.accounts.weighed import MOST_TERMS
from core.text.rounding import places
from gui.drawing.geometry import Box
from gui.drawing.pens import ink
from gui.explanation.bars import BarsPiece
from gui.explanation.bent_values import bent, laid_out
from gui.explanation.cells import Pool
from gui.explanation.chain import Bell, Chain, ChainLink
from gui.explanation.ends import Ends
from gui.explanation.formula_card import FormulaCard
from gui.explanation.frame import BETWEEN, HEAD, StageFrame, StageWishes, framed
from gui.explanation.maps import Colours
from gui.explanation.piece import Heading, PathPiece, Piece, Touch, WordsPiece
from gui.explanation.printing import exactly, shown
from gui.explanation.recipe import recipe
from gui.explanation.story import Story
from gui.explanation.sum_end import curve_of, sum_links
from gui.explanation.sums import HEAD as LOWER_HEAD
from gui.explanation.sums import arrow_down, arrow_up, window_sum
from gui.explanation.terms import Shares, Terms
from gui.text.number_text import grouped
from gui.text.translation import counted, tr

TALL = 258
"""The least height of the list of terms with the boxes below it."""
MOST_COMPARED = 25
"""Values of a window that have a bar each."""


class ExplanationStage:
    """What the functions of a kind work with: they add pieces and have the frame of this size."""

    def __init__(self, story: Story, colours: Colours, width: float, height: float):
        self.story, self.found, self.account, self.colours = story, story.found, story.account, colours
        self.width, self.height, self.scale = width, height, ink().scale
        self.lines = story.lines()
        self.pieces: list[Piece] = []
        self.ends = Ends(self)
        self.frame: StageFrame | None = None

    def lay_out(self, **wishes) -> StageFrame:
        """The frame for what a kind wishes."""
        card = FormulaCard.height(self.lines, self.width)
        self.frame = framed(self.width, self.height, self.scale, card, StageWishes(**wishes))
        self.pieces.append(FormulaCard(self.frame.card, self.lines))
        return self.frame

    def add(self, piece: Piece) -> Piece:
        """One more piece."""
        self.pieces.append(piece)
        return piece

    def point(self, points: list, **looks) -> None:
        """A line with an arrow; none where parts stand below each other, in the order of computing."""
        if not self.frame.narrow:
            self.add(PathPiece(points, **looks))

    def head(self, box: Box, title: str, *lines: str, short: str = "") -> None:
        """The heading over a box; it may reach into the gap after it."""
        room = min(box.w + BETWEEN - 8, self.width - box.x)
        self.add(Heading(Box(box.x, box.y - HEAD * self.scale, room, 38 * self.scale), title, *lines, short=short))

    @np.errstate(all="ignore")
    def paint(self, painter) -> None:
        """Paint all pieces."""
        colours = ink()
        for piece in self.pieces:
            piece.paint(painter, colours)

    @np.errstate(all="ignore")
    def touch(self, x: float, y: float) -> Touch | None:
        """What lies under a point."""
        return next((found for piece in reversed(self.pieces) if (found := piece.touch(x, y))), None)

    def part_heads(self) -> None:
        """Headings beside each other do not meet: each ends before the next begins."""
        heads = sorted((piece for piece in self.pieces if piece.heading), key=lambda head: head.box[:2])
        for head in heads:
            after = [other.box.x for other in heads if other.box.y == head.box.y and other.box.x > head.box.x]
            if after:
                head.box = head.box._replace(w=min(head.box.w, after[0] - head.box.x - 10))


@np.errstate(all="ignore")  # sums of what is no number are none either, and are printed so
def stage(found: Explanation, colours: Colours, width: float, height: float) -> ExplanationStage:
    """The pieces of an explanation for a size."""
    made = ExplanationStage(Story(found), colours, width, height)
    STAGES[made.account.kind](made)
    made.part_heads()
    return made


def _sum(stage: ExplanationStage) -> None:
    (_terms if stage.account.single else window_sum)(stage)


def _terms(stage: ExplanationStage) -> None:
    """A dense layer: the largest terms, the others, the bias, and what follows."""
    account, scale, share = stage.account, stage.scale, stage.found.step("share")
    frame = stage.lay_out(lower=False, tall=TALL * scale, cells=stage.width * (0.42 if share else 0.46),
                          going=stage.width * 0.34 if share else 0.0)
    tail = 46 * scale
    stage.ends.incoming(frame.incoming, marked=tuple(account.terms()[0].tolist()))
    inner = frame.middle._replace(h=frame.floor - frame.middle.y - tail - 34)
    names = stage.story.names(account.terms()[0])
    count = grouped(len(account.values))
    stage.head(frame.middle, tr("Value × weight"), tr("the largest of {n} products", n=count)
               if len(account.values) > MOST_TERMS else tr("input by input"))
    stage.add(Terms(inner, account, names, scale))
    row = Box(frame.middle.x, frame.floor - tail - 16, frame.middle.w, tail)
    chain = stage.add(Chain(row, sum_links(stage), scale))
    if share is None:
        out = stage.ends.outgoing(frame.outgoing)
        _behind(stage, row, chain.end(ink()), out)
        return
    stage.head(frame.outgoing, tr("What goes out"), tr("softmax: each share of the whole"))
    box = frame.outgoing._replace(h=frame.card.y - frame.outgoing.y - 16)
    stage.add(Shares(box, share, stage.story.classes, scale))


def _behind(stage: ExplanationStage, row: Box, end: float, out: Box) -> None:
    """The activation after a chain of boxes, and the way from it to what goes out."""
    if stage.found.step("curve") is None:
        return
    high = row.h + 8 if stage.frame.narrow else min(96 * stage.scale, row.bottom - stage.frame.outgoing.y - 40)
    wide = min(110 * stage.scale, stage.frame.outgoing.w)
    box = Box(stage.width - wide, row.bottom - high, wide, high)
    if out.bottom + 18 > box.y and not stage.frame.narrow:
        box = box._replace(y=out.bottom + 18, h=max(row.bottom - out.bottom - 18, 40))
    if end + 14 > box.x:
        return  # large text in a narrow window: the card says it
    stage.add(curve_of(stage, box))
    stage.point([(end + 5, row.cy), (box.x - 4, row.cy)])
    stage.point([(out.cx, box.y - 3), (out.cx, out.bottom + 4)])


def _pooled(stage: ExplanationStage) -> None:
    """The values of a window, and the one that is taken, or their mean."""
    account, largest = stage.account, stage.account.kind == "largest"
    values = account.values[account.values == account.values]
    digits, few = places(*values.tolist()), account.values.size <= MOST_COMPARED
    frame = stage.lay_out(lower=few, before=stage.ends.strip_width(), cells=stage.width * 0.22)
    stage.ends.incoming(frame.incoming)
    cells = stage.add(Pool(frame.middle, account, stage.colours, digits, stage.scale))
    stage.head(frame.middle._replace(x=cells.box.x, w=max(cells.box.w, frame.middle.right - cells.box.x)),
               tr("The window"), tr("the largest value is taken") if largest else
               counted(values.size, "the mean of {n} value", "the mean of {n} values"))
    cells.box = cells.box.moved(0, max(frame.middle.h - cells.box.h, 0) / 2)
    stage.ends.zoom(cells.box)
    out = stage.ends.outgoing(frame.outgoing)
    if few:
        _compare(stage, digits, cells.box, out)
    else:
        stage.point([(cells.box.right + 7, cells.box.cy), (out.x - 7, cells.box.cy)])


def _compare(stage: ExplanationStage, digits: int, cells: Box, out: Box) -> None:
    """The values of the window beside each other, and what is made of them."""
    account, scale, lower = stage.account, stage.scale, stage.frame.lower
    flat, winner = account.values.ravel(), account.winner
    inside = [number for number, value in enumerate(flat) if value == value]
    chosen = -1 if winner is None else winner[0] * account.values.shape[1] + winner[1]
    box = Box(0, lower.y + LOWER_HEAD * scale, stage.width * 0.62, lower.h - LOWER_HEAD * scale)
    bars = stage.add(BarsPiece(box, flat[inside], inside, chosen, digits, tr("cell of the window, row by row"),
                          scale * 1.6, act=""))
    top = bars.column(inside.index(chosen)) if chosen >= 0 else bars.whole()
    arrow_down(stage, cells, (top.cx, top.y - 1), tr("The values beside each other"))
    high = 46 * scale
    row = Box(bars.whole().right + 30, bars.box.y + bars.box.h * 0.42 - high / 2,
              stage.width - bars.whole().right - 30, high)
    sign = "max" if chosen >= 0 else tr("mean")
    chain = stage.add(Chain(row, [ChainLink(sign, shown(account.total, digits), stage.story.result)], scale))
    arrow_up(stage, (chain.end(ink()), row.cy), out)


def _normed(stage: ExplanationStage) -> None:
    """Where the number stands among its like, then the four steps."""
    account, digits, scale = stage.account, stage.account.places, stage.scale
    frame = stage.lay_out(lower=True, before=stage.ends.strip_width(), cells=stage.width * 0.3)
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, tr("How far from the mean"), tr("in deviations σ"))
    stage.add(Bell(frame.middle, account, shown(account.standard, digits)))
    stage.ends.outgoing(frame.outgoing)
    links = [ChainLink("", shown(account.x, digits), "x", tr("the value that comes in")),
             ChainLink("−", shown(account.mean, digits), "μ", tr("the mean")),
             ChainLink("÷", shown(account.deviation, digits), "σ", tr("the deviation: √(variance + ε)")),
             ChainLink("=", shown(account.standard, digits), tr("standard"), tr("deviations away from the mean"))]
    if account.gamma is not None:
        links.append(ChainLink("·", shown(account.gamma, digits), "γ", tr("a learned scale")))
    if account.beta is not None:
        links.append(ChainLink("+", shown(account.beta, digits), "β", tr("a learned offset")))
    links.append(ChainLink("=", shown(account.total, digits), stage.story.result))
    stage.add(Heading(frame.lower._replace(h=24 * scale), tr("Step by step")))
    high = 50 * scale
    stage.add(Chain(Box(0, frame.lower.y + 30 * scale + max(frame.lower.h - 30 * scale - high, 0) / 2.6,
                        stage.width, high), links, scale, True))


def _shared(stage: ExplanationStage) -> None:
    """Softmax as a block of its own."""
    frame = stage.lay_out(lower=False, before=stage.ends.strip_width(), cells=stage.width * 0.4)
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, stage.story.activation, tr("each one's share of the whole"))
    stage.add(Shares(frame.middle._replace(h=frame.floor - frame.middle.y - 12), stage.account, stage.story.classes,
                     stage.scale))
    stage.ends.outgoing(frame.outgoing)


def _joined(stage: ExplanationStage) -> None:
    """Several inputs, the number of each, and their sum or product."""
    account = stage.account
    digits = places(*account.parts, account.total)
    frame = stage.lay_out(lower=False, cells=stage.width * 0.42)
    boxes = stage.ends.several(frame.incoming if frame.narrow else frame.incoming._replace(
        h=frame.card.y - frame.incoming.y - 20))
    stage.head(frame.middle, tr("Value by value"), tr("the same place in every input"))
    links = [ChainLink(account.sign if number else "", shown(part, digits), stage.story.source(number))
             for number, part in enumerate(account.parts[:4])]
    if len(account.parts) > 4:
        links.append(ChainLink(account.sign, "…", tr("{n} more", n=len(account.parts) - 4)))
    links.append(ChainLink("=", shown(account.total, digits), tr("output")))
    high = 50 * stage.scale
    row = stage.add(Chain(Box(frame.middle.x, frame.middle.cy - high / 2, frame.middle.w, high), links, stage.scale,
                          True))
    out = stage.ends.outgoing(frame.outgoing)
    for box in boxes:
        middle = (boxes[0].right + row.start(ink())) / 2
        stage.point([(box.right + 5, box.cy), (middle, box.cy), (middle, row.box.cy),
                        (row.start(ink()) - 4, row.box.cy)])
    stage.point([(min(row.end(ink()) + 6, out.x - 14), row.box.cy), (out.x - 6, row.box.cy)])


def _passed(stage: ExplanationStage) -> None:
    """Where a number comes from."""
    account = stage.account
    pictures = any(one.is_picture for one in stage.found.input_types)
    if account.place is not None and stage.found.type.is_row and pictures:
        laid_out(stage)
        return
    frame = stage.lay_out(lower=False, before=stage.ends.strip_width(), cells=stage.width * 0.2)
    if stage.found.sources:
        stage.ends.incoming(frame.incoming, port=account.source)
        stage.head(frame.middle, tr("The number moves"), account.why and tr("and stays what it is"))
    else:
        stage.ends.data(frame.incoming, scaled=False)
        stage.head(frame.middle, tr("The number stays"), tr("nothing is scaled"))
    high, wide = 52 * stage.scale, min(110 * stage.scale, frame.middle.w - 40)
    box = Box(frame.middle.cx - wide / 2, frame.middle.cy - high / 2, wide, high)
    chain = stage.add(Chain(box, [ChainLink("", shown(account.value, places(account.value)), tr("value"))], stage.scale,
                            True))
    start, end = chain.start(ink()) - 5, chain.end(ink()) + 5
    out = stage.ends.outgoing(frame.outgoing)
    if account.place is not None:
        stage.point([(frame.incoming.right + 8, box.cy), (start, box.cy)])
    stage.point([(end, box.cy), (out.x - 8, box.cy)])
    if account.place is None:
        stage.add(WordsPiece(frame.incoming._replace(y=frame.incoming.bottom + 6, h=18 * stage.scale),
                        tr("from the border of zeros"), 12))


def _prepared(stage: ExplanationStage) -> None:
    """What the scaling makes of the data."""
    account = stage.account
    frame = stage.lay_out(lower=False, cells=stage.width * 0.4)
    stage.ends.data(frame.incoming)
    scale = max(places(account.factor), 4)
    raw, centre = exactly(account.raw, account.digits), exactly(abs(account.centre), account.digits)
    links = [ChainLink("", raw, tr("data"))]
    if account.centre:
        sign = "−" if account.centre > 0 else "+"
        links = [ChainLink("", f"({raw}", tr("data")), ChainLink(sign, f"{centre})", tr("centre"))]
    links.append(ChainLink("×", shown(account.factor, scale), tr("factor")))
    links.append(ChainLink("=", shown(account.total, 2), tr("value")))
    stage.head(frame.middle, tr("Scaling"), tr("the same for every sample"))
    high = 50 * stage.scale
    stage.add(Chain(Box(frame.middle.x, frame.middle.cy - high / 2, frame.middle.w, high), links, stage.scale, True))
    stage.ends.outgoing(frame.outgoing)


STAGES = {"sum": _sum, "largest": _pooled, "mean": _pooled, "normed": _normed, "curve": bent, "share": _shared,
          "joined": _joined, "passed": _passed, "prepared": _prepared, "recipe": recipe}
