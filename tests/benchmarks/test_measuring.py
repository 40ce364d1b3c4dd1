"""The parts of the benchmark that could be wrong without anybody noticing."""

import io
import json
import math

import numpy as np
import pytest

from tests.benchmarks import plot, report, run, table, timing, twin
from tests.benchmarks.peers import VARIANTS
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.workloads import (
    OPTIMIZERS,
    WORKLOADS,
    Case,
    Conv,
    Dense,
    Flatten,
    Pool,
    Workload,
    arrays,
    cases,
    weights,
)


class Clock:
    """A clock that only a session moves."""

    now = 0.0

    def __call__(self):
        return self.now


class Steady:
    """A session whose steps take a known time."""

    def __init__(self, clock, seconds, stride=1):
        self.clock, self.seconds, self.stride = clock, seconds, stride

    def run(self, steps):
        assert steps % self.stride == 0
        self.clock.now += steps * self.seconds


@pytest.mark.parametrize(("seconds", "stride"), [(1e-6, 1), (2e-3, 1), (1e-6, 1024), (0.3, 4)])
def test_a_call_is_long_enough_and_no_longer_than_needed(seconds, stride):
    clock = Clock()
    steps = timing.steps_a_call(Steady(clock, seconds, stride), clock)
    assert steps % stride == 0
    assert steps * seconds >= timing.CALL_SECONDS
    assert steps == stride or steps / 2 * seconds < timing.CALL_SECONDS


def test_what_a_first_call_loads_does_not_shorten_the_others():
    clock = Clock()
    session = Steady(clock, 1e-5)
    waits = iter([5.0, 0.0, 5.0])
    steady = session.run

    def run(steps):
        clock.now += next(waits, 0.0)
        steady(steps)

    session.run = run
    assert timing.steps_a_call(session, clock) * 1e-5 >= timing.CALL_SECONDS


def test_seconds_a_step_is_the_median_of_the_calls():
    clock = Clock()
    session = Steady(clock, 0.001)
    pace = iter([0.001, 0.0005, 0.5, 0.001, 0.002, 0.001])

    def run(steps):
        clock.now += steps * next(pace)

    session.run = run
    assert timing.seconds_a_step(session, 10, 5.02, clock) == (pytest.approx(0.001), pytest.approx(0.0005))


def test_at_least_one_call_is_measured():
    clock = Clock()
    assert timing.seconds_a_step(Steady(clock, 3.0), 2, 0.1, clock) == (3.0, 3.0)


def test_a_ratio_says_how_much_longer_they_take():
    found = timing.ratio([4.0, 6.0, 5.0], [1.0, 2.0, 1.0])
    assert found == {"median": 5.0, "lowest": 3.0, "highest": 5.0}


def test_a_summary_of_one_round_is_that_round():
    assert set(timing.summary([2.0]).values()) == {2.0}
    assert timing.summary([1.0, 2.0, 3.0, 4.0, 5.0]) == {"median": 3.0, "quarter": 2.0, "three_quarters": 4.0,
                                                         "lowest": 1.0, "highest": 5.0}


def test_a_line_is_found_again():
    sizes = [1, 2, 8, 64, 512]
    found = timing.line(sizes, [3e-6 + 2e-7 * size for size in sizes])
    assert found["start"] == pytest.approx(3e-6)
    assert found["slope"] == pytest.approx(2e-7)
    assert found["explained"] == pytest.approx(1)
    assert found["worst"] < 1e-9


def test_a_curve_is_no_line():
    sizes = [1, 2, 8, 64, 512]
    assert timing.line(sizes, [float(size) ** 2 for size in sizes])["worst"] > 0.5


def test_deviation_is_relative_and_never_forgiving():
    assert twin.deviation([2.0, 200.02], [2.0, 200.0]) == pytest.approx(1e-4)
    assert twin.deviation([1e-6], [2e-6]) < twin.TOLERANCE
    assert twin.deviation([math.nan], [1.0]) == math.inf
    assert twin.deviation([1.0], [1.0, 1.0]) == math.inf


def record(batch=10, threads=1, **peers):
    """A concluded record of W1 (SGD) with given rounds."""
    found = {"workload": "W1", "batch": batch, "optimizer": "sgd", "threads": threads, "reference": [1.0], "peers": {
        name: {"failed": rounds} if isinstance(rounds, str) else
        {"losses": [1.0], "deviation": 0.0, "same": True, "note": "", "rounds": rounds, "quickest": min(rounds),
         "steps_a_call": 1}
        for name, rounds in peers.items()}}
    return table.concluded(found)


def test_the_best_peer_is_the_quickest_that_is_not_ours():
    found = record(**{OURS: [1.0, 1.0, 3.0], "layerlab shuffled": [0.5] * 3, "jax scan": [6.0, 7.0, 5.0],
                      "torch": [90.0] * 3, "keras": "it is not installed", "jax": [39.0] * 3})
    assert found["best"] == "jax scan"
    assert found["peers"]["jax scan"]["ratio"]["median"] == 6.0
    assert [(v["asked"], v["best"], v["ratio"], v["met"]) for v in found["verdicts"]] == [
        (5, "jax scan", 6.0, True), (40, "jax", 39.0, False)]


def test_nothing_is_asked_of_other_batches():
    assert record(batch=30, **{OURS: [1.0], "jax scan": [2.0]})["verdicts"] == []


def test_a_record_survives_our_own_failure():
    found = record(**{OURS: "it stopped", "jax scan": [2.0]})
    assert found["best"] == "jax scan"
    assert found["verdicts"] == []


def test_other_losses_are_noticed():
    found = record(**{OURS: [1.0], "torch": [2.0]})
    assert found["same_losses"]
    found["peers"]["torch"]["deviation"] = 2e-4
    assert not table.concluded(found)["same_losses"]


def test_everything_that_was_measured_can_be_shown():
    from rich.console import Console
    console = Console(record=True, width=160, file=io.StringIO())
    report.show_table([record(**{OURS: [1e-6], "torch": [2e-4], "keras": "no processor"})], console)
    text = console.export_text()
    assert "200.00" in text
    assert "keras does not take part in W1: no processor." in text


@pytest.mark.parametrize(("seconds", "text"), [(7.6e-7, "0.76 µs"), (4.59e-4, "459 µs"), (0.0421, "42.1 ms"),
                                               (2.3, "2.3 s")])
def test_times_are_written_with_their_unit(seconds, text):
    assert report.time_text(seconds) == text


def test_the_command_line_knows_what_it_takes():
    arguments = run.parsed(["--only", "W2,W3", "--quick", "--threads", "1"])
    assert (arguments.only, arguments.parts, arguments.threads) == (["W2", "W3"], ["table"], [1])
    assert run.parsed(["--peers", "torch"]).peers == [OURS, "torch"]
    assert run.parsed([]).parts == list(run.PARTS)


@pytest.mark.parametrize("wrong", [["--only", "W99"], ["--only", ""], ["--threads", "0"], ["--threads", "two"],
                                   ["--rounds", "0"], ["--seconds", "x"], ["--parts", "tabel"], ["--peers", "tf"]])
def test_wrong_arguments_are_refused_in_words(wrong, capsys):
    with pytest.raises(SystemExit) as leaving:
        run.parsed(wrong)
    assert leaving.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_quick_run_measures_each_workload_once():
    quick = cases(quick=True)
    assert [case.workload for case in quick] == ["W1", "W2", "W3", "W4", "W6"]
    everything = cases()
    assert set(quick) <= set(everything)
    assert Case("W3", 128, "adam") in everything
    assert {case.optimizer for case in cases(["W2"])} == set(OPTIMIZERS)


def test_every_process_draws_the_same_numbers():
    case = Case("W3", 4, "sgd")
    for first, again in zip(arrays(case), arrays(case), strict=True):
        np.testing.assert_array_equal(first, again)
    assert arrays(case)[0].shape == (8, 4, 28, 28, 1)
    for pair, other in zip(weights(WORKLOADS["W3"]), weights(WORKLOADS["W3"]), strict=True):
        np.testing.assert_array_equal(pair[0], other[0])


def test_weights_fit_the_networks():
    shapes = {name: [kernel.shape for kernel, _ in weights(WORKLOADS[name])] for name in ("W3", "W4")}
    assert shapes["W3"] == [(3, 3, 1, 8), (3, 3, 8, 16), (784, 64), (64, 10)]
    assert shapes["W4"][-2:] == [(4096, 128), (128, 10)]


@pytest.mark.parametrize("loss", ["crossentropy", "mse"])
def test_the_twin_descends_its_own_gradient(loss):
    """Against central differences, on a network with every kind of layer."""
    layers = (Conv(3), Pool(), Conv(2), Flatten(), Dense(4, "tanh"), Dense(3, "linear"))
    workload = Workload("W0", "", (4, 4, 2), layers, loss, (2,), 1)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((2, 4, 4, 2))
    target = np.array([2, 0]) if loss == "crossentropy" else rng.standard_normal((2, 3))
    parameters = [array.astype(np.float64) for pair in weights(workload) for array in pair]
    _, gradients = twin.loss_and_gradients(workload, parameters, x, target)
    for array, gradient in zip(parameters, gradients, strict=True):
        assert gradient.shape == array.shape
        for place in rng.integers(0, array.size, 4):
            kept, sides = array.flat[place], []
            for step in (1e-5, -1e-5):
                array.flat[place] = kept + step
                sides.append(twin.loss_and_gradients(workload, parameters, x, target)[0])
            array.flat[place] = kept
            assert gradient.flat[place] == pytest.approx((sides[0] - sides[1]) / 2e-5, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("case", [Case("W1", 10, "sgd"), Case("W1", 10, "adam"), Case("W2", 8, "adam"),
                                  Case("W3", 4, "sgd"), Case("W6", 400, "")], ids=lambda case: case.label)
def test_layerlab_has_the_losses_of_the_twin(case):
    from tests.benchmarks import peers
    session = peers.session(OURS, case, threads=1)
    assert twin.deviation(session.check(5), twin.first_losses(case, 5)) < twin.TOLERANCE
    session.run(3)


def test_shuffled_batches_are_other_batches():
    from tests.benchmarks import peers
    case = Case("W1", 10, "sgd")
    session = peers.session("layerlab shuffled", case, threads=1)
    assert not session.same
    assert twin.deviation(session.check(5), twin.first_losses(case, 5)) > twin.TOLERANCE


def test_adam_adds_epsilon_after_the_correction():
    """One weight, one step: the first update is the learning rate times g / (|g| + ε)."""
    from tests.benchmarks.workloads import ADAM
    weight, gradient = [np.array([0.0])], 1e-8
    twin.UPDATES["adam"](weight)([np.array([gradient])])
    assert weight[0][0] == pytest.approx(-ADAM["learning_rate"] * gradient / (gradient + ADAM["epsilon"]))


def test_a_part_that_fails_leaves_the_others(monkeypatch, tmp_path, capsys):
    def broken(*arguments):
        raise RuntimeError("nothing here")

    monkeypatch.setattr(run.starting, "first_steps", broken)
    monkeypatch.setattr(run.starting, "compiling", lambda say: [
        {"project": "XOR", "kernels": 3, "prepare": 1.25, "first_step": 0.5}])
    target = tmp_path / "found.json"
    assert run.main(["--parts", "start,compile", "--json", str(target)]) == 0
    shown = capsys.readouterr().out
    assert "start could not be measured: nothing here." in shown
    assert "1.25 s" in shown
    found = json.loads(target.read_text())
    assert found["failed"] == {"start": "nothing here"}
    assert found["machine"]["processors"] >= 1


def test_every_peer_has_a_file_and_a_meaning():
    for variant in VARIANTS.values():
        assert variant.meaning
        assert run.VARIANTS[variant.name] is variant


def test_a_plot_holds_every_point():
    text = plot.points_and_line("a < b", "batch", "µs", [1, 256, 512], [2.0, 40.0, 79.0], 1.5, 0.15)
    assert text.count("<circle") == 3
    assert "a &lt; b" in text
    from xml.etree import ElementTree
    assert ElementTree.fromstring(text).tag.endswith("svg")


@pytest.mark.parametrize(("value", "top"), [(512, 600), (79, 90), (0.07, 0.09), (64, 90), (1.0, 1.2)])
def test_axes_end_on_round_numbers(value, top):
    assert plot.nice(value) == pytest.approx(top)
