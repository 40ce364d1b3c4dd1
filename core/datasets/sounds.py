"""What data sets of sound share: a waveform, its log spectrogram, or both come in."""

import numpy as np

from core.datasets.base import Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.declare.parameters import choice, whole
from core.ops.tensor_type import NUMBER, SERIES, TOKENS, TensorType
from core.tasks.recognition import telling_apart

RATE = 8000
"""Numbers a second: what is heard of speech over a telephone."""
WINDOW, HOP, BANDS = 256, 128, 64
"""Numbers that a spectrum is taken of (32 ms), from one to the next, and bands of frequency up to 4000 Hz."""
SILENCE = 1e-6
WAVEFORM, SPECTRUM, BOTH = "waveform", "spectrum", "both"
GIVEN = choice({WAVEFORM: "waveform", SPECTRUM: "log spectrogram", BOTH: "both, as two inputs"}, "Given",
               "the pressure of the air 8000 times a second, or how strong each frequency is in every piece of 32 ms")
LENGTH = whole(50, 2000, "Length", "of each sound: longer ones are cut in the middle, shorter ones end in silence",
               unit="ms")


def values_of(milliseconds: int) -> int:
    """Numbers of a sound of this length."""
    return max(WINDOW, RATE * milliseconds // 1000)


def spectrogram(sounds: np.ndarray) -> np.ndarray:
    """(n, pieces, bands): a third of the decimal logarithm of the power in each band of every piece, for sounds
    (n, values)."""
    pieces = np.lib.stride_tricks.sliding_window_view(sounds, WINDOW, 1)[:, ::HOP]
    shape = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(pieces * shape)[..., 1:])**2 / shape.sum()
    banded = power.reshape(*power.shape[:2], BANDS, -1).mean(-1)
    return (np.log10(banded + SILENCE) / 3).astype(np.float32)


def described(given: str, milliseconds: int, classes: tuple[str, ...], count: int) -> Description:
    """Sounds of one length, of which a class is asked."""
    length = values_of(milliseconds)
    frequencies = tuple(f"{round(RATE / 2 * band / BANDS)} Hz" for band in range(BANDS))
    ports = {WAVEFORM: InputPort(INPUT, TensorType((length, 1), SERIES), ("pressure",)),
             SPECTRUM: InputPort(INPUT, TensorType((1 + (length - WINDOW) // HOP, BANDS), SERIES), frequencies)}
    kind = TensorType((), NUMBER, TOKENS, len(classes))
    asked = TargetPort(TARGET, telling_apart(len(classes)), len(classes), kind, classes)
    chosen = [name for name in ports if given in (name, BOTH)]
    inputs = tuple(InputPort(name if given == BOTH else INPUT, ports[name].type, ports[name].columns)
                   for name in chosen)
    return Description(inputs, (asked,), count)


def samples(given: str, sounds: np.ndarray, labels: np.ndarray) -> Samples:
    """Loaded sounds (n, values) as the network takes them."""
    made = {WAVEFORM: lambda: sounds[..., None].astype(np.float32), SPECTRUM: lambda: spectrogram(sounds)}
    inputs = {name if given == BOTH else INPUT: make() for name, make in made.items() if given in (name, BOTH)}
    return Samples(inputs, {TARGET: labels.astype(np.int32)})
