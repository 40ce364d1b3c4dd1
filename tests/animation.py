"""The animated picture of the README, from a real training: python -m tests.animation FILE.png

An animated PNG, which browsers show: the window while the spiral is learnt, a picture every few epochs.
"""

import os
import struct
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.session.orders import Play
from gui.app import screenshot
from gui.app.app import App
from gui.model.settings import Settings

SIZE, SHOWN, FRAMES, MS = (1280, 800), 860, 30, 220
COLOURS = 255


def frames(project: str, epochs: float) -> list[QImage]:
    """The window before training and at every further part of so many epochs."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        app = App(Settings(Path(folder) / "layerlab.ini"))
        app.window.resize(*SIZE)
        app.show()
        try:
            screenshot._show(app, project, 0, "", None)
            screenshot._settle(app)
            for number in range(FRAMES):
                if number:
                    app.runner.order(Play(max(1.0, epochs * number / (FRAMES - 1))))
                    screenshot._wait(lambda: not app.runner.state.running and app.runner.fed)
                    screenshot._breathe()
                    screenshot._settle(app)
                found.append(app.window.grab().toImage().scaledToWidth(
                    SHOWN, Qt.TransformationMode.SmoothTransformation))
        finally:
            app.files.unsaved.give_up()
            app.window.close()
    return found


def table(images: list[QImage]) -> list[int]:
    """The colours of which the pictures have most."""
    counts: Counter = Counter()
    for image in images[:: max(1, len(images) // 4)]:
        pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
        values, times = np.unique(pixels & 0xF8F8F8, return_counts=True)
        counts.update(dict(zip(values.tolist(), times.tolist(), strict=True)))
    return [0xFF000000 | value for value, _ in counts.most_common(COLOURS)]


def animated(images: list[QImage]) -> bytes:
    """An animated PNG with a palette; what did not change from picture to picture is see-through."""
    colours = table(images)
    width, height = images[0].width(), images[0].height()
    palette = b"".join(struct.pack(">I", colour)[1:] for colour in colours) + b"\0\0\0"
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
             _chunk(b"acTL", struct.pack(">II", len(images), 0)), _chunk(b"PLTE", palette),
             _chunk(b"tRNS", b"\xff" * len(colours) + b"\0")]
    before, sequence = None, 0
    for number, image in enumerate(images):
        made = image.convertToFormat(QImage.Format.Format_Indexed8, colours, Qt.ImageConversionFlag.AvoidDither)
        rows = np.frombuffer(made.constBits(), np.uint8).reshape(height, made.bytesPerLine())[:, :width]
        kept = rows if before is None else np.where(rows == before, len(colours), rows).astype(np.uint8)
        before = rows.copy()
        packed = zlib.compress(np.hstack([np.zeros((height, 1), np.uint8), kept]).tobytes(), 9)
        wait = MS * (8 if number == len(images) - 1 else 1)
        parts.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, width, height, 0, 0, wait, 1000, 0,
                                                 0 if before is None or not number else 1)))
        sequence += 1
        if number:
            parts.append(_chunk(b"fdAT", struct.pack(">I", sequence) + packed))
            sequence += 1
        else:
            parts.append(_chunk(b"IDAT", packed))
    return b"".join([*parts, _chunk(b"IEND", b"")])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def main(target: str, project: str = "spiral", epochs: str = "60") -> int:
    """Write the picture."""
    application = QApplication.instance() or QApplication(["layerlab"])
    application.setQuitOnLastWindowClosed(False)
    content = animated(frames(project, float(epochs)))
    Path(target).write_bytes(content)
    print(f"{target}: {len(content) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
