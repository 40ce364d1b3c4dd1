"""Formulas on registers give the same at every width that the processor has; narrow ones lack the fused product."""

import subprocess

import pytest

from tests import widths


@pytest.mark.scene
@pytest.mark.parametrize("width", widths.WIDTHS)
def test_activations_at_another_width(width):
    if not widths.has(width) or width == widths.own():
        pytest.skip("this processor does not have it, or the other tests of activations run with it")
    done = widths.run(width, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/core/kernels/test_activations.py",
                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
