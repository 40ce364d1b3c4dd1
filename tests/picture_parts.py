"""Pictures in files, as other programs write them, for tests."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage, QImageWriter

from core.files import picture_decoding
from gui.drawing.picture_decoding import decode

picture_decoding.use(decode)
LOSSLESS = ("png", "bmp", "ppm", "tiff", "webp")


def image(pixels: np.ndarray) -> QImage:
    """An image of (height, width, 1, 3 or 4) bytes."""
    height, width, channels = pixels.shape
    kind = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    pixels = np.ascontiguousarray(pixels)
    return QImage(pixels.data, width, height, width * channels, kind[channels]).copy()


def write(path: Path, pixels: np.ndarray, kind: str = "") -> None:
    """A file of these pixels, of the kind its name says or another."""
    writer = QImageWriter(str(path), (kind or path.suffix[1:]).encode())
    if (kind or path.suffix[1:]) == "webp":
        writer.setQuality(100)  # without loss
    assert writer.write(image(pixels)), writer.errorString()


def class_folders(folder: Path, classes=("cat", "dog"), each: int = 6, side: int = 8, seed: int = 0) -> dict:
    """Folders of coloured pictures; returns the pixels by path."""
    rng, made = np.random.default_rng(seed), {}
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(each):
            path = folder / name / f"{number:03}.png"
            made[path] = rng.integers(0, 256, (side, side, 3), np.uint8)
            write(path, made[path])
    return made
