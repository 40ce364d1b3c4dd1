"""WAV files of sound as plain numbers: uncompressed (PCM) ones, all channels mixed into one."""

import struct
import wave
from pathlib import Path

import numpy as np

from core.files.user_files import reason, regular_file, shown
from core.text.errors import DataError
from core.text.messages import say

RIFF, WAVE = b"RIFF", b"WAVE"
MOST_SECONDS = 3600
FULL = {1: 2.0**7, 2: 2.0**15, 3: 2.0**23, 4: 2.0**31}
"""The largest amplitude by the bytes of a number."""


def is_wav(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a WAV file."""
    return start[:4] == RIFF and start[8:12] == WAVE


def sound(path: str | Path) -> tuple[np.ndarray, int]:
    """((n,) float32 from −1 to 1, numbers a second); DataError with one sentence that names the file."""
    found = regular_file(path, DataError)
    try:
        with wave.open(str(found), "rb") as file:
            width, channels, rate, frames = (file.getsampwidth(), file.getnchannels(), file.getframerate(),
                                             file.getnframes())
            if width not in FULL or not 1 <= rate <= 1_000_000:
                raise DataError(say("{path} has numbers of {bytes} bytes, {rate} a second; save it as WAV with 16 "
                                    "bits.", path=shown(path), bytes=width, rate=rate))
            if frames > MOST_SECONDS * rate:
                raise DataError(say("{path} is longer than an hour; cut it into pieces.", path=shown(path)))
            content = file.readframes(frames)
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except (wave.Error, EOFError, struct.error, RuntimeError):  # what it raises for odd chunks
        raise DataError(say("{path} is no WAV file of plain numbers (PCM): it is compressed, of decimal numbers, or "
                            "cut short; save it as WAV with 16 bits.", path=shown(path))) from None
    content = content[:len(content) // (width * channels) * width * channels]
    if not content:
        raise DataError(say("{path} holds no sound; record it again.", path=shown(path)))
    return _mixed(content, width, channels), rate


def _mixed(content: bytes, width: int, channels: int) -> np.ndarray:
    """The mean of all channels, from −1 to 1."""
    if width == 1:
        values = np.frombuffer(content, np.uint8).astype(np.float32) - 128
    elif width == 3:
        octets = np.frombuffer(content, np.uint8).reshape(-1, 3)
        wide = np.zeros((len(octets), 4), np.uint8)
        wide[:, 1:] = octets
        values = (wide.view("<i4")[:, 0] >> 8).astype(np.float32)
    else:
        values = np.frombuffer(content, f"<i{width}").astype(np.float32)
    return (values.reshape(-1, channels).mean(1) / FULL[width]).astype(np.float32)


def at_rate(values: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """The same sound with `wanted` numbers a second: what is too high for these is taken out, as it would come back as
    another pitch."""
    if rate == wanted or not len(values):
        return values
    count = max(1, round(len(values) * wanted / rate))
    spectrum = np.fft.rfft(values)[:count // 2 + 1]
    if count > len(values):
        spectrum = np.pad(spectrum, (0, count // 2 + 1 - len(spectrum)))
    return (np.fft.irfft(spectrum, count) * (count / len(values))).astype(np.float32)
