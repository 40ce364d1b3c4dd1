"""Writes pictures as PNG files, atomically."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from core.files.atomic_write import replace_file
from core.files.user_files import unwritable
from core.text.errors import LayerlabError


def write(picture: QPixmap, path: Path) -> None:
    """Write a picture; LayerlabError says why not."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    try:
        replace_file(path, buffer.data().data())
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None
