"""What a layer inside another layer records on: the scope of the outer one, its names with a word in front."""

import numpy as np


class PartScope:
    """`name` goes in front of the names of weights and memory; `x`, `y`, `dy` and `dx` are the part's own."""

    def __init__(self, scope, name: str, y, dy=None, dx=None):
        self.scope, self.name = scope, name
        self.xs, self.y, self.dy, self.dxs = [scope.x], y, dy, [dx]
        self.noisy, self.training, self.rows = scope.noisy, scope.training, scope.rows
        self.mask, self.masks, self.tokens = scope.mask, scope.masks, scope.tokens
        self.more: list = []
        self.dmore: list = []

    @property
    def x(self):
        """The input."""
        return self.xs[0]

    @property
    def dx(self):
        """Where the gradient of the input goes, or None."""
        return self.dxs[0]

    @property
    def nothing(self):
        """An empty row."""
        return self.scope.nothing

    @property
    def counters(self):
        """Step, epoch, position, samples, seed."""
        return self.scope.counters

    def weight(self, name: str):
        """A weight of the part."""
        return self.scope.weight(f"{self.name}_{name}")

    def gradient(self, name: str):
        """Where a weight's gradient goes."""
        return self.scope.gradient(f"{self.name}_{name}")

    def scratch(self, name: str, *shape: int, dtype=np.float32):
        """Memory for the part's forward or backward alone."""
        return self.scope.scratch(f"{self.name} {name}", *shape, dtype=dtype)

    def private(self, name: str, size: int):
        """Memory for each thread that may run a tile."""
        return self.scope.private(f"{self.name} {name}", size)

    def kept(self, name: str, *shape: int, dtype=np.float32):
        """Memory that the backward pass finds as the forward pass left it."""
        return self.scope.kept(f"{self.name} {name}", *shape, dtype=dtype)

    @property
    def once(self) -> bool:
        """Whether one way back is the last that looks at what is kept."""
        return self.scope.once

    @property
    def batch(self) -> int:
        """Samples that a step takes by the project."""
        return self.scope.batch

    def carried(self, name: str):
        """What the part handed on in the batch before."""
        return self.scope.carried(f"{self.name} {name}")

    def stream(self, purpose: str) -> int:
        """The number of the part's own stream of random numbers."""
        return self.scope.stream(f"{self.name} {purpose}")
