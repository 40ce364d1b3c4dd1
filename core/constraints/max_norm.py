"""The constraint MaxNorm."""

from core.declare.parameters import number
from core.declare.registry import CONSTRAINTS, Declared
from core.kernels import clip_and_decay as k


class Constraint(Declared):
    """Applied to a weight array after every step. `record(w)` takes it as a matrix: one column for each unit."""

    def record(self, w) -> None:
        """Record the kernel that puts the weights back within the limit."""
        raise NotImplementedError


@CONSTRAINTS.member
class MaxNorm(Constraint):
    """Keeps the weights of every unit from growing past a length; goes well with dropout (Srivastava et al. 2014).

    The length is taken over everything that feeds one unit or filter: all axes but the last.
    """

    title = "Max norm"
    formula = r"\Vert w_j \Vert \le c"
    max_value: number(0, 1e6, "Limit c", "largest length of one unit's weights", scale="log", above=True) = 2.0

    def record(self, w):
        k.max_norm(w, self.max_value)
