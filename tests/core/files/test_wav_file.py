"""WAV files as numbers: every width and number of channels, other rates, and what cannot be read."""

import struct
import wave

import numpy as np
import pytest

from core.files.wav_file import at_rate, is_wav, sound
from core.text.errors import DataError


def written(path, values, width=2, channels=1, rate=8000):
    """A WAV file of values from −1 to 1, the same in all channels."""
    whole = np.round(np.asarray(values) * (2.0 ** (8 * width - 1) - 1)).astype(np.int64) + (128 if width == 1 else 0)
    octets = b"".join(int(value).to_bytes(width, "little", signed=width > 1) * channels for value in whole)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(octets)
    return path


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_every_width_and_number_of_channels(tmp_path, width, channels):
    values = np.sin(np.arange(50))
    path = written(tmp_path / "a.wav", values, width, channels, 44_100)
    found, rate = sound(path)
    assert rate == 44_100
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, values, atol=1.6 / 2 ** min(8 * width - 1, 22))
    assert is_wav(path.read_bytes()[:12])


@pytest.mark.parametrize("rate", [4000, 11_025, 44_100])
def test_another_rate_keeps_the_pitch_and_takes_out_what_is_too_high(rate):
    time = np.arange(rate) / rate
    low, high = np.sin(2 * np.pi * 440 * time), np.sin(2 * np.pi * 9000 * time) * (rate > 18_000)
    found = at_rate((low + high).astype(np.float32), rate, 8000)
    assert len(found) == 8000
    np.testing.assert_allclose(found, np.sin(2 * np.pi * 440 * np.arange(8000) / 8000), atol=1e-3)
    assert at_rate(found, 8000, 8000) is found


def broken(good: bytes) -> dict:
    """Files that are none, or of numbers that are not read."""
    decimal = bytearray(good)
    decimal[20:22] = struct.pack("<H", 3)
    return {"empty": b"", "text": b"not a sound at all", "cut": good[:30], "decimal": bytes(decimal),
            "silent": good[:40] + struct.pack("<I", 0)}


@pytest.mark.parametrize("what", ["empty", "text", "cut", "decimal", "silent"])
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path, what):
    good = written(tmp_path / "good.wav", np.sin(np.arange(50))).read_bytes()
    bad = tmp_path / "bad.wav"
    bad.write_bytes(broken(good)[what])
    with pytest.raises(DataError, match=r"bad\.wav.*(PCM|holds no sound)") as refused:
        sound(bad)
    assert str(refused.value).count(".") <= 2


def test_no_bytes_make_it_fail_otherwise(tmp_path):
    good, rng = written(tmp_path / "good.wav", np.sin(np.arange(50))).read_bytes(), np.random.default_rng(0)
    path = tmp_path / "some.wav"
    for _ in range(150):
        bad = bytearray(good[:rng.integers(0, len(good) + 1)])
        for place in rng.integers(0, 44, 3):
            if place < len(bad):
                bad[place] = rng.integers(256)
        path.write_bytes(bytes(bad))
        try:
            values, _ = sound(path)
        except DataError:
            continue
        assert np.isfinite(values).all()
