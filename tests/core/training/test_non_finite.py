"""When numbers stop being numbers: training halts, keeps the last good weights and says where it happened."""

import math

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.text.messages import Tongue, again, speak
from core.trainer import Trainer
from core.training import non_finite
from tests.core.building import classes, dense, layer, project, same_bits, values, with_training


def diverging(rate=60.0, **more) -> Trainer:
    """A regression whose weights grow without bounds."""
    made = project(dense(4), dense(2), rate=rate, batch=8, **more)
    data = {"train": (values(40, 3), values(40, 2)), "validation": (values(9, 3), values(9, 2))}
    return Trainer(made, threads=1, data=data)


def good_steps(trainer) -> int:
    """How many steps go well, one at a time."""
    for count in range(10_000):
        if trainer.step(1).stopped:
            return count
    raise AssertionError("training never diverged")


@pytest.mark.parametrize("chunk", [1, 3, 7, 1000])
def test_it_stops_with_the_last_good_weights(chunk):
    good = good_steps(diverging())
    assert 2 < good < 900
    trainer = diverging()
    losses = []
    while not (tick := trainer.step(chunk)).stopped:
        losses.append(tick.losses)
    losses.append(tick.losses)
    fresh = diverging()
    expected = fresh.step(good)
    assert not expected.stopped
    assert tick.step == good == trainer.state_memory.counters[0]
    assert tick.samples == expected.samples
    assert trainer.epoch == fresh.epoch
    assert same_bits(trainer.weights(), fresh.weights())
    assert np.concatenate(losses).tobytes() == expected.losses.tobytes()
    assert all(np.isfinite(value).all() for value in trainer.weights().values())


def test_it_says_so_in_one_sentence_that_names_the_block():
    trainer = diverging()
    tick = trainer.step(1000)
    assert tick.stopped.startswith("Training stopped: ")
    assert tick.stopped.endswith(".")
    assert "learning rate" in tick.stopped
    assert "\n" not in tick.stopped
    assert f" in {trainer.stopped_at} is no longer a finite number " in tick.stopped
    assert trainer.stopped_at in ("n0", "n1")


def test_the_whole_sentence_is_said_again_in_another_language():
    sentence = diverging().step(1000).stopped
    speak(Tongue(translate=lambda text: text.replace("a learning rate of", "LERNRATE").replace("Try", "VERSUCHE")))
    try:
        said = again(sentence)
    finally:
        speak()
    assert "VERSUCHE LERNRATE" in said


def test_it_stays_stopped_until_something_changes():
    trainer = diverging()
    sentence = trainer.step(1000).stopped
    tick = trainer.step(5)
    assert tick.stopped == sentence
    assert len(tick.losses) == 0
    assert math.isnan(tick.loss)
    assert trainer.change(with_training(trainer.project, optimizer=type(trainer.project.training.optimizer)(
        learning_rate=0.0)))
    assert trainer.stopped == ""
    # These weights were the last good ones; one step on from them is as bad as before, and that is said again.
    assert trainer.step(5).stopped


@pytest.mark.parametrize("mend", [
    lambda t: t.reset(), lambda t: t.set_weights({n: w * 0 for n, w in t.weights().items()}),
    lambda t: t.load_state(diverging().state())])
def test_reset_other_weights_and_a_rewind_lift_the_stop(mend):
    trainer = diverging()
    trainer.step(1000)
    mend(trainer)
    assert trainer.step(1).stopped == ""


def test_accuracy_counts_the_good_steps_only():
    """The chunk is run twice over; what it counted the first time does not count."""
    made = project(dense(4), dense(3, "Softmax"), loss="SparseCategoricalCrossentropy", rate=500.0, batch=8)
    data = {"train": (values(40, 3, scale=100), classes(40, 3))}
    single, whole = Trainer(made, threads=1, data=data), Trainer(made, threads=1, data=data)
    ticks = []
    while len(ticks) < 300 and not (tick := single.step(1)).stopped:
        ticks.append(tick)
    assert tick.stopped
    assert len(ticks) > 1, "at least two good steps, else there is nothing to count"
    whole.step(1)
    found = whole.step(1000)
    assert found.stopped
    assert found.metrics["accuracy"] == pytest.approx(np.mean([tick.metrics["accuracy"] for tick in ticks[1:]]))


@pytest.mark.parametrize("node", ["first", "second", "third"])
def test_the_block_is_named_where_the_number_breaks(node):
    """An infinite weight put into one block by hand; those before it compute well."""
    made = project(("first", dense(4, "Tanh"), "input"), ("second", dense(4, "Tanh"), "first"),
                   ("third", dense(2), "second"), rate=0.01)
    trainer = Trainer(made, threads=1, data={"train": (values(16, 3), values(16, 2))})
    trainer.step(3)
    # With 4 inputs near 3e38 the sum passes what float32 can hold; tanh would hide it, so a NaN is what remains.
    kernel = np.full_like(trainer.weights()[f"{node}.kernel"], np.nan)
    trainer.set_weights({f"{node}.kernel": kernel})
    tick = trainer.step(1)
    assert f" in {node} is no longer a finite number on the way forward;" in tick.stopped, tick.stopped
    assert trainer.stopped_at == node
    assert tick.step == 3


def test_memory_left_by_the_bad_step_does_not_mislead():
    """Concatenate writes its output in parts; what the bad step left in the other parts is not its fault."""
    made = project(("a", dense(3), "input"), ("b", dense(3), "input"), ("wide", layer("Concatenate"), ["a", "b"]),
                   ("c", dense(4), "wide"), ("d", dense(2), "c"), rate=0.01)
    trainer = Trainer(made, threads=1, data={"train": (values(16, 3), values(16, 2))})
    trainer.step(2)
    trainer.set_weights({"d.kernel": np.full((4, 2), np.inf)})
    tick = trainer.step(1)
    assert " in d is no longer" in tick.stopped, tick.stopped


def test_a_loss_that_is_not_finite_at_once():
    """Nothing good to go back to but the first weights; step 0."""
    trainer = diverging()
    first = trainer.weights()
    trainer.set_weights({"n1.kernel": np.full((4, 2), 1e30)})
    tick = trainer.step(10)
    assert tick.stopped
    assert (tick.step, len(tick.losses), tick.metrics) == (0, 0, {})
    assert tick.validation is None
    np.testing.assert_array_equal(trainer.weights()["n0.kernel"], first["n0.kernel"])


def test_weights_that_break_while_the_loss_is_finite_stop_too():
    """One step with an enormous rate: the loss of that step is fine, the weights behind it are not."""
    made = project(dense(2), rate=1000.0, batch=40)
    trainer = Trainer(made, threads=1, data={"train": (values(40, 3, scale=1e18), values(40, 2))})
    first = trainer.weights()
    tick = trainer.step(1)
    assert tick.stopped
    assert tick.step == 0
    assert same_bits(trainer.weights(), first)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_stop_at_the_same_place(threads):
    made = project(dense(300, "ReLU"), dense(300), dense(2), rate=3.0, batch=64)
    data = {"train": (values(200, 400), values(200, 2))}
    one, many = Trainer(made, threads=1, data=data), Trainer(made, threads=threads, data=data)
    a, b = one.step(400), many.step(400)
    assert a.stopped
    assert (a.stopped, a.step) == (b.stopped, b.step)
    assert same_bits(one.weights(), many.weights())


def test_the_last_smaller_batch_is_examined_with_its_own_plan():
    """Only the sample of the last, smaller batch breaks it."""
    x = values(9, 3)
    x[8] = 3e38
    trainer = Trainer(project(dense(2), batch=4, shuffle=False, rate=0.001), threads=1,
                      data={"train": (x, values(9, 2))})
    tick = trainer.step(3)
    assert tick.step == 2
    assert " in n0 is no longer" in tick.stopped, tick.stopped


def test_every_block_is_told_what_to_try():
    """Also one that starts from an initialiser and has no activation that this could suit, as attention."""
    for kind in LAYERS.values():
        found = non_finite.cures(project(kind()), "n0")
        assert found.startswith("Try ")
        assert found.endswith(".")
