"""Reads pictures of files with Qt, for core, which knows no Qt. Runs in any thread and without an application."""

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QTransform

from core.files.exif import orientation
from core.files.picture_decoding import CROP, PAD, Wanted
from core.text.errors import DataError
from core.text.messages import say

MOST_MEGABYTES = 256
"""What one picture may take while it is read."""
MOST_PIXELS = MOST_MEGABYTES * 2**20 // 4
DRAWINGS = frozenset((b"svg", b"svgz", b"pdf"))
"""These are no pixels: they may name other files, and need fonts."""
ORIENTATIONS = {1: (False, 0), 2: (True, 0), 3: (False, 2), 4: (True, 2), 5: (True, 3), 6: (False, 1), 7: (True, 1),
                8: (False, 3)}
"""What makes a picture upright by the number that EXIF has for it: mirrored or not, then so many quarters clockwise."""


def decode(content: bytes, wanted: Wanted | None) -> tuple[np.ndarray, tuple[int, int], bool]:
    """(pixels as `wanted`, (height, width) of the file's picture, whether it has colour), turned as its EXIF says.

    Without `wanted` no pixels are made of it but those that tell its colour. DataError with the end of a sentence.
    """
    image, whole = _read(content, wanted)
    if wanted is None:
        return np.zeros(0, np.uint8), whole, not image.scaled(QSize(64, 64)).allGray()
    return _pixels(_fitted(image, wanted), wanted), whole, wanted.channels == 3


def pixels_of(image: QImage, wanted: Wanted) -> np.ndarray:
    """The pixels of an image that is there already, as one that was copied, as `wanted`."""
    return _pixels(_fitted(image, wanted), wanted)


def _read(content: bytes, wanted: Wanted | None) -> tuple[QImage, tuple[int, int]]:
    """(the image, upright, perhaps at a fraction of its size, height and width of the whole)."""
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    room = QByteArray(content)
    buffer = QBuffer(room)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    try:
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(True)
        kind = bytes(reader.format().data())
        if not kind:
            raise DataError(say("is no picture that can be read"))
        if kind in DRAWINGS:
            raise DataError(say("is a drawing of lines, not a picture of pixels"))
        size = reader.size()
        if size.isValid() and size.width() * size.height() > MOST_PIXELS:
            raise DataError(say("says that it has {width:,} × {height:,} pixels, more than can be read",
                                width=size.width(), height=size.height()))
        _shrink_while_read(reader, size, wanted)
        image = reader.read()
        if image.isNull() or image.width() * image.height() > MOST_PIXELS:
            raise DataError(say("is cut short or damaged"))
        if not reader.transformation().value:
            image = _turned(image, orientation(content))
            size = image.size() if size.isValid() else size
        elif reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
            size = size.transposed()
    finally:
        del reader  # before its buffer, in which it looks once more as it goes
    return image, (size.height(), size.width()) if size.isValid() else (image.height(), image.width())


def _turned(image: QImage, said: int) -> QImage:
    """The image upright, as its EXIF said: mirrored, then turned by quarters, clockwise."""
    mirrored, quarters = ORIENTATIONS[said]
    if mirrored:
        image = image.flipped(Qt.Orientation.Horizontal)
    return image.transformed(QTransform().rotate(90 * quarters)) if quarters else image


def _shrink_while_read(reader: QImageReader, size: QSize, wanted: Wanted | None) -> None:
    """Large JPEG pictures are read at a fraction of their size, which saves most of the time; never below twice of what
    is wanted, so that the last step to it is a mean over pixels."""
    if not size.isValid() or bytes(reader.format().data()) != b"jpeg":
        return
    side = 64 if wanted is None else 2 * max(wanted.height, wanted.width)
    parts = min(size.width(), size.height()) // max(side, 1)
    power = 8 if parts >= 8 else 4 if parts >= 4 else 2 if parts >= 2 else 1
    if power > 1:
        reader.setScaledSize(QSize(-(-size.width() // power), -(-size.height() // power)))


def _fitted(image: QImage, wanted: Wanted) -> QImage:
    goal = QSize(wanted.width, wanted.height)
    if image.size() == goal:
        return image
    if wanted.fit == CROP:
        # The largest part in the middle that has the proportions.
        scale = min(image.width() / wanted.width, image.height() / wanted.height)
        width, height = max(round(wanted.width * scale), 1), max(round(wanted.height * scale), 1)
        image = image.copy(QRect((image.width() - width) // 2, (image.height() - height) // 2, width, height))
    keep = Qt.AspectRatioMode.KeepAspectRatio if wanted.fit == PAD else Qt.AspectRatioMode.IgnoreAspectRatio
    return image.scaled(goal, keep, Qt.TransformationMode.SmoothTransformation)


def _pixels(image: QImage, wanted: Wanted) -> np.ndarray:
    """(height, width, channels) of an image that is as large or, with a border, smaller."""
    if wanted.channels == 1 and not image.hasAlphaChannel():
        found = _bytes(image.convertToFormat(QImage.Format.Format_Grayscale8), 1)
    else:
        premultiplied = _bytes(image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied), 4)
        found = premultiplied[:, :, :3] + (255 - premultiplied[:, :, 3:])  # what is transparent lies on white
        if wanted.channels == 1:
            weights = np.array((11, 16, 5))  # as qGray weighs red, green and blue, in 32nds
            found = (found.astype(np.uint16) @ weights.astype(np.uint16) // 32).astype(np.uint8)[:, :, None]
    if found.shape[:2] == (wanted.height, wanted.width):
        return found
    whole = np.zeros((wanted.height, wanted.width, wanted.channels), np.uint8)
    top, left = (wanted.height - found.shape[0]) // 2, (wanted.width - found.shape[1]) // 2
    whole[top:top + found.shape[0], left:left + found.shape[1]] = found
    return whole


def _bytes(image: QImage, channels: int) -> np.ndarray:
    """(height, width, channels), copied out of the rows of an image, which may be longer than their pixels."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, :image.width() * channels].reshape(image.height(), image.width(), channels).copy()
