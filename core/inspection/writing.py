"""A network writes on: it answers what comes next, one of the answers is drawn and becomes part of the text."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need

MOST_LIKELY = 8
"""Tokens whose shares are told."""


class Continuation(Struct, frozen=True):
    """`tokens` that were written; `likely` are the most likely tokens for the last of these places with their shares,
    the likeliest first."""

    tokens: tuple[int, ...]
    likely: tuple[tuple[int, float], ...]


class Written(Need, frozen=True):
    """What the network writes after a text of tokens, `count` tokens of it.

    `temperature` 1 draws as the network says, less makes likely tokens likelier still, 0 takes the likeliest; of `best`
    tokens one is drawn, of all where it is 0; with `mass` below 1 of the likeliest that together have this share
    (nucleus sampling, Holtzman et al. 2020). The same seed writes the same text after the same text.
    """

    text: tuple[int, ...]
    count: int = 1
    temperature: float = 1.0
    best: int = 0
    mass: float = 1.0
    seed: int = 0

    def read(self, inspector):
        text, likely = list(self.text), ()
        for _ in range(self.count):
            shares = next_shares(inspector.trainer, text)
            if shares is None:
                return None
            order = np.argsort(-shares, kind="stable")[:MOST_LIKELY]
            likely = tuple((int(token), float(shares[token])) for token in order)
            rng = np.random.default_rng([self.seed, len(text)])
            text.append(drawn(shares, self.temperature, self.best, rng, self.mass))
        return Continuation(tuple(text[len(self.text):]), likely)


def next_shares(trainer, text: list[int]) -> np.ndarray | None:
    """The share (vocabulary,) that the network gives each token to come after a text, of which it reads as many of the
    last tokens as a sample has; None where it says nothing of the kind."""
    port = trainer.description.inputs[0]
    steps, answer = port.type.shape[0], trainer.check.types[trainer.project.network.output]
    if not text or answer.shape != (steps, port.type.vocabulary) or not np.isfinite(sum(text)):
        return None
    read = text[-steps:]
    # What stands behind the text is read by no step before it; it only fills the sample.
    sample = np.array([read + [0] * (steps - len(read))], np.int32)
    found = trainer.predict({port.name: sample})[0, len(read) - 1].astype(np.float64)
    if trainer.main_aim.loss.from_logits:
        found = np.exp(found - found.max())
    return found / found.sum() if np.isfinite(found).all() and found.sum() > 0 else None


def drawn(shares: np.ndarray, temperature: float, best: int, rng: np.random.Generator, mass: float = 1.0) -> int:
    """One token by its share, as temperature, the number of best tokens and their mass change it."""
    if temperature <= 0:
        return int(shares.argmax())
    powers = left(shares, temperature, best, mass)
    return int(rng.choice(len(shares), p=powers))


def left(shares: np.ndarray, temperature: float, best: int, mass: float) -> np.ndarray:
    """The shares (vocabulary,) by which a token is drawn, 0 for those that are left out."""
    logs = np.log(np.maximum(shares, 1e-30)) / temperature
    order = np.argsort(-logs, kind="stable")
    if best:
        logs[order[best:]] = -np.inf
    powers = np.exp(logs - logs.max())
    powers /= powers.sum()
    if mass < 1:
        # The token that reaches the mass still belongs to it, so one is always left.
        before = np.cumsum(powers[order]) - powers[order]
        powers[order[before >= mass]] = 0
        powers /= powers.sum()
    return powers
