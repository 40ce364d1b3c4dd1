"""Keras 3 on JAX: one step a call (train_on_batch), or an epoch of ready slices (fit)."""

import os

import numpy as np

from tests.benchmarks.peers.base import NotApplicableError, Session, Variant
from tests.benchmarks.twin import spread_rows
from tests.benchmarks.workloads import (
    ADAM,
    KERNEL,
    POOL,
    SGD,
    WORKLOADS,
    Case,
    Conv,
    Dense,
    Flatten,
    Pool,
    arrays,
    weights,
)

VARIANTS = (
    Variant("keras", "keras_jax", "on JAX, train_on_batch"),
    Variant("keras fit", "keras_jax", "on JAX, fit", many_steps=True),
)
EPOCH = {"W1": 256, "W2": 64, "W3": 16, "W4": 4}
"""Steps in one call of fit."""

LAYERS = {
    Dense: lambda layers, layer: layers.Dense(layer.units, activation=layer.activation),
    Conv: lambda layers, layer: layers.Conv2D(layer.filters, KERNEL, padding="same", activation=layer.activation),
    Pool: lambda layers, layer: layers.MaxPooling2D(POOL),
    Flatten: lambda layers, layer: layers.Flatten(),
}


def network(workload):
    """A keras.Sequential of a workload with the given first weights."""
    import keras
    found = keras.Sequential([keras.Input(workload.shape),
                              *(LAYERS[type(layer)](keras.layers, layer) for layer in workload.layers)])
    found.set_weights([array for pair in weights(workload) for array in pair])
    return found


def optimizer(name: str):
    """SGD, or Adam with ε where Kingma and Ba, and PyTorch, have it (Keras folds the correction into the rate)."""
    import keras
    from keras import ops

    class CorrectedAdam(keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            count = ops.cast(self.iterations + 1, variable.dtype)
            place = self._get_variable_index(variable)
            mean, square = self._momentums[place], self._velocities[place]
            self.assign_add(mean, (gradient - mean) * (1 - self.beta_1))
            self.assign_add(square, (ops.square(gradient) - square) * (1 - self.beta_2))
            root = ops.sqrt(square / (1 - ops.power(self.beta_2, count))) + self.epsilon
            self.assign_sub(variable, learning_rate * mean / (1 - ops.power(self.beta_1, count)) / root)

    return keras.optimizers.SGD(**SGD) if name == "sgd" else CorrectedAdam(**ADAM)


class Training(Session):
    """Steps by fit, or with `stride` 1 by train_on_batch."""

    def __init__(self, case: Case, stride: int):
        import keras
        workload = WORKLOADS[case.workload]
        self.network, self.stride, self.batch, self.step = network(workload), stride, case.batch, 0
        loss = {"mse": "mse", "crossentropy": keras.losses.SparseCategoricalCrossentropy(from_logits=True)}
        self.network.compile(optimizer=optimizer(case.optimizer), loss=loss[workload.loss])
        x, target = arrays(case)
        self.batches = list(zip(x, target, strict=True))
        places = np.arange(stride) % len(x)
        self.epoch = x[places].reshape(-1, *x.shape[2:]), target[places].reshape(-1, *target.shape[2:])

    def check(self, count):
        found = []
        for _ in range(count):
            # The loss that comes back is a running mean otherwise.
            self.network.reset_metrics()
            found.append(float(self.one()))
        return found

    def one(self):
        x, target = self.batches[self.step % len(self.batches)]
        self.step += 1
        return self.network.train_on_batch(x, target)

    def run(self, steps):
        if self.stride == 1:
            for _ in range(steps):
                self.one()
            return
        for _ in range(steps // self.stride):
            self.network.fit(*self.epoch, batch_size=self.batch, epochs=1, shuffle=False, verbose=0)


class Forward(Session):
    """predict_on_batch over the whole grid."""

    def __init__(self, case: Case):
        self.network, self.x = network(WORKLOADS[case.workload]), arrays(case)[0][0]

    def check(self, count):
        return self.network.predict_on_batch(self.x)[spread_rows(len(self.x), count), 0].tolist()

    def run(self, steps):
        for _ in range(steps):
            self.network.predict_on_batch(self.x)


def session(variant: Variant, case: Case, threads: int) -> Session:
    """Keras ready to be measured."""
    os.environ["KERAS_BACKEND"] = "jax"
    if WORKLOADS[case.workload].forward_only:
        if variant.many_steps:
            raise NotApplicableError("nothing to fit in one forward pass")
        return Forward(case)
    return Training(case, EPOCH[case.workload] if variant.many_steps else 1)
