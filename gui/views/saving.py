"""Saves a view: its picture (PNG, SVG), or the numbers that it shows (CSV)."""

import csv
import io
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QGuiApplication, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from core.files.atomic_write import replace_file
from core.files.user_files import shown, unwritable
from core.text.errors import LayerlabError
from gui.drawing import png
from gui.style import theme
from gui.text.file_names import filters
from gui.text.translation import tr


def as_csv(table: list[tuple]) -> str:
    """Rows as text: commas between them, a decimal point, every number with all the digits that it has."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[str(cell) for cell in row] for row in table])
    return text.getvalue()


def save_view(panel, name: str, path: str | Path) -> str:
    """Write a view to a file whose ending says how; returns a sentence. LayerlabError says why not."""
    path = Path(path) if Path(path).suffix else Path(path).with_suffix(".png")
    if path.suffix.lower() == ".svg":
        write_svg(panel, name, path)
        return tr("Saved {file}", file=shown(path))
    if path.suffix.lower() != ".csv":
        png.write(panel.grab(), path)
        return tr("Saved {file}", file=shown(path))
    table = panel.table()
    if not table:
        raise LayerlabError(tr("{view} shows no numbers yet; train first, or save it as a picture.", view=name))
    try:
        replace_file(path, as_csv(table).encode("utf-8"))
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None
    return tr("Saved {file}", file=shown(path))


def write_svg(panel, name: str, path: Path) -> None:
    """What is painted as vectors: lines and words stay sharp at every size."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QSvgGenerator()
    picture.setOutputDevice(buffer)
    picture.setSize(panel.size())
    picture.setViewBox(panel.rect())
    picture.setTitle(name)
    painter = QPainter(picture)
    painter.fillRect(panel.rect(), theme.colour("panel"))
    panel.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()
    try:
        replace_file(path, bytes(buffer.data()))
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None


def copy_table(panel) -> bool:
    """Put the numbers of a view on the clipboard, as a spreadsheet takes them; False where it has none."""
    table = panel.table()
    QGuiApplication.clipboard().setText("\n".join("\t".join(str(cell) for cell in row) for row in table))
    return bool(table)


def copy_picture(panel) -> None:
    """Put the picture of a view on the clipboard."""
    QGuiApplication.clipboard().setPixmap(panel.grab())


def ask(panel, window, name: str, proposed: str, say) -> None:
    """Ask for the file of a view, and write it; `say` gets one sentence."""
    found, _ = QFileDialog.getSaveFileName(window, tr("Save the view: {view}", view=name), proposed,
                                           filters((("PNG picture", "*.png"), ("SVG picture", "*.svg"),
                                                    ("CSV table", "*.csv"))))
    if found:
        try:
            say(save_view(panel, name, found))
        except LayerlabError as error:
            say(str(error))
