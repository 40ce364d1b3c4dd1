"""Writes a report as one HTML page that needs no other file and is good in print."""

from collections.abc import Callable
from html import escape
from typing import Any

from core.report.parts import Facts, Figure, Report, Table, Words

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 Inter, system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1c2330;
       max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; background: #fff; }
h1 { font-size: 1.7rem; margin: 0; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; border-bottom: 1px solid #d7dce4; padding-bottom: .25rem; }
.line { color: #5b6575; margin: .2rem 0 0; }
figure { margin: .9rem 1.2rem .9rem 0; display: inline-block; max-width: 100%; vertical-align: top; }
figure svg { max-width: 100%; height: auto; display: block; }
figcaption { color: #5b6575; font-size: .85rem; max-width: 34rem; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0 1rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem 1.1rem .2rem 0; vertical-align: top; }
thead th { border-bottom: 1px solid #d7dce4; font-weight: 600; }
.number { text-align: right; } .facts th { color: #5b6575; font-weight: 400; white-space: nowrap; }
tr.marked td { background: #fdf0e4; } p { white-space: pre-wrap; overflow-wrap: anywhere; }
@page { margin: 18mm 16mm; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } figure, tr { break-inside: avoid; }
       h2 { break-after: avoid; } thead { display: table-header-group; } }
"""


def page(report: Report) -> str:
    """The whole page."""
    body = "".join(f"<section><h2>{escape(section.title)}</h2>{''.join(map(_part, section.parts))}</section>\n"
                   for section in report.sections)
    return (f'<!doctype html>\n<html lang="{report.language}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(report.title)}</title><style>{STYLE}</style></head>\n<body>"
            f'<h1>{escape(report.title)}</h1><p class="line">{escape(report.line)}</p>\n{body}</body></html>\n')


def _part(part) -> str:
    return WRITERS[type(part)](part)


def _words(part: Words) -> str:
    return f"<p>{escape(part.text)}</p>"


def _facts(part: Facts) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in part.rows)
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def _table(part: Table) -> str:
    def cells(row, tag):
        return "".join(f'<{tag}{" class=number" if place >= part.numbers else ""}>{escape(cell)}</{tag}>'
                       for place, cell in enumerate(row))
    rows = "".join(f'<tr{" class=marked" if number in part.marked else ""}>{cells(row, "td")}</tr>'
                   for number, row in enumerate(part.rows))
    return f"<table><thead><tr>{cells(part.head, 'th')}</tr></thead><tbody>{rows}</tbody></table>"


def _figure(part: Figure) -> str:
    return f"<figure>{part.svg}<figcaption>{escape(part.caption)}</figcaption></figure>"


WRITERS: dict[Any, Callable[[Any], str]] = {Words: _words, Facts: _facts, Table: _table, Figure: _figure}
