"""Augmentation as part of training: other samples in every step, the same ones for the same seed."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.augmentations.base import preview
from core.declare.registry import AUGMENTATIONS
from core.project.network import check
from core.project.spec import Data, Project
from core.trainer import Trainer
from tests.core.building import choosing, dense, layer, project, same_bits, with_training

ALL = tuple(cls() for cls in AUGMENTATIONS.values())


def augmented(augmentation, seed=0) -> Project:
    made = project(layer("Conv2D", "ReLU", filters=4, kernel_size=3), layer("Flatten"), dense(3, "Softmax"),
                   loss="SparseCategoricalCrossentropy", seed=seed)
    return replace(made, data=Data(augmentation=augmentation))


def trainer(augmentation, threads=1, seed=0) -> Trainer:
    return Trainer(augmented(augmentation, seed), threads=threads, data=choosing(30, (9, 8, 2)))


def pictures(count=400, size=12):
    return np.random.default_rng(0).random((count, size, size, 1)).astype(np.float32)


@pytest.mark.parametrize("augmentation", ALL, ids=lambda one: type(one).__name__)
def test_every_step_changes_samples_in_another_way(augmentation):
    x = pictures(60)
    first, second = (preview((augmentation,), x, step=step) for step in (1, 2))
    assert not np.array_equal(first, x)
    assert not np.array_equal(first, second)
    assert np.array_equal(first, preview((augmentation,), x, step=1))
    assert not np.array_equal(first, preview((augmentation,), x, step=1, seed=5))
    assert np.isfinite(first).all()


@pytest.mark.parametrize("augmentation", [ALL, *((one,) for one in ALL)], ids=lambda some: type(some[-1]).__name__)
def test_training_gives_the_same_bits_for_chunks_threads_and_saved_states(augmentation):
    whole, parts, many = trainer(augmentation), trainer(augmentation), trainer(augmentation, threads=3)
    whole.step(24)
    parts.step(5)
    saved = parts.state()
    parts.step(3)
    parts.load_state(saved)
    parts.step(19)
    many.step(24)
    assert same_bits(whole.weights(), parts.weights())
    assert same_bits(whole.weights(), many.weights())


def test_augmentation_acts_in_training_and_nowhere_else():
    plain, changed = trainer(()), trainer(ALL)
    assert plain.evaluate("test") == changed.evaluate("test")
    x, y = choosing(30, (9, 8, 2))["train"]
    assert same_bits(plain.gradients(x, y), changed.gradients(x, y))
    plain.step(3), changed.step(3)
    assert not same_bits(plain.weights(), changed.weights())


def test_half_of_all_pictures_are_mirrored():
    x = pictures(1000)
    turned = (preview((AUGMENTATIONS["RandomFlip"](),), x) != x).any(axis=(1, 2, 3)).mean()
    assert 0.45 < turned < 0.55


def test_samples_of_a_batch_are_changed_each_in_its_own_way():
    x = np.repeat(pictures(1), 50, axis=0)
    for augmentation in ALL:
        found = preview((augmentation,), x)
        assert len({picture.tobytes() for picture in found}) > (1 if "Flip" in type(augmentation).__name__ else 15)


def test_what_needs_pictures_says_so_for_rows():
    found = replace(project(dense(1, "Sigmoid"), loss="BinaryCrossentropy"), data=Data(augmentation=ALL))
    problems = [problem for problem in check(found).problems if problem.severity == "error"]
    assert len(problems) == sum(augmentation.pictures for augmentation in ALL)
    assert problems[0].path == "data.augmentation[0]"
    assert "remove it" in problems[0].message
    noise = replace(found, data=Data(augmentation=(AUGMENTATIONS["RandomNoise"](),)))
    assert check(noise).trainable


def test_json_keeps_augmentation():
    made = augmented(ALL)
    assert Project.from_json(made.to_json()) == made


@pytest.mark.parametrize("augmentation", [ALL, *((one,) for one in ALL)], ids=lambda some: type(some[-1]).__name__)
def test_the_network_sees_what_the_preview_shows(augmentation):
    made = trainer(augmentation, seed=4)
    made.change(with_training(made.project, shuffle=False))
    x = choosing(30, (9, 8, 2))["train"][0]
    for step in range(3):
        made.step(1)
        seen = next(program.plan.values["input"].array() for program in made.plans.values()
                    if program.plan.mode.update)
        shown = preview(augmentation, x[8 * step:8 * step + 8], step, 4, float(x.min()), float(x.max()))
        np.testing.assert_array_equal(seen, shown)
