"""Paints the card of a block: name, summary, output shape, parameter count, and its problem."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from gui.drawing import geometry as g
from gui.drawing.block_icons import layer_role
from gui.drawing.block_names import port_name
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block, input_word, input_words
from gui.drawing.pens import CENTRE, LEFT, RADIUS_CARD, RIGHT, WRAP, Ink, rounded, write
from gui.text.number_text import grouped, local
from gui.text.shape_words import shape_words
from gui.text.translation import counted, tr

INSET = 20
MOST_HIGH = 110
"""Of the words about a broken block; the hover card says the rest."""


def summary(block: Block) -> str:
    """The second line: the layer in a few words, with its activation."""
    if block.layer is None:
        words = input_words(block.type)
        several = block.description is not None and len(block.description.inputs) > 1
        return f"{tr('input')} · {words}" if several else words
    words, units = block.layer.summary(), (block.shape or (0,))[0]
    activation = block.layer.activation_op
    if (block.asked is not None and block.asked.task.chooses and block.parameters
            and words == units_words(units)):
        words = counted(units, "{n} class", "{n} classes")
    if activation is None or tr(activation.shown_name()) == words:
        return words
    return f"{words} · {tr(activation.shown_name())}"


def units_words(units: int) -> str:
    """How a dense layer sums itself up."""
    return counted(units, "{n} unit", "{n} units")


def card_words(block: Block) -> str:
    """Everything on the card in one line, for a screen reader and for the hover card."""
    parts = [block.title, summary(block)]
    if block.shape is not None:
        parts.append(tr("output {shape}", shape=shape_words(block.shape)))
    if block.layer is not None and not block.owner:
        parts.append(counted(block.parameters, "{n} parameter", "{n} parameters", n=grouped(block.parameters)))
    parts += [twin_words(block)] if block.twins else []
    parts += [output_words(block)] if block.last and block.outputs > 1 else []
    if block.frozen and block.parameters:
        parts.append(tr("frozen"))
    if block.off:
        parts.append(tr("switched off") if block.off == "all" else
                     counted(len(block.off), "{n} unit switched off", "{n} units switched off"))
    if block.held:
        parts.append(counted(len(block.held), "{n} unit frozen", "{n} units frozen"))
    parts += [f"{tr('Problem') if problem.severity == 'error' else tr('Note')}: {problem.message}"
              for problem in block.problems]
    return "; ".join(parts)


def twin_words(block: Block) -> str:
    """With whom it shares its weights."""
    names = ", ".join(block.twins)
    return tr("has the weights of {blocks}", blocks=block.twins[0]) if block.owner else tr("shares its weights with "
                                                                                     "{blocks}", blocks=names)


def output_words(block: Block) -> str:
    """What an output answers, where there are several."""
    return (tr("output: {target}", target=port_name(block.asked.name)) if block.asked is not None else tr("output"))


def marker(block: Block) -> str:
    """The token of the block's colour."""
    return "faint" if block.layer is None else layer_role(type(block.layer))


def paint_card(painter: QPainter, place: Place, block: Block, ink: Ink, *, selected: bool, hovered: bool,
               faded: bool = False, lit: bool = False) -> None:
    """The card; `faded` while another block is dragged, `lit` where a link may end."""
    card, tall = place.card, ink.scale
    painter.setOpacity(0.4 if faded else 1.0)
    edge = ink.pen("accent", 2) if selected else ink.pen("ok", 2) if lit else ink.pen("line", 1)
    for behind in (6, 3) if block.members else ():
        sheet = Box(card.x + behind, card.y - behind, card.w - 2 * behind, card.h)
        rounded(painter, sheet, RADIUS_CARD, edge if behind == 3 else ink.pen("line", 1), ink.brush("panel"))
    rounded(painter, card, RADIUS_CARD, edge, ink.brush("hover" if hovered and not selected else "card"))
    rounded(painter, Box(card.x + 10, card.y + 12 * tall, 4, 14 * tall), 2, None, ink.brush(marker(block)))
    room = card.w - INSET - 10
    warned = bool(block.problems)
    title = _name(block, room - 18 * (warned + bool(block.twins)), ink)
    line = Box(card.x + INSET, card.y + 10 * tall, room, 18 * tall)
    write(painter, line, title, ink.font(13, 600), ink.pen("text"), LEFT)
    second = Box(card.x + INSET, card.y + 27 * tall, room + 5, 16 * tall)
    write(painter, second, _fitting(block, room + 5, ink), ink.font(11), ink.pen("muted"), LEFT)
    third = second.moved(0, 17 * tall)._replace(w=room)
    own = block.layer is not None and block.shape is not None and not block.owner
    count = grouped(block.parameters) if own else ""
    shape = "?" if block.shape is None else shape_words(block.shape)
    needed = ink.width(shape, 11, 500, True) + 9
    count = next((words for words in (count, rough(block.parameters) if count else "")
                  if needed + ink.width(words, 11, 400, True) <= room), "")
    left = room - (ink.width(count, 11, 400, True) + 6 if count else 0)
    write(painter, third, ink.elided(shape, left + 4, 11, 500), ink.font(11, 500, True), ink.pen("muted"), LEFT)
    write(painter, third, count, ink.font(11, 400, True), ink.pen("muted"), RIGHT)
    if warned:
        paint_triangle(painter, card.right - 18, card.y + 19 * tall, ink)
    if block.twins:
        paint_chain(painter, card.right - 14 - 18 * warned, card.y + 19 * tall, ink)
    off = block.off == "all"
    if off or (block.frozen and block.parameters):
        _paint_state(painter, card, tr("off") if off else tr("frozen"), "negative" if off else "accent", ink)
    if place.form == "strip" and block.layer is not None and block.layer.loops:
        _paint_loop(painter, card, ink)
    painter.setOpacity(1.0)


def _paint_loop(painter: QPainter, card: Box, ink: Ink) -> None:
    """An arrow out of the card and back: what it makes of a step goes into itself with the next."""
    top, bottom, out = card.y + 0.3 * card.h, card.y + 0.72 * card.h, card.right + 18
    path = QPainterPath(QPointF(card.right + 1, top))
    path.cubicTo(QPointF(out + 4, top), QPointF(out + 4, bottom), QPointF(card.right + 6, bottom))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen("ok", 1.6))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.brush("ok"))
    painter.drawPolygon(QPolygonF([QPointF(card.right + 1, bottom), QPointF(card.right + 8, bottom - 4),
                                   QPointF(card.right + 8, bottom + 4)]))


def _paint_state(painter: QPainter, card: Box, words: str, role: str, ink: Ink) -> None:
    """A pill on the lower edge: what was switched by hand."""
    across, tall = ink.width(words, 11, 600) + 14, 17 * ink.scale
    box = Box(round(card.right - across - 8), round(card.bottom - tall / 2), across, tall)
    rounded(painter, box, tall / 2, ink.pen(role, 1.3), ink.brush("panel"))
    write(painter, box, words, ink.font(11, 600), ink.pen(f"{role}_text"), CENTRE)


def rough(count: int) -> str:
    """A large count in a few letters, 4.6k; nothing for zero."""
    if count < 1000:
        return str(count or "")
    size, letter = (count / 1000, "k") if count < 999_500 else (count / 1e6, "M")
    return local(f"{size:.1f}{letter}" if size < 9.95 else f"{size:.0f}{letter}")


def _name(block: Block, room: float, ink: Ink) -> str:
    """The name where it fits, else the short one."""
    if block.layer is not None and ink.width(block.title, 13, 600) > room:
        return ink.elided(tr(block.layer.short_name()), room, 13, 600)
    return ink.elided(block.title, room, 13, 600)


def _fitting(block: Block, room: float, ink: Ink) -> str:
    """The second line; where it is too long, what the third line says too (the units) or the last part goes. Of several
    outputs each says first what it answers."""
    words = summary(block)
    if block.last and block.outputs > 1:
        words = f"→ {port_name(block.asked.name) if block.asked is not None else tr('output')} · {words}"
    if ink.width(words, 11) > room and words.startswith(units_words((block.shape or (0,))[0]) + " · "):
        words = words.rpartition(" · ")[2]
    while ink.width(words, 11) > room and " · " in words:
        words = words.rpartition(" · ")[0]
    return ink.elided(words, room, 11)


def paint_triangle(painter: QPainter, x: float, y: float, ink: Ink, size: float = 6.5) -> None:
    """▲ with its middle at a point: the mark of a problem, told by its shape and not by colour alone."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.brush("negative"))
    painter.drawPolygon(QPolygonF([QPointF(x, y - size), QPointF(x + size, y + size * 0.75),
                                   QPointF(x - size, y + size * 0.75)]))


def paint_chain(painter: QPainter, x: float, y: float, ink: Ink) -> None:
    """Two links of a chain with their middle at a point: the mark of shared weights."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen("accent", 1.6))
    for left in (x - 8, x - 1):
        painter.drawRoundedRect(QRectF(left, y - 3.5, 9, 7), 3.5, 3.5)


def problem_box(place: Place, block: Block, ink: Ink, width: float) -> Box | None:
    """Where the sentence about a broken block stands: below its card, over the picture."""
    if not block.errors:
        return None
    across = min(max(place.picture.w, place.card.w, 150 * ink.scale), width - 2 * g.PAD)
    # Clear of the caption of the block before; at the right edge rather narrower than over that.
    left = max(place.card.cx - across / 2, g.PAD, place.card.x - 24)
    across = min(across, width - g.PAD - left)
    room = place.caption.bottom + g.LANE_FIRST + g.ARC - place.card.bottom - 8 - 14 - 18 * ink.scale
    high = min(ink.height(block.errors[0].message, across - 16, 11), MOST_HIGH * ink.scale, room)
    return Box(round(left), place.card.bottom + 8, across, high + 14 + 18 * ink.scale)


def paint_problem(painter: QPainter, box: Box, block: Block, ink: Ink) -> None:
    """The sentence, with the mark that also stands on the card."""
    rounded(painter, box, 7, ink.pen("negative", 1.2), ink.brush("panel"))
    line = 18 * ink.scale
    paint_triangle(painter, box.x + 14, box.y + 5 + line / 2, ink, 5)
    title = ink.fitting((tr("Cannot compute yet"), tr("Not ready")), box.w - 28, 11, 600)
    write(painter, Box(box.x + 24, box.y + 5, box.w - 28, line), title, ink.font(11, 600),
          ink.pen("negative_text"), LEFT)
    # A sentence that is longer than the box ends with a whole line; the hover card has the rest.
    room = QRectF(box.x + 9, box.y + 5 + line, box.w - 16, box.h - 7 - line)
    words = ink.wrapped(block.errors[0].message, room.width(), room.height(), 11)
    write(painter, Box(*room.getRect()), words, ink.font(11), ink.pen("text"), WRAP)


def paint_zone(painter: QPainter, box: Box, ink: Ink, block: Block, lit: bool) -> None:
    """The invitation of an empty network."""
    edge = ink.pen("accent" if lit else "faint", 1.5, 1.0, (4, 3))
    rounded(painter, box, RADIUS_CARD, edge, ink.brush("card", 0.5))
    centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    title = ink.height(tr("Add the first layer"), box.w - 24, 16, 600)
    top = box.y + 80  # below the + of the invitation
    painter.setFont(ink.font(16, 600))
    painter.setPen(ink.pen("text"))
    painter.drawText(QRectF(box.x + 12, top, box.w - 24, title), centre, tr("Add the first layer"))
    painter.setFont(ink.font(12))
    painter.setPen(ink.pen("muted"))
    hint = (tr("Drag one here from Layers, click +, or press Insert. A Conv2D sees patterns in a picture.")
            if input_word(block.description) == "picture" else
            tr("Drag one here from Layers, click +, or press Insert. A Dense layer is a good first one."))
    room = QRectF(box.x + 16, top + title + 10, box.w - 32, box.bottom - top - title - 14)
    painter.drawText(room, centre, ink.wrapped(hint, room.width(), room.height(), 12))
