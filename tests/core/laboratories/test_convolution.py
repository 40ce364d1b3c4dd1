"""The convolution laboratory against sums written out place by place, and against the layer of the program."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.laboratories.convolution import PRESETS, ConvolutionSandbox, resized, size_formula
from tests.picture_parts import decode  # noqa: F401

TRIALS = [ConvolutionSandbox(width=16, stride=stride, padding=padding, dilation=dilation, photograph=name,
                             kernel=PRESETS[preset].kernel)
          for stride, padding, dilation, preset, name in ((1, 0, 1, 0, "airplane"), (2, 1, 1, 8, "canyon"),
                                                          (3, 0, 2, 4, "canyon"), (5, 3, 1, 6, "airplane"))]


@pytest.mark.parametrize("trial", TRIALS)
def test_every_place_is_the_sum_of_its_products(trial):
    found, kernel = trial.convolved(), np.array(trial.kernel)
    assert found.output.shape == tuple(along.places for along in trial.slides)
    padded = np.pad(found.padded[trial.padding:, trial.padding:][:trial.sides[0], :trial.sides[1]], trial.padding)
    assert np.array_equal(padded, found.padded)
    for row, column in np.ndindex(*found.output.shape):
        total = sum(padded[row * trial.stride + a * trial.dilation, column * trial.stride + b * trial.dilation] * weight
                    for (a, b), weight in np.ndenumerate(kernel))
        assert found.output[row, column] == pytest.approx(total, abs=1e-12)
        assert found.products(row, column).sum() == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("trial", TRIALS)
def test_what_is_left_over_is_what_no_place_looks_at(trial):
    found, seen = trial.convolved(), set()
    rows, columns = trial.slides
    for row in range(rows.places):
        seen |= {row * trial.stride + step for step in range(rows.reach)}
    assert found.padded.shape[0] - 1 - max(seen) == found.below
    assert found.divides == (found.below == found.beside == 0)
    assert size_formula(columns).endswith(f"= {found.output.shape[1]}")


def test_a_kernel_that_does_not_fit_gives_nothing():
    trial = ConvolutionSandbox(width=16, dilation=4, kernel=PRESETS[8].kernel)
    assert trial.convolved().output.size == 0
    assert replace(trial, padding=8).convolved().output.size > 0


def test_another_size_keeps_the_middle():
    kernel = PRESETS[0].kernel
    assert resized(resized(kernel, 5, 5), 3, 3) == kernel
    assert resized(kernel, 1, 1) == ((0.0,),)
    assert np.array(resized(kernel, 4, 4)).sum() == 0
