"""Pictures of files as arrays. Qt knows the formats, and core knows no Qt: who starts the program hands in the decoder.

A decoder is a function `decoder(content, wanted)` of the bytes of a file. It raises DataError with the end of a
sentence ("is cut short or damaged") where it can make nothing of them, and takes no memory beyond its own limit.
"""

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from core.text.errors import DataError
from core.text.messages import say

SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff",
                      ".ppm", ".pgm", ".pbm", ".xbm", ".xpm", ".ico", ".cur", ".icns", ".tga", ".wbmp"))
"""Names of pictures end so. What a picture is, its bytes say."""
CROP, PAD, STRETCH = "crop", "pad", "stretch"
FITS = {CROP: "cut to fit", PAD: "whole, with a border", STRETCH: "stretched"}
"""How a picture of other proportions fits: the word in files, and the text that is shown."""
GREY, COLOUR = "grey", "colour"
STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


class Wanted(Struct, frozen=True):
    """How a picture shall come out: pixels, 1 or 3 channels, and what happens to other proportions (`FITS`)."""

    height: int
    width: int
    channels: int
    fit: str = CROP


Decoder = Callable[[bytes, Wanted | None], tuple[np.ndarray, tuple[int, int], bool]]
_decoders: list[Decoder] = []


def use(decoder: Decoder) -> None:
    """Decode with this one from now on."""
    _decoders[:] = [decoder]


def decoded(content: bytes, wanted: Wanted) -> np.ndarray:
    """(height, width, channels) uint8, upright, transparent parts white; DataError with the end of a sentence."""
    return _decoder()(content, wanted)[0]


def measured(content: bytes) -> tuple[int, int, bool]:
    """(height, width, whether there is any colour) of a picture, upright; DataError with the end of a sentence."""
    _, (height, width), coloured = _decoder()(content, None)
    return height, width, coloured


def looks_like_picture(start: bytes) -> bool:
    """Whether these are the first bytes of a picture, as far as that is told without a decoder."""
    return start.startswith(STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")


def _decoder() -> Decoder:
    if not _decoders:
        raise DataError(say("cannot be read here, for nothing that reads pictures is at hand; start Layerlab with "
                            "main.py"))
    return _decoders[0]
