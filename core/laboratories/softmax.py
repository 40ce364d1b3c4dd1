"""The laboratory of softmax: temperature, cross-entropy and perplexity of one answer."""

from typing import NamedTuple

import numpy as np

from core.activations.softmax import Softmax
from core.declare.parameters import hidden, number, whole
from core.declare.registry import Declared

MOST = 8
LOGITS = (2.0, 1.0, 0.5, -0.5, -1.0, 0.0, 1.5, -2.0)
REACH = 5.0
"""How far a logit can be dragged to both sides."""
COLDEST, HOTTEST = 0.05, 20.0


class TemperedSoftmax(Declared):
    """Logits become probabilities; the temperature makes them sharper or flatter, the loss judges that of the truth."""

    title = "Softmax"
    formula = r"p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}, \quad L = -\ln p_t"
    classes: whole(2, MOST, "Classes", "how many answers there are") = 5
    truth: whole(1, MOST, "True class", "the answer that is right, by its number") = 1
    temperature: number(COLDEST, HOTTEST, "Temperature T", "below 1 the largest takes more, above 1 all become alike",
                        scale="log") = 1.0
    logits: hidden(tuple[float, ...], "Logits", "what the last layer says of each class, before softmax") = LOGITS

    @property
    def right(self) -> int:
        """The place of the true class."""
        return min(self.truth, self.classes) - 1

    def judged(self, temperature: float | None = None) -> "JudgedShares":
        """The probabilities at the temperature, or at another one, and what the truth makes of them."""
        hot = temperature or self.temperature
        z = np.array(self.logits[:self.classes], np.float64)
        shares = Softmax().curve(z / hot)
        truth = np.arange(self.classes) == self.right
        loss = float(-np.log(np.maximum(shares[self.right], 1e-300)))
        entropy = float(-(shares * np.log(np.maximum(shares, 1e-300))).sum())
        return JudgedShares(shares, np.exp(z / hot), loss, float(np.exp(loss)), entropy, (shares - truth) / hot)

    def over_temperatures(self, count: int = 121) -> tuple[np.ndarray, np.ndarray]:
        """Temperatures (count,) evenly on a logarithmic scale, and the probabilities there (count, classes)."""
        hot = np.geomspace(COLDEST, HOTTEST, count)
        return hot, Softmax().curve(np.array(self.logits[:self.classes], np.float64) / hot[:, None])


class JudgedShares(NamedTuple):
    """Probabilities, the powers that they are shares of, cross-entropy (nats) and perplexity of the truth, the entropy
    of the answer (nats), and the gradient of the loss by the logits."""

    shares: np.ndarray
    powers: np.ndarray
    loss: float
    perplexity: float
    entropy: float
    gradient: np.ndarray
