"""Layers for what Keras has none of its own; the exported program holds the source of those that it uses."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("layerlab")
class Positions(layers.Layer):
    """A row of numbers is added to every step."""

    def __init__(self, steps, features, **more):
        super().__init__(**more)
        self.rows = self.add_weight(shape=(steps, features), name="rows")

    def call(self, x):
        return x + self.rows


@keras.saving.register_keras_serializable("layerlab")
class LearnedELU(layers.Layer):
    """An ELU that learns how far down it goes."""

    def __init__(self, count, **more):
        super().__init__(**more)
        self.alpha = self.add_weight(shape=(count,), name="alpha")

    def call(self, x):
        return ops.where(x > 0, x, self.alpha * ops.expm1(ops.minimum(x, 0.0)))
