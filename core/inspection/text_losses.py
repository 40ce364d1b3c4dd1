"""What every token of a text costs: the loss at its place, and what the network thought likeliest there."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need

LIKELIEST = 5
SMALLEST = 1e-30


class TextLosses(Struct, frozen=True):
    """Places of a text in its order: the `tokens` (n,) that stand there, the loss of each, NaN where nothing was asked,
    and the likeliest tokens (n, k) there with their `shares`, the likeliest first. `samples` (n,) tells the record of
    each place, `classes` how many tokens there are."""

    tokens: np.ndarray
    losses: np.ndarray
    likeliest: np.ndarray
    shares: np.ndarray
    samples: np.ndarray
    classes: int

    @property
    def mean(self) -> float:
        """The mean loss of what was asked; NaN where nothing was."""
        asked = self.losses[~np.isnan(self.losses)]
        return float(asked.mean()) if len(asked) else float("nan")


class LossesOfText(Need, frozen=True):
    """The losses of `count` records of a split, one after the other from `index` on; None where answers are no tokens
    of what is read."""

    split: str
    index: int
    count: int = 8

    def read(self, inspector):
        trainer = inspector.trainer
        port = trainer.judged_port
        if port is None or not port.task.of_text:
            return None
        part = trainer.prepared.split(self.split)
        samples = part.chosen(slice(self.index, self.index + self.count))
        if not len(samples):
            return None
        shares = trainer.evaluation.outputs(samples.inputs).astype(np.float64)
        if trainer.main_aim.loss.from_logits:
            shares = np.exp(shares - shares.max(-1, keepdims=True))
            shares /= shares.sum(-1, keepdims=True)
        if not np.isfinite(shares).all():
            return None
        asked = samples.targets[port.name]
        return _found(samples.x, asked, shares, port.task.of_next, self.index)


def _found(x, asked, shares, of_next: bool, first: int) -> TextLosses:
    known = asked >= 0
    true = np.take_along_axis(shares, np.maximum(asked, 0)[..., None], -1)[..., 0]
    losses = np.where(known, -np.log(np.maximum(true, SMALLEST)), np.nan)
    best = np.argsort(-shares, axis=-1, kind="stable")[..., :LIKELIEST]
    # Where the next token is asked nothing stands at places that are not asked; a text with gaps stands there as it is.
    tokens, shown = np.where(known, asked, x), known | (not of_next)
    records = np.broadcast_to(first + np.arange(len(x))[:, None], x.shape)
    return TextLosses(tokens[shown], losses[shown], best[shown], np.take_along_axis(shares, best, -1)[shown],
                      records[shown], shares.shape[-1])
