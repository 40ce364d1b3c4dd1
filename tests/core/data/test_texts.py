"""Texts as data: windows in the order of the text, the next token as the target, splits by place."""

import gzip

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS, deal_in_order
from core.datasets.shakespeare import Shakespeare
from core.datasets.text_windows import TextWindows, numbered, shown
from core.project.presets import presets
from core.project.spec import Data, Project, Split
from core.tasks.next_token import NextToken
from core.text.errors import DataError
from core.text.resources import resource
from core.trainer import Trainer
from tests.core.building import layer, project


class Abc(TextWindows):
    """A text of seven characters."""

    tokens, length = ("a", "b", "c"), 7

    def read(self):
        return numbered("abcabca")[1]


@pytest.mark.parametrize("window", [2, 3, 5])
def test_the_target_of_every_place_is_the_next_character(window):
    samples, found = Abc(window=window).load(), Abc(window=window).describe()
    text = Abc().read()
    assert len(samples) == found.count == 6 // window
    for number, (x, y) in enumerate(zip(samples.x, samples.y, strict=True)):
        np.testing.assert_array_equal(x, text[number * window:(number + 1) * window])
        np.testing.assert_array_equal(y, text[number * window + 1:(number + 1) * window + 1])
    assert found.input_type.vocabulary == found.outputs == 3
    assert found.inputs[0].tokens == ("a", "b", "c")


def test_a_text_shorter_than_a_window_says_so():
    with pytest.raises(DataError, match="7 characters, which is less than one window of 8"):
        Abc(window=8).describe()


def test_characters_keep_their_order_and_can_be_seen():
    tokens, numbers = numbered("ab\na \U0001f600b")
    assert tokens == ("\n", " ", "a", "b", "\U0001f600")
    assert "".join(tokens[n] for n in numbers) == "ab\na \U0001f600b"
    assert [shown(token) for token in "\n a"] == ["⏎", "␣", "a"]


@pytest.mark.parametrize("n", [1, 2, 7, 100])
@pytest.mark.parametrize(("validation", "test"), [(0.1, 0.1), (0, 0.3), (0.4, 0), (0, 0)])
def test_splits_by_place_follow_one_another(n, validation, test):
    found = deal_in_order(n, Split(validation, test))
    np.testing.assert_array_equal(np.concatenate([getattr(found, name) for name in SPLITS]), np.arange(n))
    assert len(found.train)


def test_what_is_tested_stands_behind_what_is_learnt():
    """No shuffle may tear windows out of their order: the last part of the text is the test."""
    made = prepare(Data(Shakespeare(window=50), Split(0.1, 0.2, seed=5)))
    every = np.concatenate([made.split(name).x for name in SPLITS])
    np.testing.assert_array_equal(every.ravel(), Shakespeare(window=50).read()[:every.size])


def test_what_is_said_of_the_plays_without_reading_them_is_true():
    tokens, numbers = numbered(gzip.decompress(resource("datasets/shakespeare.txt.gz").read_bytes()).decode())
    assert Shakespeare().tokens == tokens
    assert Shakespeare().length == len(numbers)


def test_guessing_is_measured_over_all_places():
    y = np.array([[0, 1, 1], [1, 2, 1]], np.int32)
    assert NextToken().baseline(y) == pytest.approx(4 / 6)
    assert NextToken().guessing_loss(y) == pytest.approx(-(1 / 6 * np.log(1 / 6) * 2 + 4 / 6 * np.log(4 / 6)))


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(("file", "most"), [("text-lstm", 2.2), ("text-gpt", 2.3)])
def test_a_network_learns_to_write(file, most):
    """The anchors are those of the same networks in PyTorch: 2.04 after 300 steps for an LSTM of this kind."""
    project = Project.load(next(one.path for one in presets() if one.file == file))
    trainer = Trainer(replace(project, training=replace(project.training, seed=1)))
    losses = np.concatenate([trainer.step(100).losses for _ in range(3)])
    # An untrained network guesses, and is surprised a little more where its first guesses differ from each other.
    assert np.log(68) - 0.1 < losses[0] < np.log(68) + 0.6
    assert losses[-20:].mean() < most


@pytest.mark.parametrize("y", [[[0, 1], [1, 0], [0, 1], [1, 0]], [[1, 1], [0, 1], [1, 0], [0, 0]]])
def test_class_numbers_of_moments_are_no_one_hot_rows(y):
    """Rows of two class numbers that happen to add up to 1 are class numbers all the same."""
    made = project(layer("Embedding", input_dim=3, output_dim=4), layer("GRU", units=3, return_sequences=True),
                   layer("Dense", "Softmax", units=2), loss="SparseCategoricalCrossentropy")
    trainer = Trainer(made, data={"train": (np.zeros((4, 2), np.int32), np.array(y))}, threads=1)
    assert trainer.prepared.train.y.dtype == np.int32
    assert trainer.step(1).stopped == ""
