"""The laboratory of L1 and L2: where the smallest sum of loss and penalty lies, and when weights become exactly 0."""

from itertools import product
from typing import NamedTuple

import numpy as np

from core.declare.parameters import hidden, number, part
from core.declare.registry import REGULARIZERS, Declared
from core.laboratories.contours import contour, levels
from core.regularizers.norms import L1

REACH = (3.0, 2.4)
"""How far the picture goes to each side."""
WEAKEST, STRONGEST, STEPS = 0.01, 100.0, 161
CONTOURS, ROUND = 10, 181


class PenaltyGeometry(Declared):
    """A penalty pulls the weights from the minimum of the loss towards zero: L1 along a diamond, L2 along a circle."""

    title = "L1 and L2"
    formula = r"\min_w \; L(w) + \lambda_1 \sum |w_i| + \lambda_2 \sum w_i^2"
    regularizer: part(REGULARIZERS, "Penalty", "what is added to the loss, with its λ") = L1(l1=3.0)
    stretch: number(1, 20, "Steepness", "how many times steeper the loss is across its valley than along it",
                    scale="log") = 5.0
    turn: number(0, 180, "Turned by", "how the valley of the loss is turned", unit="°") = 120.0
    lowest: hidden(tuple[float, float], "Minimum", "where the loss alone is smallest") = (1.6, 1.0)

    @property
    def curvature(self) -> np.ndarray:
        """A (2, 2) of L(w) = ½ (w − m)ᵀ A (w − m)."""
        angle = np.deg2rad(self.turn)
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        return np.outer(along, along) + self.stretch * np.outer(across, across)

    def loss(self, w) -> np.ndarray:
        """L at weights (…, 2)."""
        off = np.asarray(w, np.float64) - self.lowest
        return 0.5 * np.einsum("...i,ij,...j->...", off, self.curvature, off)

    def penalty(self, w) -> np.ndarray:
        """What the regulariser adds at weights (…, 2)."""
        first, second = self.regularizer.factors
        w = np.asarray(w, np.float64)
        return first * np.abs(w).sum(-1) + second * (w * w).sum(-1)

    def solved(self, first: float, second: float) -> tuple[float, float]:
        """The weights with the smallest sum for penalties λ₁ and λ₂, exactly: with given signs it is a quadratic, and
        the best of all patterns of signs is the best of all. Those with more zeros are tried first and stay where
        others are no better."""
        (a, b), (_, c) = self.curvature.tolist()
        x, y = self.lowest
        pulls = a * x + b * y, b * x + c * y
        a, c = a + 2 * second, c + 2 * second
        best, found = 0.0, (0.0, 0.0)
        for one, other in sorted(product((-1, 0, 1), repeat=2), key=np.count_nonzero):
            first_pull, second_pull = (pull - first * sign for pull, sign in zip(pulls, (one, other), strict=True))
            if one and other:
                whole = a * c - b * b
                w = (first_pull * c - b * second_pull) / whole, (second_pull * a - b * first_pull) / whole
            else:
                w = first_pull / a if one else 0.0, second_pull / c if other else 0.0
            # The sum less the loss at zero.
            total = (0.5 * (a * w[0] ** 2 + c * w[1] ** 2) + b * w[0] * w[1] - pulls[0] * w[0] - pulls[1] * w[1]
                     + first * (abs(w[0]) + abs(w[1])))
            if total < best - 1e-14:
                best, found = total, w
        return found

    def path(self) -> tuple[np.ndarray, np.ndarray]:
        """Strengths (STEPS,) of the larger λ, evenly on a logarithmic scale, and the weights there (STEPS, 2)."""
        strengths = np.geomspace(WEAKEST, STRONGEST, STEPS)
        first, second = self.regularizer.factors
        largest = max(first, second) or 1.0
        return strengths, np.array([self.solved(first / largest * one, second / largest * one) for one in strengths])

    def picture(self) -> "DrawnPenalty":
        """Everything that the picture shows."""
        w = self.solved(*self.regularizer.factors)
        x, y = (np.linspace(-reach, reach, 121) for reach in REACH)
        field = self.loss(np.stack(np.meshgrid(x, y[::-1]), -1))
        lines = tuple(contour(field, level) for level in levels(0.0, float(field.max()), CONTOURS))
        return DrawnPenalty(self, field, lines, w, self._ellipse(float(self.loss(w))),
                            self._penalty_line(float(self.penalty(w))), *self.path())

    def _ellipse(self, level: float) -> np.ndarray:
        """The weights (ROUND, 2) of one loss."""
        ways = _ways()
        steep = np.einsum("ni,ij,nj->n", ways, self.curvature, ways)
        return ways * np.sqrt(2 * level / steep)[:, None] + self.lowest

    def _penalty_line(self, level: float) -> np.ndarray:
        """The weights (ROUND, 2) of one penalty: λ₂ r² + λ₁ s r = level in every direction."""
        first, second = self.regularizer.factors
        if not level:
            return np.zeros((0, 2))
        ways = _ways()
        slope = first * np.abs(ways).sum(1)
        far = level / slope if not second else (np.sqrt(slope ** 2 + 4 * second * level) - slope) / (2 * second)
        return ways * far[:, None]


class DrawnPenalty(NamedTuple):
    """`field` of the loss with contours, the solution, the contours of loss and of penalty that meet there, and the way
    of the solution over strengths."""

    settings: PenaltyGeometry
    field: np.ndarray
    contours: tuple[np.ndarray, ...]
    solution: tuple[float, float]
    loss_line: np.ndarray
    penalty_line: np.ndarray
    strengths: np.ndarray
    way: np.ndarray

    def gone(self, weight: int) -> float | None:
        """From which strength on a weight is exactly 0 up to the end; None where it never is."""
        there = np.flatnonzero(self.way[:, weight])
        after = int(there[-1]) + 1 if len(there) else 0
        return float(self.strengths[after]) if after < len(self.strengths) else None


def _ways() -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, ROUND)
    return np.stack([np.cos(angles), np.sin(angles)], 1)
