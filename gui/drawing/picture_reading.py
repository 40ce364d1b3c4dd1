"""Reads pictures of any format that Qt knows as numbers for a network."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader

from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

LARGEST_MB = 128
"""What a picture may take of memory once it is unpacked."""


def read(path: Path, height: int, width: int, channels: int) -> np.ndarray:
    """(height, width, channels) from 0 (black) to 1; the whole picture, brought to this size. DataError where the file
    is none. Runs in any thread."""
    before = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(LARGEST_MB)
    try:
        reader = QImageReader(str(path))
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(True)
        found = reader.read()
    finally:
        QImageReader.setAllocationLimit(before)
    if found.isNull():
        raise DataError(say("{path} is no picture that can be read; choose another file.", path=shown(path)))
    return scaled(found, height, width, channels)


def scaled(image: QImage, height: int, width: int, channels: int) -> np.ndarray:
    """An image as numbers from 0 to 1. What is transparent is black; grey is 0.299 R + 0.587 G + 0.114 B."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    if (image.width(), image.height()) != (width, height):
        image = image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio,
                             Qt.TransformationMode.SmoothTransformation).convertToFormat(
                                 QImage.Format.Format_RGBA8888_Premultiplied)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    colours = lines[:, :4 * width].reshape(height, width, 4) / 255
    if channels == 1:
        return colours[..., :3] @ np.array([[0.299], [0.587], [0.114]])
    return colours[..., :channels] if channels <= 4 else np.repeat(colours[..., :1], channels, axis=2)
