"""scikit-learn's multi-layer perceptron: dense networks, several batches a call of partial_fit."""

import warnings

import numpy as np

from tests.benchmarks.peers.base import NotApplicableError, Session, Variant
from tests.benchmarks.twin import spread_rows
from tests.benchmarks.workloads import ADAM, SGD, WORKLOADS, Case, Dense, arrays, weights

VARIANTS = (Variant("scikit-learn", "scikit_learn", "MLP, partial_fit over many batches", many_steps=True),)
STRIDE = 32
"""Batches in one call of partial_fit."""
SETTINGS = {
    "sgd": {"solver": "sgd", "learning_rate_init": SGD["learning_rate"], "momentum": SGD["momentum"],
            "nesterovs_momentum": False},
    "adam": {"solver": "adam", "learning_rate_init": ADAM["learning_rate"], "beta_1": ADAM["beta_1"],
             "beta_2": ADAM["beta_2"], "epsilon": ADAM["epsilon"]},
}
ADAM_NOTE = "adds Adam's ε before the bias correction"


def estimator(workload, case: Case, x, target):
    """A perceptron that holds the first weights. Only a fit makes it ready to hold any, so one batch is fitted."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    kind = MLPClassifier if workload.loss == "crossentropy" else MLPRegressor
    settings = SETTINGS[case.optimizer or "sgd"]
    found = kind(hidden_layer_sizes=[layer.units for layer in workload.layers[:-1]], alpha=0.0, shuffle=False,
                 activation=workload.layers[0].activation, batch_size=case.batch, **settings)
    classes = {"classes": np.arange(workload.outputs)} if workload.loss == "crossentropy" else {}
    found.partial_fit(x, target, **classes)
    for own, given in zip(found.coefs_ + found.intercepts_, _ordered(workload), strict=True):
        own[...] = given
    # The optimiser has learnt from that one batch too.
    del found._optimizer
    return found


def _ordered(workload):
    pairs = weights(workload)
    return [kernel for kernel, _ in pairs] + [bias for _, bias in pairs]


class Training(Session):
    """Steps by partial_fit over many batches at once."""

    stride = STRIDE

    def __init__(self, case: Case):
        workload = WORKLOADS[case.workload]
        x, target = arrays(case)
        target = target[..., 0] if workload.loss == "mse" else target
        self.batches = list(zip(x, target, strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.perceptron = estimator(workload, case, *self.batches[0])
        places = np.arange(self.stride) % len(x)
        self.epoch = x[places].reshape(-1, *workload.shape), target[places].reshape(-1)
        self.note = ADAM_NOTE if case.optimizer == "adam" else ""
        if workload.layers[-1].activation != "linear" and workload.loss == "mse":
            self.note, self.same = "linear output and half the loss: it knows no other", False

    def check(self, count):
        found = []
        for number in range(count):
            self.perceptron.partial_fit(*self.batches[number % len(self.batches)])
            found.append(float(self.perceptron.loss_))
        return found

    def run(self, steps):
        for _ in range(steps // self.stride):
            self.perceptron.partial_fit(*self.epoch)


class Forward(Session):
    """predict over the whole grid."""

    def __init__(self, case: Case):
        workload = WORKLOADS[case.workload]
        self.x = arrays(case)[0][0]
        self.perceptron = estimator(workload, case._replace(batch=10), self.x[:10], self.x[:10, 0])
        # A regression has no output activation of its own, but its forward pass applies one that is set.
        self.perceptron.out_activation_ = workload.layers[-1].activation

    def check(self, count):
        return self.perceptron.predict(self.x)[spread_rows(len(self.x), count)].tolist()

    def run(self, steps):
        for _ in range(steps):
            self.perceptron.predict(self.x)


def session(variant: Variant, case: Case, threads: int) -> Session:
    """scikit-learn ready to be measured."""
    workload = WORKLOADS[case.workload]
    if any(type(layer) is not Dense for layer in workload.layers):
        raise NotApplicableError("no convolutions")
    return Forward(case) if workload.forward_only else Training(case)
