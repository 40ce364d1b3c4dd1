"""The draw of networks is the same everywhere and reaches everything; what a run over it says is right."""

import io
import json
import math

import pytest

from core.declare.registry import ACTIVATIONS
from tests.benchmarks import series_table
from tests.benchmarks.drawn import limits, report, run
from tests.benchmarks.drawn.named import NAMED, drawn
from tests.benchmarks.drawn.networks import LEFT_OUT, MOST_FLOP, OPTIMISERS, draw
from tests.benchmarks.drawn.series import SERIES

DRAWS = 60


@pytest.fixture(scope="module")
def some():
    return [draw(3, number) for number in range(DRAWS)]


def test_a_draw_is_the_same_every_time(some):
    for number in (0, 7):
        again = draw(3, number)
        assert again.project == some[number].project
        for have, want in zip(again.arrays(), some[number].arrays(), strict=True):
            assert (have == want).all()
        own, other = again.weights(), some[number].weights()
        assert own.keys() == other.keys()
        assert all((own[name] == other[name]).all() for name in own)


def test_no_step_is_too_long_and_no_two_draws_are_alike(some):
    assert all(limits.step_flop(one.steps(), one.shape, one.batch) <= MOST_FLOP for one in some)
    assert len({one.described() for one in some}) == DRAWS


def test_draws_reach_every_layer_rule_and_activation(some):
    more = some + [draw(4, number) for number in range(140)]
    layers = {type(node.layer).__name__ for one in more for node in one.project.network.nodes}
    assert layers >= {"Dense", "Conv2D", "DepthwiseConv2D", "Conv2DTranspose", "MaxPooling2D", "AveragePooling2D",
                      "BatchNormalization", "LayerNormalization", "Dropout", "Add", "Flatten",
                      "GlobalAveragePooling2D", "Embedding", "LSTM", "GRU", "SimpleRNN", "MultiHeadAttention",
                      "PositionalEmbedding", "GlobalAveragePooling1D"}
    assert {type(one.project.training.optimizer).__name__ for one in more} == set(OPTIMISERS)
    bends = {type(node.layer.activation).__name__ for one in more for node in one.project.network.nodes
             if hasattr(node.layer, "activation")}
    assert bends >= set(ACTIVATIONS) - set(LEFT_OUT)
    assert {one.labels for one in more} == {True, False}


def test_the_trainer_takes_what_is_drawn(some):
    from tests.benchmarks.drawn import layerlab
    for one in sorted(some, key=lambda one: limits.step_flop(one.steps(), one.shape, one.batch))[:4]:
        session = layerlab.session("layerlab", one, 1)
        losses = session.check(2)
        session.run(1)
        assert all(map(math.isfinite, losses))


def test_named_networks_have_their_sizes():
    wide = drawn("wide", 0)
    assert wide.batch == 256
    assert set(NAMED) == {"wide", "single"}
    flop = 256 * 2 * (2 * 64 * 1024 + 3 * 1024 * 1024 + 3 * 1024 * 10)
    assert limits.step_flop(wide.steps(), wide.shape, wide.batch) == flop
    filled = flop + 256 * 2 * 2 * 1024 * 6  # ten outputs count as sixteen, but not the way back to the 1024
    assert limits.step_flop(wide.steps(), wide.shape, wide.batch, 16) == filled


def test_the_series_of_the_table_have_the_sizes_that_they_are_known_by():
    sizes = {name: drawn(name, 0).checked().total for name in SERIES}
    assert sizes == {"W5": 31_040, "W7": 18_698, "W8": 17_217, "W9": 110_529, "W10": 818_241, "W11": 17_505}
    lstm = drawn("W5", 0)
    x, y = lstm.arrays()
    assert x.shape == y.shape == (4 * 32, 64)


def products_of(name: str) -> float:
    """FLOP of a workload's products alone."""
    one, bent = drawn(name, 0), 0.0
    shapes = {"input": one.shape}
    for step in one.steps():
        bent += one.batch * limits.bends(step.op, shapes[step.sources[0]], step.shape)
        shapes[step.target] = step.shape
    assert 0 < bent < limits.step_flop(one.steps(), one.shape, one.batch) / 4
    return limits.step_flop(one.steps(), one.shape, one.batch) - bent


def test_products_are_counted_as_often_as_a_step_cannot_do_without():
    # The table is projected and not every token; before the first step there is no state to multiply.
    assert products_of("W5") == 6 * (64 * 32 * 256 + 32 * 63 * 64 * 256 + 32 * 64 * 64 * 64)
    # Where the input itself comes in, nothing goes back to it; to the states it does.
    assert products_of("W7") == 32 * (4 * 28 * 28 * 192 + 6 * 27 * 64 * 192 + 6 * 64 * 10)
    assert products_of("W8") == 64 * (4 * 100 * 2 * 256 + 6 * 99 * 64 * 256 + 6 * 64)
    # A query that never looks ahead sees half of the keys.
    tokens, inner, outer = 16 * 16, 2 * 32 * 17 / 2, 4 * 32 * 32 + 2 * 32 * 128
    assert products_of("W11") == pytest.approx(6 * tokens * (inner + outer + 32 * 65), rel=1e-12)


def row(number, ours, theirs, **more):
    peers = {"layerlab": {"losses": [1], "quickest": ours}, "torch": {"losses": [1], "quickest": theirs},
             "jax": {"failed": "NotApplicable"}}
    return {"draw": [1, number], "what": f"draw {number}", "flop": 1e8, "least": 0.5e-3, "bound": "product",
            "took": 60, "columns": {"one": peers}, "dearest": []} | more


def test_a_report_names_mean_worst_and_share(capsys):
    report.show([row(0, 1e-3, 4e-3), row(1, 2e-3, 1e-3)])
    said = capsys.readouterr().out
    assert "2 draws, geometric mean 1.41" in said
    assert "lowest 0.50, 1 below 0.9" in said
    assert said.index("draw 1") < said.index("draw 0")
    assert "median 38%, lowest 25%" in said
    assert "first losses agree everywhere" in said


def test_other_losses_take_a_peer_out():
    peers = {name: {"losses": [2.0, 1.5, 1.2]} for name in ("layerlab", "torch")}
    peers["jax"] = {"losses": [2.0, 1.5, 1.3]}
    run._compare_losses(peers)
    assert "failed" not in peers["torch"]
    assert "others" in peers["jax"]["failed"]


def test_a_stopped_run_goes_on_unless_the_program_changed(tmp_path):
    path, key = tmp_path / "rows", {"commit": "abc", "lanes": 16, "peers": ["torch"]}
    path.write_text("".join(json.dumps(key | row(number, 1, 2)) + "\n" for number in range(3)))
    assert len(run._kept(path, key)) == 3
    assert run._kept(path, key | {"commit": "abd"}) == []
    assert run._kept(tmp_path / "none", key) == []


@pytest.mark.peers
@pytest.mark.parametrize("number", range(12))
def test_peers_compute_the_same_losses(number):
    from tests.benchmarks.drawn import layerlab, pytorch
    network = draw(5, number)
    peers = {name: {"losses": module.session(name, network, 1).check(run.CHECKED_STEPS)}
             for name, module in (("layerlab", layerlab), ("torch", pytorch))}
    run._compare_losses(peers)
    assert all("failed" not in peer for peer in peers.values()), peers


def test_series_are_shown_beside_what_was_asked_and_what_the_arithmetic_allows():
    from rich.console import Console
    console = Console(record=True, width=160, file=io.StringIO())
    peers = {report.OURS: {"quickest": 1e-3}, "torch": {"quickest": 2.5e-3}, "jax": {"failed": "NotApplicable"}}
    row = {"draw": ["W5", 0], "what": "an LSTM", "least": 0.5e-3, "peak": 100e9, "columns": {"one": peers}}
    broken = {**row, "draw": ["W7", 0], "columns": {"one": {report.OURS: {"failed": "a reason"}}}}
    series_table.show([row, broken], console)
    text = console.export_text()
    assert all(word in text for word in ("2.50 (torch) | –", "2.3 | 3", "50%", "5.00", "100 GFLOP", "a reason"))
