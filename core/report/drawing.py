"""Drawing in SVG: a sheet that takes lines, boxes and words, and the colours of all figures."""

import base64
import struct
import zlib
from collections.abc import Sequence
from html import escape

import numpy as np

from core.report.parts import Figure

INK, QUIET, LINE, CARD = "#1c2330", "#5b6575", "#d7dce4", "#f3f5f8"
BLUE, ORANGE = "#2f6fdb", "#d9731a"
"""Told apart with every kind of sight, and in grey."""
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


class Sheet:
    """A drawing while it grows; all sizes in points of a page."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self._parts: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, fill: str = CARD, edge: str = LINE,
            round_: float = 6) -> None:
        """A box with round corners; no edge where it is ""."""
        stroke = f' stroke="{edge}"' if edge else ""
        self._parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_}" '
                           f'fill="{fill}"{stroke}/>')

    def line(self, points: Sequence[tuple[float, float]], colour: str = QUIET, width: float = 1.2,
             dashed: bool = False, arrow: bool = False) -> None:
        """A line through points."""
        told = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        self._parts.append(f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="{width}"{dash} '
                           f'stroke-linejoin="round"/>')
        if arrow:
            (x0, y0), (x, y) = points[-2:]
            self._head(x, y, x - x0, y - y0, colour)

    def _head(self, x: float, y: float, dx: float, dy: float, colour: str) -> None:
        length = max((dx * dx + dy * dy) ** 0.5, 1e-9)
        dx, dy = 6 * dx / length, 6 * dy / length
        corners = [(x, y), (x - dx - dy / 2, y - dy + dx / 2), (x - dx + dy / 2, y - dy - dx / 2)]
        self._parts.append(f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}" fill="{colour}"/>')

    def words(self, x: float, y: float, text: str, size: float = 10, colour: str = INK, side: str = "start",
              bold: bool = False, turned: bool = False) -> None:
        """A line of text, its foot at y; `side` is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{side}"'
                           f'{weight}{turn}>{escape(text)}</text>')

    def picture(self, x: float, y: float, side: float, values: np.ndarray) -> None:
        """(height, width, 1 or 3) of numbers from 0 to 1, as squares."""
        told = base64.b64encode(png(values)).decode()
        height, width = values.shape[:2]
        scale = side / max(height, width)
        self._parts.append(f'<image x="{x:.1f}" y="{y:.1f}" width="{width * scale:.1f}" height="{height * scale:.1f}" '
                           f'style="image-rendering:pixelated" xlink:href="data:image/png;base64,{told}"/>')

    def figure(self, caption: str = "") -> Figure:
        """What was drawn."""
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
                f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" width="{self.width:.0f}" '
                f'height="{self.height:.0f}" role="img" font-family="{FONT}">')
        return Figure(f"{head}<title>{escape(caption)}</title>{''.join(self._parts)}</svg>", self.width, self.height,
                      caption)


def png(values: np.ndarray) -> bytes:
    """A picture file of (height, width, 1 or 3) numbers from 0 to 1, each pixel shown as several, for programs that
    blur what they enlarge."""
    times = max(1, 64 // max(values.shape[:2]))
    pixels = np.clip(np.rint(np.nan_to_num(values) * 255), 0, 255).astype(np.uint8)
    pixels = pixels.repeat(times, 0).repeat(times, 1)
    height, width, channels = pixels.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)]).tobytes()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def cut(text: str, most: int) -> str:
    """A text that has at most so many letters."""
    return text if len(text) <= most else text[:most - 1] + "…"
