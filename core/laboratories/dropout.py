"""The laboratory of dropout: the many small networks that one network with dropout is, and the one that answers for
them."""

from typing import NamedTuple

import numpy as np

from core.declare.parameters import choice, number, switch, whole
from core.declare.registry import Declared

MOST = 10
TRAINING, TEST = "training", "test"
SCALINGS_OF = {TRAINING: "in training: · 1 / (1 − p)", TEST: "at test time: · (1 − p)"}


class DropoutEnsemble(Declared):
    """Each mask leaves another small network; all of them share their weights, and one answers for their mean."""

    title = "Dropout"
    formula = r"\overline{y} = \sum_m p^{\mathrm{off}} (1 - p)^{\mathrm{on}} \, y_m"
    units: whole(2, MOST, "Units", "hidden units that a mask may switch off") = 6
    rate: number(0, 0.95, "Rate p", "how likely a unit is off", display="percent") = 0.5
    scaling: choice(SCALINGS_OF, "Scaling", "where it is made up for that units are missing") = TRAINING
    bent: switch("Sigmoid at the end", "with it the mean and the one answer agree no more exactly, only nearly") = True
    first: number(-2, 2, "Input x₁", "the first number that comes in") = 1.0
    second: number(-2, 2, "Input x₂", "the second number that comes in") = -0.5
    masks: whole(1, 500, "Masks drawn", "how many are drawn one after the other", scale="log") = 100
    seed: whole(0, 9999, "Seed", "another one makes another network and other masks") = 1

    def network(self) -> "SmallNetwork":
        """Its weights, drawn by the seed."""
        rng = np.random.default_rng(self.seed)
        return SmallNetwork(rng.standard_normal((2, self.units)), 0.5 * rng.standard_normal(self.units),
                            1.5 * rng.standard_normal(self.units) / np.sqrt(self.units), self)

    def ensemble(self) -> "SubNetworks":
        """Every mask there is, and those that were drawn."""
        network = self.network()
        every = (np.arange(2 ** self.units)[:, None] >> np.arange(self.units)) & 1
        on = every.sum(1)
        likely = self.rate ** (self.units - on) * (1 - self.rate) ** on
        rng = np.random.default_rng([self.seed, 1])
        drawn = (rng.random((self.masks, self.units)) >= self.rate).astype(int)
        return SubNetworks(network, every, network.answers(every), likely, drawn, network.answers(drawn))


class SmallNetwork(NamedTuple):
    """Two inputs, `units` hidden ones with ReLU, one output: `into` (2, units), `biases`, `out` (units,)."""

    into: np.ndarray
    biases: np.ndarray
    out: np.ndarray
    settings: DropoutEnsemble

    @property
    def hidden(self) -> np.ndarray:
        """The values (units,) of the hidden units when all are on."""
        return np.maximum(np.array([self.settings.first, self.settings.second]) @ self.into + self.biases, 0)

    def answers(self, masks: np.ndarray) -> np.ndarray:
        """What is answered in training with each of the masks (n, units) of 0 and 1."""
        kept = 1 - self.settings.rate if self.settings.scaling == TRAINING else 1.0
        return self._end(masks * self.hidden / kept @ self.out)

    @property
    def answer(self) -> float:
        """What is answered at test time: every unit is on, with smaller weights where training scaled nothing."""
        share = 1.0 if self.settings.scaling == TRAINING else 1 - self.settings.rate
        return float(self._end(self.hidden @ (self.out * share)))

    def _end(self, z):
        return 1 / (1 + np.exp(-z)) if self.settings.bent else z


class SubNetworks(NamedTuple):
    """`every` mask (2^units, units) with its answers and how likely it is; `drawn` masks with theirs."""

    network: SmallNetwork
    every: np.ndarray
    answers: np.ndarray
    likely: np.ndarray
    drawn: np.ndarray
    drawn_answers: np.ndarray

    @property
    def mean(self) -> float:
        """The mean over all masks, each as often as it comes."""
        return float((self.likely * self.answers).sum())

    @property
    def running(self) -> np.ndarray:
        """The mean of the drawn answers so far, after each mask."""
        return np.cumsum(self.drawn_answers) / np.arange(1, len(self.drawn) + 1)
