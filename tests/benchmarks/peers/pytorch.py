"""PyTorch, eager, with fused optimisers; pictures as (n, channels, height, width), in memory so or channels last."""

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
    Variant("torch", "pytorch", "eager, fused optimiser"),
    Variant("torch channels-last", "pytorch", "eager, fused optimiser, channels last in memory"),
)


def _activation(nn, layer):
    return {"relu": [nn.ReLU()], "tanh": [nn.Tanh()], "linear": []}[layer.activation]


BUILD = {
    Dense: lambda nn, layer, shape: [nn.Linear(shape[0], layer.units), *_activation(nn, layer)],
    Conv: lambda nn, layer, shape: [nn.Conv2d(shape[2], layer.filters, KERNEL, padding=1), *_activation(nn, layer)],
    Pool: lambda nn, layer, shape: [nn.MaxPool2d(POOL)],
    Flatten: lambda nn, layer, shape: [nn.Flatten()],
}


def network(layers, shape, values):
    """An nn.Sequential of neutral layers that holds the given (kernel, bias) pairs."""
    import torch
    modules, values, picture = [], iter(values), None
    for layer in layers:
        added = BUILD[type(layer)](torch.nn, layer, shape)
        if layer.kernel_shape(shape):
            kernel, bias = next(values)
            with torch.no_grad():
                added[0].weight.copy_(torch.from_numpy(_turned(kernel, picture)))
                added[0].bias.copy_(torch.from_numpy(bias))
        # A flattened picture has its channels first here: the rows of the next kernel follow.
        picture = shape if type(layer) is Flatten else None
        modules += added
        shape = layer.output_shape(shape)
    return torch.nn.Sequential(*modules)


def _turned(kernel, picture):
    if kernel.ndim == 4:
        kernel = kernel.transpose(3, 2, 0, 1)
    elif picture:
        kernel = kernel.reshape(*picture, -1).transpose(2, 0, 1, 3).reshape(kernel.shape).T
    else:
        kernel = kernel.T
    return np.ascontiguousarray(kernel)


def optimizer(name: str, parameters):
    """The fused optimiser of a name."""
    import torch
    if name == "sgd":
        return torch.optim.SGD(parameters, lr=SGD["learning_rate"], momentum=SGD["momentum"], fused=True)
    return torch.optim.Adam(parameters, lr=ADAM["learning_rate"], betas=(ADAM["beta_1"], ADAM["beta_2"]),
                            eps=ADAM["epsilon"], fused=True)


class Training(Session):
    """One step a call, as everybody writes it."""

    def __init__(self, case: Case, threads: int, channels_last: bool):
        import torch
        torch.set_num_threads(threads)
        workload = WORKLOADS[case.workload]
        self.network = network(workload.layers, workload.shape, weights(workload))
        x, target = map(torch.from_numpy, arrays(case))
        self.x, self.target = list(x), list(target)
        if len(workload.shape) == 3:
            self.x = [batch.permute(0, 3, 1, 2) for batch in self.x]
            if channels_last:
                self.network = self.network.to(memory_format=torch.channels_last)
            else:
                self.x = [batch.contiguous() for batch in self.x]
        elif channels_last:
            raise NotApplicableError("no pictures")
        self.loss = {"mse": torch.nn.functional.mse_loss,
                     "crossentropy": torch.nn.functional.cross_entropy}[workload.loss]
        self.optimizer = optimizer(case.optimizer, self.network.parameters())
        self.step = 0

    def check(self, count):
        found = []
        for _ in range(count):
            self.run(1)
            found.append(float(self.last))
        return found

    def run(self, steps):
        for number in range(self.step, self.step + steps):
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(self.network(self.x[number % len(self.x)]), self.target[number % len(self.x)])
            loss.backward()
            self.optimizer.step()
        self.step += steps
        self.last = loss.detach()


class Forward(Session):
    """The network over the whole grid, without gradients."""

    def __init__(self, case: Case, threads: int):
        import torch
        torch.set_num_threads(threads)
        workload = WORKLOADS[case.workload]
        self.network = network(workload.layers, workload.shape, weights(workload))
        self.x = torch.from_numpy(arrays(case)[0][0])

    def check(self, count):
        self.run(1)
        return self.y[spread_rows(len(self.x), count), 0].tolist()

    def run(self, steps):
        import torch
        with torch.inference_mode():
            for _ in range(steps):
                self.y = self.network(self.x)


def session(variant: Variant, case: Case, threads: int) -> Session:
    """PyTorch ready to be measured."""
    channels_last = variant is VARIANTS[1]
    if WORKLOADS[case.workload].forward_only:
        if channels_last:
            raise NotApplicableError("no pictures")
        return Forward(case, threads)
    return Training(case, threads, channels_last)
