"""What the layers that switch values off by chance share."""

from typing import ClassVar

from core.declare.onnx_lines import FIRST
from core.declare.parameters import number
from core.kernels import merge
from core.layers.base import Layer


def share_off(of: str):
    """The declaration of a rate."""
    return number(0, 1, "Rate", of, display="percent", below=True)


class SwitchingOff(Layer):
    """A layer with a `rate`. Outside training, and at rate 0, values pass unchanged; otherwise `switch` records what
    comes out and `switch_gradient` what goes back, through the same mask."""

    rate: ClassVar[float]
    """Every member declares one."""
    noisy = True
    drops = True
    group = "Steady"

    @property
    def switched_off(self) -> float:  # type: ignore[override]
        """The rate."""
        return self.rate

    def forward(self, scope):
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.x.flat, scope.y.flat)
        else:
            self.switch(scope)

    def backward(self, scope):
        if scope.dx is None:
            return
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.dy.flat, scope.dx.flat)
        else:
            self.switch_gradient(scope)

    def switch(self, scope) -> None:
        """Record what comes out while training."""
        raise NotImplementedError

    def switch_gradient(self, scope) -> None:
        """Record what goes back while training."""
        raise NotImplementedError

    def in_onnx(self, *shapes):
        return FIRST
