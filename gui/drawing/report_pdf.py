"""A report as PDF: text that can be searched, drawings as lines."""

from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from core.report.parts import Facts, Figure, Report, Table, Words
from gui.style import theme

DRAWING, SVG = QTextCharFormat.ObjectTypes.UserObject + 1, QTextCharFormat.Property.UserProperty + 1
DPI = 144
STYLE = """body { color: #1c2330; } h1 { font-size: 20pt; } h2 { font-size: 13pt; }
p, td, th { font-size: 9pt; } .quiet { color: #5b6575; }"""


class Drawings(QPyTextObject):
    """Draws figures into a document, no wider than a page."""

    def __init__(self, parent, width: float):
        super().__init__(parent)
        self.width, self.figures = width, []

    def intrinsicSize(self, document, position, format_):
        figure = self.figures[format_.property(SVG)]
        scale = min(1.0, self.width / figure.width)
        return QSizeF(figure.width * scale, figure.height * scale)

    def drawObject(self, painter, rect, document, position, format_):
        QSvgRenderer(self.figures[format_.property(SVG)].svg.encode()).render(painter, QRectF(rect))


def alone(report: Report) -> bytes:
    """The file, where no window is."""
    application = QApplication.instance() or QApplication(["layerlab"])
    theme.load_fonts()
    made = pdf(report)
    del application
    return made


def pdf(report: Report) -> bytes:
    """The file. Needs a QGuiApplication."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
                                     QMarginsF(18, 16, 18, 16), QPageLayout.Unit.Millimeter))
    writer.setTitle(report.title)
    writer.setCreator("Layerlab")
    size = writer.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(QFont("Inter", 9))
    document.setDefaultStyleSheet(STYLE)
    drawings = Drawings(document, size.width())
    document.documentLayout().registerHandler(DRAWING, drawings)
    document.setPageSize(size)
    _fill(document, drawings, report)
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data())


def _fill(document: QTextDocument, drawings: Drawings, report: Report) -> None:
    cursor = QTextCursor(document)
    cursor.insertHtml(f"<h1>{escape(report.title)}</h1><p class=quiet>{escape(report.line)}</p>")
    headings = []
    for section in report.sections:
        cursor.insertBlock()
        cursor.insertHtml(f"<h2>{escape(section.title)}</h2>")
        _space(cursor)
        headings.append((cursor.block(), _least(section.parts, drawings.width)))
        for row in _rows(section.parts, drawings.width):
            cursor.insertBlock()
            for part in row:
                WRITERS[type(part)](cursor, part, drawings)
            if captions := [part.caption for part in row if part.drawn]:
                cursor.insertBlock()
                cursor.insertHtml(f"<p class=quiet>{escape(' · '.join(captions))}</p>")
    for block, height in headings:
        _keep_together(document, block, height)


def _space(cursor: QTextCursor) -> None:
    """Room above a heading."""
    format_ = cursor.blockFormat()
    format_.setTopMargin(14)
    cursor.setBlockFormat(format_)


def _least(parts, width: float) -> float:
    """The height that must follow a heading on its page."""
    found = 0.0
    for part in parts:
        wide, high = part.room
        if part.drawn:
            return found + high * min(1.0, width / wide) + 20
        found += high
    return min(found, 90)


def _keep_together(document: QTextDocument, block, height: float) -> None:
    """A heading goes to the next page where what belongs to it would stand there alone."""
    page, box = document.pageSize().height(), document.documentLayout().blockBoundingRect(block)
    if box.top() % page + box.height() + height > page and box.top() % page > 1:
        cursor, format_ = QTextCursor(block), block.blockFormat()
        format_.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        cursor.setBlockFormat(format_)


def _rows(parts, width: float) -> list[list]:
    """Drawings that have room beside each other, and everything else alone."""
    rows, filled = [], width + 1
    for part in parts:
        wide, _ = part.room
        if filled + wide <= width:
            rows[-1].append(part)
            filled += wide
        else:
            rows.append([part])
            filled = wide
    return rows


def _words(cursor, part: Words, drawings) -> None:
    cursor.insertHtml(f"<p>{escape(part.text).replace(chr(10), '<br>')}</p>")


def _facts(cursor, part: Facts, drawings) -> None:
    rows = "".join(f"<tr><td class=quiet>{escape(name)}</td><td>{escape(value)}</td></tr>"
                   for name, value in part.rows)
    cursor.insertHtml(f"<table cellspacing=0 cellpadding=3>{rows}</table>")


def _table(cursor, part: Table, drawings) -> None:
    def cells(row, tag):
        return "".join(f"<{tag} align={'right' if place >= part.numbers else 'left'}>{escape(cell)}</{tag}>"
                       for place, cell in enumerate(row))
    rows = "".join(f'<tr{" bgcolor=#fdf0e4" if number in part.marked else ""}>{cells(row, "td")}</tr>'
                   for number, row in enumerate(part.rows))
    head = f"<thead><tr>{cells(part.head, 'th')}</tr></thead>"
    cursor.insertHtml(f"<table cellspacing=0 cellpadding=3>{head}{rows}</table>")


def _figure(cursor, part: Figure, drawings) -> None:
    format_ = QTextCharFormat()
    format_.setObjectType(DRAWING)
    format_.setProperty(SVG, len(drawings.figures))
    drawings.figures.append(part)
    cursor.insertText("\ufffc", format_)


WRITERS = {Words: _words, Facts: _facts, Table: _table, Figure: _figure}
