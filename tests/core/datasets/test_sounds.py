"""Sound: what is made here, folders of WAV files, and both ways in which a network hears them."""

import numpy as np
import pytest

from core.datasets import sounds
from core.declare.registry import DATASETS
from core.importing.proposal import inspect_file
from core.project.spec import Data, Split
from core.text.errors import DataError
from tests.core import lessons
from tests.core.files.test_wav_file import written
from tests.core.lessons import with_training

SoundFolder = DATASETS["SoundFolder"]


@pytest.mark.parametrize("given", [sounds.WAVEFORM, sounds.SPECTRUM, sounds.BOTH])
@pytest.mark.parametrize("kind", ["Tones", "Vowels"])
def test_what_is_loaded_is_what_was_described(kind, given):
    dataset = DATASETS[kind](count=30, given=given, milliseconds=100)
    described, loaded = dataset.describe(), dataset.load()
    assert [port.name for port in described.inputs] == list(loaded.inputs)
    for port in described.inputs:
        assert loaded.inputs[port.name].shape == (30, *port.type.shape)
        assert loaded.inputs[port.name].dtype == np.float32
        assert len(port.columns) == port.type.shape[-1]
        np.testing.assert_array_equal(loaded.inputs[port.name], dataset.load().inputs[port.name])
    assert set(loaded.y) == set(range(described.outputs))


def test_a_spectrogram_is_brightest_at_the_pitch_of_a_tone():
    time = np.arange(1600) / sounds.RATE
    for pitch in (500, 1500, 3000):
        found = sounds.spectrogram(np.sin(2 * np.pi * pitch * time)[None].astype(np.float32))[0]
        middle = (found.argmax(1) + 0.5) * sounds.RATE / 2 / sounds.BANDS
        assert (abs(middle - pitch) <= sounds.RATE / 2 / sounds.BANDS).all()
    silent = sounds.spectrogram(np.zeros((1, 300), np.float32))
    np.testing.assert_allclose(silent, np.log10(sounds.SILENCE) / 3, rtol=1e-6)


def test_vowels_are_tested_on_pitches_that_were_never_heard():
    from core.data.prepare import prepare
    dataset = DATASETS["Vowels"](count=300, milliseconds=50)
    indices = prepare(Data(dataset, Split(validation=0.2, test=0.2))).indices
    lots = [set(dataset.lots()[part]) for part in (indices.train, indices.validation, indices.test)]
    assert all(lots)
    assert sum(map(len, lots)) == len(set.union(*lots)), "no pitch is in two parts"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_vowels_of_unseen_pitches_are_heard(seed):
    from core.trainer import Trainer
    trainer = Trainer(with_training(lessons.preset("vowels"), seed=seed), threads=1)
    trainer.step(450)
    assert min(trainer.evaluate(split)["accuracy"] for split in ("validation", "test")) >= 0.95


def recorded(folder, classes=("hum", "hiss"), each=3, rate=16_000):
    """A folder with a folder for each class, of short sounds of several lengths."""
    rng = np.random.default_rng(0)
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(each):
            time = np.arange(rate // 10 * (number + 1)) / rate
            heard = np.sin(2 * np.pi * 200 * time) if name == "hum" else rng.uniform(-1, 1, len(time))
            written(folder / name / f"{number}.wav", heard * 0.2, 2, 2, rate)
    return folder


@pytest.mark.parametrize("given", [sounds.WAVEFORM, sounds.SPECTRUM, sounds.BOTH])
def test_a_folder_of_wav_files_is_heard(tmp_path, given):
    from msgspec.structs import replace
    recorded(tmp_path / "mine")
    found = inspect_file(tmp_path / "mine" / "hum" / "1.wav").dataset
    assert type(found) is SoundFolder
    assert found.classes == ("hiss", "hum")
    loaded = replace(found, given=given, milliseconds=150).load()
    assert list(loaded.y) == [0, 0, 0, 1, 1, 1]
    if sounds.WAVEFORM in loaded.inputs or given == sounds.WAVEFORM:
        wave = loaded.x[..., 0]
        np.testing.assert_allclose(abs(wave).max(1), 1, rtol=1e-5)
        assert not wave[0, 800:].any(), "silence behind a sound that is too short"
        assert wave[1, 1100:].any()


def test_a_folder_that_makes_no_classes_or_has_changed_is_refused(tmp_path):
    recorded(tmp_path / "mine")
    made = SoundFolder.of_folder(tmp_path / "mine")
    (tmp_path / "mine" / "hum" / "1.wav").unlink()
    with pytest.raises(DataError, match="has changed"):
        made.load()
    recorded(tmp_path / "one", ("hum",))
    with pytest.raises(DataError, match="single class"):
        inspect_file(tmp_path / "one" / "hum" / "1.wav")
    with pytest.raises(DataError, match="No folder"):
        SoundFolder().describe()
