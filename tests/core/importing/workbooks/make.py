"""Makes the workbooks beside it anew: pip install XlsxWriter xlwt odfpy, then run this file. None of these has
to do with what reads them."""

from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HERE = Path(__file__).parent
NAMES = ("day", "kind", "size", "share", "price", "good")
ROWS = [(date(2024, 1 + i % 12, 3), ("oak", "ash", "elm")[i // 4 % 3], 0.5 + i, i / 8, 1234.5 * (i + 1), i % 2 == 0)
        for i in range(12)]


def xlsx() -> None:
    """Two sheets, the first empty; merged categories; a formula with its value; a gap; text beside the table."""
    book = xlsxwriter.Workbook(HERE / "trees.xlsx", {"default_date_format": "dd.mm.yyyy"})
    book.add_worksheet("empty")
    sheet = book.add_worksheet("Bäume")
    for column, name in enumerate(NAMES):
        sheet.write(2, 1 + column, name)
    for row, (day, kind, size, share, price, good) in enumerate(ROWS, 3):
        sheet.write_datetime(row, 1, datetime.combine(day, datetime.min.time()))
        if (row - 3) % 4 == 0:
            sheet.merge_range(row, 2, row + 3, 2, kind)
        sheet.write_number(row, 3, size)
        if row != 5:
            sheet.write_number(row, 4, share, book.add_format({"num_format": "0.0 %"}))
        sheet.write_formula(row, 5, f"=1234.5*{row - 2}", None, price)
        sheet.write_boolean(row, 6, good)
    book.close()


def xls() -> None:
    """The format of old Excel."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("trees")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate(NAMES):
        sheet.write(0, column, name)
    for row, cells in enumerate(ROWS, 1):
        for column, cell in enumerate(cells):
            if (row, column) != (3, 3):
                sheet.write(row, column, cell, style if column == 0 else xlwt.Style.default_style)
    book.save(str(HERE / "trees.xls"))


def ods() -> None:
    """The format of LibreOffice."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="trees")
    for cells in (NAMES, *ROWS):
        row = TableRow()
        for column, cell in enumerate(cells):
            row.addElement(_ods_cell("" if cells is ROWS[2] and column == 3 else cell))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(HERE / "trees.ods"))


def _ods_cell(cell) -> TableCell:
    if cell == "":
        return TableCell()
    if isinstance(cell, bool):
        return TableCell(valuetype="boolean", booleanvalue="true" if cell else "false")
    if isinstance(cell, float):
        return TableCell(valuetype="float", value=str(cell))
    if isinstance(cell, date):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    found = TableCell(valuetype="string")
    found.addElement(P(text=cell))
    return found


if __name__ == "__main__":
    xlsx()
    xls()
    ods()
