"""Which cases of many `make test` runs; `make test-all` runs them all."""

import pytest


def sampled(cases, *kept) -> list:
    """The cases as parameters of a test: those that are not among the kept are slow."""
    unknown = [case for case in kept if case not in cases]
    if unknown:
        raise ValueError(f"no such cases: {unknown}")
    return [case if case in kept else pytest.param(*_values(case), marks=pytest.mark.slow) for case in cases]


def _values(case) -> tuple:
    return case if isinstance(case, tuple) else (case,)
