"""PyTorch, eager, with fused optimisers: the class that export writes; channels first or last in memory."""

from msgspec.structs import replace

from core.export.trained import Trained
from tests.benchmarks.peers.base import NotApplicableError, Session, Variant
from tests.benchmarks.peers.layerlab import project
from tests.benchmarks.twin import spread_rows
from tests.benchmarks.workloads import WORKLOADS, Case, arrays, weights

VARIANTS = (
    Variant("torch", "pytorch", "eager, fused optimiser"),
    Variant("torch channels-last", "pytorch", "eager, fused optimiser, channels last in memory"),
)


def begun(case: Case):
    """The network of a case as a module of torch, and the rule that moves its weights."""
    from tests.benchmarks.drawn.pytorch import network, optimizer
    trained = trained_of(case)
    made = network(trained)
    return made, optimizer(trained.project.training.optimizer, made)


def trained_of(case: Case) -> Trained:
    """Layerlab's network of a case with the first weights that all peers have."""
    from core.project.network import check
    from tests.benchmarks.drawn.networks import description_of
    workload = WORKLOADS[case.workload]
    made = project(workload.layers, workload.loss, case.batch, case.optimizer)
    description = description_of(made, workload.shape, workload.outputs)
    found = Trained(made, check(made, description), description, {})
    names = [f"{step.node}.{name}" for step in found.steps for name in step.op.weights(*found.shapes_into(step))]
    # Weights stand in the order of the layers, each kernel before its bias.
    flat = [array for pair in weights(workload) for array in pair]
    return replace(found, weights=dict(zip(names, flat, strict=True)))


class Training(Session):
    """One step a call, as everybody writes it."""

    def __init__(self, case: Case, threads: int, channels_last: bool):
        import torch

        from tests.benchmarks.drawn.pytorch import channels_first
        torch.set_num_threads(threads)
        workload = WORKLOADS[case.workload]
        self.network, self.optimizer = begun(case)
        x, target = map(torch.from_numpy, arrays(case))
        self.x, self.target = list(x), list(target)
        if len(workload.shape) == 3:
            if channels_last:
                self.network = self.network.to(memory_format=torch.channels_last)
            else:
                self.x = [channels_first(batch) for batch in self.x]
        elif channels_last:
            raise NotApplicableError("no pictures")
        self.loss = {"mse": torch.nn.functional.mse_loss,
                     "crossentropy": torch.nn.functional.cross_entropy}[workload.loss]
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
            loss = self.loss(self.network(self.x[number % len(self.x)])[0], self.target[number % len(self.x)])
            loss.backward()
            self.optimizer.step()
        self.step += steps
        self.last = loss.detach()


class Forward(Session):
    """The network over the whole grid, without gradients."""

    def __init__(self, case: Case, threads: int):
        import torch
        torch.set_num_threads(threads)
        self.network, _ = begun(case)
        self.x = torch.from_numpy(arrays(case)[0][0])

    def check(self, count):
        self.run(1)
        return self.y[spread_rows(len(self.x), count), 0].tolist()

    def run(self, steps):
        import torch
        with torch.inference_mode():
            for _ in range(steps):
                self.y, = self.network(self.x)


def session(variant: Variant, case: Case, threads: int) -> Session:
    """PyTorch ready to be measured."""
    channels_last = variant is VARIANTS[1]
    if WORKLOADS[case.workload].forward_only:
        if channels_last:
            raise NotApplicableError("no pictures")
        return Forward(case, threads)
    return Training(case, threads, channels_last)
