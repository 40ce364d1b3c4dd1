"""States that training carries on from one batch to the next, lane by lane."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.keras_lines import by_class
from core.declare.registry import DATASETS
from core.project.network import check
from core.project.spec import Data
from core.trainer import Trainer
from tests.core.building import dense, layer, project, values, with_training

KINDS = ["SimpleRNN", "LSTM", "GRU"]
WINDOWS, STEPS, BATCH = 5, 4, 2
LANES = (0, 1, 2), (3, 4)
"""Five windows in two lanes: the first one is longer."""
STILL = 1e-30
"""A rate at which no weight moves."""


def trained(kind: str, steps: int, rate: float = 0.5, threads: int = 1) -> Trainer:
    """A trainer after some steps on a long series, cut into windows."""
    reader = layer(kind, units=4, return_sequences=True, stateful=True)
    design = project(reader, dense(2), batch=BATCH, rate=rate)
    made = Trainer(design, data={"train": long_series()}, threads=threads)
    made.step(steps)
    return made


def long_series() -> tuple[np.ndarray, np.ndarray]:
    """Windows one after the other, and what is asked at each of their steps."""
    return values(WINDOWS, STEPS, 3, seed=3), values(WINDOWS, STEPS, 2, seed=4)


def expected(made: Trainer) -> list[float]:
    """The loss of every step of an epoch, were each lane read in one go."""
    x, y = long_series()
    errors = {}
    for lane in LANES:
        whole = x[list(lane)].reshape(1, -1, 3)
        reader = Trainer(with_training(made.project, batch_size=1), threads=1,
                         data={"train": (whole, y[list(lane)].reshape(1, -1, 2))})
        reader.set_weights(made.weights())
        answers = reader.predict(whole).reshape(len(lane), STEPS, 2)
        errors |= {window: float(np.mean((answers[at] - y[window])**2)) for at, window in enumerate(lane)}
    return [np.mean([errors[lane[step]] for lane in LANES if step < len(lane)]) for step in range(len(LANES[0]))]


@pytest.mark.parametrize("kind", KINDS)
def test_windows_are_read_as_if_in_one_go(kind):
    made = trained(kind, 0, STILL)
    np.testing.assert_allclose(made.step(6).losses, 2 * expected(made), rtol=1e-5)
    alone = Trainer(project(layer(kind, units=4, return_sequences=True), dense(2), batch=BATCH, rate=STILL,
                            shuffle=False), data={"train": long_series()}, threads=1)
    assert not np.allclose(alone.step(3).losses, expected(made), rtol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_threads_resuming_and_snapshots_keep_the_bits(kind):
    whole = trained(kind, 7)
    for threads, parts in ((2, (7,)), (1, (1, 3, 3))):
        other = trained(kind, 0, threads=threads)
        for part in parts:
            state = other.state()
            other = trained(kind, 0, threads=threads)
            other.load_state(state)
            other.step(part)
        for name, value in whole.weights().items():
            np.testing.assert_array_equal(value, other.weights()[name])
    whole.reset()
    np.testing.assert_array_equal(whole.step(4).losses, trained(kind, 0).step(4).losses)


def test_both_ways_and_shared_layers_have_states_of_their_own():
    inner = layer("GRU", units=3, return_sequences=True, stateful=True)
    made = Trainer(project(layer("Bidirectional", layer=inner), dense(2), batch=BATCH),
                   data={"train": long_series()}, threads=1)
    assert {name: units for name, (_, units) in made.state_memory.carried.items()} == {
        "n0.forward state": 3, "n0.backward state": 3}
    made.step(1)
    carried = made.state_memory.buffers["carried"].array()
    assert np.count_nonzero(carried[:2 * BATCH * 3]) == 2 * BATCH * 3


def test_another_batch_size_begins_with_zeros_until_the_epoch_ends():
    made = trained("GRU", 1, STILL)
    assert made.change(with_training(made.project, batch_size=1))
    rest = made.step(3).losses
    wanted = trained("GRU", 0, STILL)
    assert wanted.change(with_training(wanted.project, batch_size=1))
    assert made.epoch == 1
    x, y = long_series()
    errors = ((made.predict(x) - y)**2).mean((1, 2))
    np.testing.assert_allclose(rest, errors[[1, 4, 2]], rtol=1e-5)
    np.testing.assert_allclose(made.step(5).losses, wanted.step(5).losses, rtol=1e-6)


def test_evaluation_and_gradients_begin_with_zeros():
    made = trained("LSTM", 2)
    x, y = long_series()
    before = made.state()
    assert made.evaluate("train")["loss"] == pytest.approx(float(((made.predict(x) - y)**2).mean()), rel=1e-5)
    made.gradients(x, y)
    assert made.state().block == before.block


def test_a_state_that_makes_no_sense_is_refused():
    made = trained("GRU", 2)
    made.state_memory.buffers["carried"].array()[0] = np.nan
    with pytest.raises(Exception, match="damaged"):
        made.load_state(made.state())


def test_one_is_told_where_nothing_can_be_carried_on():
    def said(dataset, *parts, **more):
        design = replace(project(*parts, loss="SparseCategoricalCrossentropy"), data=Data(dataset))
        return [problem.message for problem in check(design).problems if problem.path.endswith("stateful")]
    tokens = len(DATASETS["Shakespeare"]().tokens)
    parts = (layer("Embedding", input_dim=tokens, output_dim=4),
             layer("LSTM", units=4, return_sequences=True, stateful=True), dense(tokens, "Softmax"))
    assert not said(DATASETS["Shakespeare"](), *parts)
    (sentence,) = said(DATASETS["Shakespeare"](stride=7), *parts)
    assert "n1 carries its state on" in sentence


@pytest.mark.parametrize("name", ["Sunspots", "Airline"])
def test_windows_of_a_series_may_stand_side_by_side(name):
    dataset = DATASETS[name](window=9, stride=9, horizon=2, difference=True)
    samples, found = dataset.load(), dataset.describe()
    assert found.goes_on
    assert not replace(dataset, stride=4).describe().goes_on
    changed = dataset.changed(dataset.read()).astype(np.float32)
    x, y = samples.x[..., 0], samples.y
    assert len(x) == found.count
    assert np.array_equal(x.ravel(), changed[:9 * len(x)])
    places = dataset.first_place(np.arange(found.count)) - 1
    np.testing.assert_array_equal(y, changed[places[:, None] + np.arange(2)])


def test_keras_is_told_nothing_of_it():
    assert "stateful" not in by_class(layer("GRU", stateful=True)).named
