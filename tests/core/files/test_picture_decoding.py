"""Pictures of files: every format, upright, on white, in the size and colours that are asked for, never too large."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.exif import orientation
from core.files.picture_decoding import CROP, PAD, STRETCH, Wanted, decoded, measured
from core.text.errors import DataError
from tests.picture_parts import LOSSLESS, write


def pixels(height=6, width=5, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


@pytest.mark.parametrize("kind", LOSSLESS)
def test_formats_without_loss_come_out_as_they_went_in(tmp_path, kind):
    written, path = pixels(), tmp_path / f"a.{kind}"
    write(path, written)
    assert (decoded(path.read_bytes(), Wanted(6, 5, 3)) == written).all()


def test_every_format_that_can_be_written_can_be_read(tmp_path):
    from PySide6.QtGui import QImageWriter
    written = np.repeat(np.repeat(pixels(2, 2, 1), 16, 0), 16, 1)
    for kind in {bytes(one.data()).decode() for one in QImageWriter.supportedImageFormats()}:
        path = tmp_path / f"a.{kind}"
        write(path, written)
        assert decoded(path.read_bytes(), Wanted(32, 32, 1)).shape == (32, 32, 1), kind


def test_what_a_picture_is_its_bytes_say(tmp_path):
    write(tmp_path / "a.jpg", pixels(), "png")
    assert (decoded((tmp_path / "a.jpg").read_bytes(), Wanted(6, 5, 3)) == pixels()).all()


def test_transparent_parts_lie_on_white(tmp_path):
    clear = np.zeros((2, 2, 4), np.uint8)
    clear[0, 0] = (10, 20, 30, 255)
    write(tmp_path / "a.png", clear)
    content = (tmp_path / "a.png").read_bytes()
    found = decoded(content, Wanted(2, 2, 3))
    assert found[0, 0].tolist() == [10, 20, 30]
    assert (found.reshape(-1, 3)[1:] == 255).all()
    assert (decoded(content, Wanted(2, 2, 1)).ravel()[1:] == 255).all()


def exif(orientation: int) -> bytes:
    """The segment of a JPEG that says how it is turned."""
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + struct.pack(">HHIHH", 0x112, 3, 1, orientation, 0) + bytes(4)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def with_exif(content: bytes, kind: str, said: int, order: str) -> bytes:
    """A PNG or WebP picture with the chunk that says how it is turned."""
    tiff = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x112, 3, 1, said, 0, 0)
    if kind == "png":
        chunk = struct.pack(">I", len(tiff)) + b"eXIf" + tiff + struct.pack(">I", zlib.crc32(b"eXIf" + tiff))
        return content[:33] + chunk + content[33:]
    body = content[12:] + b"EXIF" + struct.pack("<I", len(tiff)) + tiff
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("kind", ["png", "webp"])
@pytest.mark.parametrize("said", range(1, 9))
def test_pictures_whose_format_qt_does_not_turn_are_turned_too(tmp_path, kind, said, order):
    upright = np.zeros((32, 48, 1), np.uint8)
    upright[:8, :8], upright[:8, -8:] = 255, 128
    # How a camera that was held so keeps it, by figure 5 of EXIF 2.3.
    stored = {1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1], 5: upright.swapaxes(0, 1),
              6: np.rot90(upright), 7: np.rot90(upright, 2).swapaxes(0, 1), 8: np.rot90(upright, -1)}[said]
    write(tmp_path / f"a.{kind}", np.ascontiguousarray(np.repeat(stored, 3, 2)))
    content = with_exif((tmp_path / f"a.{kind}").read_bytes(), kind, said, order)
    found = decoded(content, Wanted(32, 48, 1)).astype(int)
    assert abs(found - upright).mean() < 4
    assert measured(content)[:2] == (32, 48)


@given(st.binary(max_size=60), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]),
       st.sampled_from([b"", struct.pack(">I4s", 40, b"eXIf") + b"MM\0*", struct.pack("<4sI", b"EXIF", 40) + b"II*\0"]))
def test_damaged_words_on_how_a_picture_is_turned_turn_nothing(rest, start, chunk):
    assert 1 <= orientation(start + chunk + rest) <= 8


@pytest.mark.parametrize(("orientation", "turned"), [(1, lambda p: p), (3, lambda p: np.rot90(p, 2)),
                                                     (6, lambda p: np.rot90(p, -1)), (8, lambda p: np.rot90(p, 1))])
def test_pictures_are_turned_as_their_camera_says(tmp_path, orientation, turned):
    written = np.zeros((32, 64, 1), np.uint8)
    written[:16, :32] = 255  # the left upper corner is bright
    write(tmp_path / "a.jpg", written)
    content = (tmp_path / "a.jpg").read_bytes()
    content = content[:2] + exif(orientation) + content[2:]
    wanted = turned(written)
    assert measured(content)[:2] == wanted.shape[:2]
    found = decoded(content, Wanted(*wanted.shape))
    assert np.abs(found.astype(int) - wanted).mean() < 4


def test_sizes_and_proportions(tmp_path):
    wide = np.zeros((20, 60, 1), np.uint8)
    wide[:, 20:40] = 200  # the middle third
    write(tmp_path / "a.png", wide)
    content = (tmp_path / "a.png").read_bytes()
    assert (decoded(content, Wanted(10, 10, 1, CROP)) == 200).all()
    padded = decoded(content, Wanted(30, 30, 1, PAD))
    assert not padded[:10].any()
    assert not padded[20:].any()
    assert padded[15, 15] == 200
    stretched = decoded(content, Wanted(30, 30, 1, STRETCH))
    assert stretched[:, 12:18].min() == 200
    assert not stretched[:, :8].any()


def test_grey_and_colour(tmp_path):
    write(tmp_path / "a.png", pixels())
    write(tmp_path / "b.png", pixels(channels=1))
    assert measured((tmp_path / "a.png").read_bytes()) == (6, 5, True)
    assert measured((tmp_path / "b.png").read_bytes()) == (6, 5, False)
    grey = decoded((tmp_path / "b.png").read_bytes(), Wanted(6, 5, 3))
    assert (grey == pixels(channels=1)).all()


def bomb() -> bytes:
    """A PNG of 60 000 × 60 000 pixels, a few kilobytes long."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">2I5B", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(10**6)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("content", [bomb(), b"", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                                     b"hello", bytes(1000)])
def test_what_is_no_picture_is_refused(content):
    for read in (measured, lambda one: decoded(one, Wanted(8, 8, 3))):
        with pytest.raises(DataError) as caught:
            read(content)
        assert str(caught.value)[0].islower()  # the end of a sentence


def test_a_picture_cut_anywhere_is_refused_or_whole(tmp_path):
    write(tmp_path / "a.png", pixels(40, 40))
    content = (tmp_path / "a.png").read_bytes()
    for end in range(0, len(content) - 1, 97):
        try:
            assert decoded(content[:end], Wanted(8, 8, 3)).shape == (8, 8, 3)
            assert end > len(content) - 40  # nothing but the end mark was cut
        except DataError:
            pass
