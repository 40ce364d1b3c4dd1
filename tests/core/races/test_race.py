"""A race: its figures are those of the lanes' own networks, lanes differ in one thing, and it leaves nothing behind."""

import gc
import time
import weakref

import numpy as np
import pytest
from msgspec.structs import replace

from core.project.network import check
from core.races import cures
from core.races.comparisons import COMPARISONS
from core.races.lane import LaneStanding
from core.races.race import Race
from core.races.race_thread import RaceThread
from core.races.verdict import leader, reached, smallest, verdict
from core.session.thinned_curve import ThinnedCurve
from core.text.errors import LayerlabError
from core.trainer import Trainer
from tests.gui.runner_parts import a_project
from tests.gui.shell_parts import EXAMPLES, example


def entries(project, key, wanted, strength=1.0):
    found = {offer.key: offer for offer in COMPARISONS[key].offers(project, strength)}
    return [(found[name].name, found[name].change(project)) for name in wanted]


def raced(project, key, wanted, strength=1.0) -> Race:
    race = Race(entries(project, key, wanted, strength), lambda sentence: None, 12)
    while race.turn():
        pass
    return race


def crossentropy(trainer, split) -> float:
    """Of the network tanh, logistic: without penalties, in NumPy."""
    found, weights = trainer.prepared.split(split), trainer.weights()
    x, y = np.asarray(found.x[:], np.float64), np.asarray(found.y, np.float64)
    hidden = np.tanh(x @ weights["dense1.kernel"] + weights["dense1.bias"])
    z = (hidden @ weights["dense2.kernel"] + weights["dense2.bias"])[:, 0]
    return float(np.mean(np.logaddexp(0, z) - y * z))


def test_the_figures_are_those_of_the_networks():
    project = a_project(epochs=3)
    race = raced(project, "overfitting", ("own", "l2", "l1"), 4.0)
    for standing, lane in zip(race.standings(), race.lanes, strict=True):
        alone = Trainer(lane.trainer.project)
        alone.step(3 * alone.steps_per_epoch)
        for name, values in alone.weights().items():
            np.testing.assert_array_equal(values, lane.trainer.weights()[name])
        for split, curve in (("train", standing.train), ("validation", standing.validation)):
            assert curve.mean[-1] == pytest.approx(crossentropy(alone, split), rel=1e-5)
        assert standing.epoch == 3
        assert standing.over
        assert list(standing.train.x) == [0, 1, 2, 3]
    own, l2, l1 = (lane.trainer.weights()["dense1.kernel"] for lane in race.lanes)
    assert np.abs(l2).sum() < np.abs(own).sum()
    assert np.abs(l1).sum() < np.abs(own).sum()
    assert race.fair
    assert race.fair.start
    race.close()


@pytest.mark.few(2)
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_lane_differs_in_one_thing_and_can_run_or_says_why_not(name):
    project = example(name)
    for key, comparison in COMPARISONS.items():
        offers = comparison.offers(project)
        assert 2 <= sum(offer.usual for offer in offers) <= 4, key
        assert len({offer.key for offer in offers}) == len({offer.name for offer in offers}) == len(offers)
        assert sum(offer.change(project) == project for offer in offers if offer.key in ("own", "1")) <= 1
        for offer in offers:
            try:
                changed = offer.change(project)
            except LayerlabError as error:
                assert str(error).endswith(".")
                continue
            assert not cures.refusal(changed), offer.key
            parts = [(project.data, changed.data), (project.network, changed.network),
                     (project.training, changed.training)]
            assert sum(before != after for before, after in parts) <= 1, offer.key


def test_what_is_equal_is_found_out_from_what_is_trained_with():
    project = a_project(epochs=1)
    for wanted, missing in ((("own", "smaller"), {"start"}), (("own", "quarter"), {"samples", "batches"}),
                            (("own", "more"), {"samples", "batches", "validation"}), (("own", "dropout"), set())):
        race = Race(entries(project, "overfitting", wanted), lambda sentence: None)
        facts = {"start", "samples", "validation", "batches", "budget"}
        assert {name for name in facts if not getattr(race.fair, name)} == missing, wanted
        assert bool(race.fair) == (not missing)
        race.close()


def test_a_quarter_of_the_data_is_a_quarter_of_other_samples():
    project = cures.with_a_quarter(a_project(count=400))
    whole, quarter = Trainer(a_project(count=400)), Trainer(project)
    every, some = (np.unique(one.prepared.train.x[:], axis=0) for one in (whole, quarter))
    assert len(quarter.prepared.train) == len(whole.prepared.train)
    assert len(some) == round(len(every) / 4)
    assert set(map(tuple, some)) <= set(map(tuple, np.unique(quarter.prepared.train.x[:], axis=0)))
    assert quarter.steps_per_epoch == whole.steps_per_epoch
    np.testing.assert_array_equal(quarter.prepared.split("validation").y, whole.prepared.split("validation").y)


def test_smaller_networks_and_dropped_units_keep_the_answer():
    project = example("digits-cnn")
    less = check(cures.smaller(project))
    assert less.total < check(project).total / 4
    assert less.shapes[project.network.output] == check(project).shapes[project.network.output]
    dropped = cures.with_dropout(project).network
    added = [node for node in dropped.nodes if project.network.node(node.id) is None]
    assert {type(node.layer).__name__ for node in added} == {"Dropout"}
    assert dropped.output == project.network.output


def curve(values) -> ThinnedCurve:
    values = np.asarray(values, float)
    return ThinnedCurve(np.arange(len(values), dtype=float), values, values, values, values)


def test_sentences_follow_from_the_curves():
    falling, flat = np.geomspace(1, 0.01, 40), np.r_[np.geomspace(1, 0.1, 20), np.full(20, 0.1)]
    risen = np.r_[np.geomspace(1, 0.2, 20), np.linspace(0.2, 0.6, 20)]
    said = {name: verdict(LaneStanding(name, train=curve(train), validation=curve(watched), over=True))
            for name, watched, train in (("falling", falling, falling), ("flat", flat, flat),
                                         ("fitted", risen, falling), ("restless", risen, risen),
                                         ("dead", np.full(40, 0.7), falling))}
    words = {"falling": "Still falling", "flat": "come to rest at 0.1", "fitted": "epoch 19 (0.2)",
             "restless": "Restless", "dead": "not learnt"}
    for name, word in words.items():
        assert word in said[name], name
    lanes = tuple(LaneStanding("", train=curve(one), validation=curve(one)) for one in (flat, falling, risen))
    assert leader(lanes) == 1
    assert smallest(lanes[2]) == (0.2, 19.0)
    scored = LaneStanding("", score=curve([0.5, 0.94, 0.96, 0.9]), measure="accuracy")
    assert reached(scored) == 2.0
    assert reached(replace(scored, measure="r2_score")) is None


def test_early_stopping_ends_its_lane_alone():
    project = replace(a_project(epochs=40, units=2), training=replace(a_project().training, epochs=40, seed=3))
    race = raced(project, "overfitting", ("own", "stop"), 100.0)
    own, stopped = race.standings()
    assert own.epoch == 40
    assert stopped.over
    at = smallest(stopped)[1]
    if stopped.epoch < 40:
        assert stopped.ended
        assert stopped.epoch == pytest.approx(at + 1)
    race.close()


def test_a_race_that_is_closed_leaves_nothing():
    seen = []

    def make(*given):
        race = Race(*given)
        seen.extend(weakref.ref(lane.trainer) for lane in race.lanes)
        return race
    thread = RaceThread(entries(a_project(epochs=100_000), "rate", ("0.2", "1")), 12, make)
    end = time.monotonic() + 60
    while thread.take() is None or thread._moment.phase != "racing":
        assert time.monotonic() < end
        time.sleep(0.01)
    thread.pause(True)
    assert thread.close(60)
    assert len(seen) == 2
    gc.collect()
    assert not any(one() is not None for one in seen)
    failing = RaceThread([("broken", replace(a_project(), network=replace(a_project().network, nodes=())))] * 2)
    failing._thread.join(60)
    assert failing._moment.phase == "failed"
    assert failing._moment.sentence
