"""The picture of a number that comes about in several named steps."""

from gui.drawing.geometry import Box
from gui.drawing.pens import ink
from gui.explanation.chain import Chain, ChainLink
from gui.explanation.printing import shown
from gui.text.translation import tr


def recipe(stage) -> None:
    """Named steps: what gave the number, and above it the parts that went into it."""
    account, digits, scale = stage.account, stage.account.places, stage.scale
    frame = stage.lay_out(lower=False, before=stage.ends.strip_width(), cells=stage.width * 0.5)
    stage.ends.incoming(frame.incoming)
    stage.head(frame.middle, tr("Step by step"), tr("the last step; those before it stand below"))
    links = []
    for number, term in enumerate(account.last.terms):
        for place, factor in enumerate(term):
            sign = "·" if place else "+" if number else ""
            links.append(ChainLink(sign, shown(factor.value, digits), factor.name))
    links.append(ChainLink("=", shown(account.total, digits), tr("output")))
    high = 50 * scale
    row = stage.add(Chain(Box(frame.middle.x, frame.middle.cy - high / 2, frame.middle.w, high), links, scale, True))
    out = stage.ends.outgoing(frame.outgoing)
    stage.point([(frame.incoming.right + 8, row.box.cy), (row.start(ink()) - 5, row.box.cy)])
    stage.point([(min(row.end(ink()) + 6, out.x - 14), row.box.cy), (out.x - 6, row.box.cy)])
