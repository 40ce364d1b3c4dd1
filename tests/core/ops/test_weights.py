"""What the axes of a weight array tell of it."""

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS, LAYERS
from core.ops.tensor_type import has_place, usual
from core.project.spec import Project  # noqa: F401  (fills the families)
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.building import layer, project, values

SHAPES = ((8,), (6, 8), (6, 6, 8))


@pytest.mark.parametrize("kind", [*LAYERS.values(), *ACTIVATIONS.values()], ids=lambda kind: kind.__name__)
def test_kernels_are_what_inputs_are_multiplied_with(kind):
    """Their names end so, whatever the number of axes: the biases of attention and of gates have two."""
    for shape in SHAPES:
        try:
            kind().output_type(*[usual(shape)] * getattr(kind, "inputs", (1, 1))[0])
        except ShapeError:
            continue
        for name, weight in kind().weights(shape).items():
            assert len(weight.axes) == len(weight.shape), name
            assert weight.is_kernel == name.endswith(("kernel", "embeddings")), name


@pytest.mark.scene
def test_biases_of_two_axes_do_not_decay():
    made = project(layer("GRU", units=3, return_sequences=True), layer("MultiHeadAttention", num_heads=2, key_dim=2),
                   layer("Flatten"), layer("Dense", units=1), optimizer="AdamW", rate=0.1, weight_decay=1.0)
    trainer = Trainer(made, threads=1, data={"train": (np.zeros((8, 5, 4), np.float32), np.zeros((8, 1)))})
    trainer.set_weights({name: np.ones_like(value) for name, value in trainer.weights().items()})
    gradients = trainer.gradients(np.zeros((8, 5, 4)), np.zeros((8, 1)))
    trainer.step(1)
    still = {name: value for name, value in trainer.weights().items() if not gradients[name].any()}
    assert any("kernel" in name for name in still)
    for name, value in still.items():
        assert np.allclose(value, 0.9 if name.endswith("kernel") else 1.0), name


def test_a_place_has_a_number_along_each_axis():
    array = values(2, 3, 4)
    assert has_place(array.shape, (1, 2, 3))
    assert not has_place(array.shape, (1, 2))
    assert not has_place(array.shape, (1, 2, 4))
    assert has_place((), ())
