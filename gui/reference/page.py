"""An entry of the reference as rich text, in the colours of the theme."""

import re
from html import escape

from core.reference.elsewhere import TORCH
from core.reference.entries import UNCHANGED, Chapter, Entry, brought
from gui.style import theme
from gui.text.translation import tr

FORMULA = "formula:"
"""The name of the picture of an entry's formula, which the reader draws."""


def entry_html(entry: Entry, chapter: str) -> str:
    """Name, meaning, formula, parameters and peers of one entry."""
    t = theme.tokens()
    parts = [f'<p style="color:{t.muted}; margin:0">{escape(tr(chapter))}</p>',
             f'<p style="font-size:{_px(22)}px; font-weight:600; margin:2px 0 8px 0">{escape(tr(entry.title))}'
             f'{_name(entry)}</p>', f"<p>{_marked(tr(entry.meaning))}</p>"]
    parts += [f"<p>{_marked(tr(part))}</p>" for part in entry.more.split("\n\n") if part]
    if entry.formula:
        parts.append(f'<table width="100%" cellpadding="12" style="margin-top:8px" bgcolor="{t.card}"><tr>'
                     f'<td align="center"><img src="{FORMULA}"></td></tr></table>')
    if entry.parameters:
        parts.append(_table(entry))
    if entry.equals:
        parts.append(f"<p>{escape(tr('Gives the numbers of {peer}.', peer=tr(entry.equals)))}</p>")
    parts += _elsewhere(entry)
    return _body("".join(parts))


def chapter_html(chapter: Chapter) -> str:
    """A chapter as a list of its entries, each a link."""
    t = theme.tokens()
    rows = "".join(
        f'<p style="margin:8px 0 0 0"><a style="color:{t.accent_text}" href="entry:{escape(one.name)}">'
        f"{escape(tr(one.title))}</a></p><p style='margin:0; color:{t.muted}'>{_marked(tr(one.meaning))}</p>"
        for one in chapter.entries)
    return _body(f'<p style="font-size:{_px(22)}px; font-weight:600; margin:0 0 8px 0">{escape(tr(chapter.title))}'
                 f"</p>{rows}")


def _elsewhere(entry: Entry) -> list[str]:
    """The lines of other libraries."""
    found, parts = entry.elsewhere, []
    if found.given:
        head = tr("In other libraries, with {shape} coming in:", shape=found.given)
        parts.append(f'<p style="margin:12px 0 0 0">{escape(head)}</p>')
    for name, line in found.lines.items():
        text = f"<code>{escape(line)}</code>" if line else escape(tr(UNCHANGED))
        parts.append(f"<p>{escape(tr('In {library}', library=name))}: {text}</p>")
        if name == TORCH and entry.torch_note:
            parts.append(f"<p>{_marked(tr(entry.torch_note))}</p>")
    if found.brought:
        parts.append(f"<p>{_marked(brought(found))}</p>")
    return parts


def _name(entry: Entry) -> str:
    if entry.name == entry.title:
        return ""
    return (f' <span style="color:{theme.tokens().muted}; font-size:{_px(14)}px; font-weight:400">'
            f"{escape(entry.name)}</span>")


def _table(entry: Entry) -> str:
    t = theme.tokens()
    heads = "".join(f'<td style="color:{t.muted}">{escape(tr(word))}</td>'
                    for word in ("Parameter", "Meaning", "Values", "Default"))
    rows = "".join(
        f'<tr><td><b>{escape(tr(p.title))}</b><br><span style="color:{t.muted}; font-size:{_px(12)}px">'
        f"{escape(p.name)}</span></td><td>{_marked(tr(p.meaning))}</td><td>{escape(p.allowed)}</td>"
        f"<td>{escape(p.default)}</td></tr>" for p in entry.parameters)
    return (f'<p></p><table width="100%" cellspacing="0" cellpadding="6" border="1" '
            f'style="border-collapse:collapse; border-color:{t.line}"><tr>{heads}</tr>{rows}</table>')


def _marked(text: str) -> str:
    """Plain text with `names` as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _body(inside: str) -> str:
    return f'<body style="color:{theme.tokens().text}; font-size:{_px(13)}px">{inside}</body>'


def _px(pixels: int) -> int:
    return round(pixels * theme.text_scale())
