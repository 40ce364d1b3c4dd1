"""Members of families with drawn parameters, so that a new member or a new parameter is tried without a word."""

import numpy as np
from msgspec.structs import replace

from core.declare import registry
from core.declare.bounds import violations
from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS

FEW = 4
"""Whole numbers are drawn among so many: sizes stay small."""


def drawn(cls, rng: np.random.Generator):
    """A member with drawn parameters that keep their bounds."""
    while True:
        made = cls(**{p.name: _value(p, rng) for p in parameters(cls)})
        if not violations(made):
            return made


def unbroken(member):
    """The same member with gradients that reach back to the beginning of a series, and so are slopes."""
    held = {name: unbroken(value) for name in member.__struct_fields__
            if isinstance(value := getattr(member, name), registry.Declared)}
    return replace(member, **held, **{"truncation": None} if "truncation" in member.__struct_fields__ else {})


def _value(p, rng):
    if p.optional and rng.random() < 0.4:
        return None
    return DRAWS.get(p.kind, lambda p, rng: p.default)(p, rng)


def _whole(p, rng):
    return int(rng.integers(p.low, min(p.high, p.low + FEW) + 1))


def _number(p, rng):
    """Near the default's size, inside the bounds; one in five at a bound of a moderate size."""
    low, high = max(p.low, -1.0), min(p.high, 1.0)
    return float(rng.choice([low, high])) if rng.random() < 0.2 else float(rng.uniform(low, high))


def _pair(p, rng):
    one, two = (int(rng.integers(p.low, p.low + 3)) for _ in range(2))
    return one if rng.random() < 0.5 else (one, two)


def _part(p, rng):
    # First weights and what holds weights in bounds are the business of other tests; softmax inside tells little.
    if p.family in (registry.INITIALIZERS, getattr(registry, "CONSTRAINTS", None)):
        return p.default
    names = [name for name in p.family if not (p.family is ACTIVATIONS and name == "Softmax")]
    return drawn(p.family[names[rng.integers(len(names))]], rng)


def _sides(p, rng):
    return _pair(p, rng) if rng.random() < 0.5 else tuple(
        tuple(int(rng.integers(p.low, p.low + 3)) for _ in range(2)) for _ in range(2))


def _sizes(p, rng):
    return tuple(int(rng.integers(max(p.low, -1), 7)) for _ in range(rng.integers(1, 4)))


DRAWS = {"whole": _whole, "whole_or_none": _whole, "number": _number, "pair": _pair, "part": _part, "sides": _sides,
         "sizes": _sizes,
         "switch": lambda p, rng: bool(rng.random() < 0.5),
         "choice": lambda p, rng: p.choices[rng.integers(len(p.choices))]}
