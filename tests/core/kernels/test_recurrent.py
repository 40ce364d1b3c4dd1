"""Recurrent kernels against their twins, and the twins' gradients against central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import gru, lstm, series, simple_rnn
from tests.core.kernels.comparing import agree, normal
from tests.naive import gru as naive_gru
from tests.naive import lstm as naive_lstm
from tests.naive import series as naive_series
from tests.naive import simple_rnn as naive_rnn

WAYS = "gates", "series", "tokens"
FEW = settings(max_examples=6, deadline=None)
# The gates of a GRU have bounds: without, its states explode.
SIZES = given(st.integers(1, 6), st.sampled_from([1, 3, 8, 37]), st.sampled_from([1, 2, 5, 16, 33]), st.booleans(),
              st.booleans(), st.booleans(), st.sampled_from([1, 2, 4]), st.integers(0, 4))
NOTHING = np.empty((0, 0), np.float32)
NONE = np.empty((0, 0, 0), np.float32)


class Case:
    """Random arrays of one recurrent layer; masks, dropout and first states where they are asked for."""

    def __init__(self, steps, samples, units, gates, masked=False, dropping=False, started=False, seed=0, reach=0):
        rng = np.random.default_rng(seed)
        self.shape, self.units, self.gates = (steps, samples, units), units, gates
        self.z = normal(rng, steps, samples, gates * units)
        self.taken = NONE, NOTHING, NOTHING.reshape(0), np.empty(0, np.int32)
        self.u = normal(rng, units, gates * units) / np.float32(np.sqrt(units))
        self.ut = np.ascontiguousarray(self.u.T)
        self.mask = (rng.random((steps, samples)) < 0.7).astype(np.float32) if masked else NOTHING
        self.drop = (2 * (rng.random((samples, units)) < 0.5)).astype(np.float32) if dropping else NOTHING
        self.dropped = np.zeros(self.shape, np.float32) if dropping else NONE
        self.first, self.cell = (normal(rng, samples, units) if started else NOTHING for _ in range(2))
        self.states, self.cells = (np.zeros((steps + 1, samples, units), np.float32) for _ in range(2))
        self.inner = np.zeros(self.shape, np.float32)
        self.dys = normal(rng, *self.shape) if seed % 2 == 0 else NONE
        self.dstate, self.dcell, self.fresh = (normal(rng, samples, units) for _ in range(3))
        self.bias = normal(rng, gates * units)
        self.x, self.to_first = normal(rng, steps, samples, 3), int(started or seed % 3 == 0)
        tiles = series.sample_blocks(samples, gates * steps * units * units)
        self.dw, self.db = (np.zeros((tiles, rows * gates * units), np.float32) for rows in (3, 1))
        self.products, self.reach = np.zeros((samples, gates * units), np.float32), reach

    def entering(self, way, features=3):
        """The case with the gates filled step by step: from a series, or from a table of what tokens bring in."""
        rng = np.random.default_rng(1)
        steps, samples, width = self.z.shape
        if way == "series":
            self.taken = (normal(rng, steps, samples, features), normal(rng, features, width), normal(rng, width),
                          np.empty(0, np.int32))
        if way == "tokens":
            self.taken = (NONE, normal(rng, 5, width), NOTHING.reshape(0),
                          rng.integers(0, 5, steps * samples).astype(np.int32))
        return self

    def blank(self):
        return np.zeros_like(self.z)

    def lstm(self, inner=2, outer=1):
        return (self.z, self.u, *self.taken, self.first, self.cell, self.mask, self.drop, self.dropped, self.states,
                self.cells, inner, outer)

    def lstm_back(self, inner=2, outer=1):
        return (self.z, self.ut, self.cells, self.mask, self.drop, self.dys, self.x, self.blank(), self.dw, self.db,
                self.dstate, self.dcell, self.fresh, inner, outer, self.reach, self.to_first)

    def rnn(self, outer=1):
        return self.z, self.u, *self.taken, self.first, self.mask, self.drop, self.dropped, self.states, outer

    def rnn_back(self, outer=1):
        return (self.z, self.ut, self.mask, self.drop, self.dys, self.x, self.blank(), self.dw, self.db, self.dstate,
                self.fresh, outer, self.reach, self.to_first)

    def gru(self, after, kind=2, outer=1):
        return (self.z, self.u, *self.taken, self.bias if after else NOTHING.reshape(0), self.first, self.mask,
                self.drop, self.dropped, self.states, self.inner, self.products, after, kind, outer)

    def gru_back(self, after, kind=2, outer=1):
        return (self.z, self.ut, self.states, self.inner, self.mask, self.drop, self.dropped, self.dys, self.x,
                self.blank(), self.blank() if after else NONE, self.dw, self.db, self.dstate, self.fresh, after, kind,
                outer, self.reach, self.to_first)


def both(forward, twin, backward, twin_back, arguments, arguments_back):
    agree(forward, twin, *arguments(), tolerance=2e-5, size=1)
    twin(*arguments())
    agree(backward, twin_back, *arguments_back(), tolerance=2e-5, size=1)


@FEW
@SIZES
@pytest.mark.parametrize("way", WAYS)
def test_lstm(way, steps, samples, units, masked, dropping, started, inner, outer):
    case = Case(steps, samples, units, 4, masked, dropping, started, steps, samples % 4).entering(way)
    both(lstm.lstm_forward, naive_lstm.lstm_forward, lstm.lstm_backward, naive_lstm.lstm_backward,
         lambda: case.lstm(inner, outer), lambda: case.lstm_back(inner, outer))


@FEW
@SIZES
@pytest.mark.parametrize("way", WAYS)
def test_simple_rnn(way, steps, samples, units, masked, dropping, started, inner, outer):
    case = Case(steps, samples, units, 1, masked, dropping, started, steps, samples % 4).entering(way)
    both(simple_rnn.simple_rnn_forward, naive_rnn.simple_rnn_forward, simple_rnn.simple_rnn_backward,
         naive_rnn.simple_rnn_backward, lambda: case.rnn(outer), lambda: case.rnn_back(outer))


@FEW
@SIZES
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("after", [0, 1])
def test_gru(way, after, steps, samples, units, masked, dropping, started, inner, outer):
    case = Case(steps, samples, units, 3, masked, dropping, started, steps, samples % 4).entering(way)
    both(gru.gru_forward, naive_gru.gru_forward, gru.gru_backward, naive_gru.gru_backward,
         lambda: case.gru(after, inner, outer), lambda: case.gru_back(after, inner, outer))


OVER = {"lstm": (4, lstm.lstm_forward, lstm.lstm_backward, Case.lstm, Case.lstm_back, 7),
        "lstm relu": (4, lstm.lstm_forward, lstm.lstm_backward, lambda c: c.lstm(4, 3), lambda c: c.lstm_back(4, 3), 7),
        "rnn": (1, simple_rnn.simple_rnn_forward, simple_rnn.simple_rnn_backward, Case.rnn, Case.rnn_back, 6),
        "before": (3, gru.gru_forward, gru.gru_backward, lambda c: c.gru(0), lambda c: c.gru_back(0), 9),
        "after": (3, gru.gru_forward, gru.gru_backward, lambda c: c.gru(1), lambda c: c.gru_back(1), 9)}


@pytest.mark.parametrize("kind", OVER)
def test_gradients_may_lie_over_the_gates(kind):
    """The same bits as with memory of their own; sums for W and b that nobody asks for are left out."""
    gates, forward, backward, arguments, arguments_back, place = OVER[kind]
    case = Case(5, 9, 21, gates, masked=True, dropping=True, seed=6)
    forward(*arguments(case))
    apart = [np.copy(one) if isinstance(one, np.ndarray) else one for one in arguments_back(case)]
    backward(*apart)
    case.dw = case.db = NOTHING
    over = [np.copy(one) if isinstance(one, np.ndarray) else one for one in arguments_back(case)]
    over[place] = over[0]
    backward(*over)
    for have, want, parameter in zip(over, apart, backward.parameters, strict=True):
        if parameter.name in ("dgates", "dvalues", "dstate", "dcell", "dinner"):
            assert np.array_equal(have, want), parameter.name
            assert want.size == 0 or np.abs(want).max() > 0, parameter.name


@pytest.mark.parametrize("samples", [1, 17, 64])
def test_many_tiles(samples):
    """Enough work that the samples are dealt into several tiles."""
    case = Case(12, samples, 64, 4)
    assert series.sample_blocks(samples, lstm.work_of(12, 64)) == {1: 1, 17: 2, 64: 4}[samples]
    both(lstm.lstm_forward, naive_lstm.lstm_forward, lstm.lstm_backward, naive_lstm.lstm_backward, case.lstm,
         case.lstm_back)


@pytest.mark.parametrize(("rows", "units"), [(5, 3), (900, 24), (700, 70)])
def test_gru_weight_gradient(rows, units):
    rng = np.random.default_rng(0)
    agree(gru.gru_weight_gradient, naive_gru.gru_weight_gradient, normal(rng, rows, units), normal(rng, rows, units),
          normal(rng, rows, 3 * units), np.zeros((units, 3 * units), np.float32), tolerance=1e-5)


@pytest.mark.parametrize("turned", [series.KEEP, series.LAST_FIRST, series.FIRST_LAST])
@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 5, 4), (40, 50, 30)])
def test_swap(shape, turned):
    x = normal(np.random.default_rng(0), *shape)
    agree(series.swap, naive_series.swap, x, np.zeros((shape[1], shape[0], shape[2]), np.float32), turned)


@pytest.mark.parametrize("turned", [series.KEEP, series.LAST_FIRST])
@pytest.mark.parametrize(("samples", "steps"), [(1, 1), (3, 5), (40, 7)])
def test_swap_tokens(samples, steps, turned):
    tokens = np.random.default_rng(0).integers(0, 9, samples * steps).astype(np.int32)
    agree(series.swap_tokens, naive_series.swap_tokens, tokens, np.zeros(samples * steps, np.int32), steps, turned)


def test_silence():
    rng = np.random.default_rng(0)
    agree(series.silence, naive_series.silence, normal(rng, 30, 20, 17),
          (rng.random((30, 20)) < 0.5).astype(np.float32))


@pytest.mark.parametrize("size", [1, 37, 9000])
def test_clear(size):
    agree(series.clear, naive_series.clear, np.ones(size, np.float32))


def slopes_of(value, array, places, width=1e-5):
    """Central differences of a number by some values of an array, which is changed in place."""
    found = []
    for place in places:
        kept = array[place]
        ends = []
        for step in (width, -width):
            array[place] = kept + step
            ends.append(value())
        array[place] = kept
        found.append((ends[0] - ends[1]) / (2 * width))
    return np.array(found)


FORWARDS = {"lstm": (4, naive_lstm.lstm_forward, naive_lstm.lstm_backward, Case.lstm, Case.lstm_back),
            "rnn": (1, naive_rnn.simple_rnn_forward, naive_rnn.simple_rnn_backward, Case.rnn, Case.rnn_back),
            "before": (3, naive_gru.gru_forward, naive_gru.gru_backward, lambda c: c.gru(0), lambda c: c.gru_back(0)),
            "after": (3, naive_gru.gru_forward, naive_gru.gru_backward, lambda c: c.gru(1), lambda c: c.gru_back(1))}


@pytest.mark.parametrize("kind", FORWARDS)
@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_are_the_slopes_of_a_number(kind, seed):
    """The number is a weighed sum of all states (seed 0), and of the last state and cell."""
    gates, forward, backward, arguments, arguments_back = FORWARDS[kind]
    case = Case(4, 3, 5, gates, masked=True, dropping=True, started=True, seed=seed)
    for name, array in vars(case).items():
        if isinstance(array, np.ndarray):
            setattr(case, name, array.astype(np.float64))
    z, first, dstate, dcell = case.z.copy(), case.first, case.dstate.copy(), case.dcell.copy()

    def number():
        case.z = z.copy()
        forward(*arguments(case))
        shown = (case.states[1:] * case.dys).sum() if case.dys.size else 0
        return shown + (case.states[-1] * dstate).sum() + ((case.cells[-1] * dcell).sum() if gates == 4 else 0)

    number()
    found = arguments_back(case)
    backward(*found)
    dgates = found[{"lstm": 7, "rnn": 6}.get(kind, 9)]
    places = [tuple(place) for place in np.random.default_rng(seed).integers(0, z.shape, (25, 3))]
    # Every other weight of the product learns from these: the slopes of z and of the first states are the whole.
    want = slopes_of(number, z, places)
    np.testing.assert_allclose([dgates[place] for place in places], want, atol=1e-7)
    states = [(0, 0), (1, 3), (2, 4)]
    np.testing.assert_allclose([case.dstate[place] for place in states], slopes_of(number, first, states), atol=1e-7)
    if gates == 4:
        cells = slopes_of(number, case.cell, states)
        np.testing.assert_allclose([case.dcell[place] for place in states], cells, atol=1e-7)
