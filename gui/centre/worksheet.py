"""A worksheet of one step for paper: the same lines with gaps to fill in, and on the next pages the answers."""

import re
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from core.files.atomic_write import replace_file
from core.files.user_files import unwritable
from core.inspection.slow_step import SlowStep
from core.text.errors import LayerlabError
from core.text.formula.line import in_line
from gui.centre.slow_words import heading, short_name, told
from gui.text.number_text import local
from gui.text.translation import tr

GAP = "_________"
SIGNS = ((r"\\partial L / \\partial ", "∂L/∂"), (r"\\hat\{(\w)\}", r"\1̂"), (r"\\eta_s", "η"), (r"\\Delta", "Δ"),
         (r"_\{([^}]*)\}", r"<sub>\1</sub>"), (r"\\", ""))
DARK = "#000000"


def symbol(name: str) -> str:
    """The name of a number as HTML; `name` is TeX of our own lines."""
    found = escape(name)
    for pattern, sign in SIGNS:
        found = re.sub(pattern, sign, found)
    return found


def sheet(step: SlowStep, project, answers: bool) -> str:
    """One of the two parts as HTML, black on white."""
    title = tr("Answers") if answers else tr("Worksheet")
    facts = tr("Record {n}, step {step}, η = {rate}", n=step.index + 1, step=step.step, rate=local(f"{step.rate:g}"))
    parts = [f"<h2>{escape(title)}: {escape(project.name)}</h2>",
             f"<p>{escape(facts)} &nbsp; {escape(tr('Name: {gap}', gap=GAP * 3))}</p>"]
    for number, instruction in enumerate(step.instructions, 1):
        parts.append(f"<h4>{number}. {escape(short_name(instruction, project.network))}</h4>"
                     f"<p>{escape(heading(instruction, project.network))} &nbsp; "
                     f"<i>{escape(in_line(instruction.formula))}</i></p><table cellpadding='2'>")
        for line in instruction.lines:
            numbers, result = told(line)
            given = not numbers
            shown = escape(result) if answers or given else GAP
            middle = f"= {escape(numbers)}" if numbers else ""
            parts.append(f"<tr><td>{symbol(line.name)}</td><td>{middle}</td><td>= <b>{shown}</b></td></tr>")
        parts.append("</table>")
        if instruction.count > len(instruction.lines):
            more = tr("{n} numbers in all", n=instruction.count)
            parts.append(f"<p><small>{escape(more)}</small></p>")
    return "".join(parts)


def write_worksheet(step: SlowStep, project, path: str | Path) -> None:
    """Both parts as a PDF; LayerlabError where the file cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
                                     QMarginsF(18, 16, 18, 16), QPageLayout.Unit.Millimeter))
    writer.setTitle(tr("Worksheet"))
    document = QTextDocument()
    document.setDefaultFont(QFont("Inter", 9))
    document.setDefaultStyleSheet(f"body, td, p, h2, h4 {{ color: {DARK}; }}")
    document.setPageSize(writer.pageLayout().paintRect(QPageLayout.Unit.Point).size())
    document.setHtml(f"<body>{sheet(step, project, False)}<div style='page-break-before: always'>"
                     f"{sheet(step, project, True)}</div></body>")
    document.print_(writer)
    buffer.close()
    try:
        replace_file(Path(path), bytes(buffer.data()))
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None
