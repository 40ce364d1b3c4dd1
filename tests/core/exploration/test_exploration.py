"""What is said of samples before training, beside NumPy and beside counting pair by pair."""

import numpy as np
import pytest

from core.exploration.baselines import Baselines, nearest
from core.exploration.class_pictures import PicturesOfClasses
from core.exploration.columns import ColumnSpreads, Correlations, ScatterPoints
from core.exploration.repeats import RepeatedSamples, columns_that_answer
from core.trainer import Trainer
from tests.core.building import dense, layer, project

SPLITS = ("train", "validation", "test")


def classes(seed, columns=5, count=90):
    """Numbers in whole steps, so that some samples are the same; three classes."""
    rng = np.random.default_rng(seed)
    x = np.round(rng.normal(3, 2, (count, columns))).astype(np.float32)
    x[:, 0] = rng.integers(0, 2, count)
    return x, rng.integers(0, 3, count).astype(np.int32)


def trainer_of(x, y, *layers, loss="SparseCategoricalCrossentropy"):
    cuts = len(x) // 2, len(x) * 3 // 4
    data = dict(zip(SPLITS, zip(np.split(x, cuts), np.split(y, cuts), strict=True), strict=True))
    return Trainer(project(*layers, loss=loss), threads=1, data=data), data


def one(trainer, need):
    return trainer.snapshot([need]).get(need)


@pytest.mark.parametrize("seed", range(3))
def test_columns_are_described_as_numpy_describes_them(seed):
    x, y = classes(seed)
    trainer, data = trainer_of(x, y, dense(3, "Softmax"))
    rows, asked = data["train"]
    rows = rows.astype(np.float64)
    found = one(trainer, ColumnSpreads())
    assert len(found) == rows.shape[1]
    for place, column in enumerate(found):
        values = rows[:, place]
        assert (column.mean, column.deviation, column.median) == (values.mean(), values.std(), np.median(values))
        assert (column.low, column.high) == (values.min(), values.max())
        np.testing.assert_array_equal(column.counts.sum(0), np.histogram(values, column.edges)[0])
        for group in range(3):
            np.testing.assert_array_equal(column.counts[group], np.histogram(values[asked == group], column.edges)[0])
        inside = sum(((values[asked == group] - values[asked == group].mean()) ** 2).sum() for group in range(3))
        assert column.told == pytest.approx(1 - inside / ((values - values.mean()) ** 2).sum())
    scatter = one(trainer, ScatterPoints(shown=3))
    best = sorted(np.argsort([-column.told for column in found])[:3].tolist())
    assert scatter.names == tuple(found[place].name for place in best)
    np.testing.assert_array_equal(scatter.rows, rows[np.ix_(scatter.indices, best)])
    np.testing.assert_array_equal(scatter.groups, asked[scatter.indices])
    np.testing.assert_allclose(scatter.correlation, np.corrcoef(rows[:, best].T))


def test_correlation_is_that_of_numpy_with_what_is_to_be_predicted_last_and_none_for_a_flat_column():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(80, 4)).astype(np.float32), rng.normal(size=(80, 2)).astype(np.float32)
    x[:, 2] = 7
    trainer, data = trainer_of(x, y, dense(2), loss="MeanSquaredError")
    found = one(trainer, Correlations())
    with np.errstate(all="ignore"):
        wanted = np.corrcoef(np.hstack(data["train"]).astype(np.float64).T)
    np.testing.assert_allclose(found.matrix, wanted)
    assert np.isnan(found.matrix[2]).all()
    assert (len(found.names), found.asked) == (6, 2)
    told = [column.told for column in one(trainer, ColumnSpreads())]
    np.testing.assert_allclose(told, [np.nan if place == 2 else wanted[place, 4] ** 2 for place in range(4)])


def test_means_and_deviations_of_pictures_are_those_of_numpy():
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 256, (80, 5, 4, 3)).astype(np.float32), rng.integers(0, 3, 80).astype(np.int32)
    y[y == 1] = 0
    trainer, data = trainer_of(x, y, layer("Flatten"), dense(3, "Softmax"))
    found = one(trainer, PicturesOfClasses(shown=5))
    assert [one.name for one in found] == ["0", "2"], "a class without samples is left out"
    pictures, asked = data["train"]
    for one_class, number in zip(found, (0, 2), strict=True):
        mine = pictures[asked == number].astype(np.float64)
        assert one_class.count == len(mine)
        np.testing.assert_allclose(one_class.mean, mine.mean(0))
        np.testing.assert_allclose(one_class.deviation, mine.std(0), atol=1e-6)
        assert (asked[one_class.indices] == number).all()
        np.testing.assert_array_equal(one_class.samples, pictures[one_class.indices])


@pytest.mark.parametrize("seed", range(3))
def test_repeats_are_those_that_comparing_every_pair_finds(seed):
    x, y = classes(seed, columns=2)
    x[3] = -0.0
    x[60] = 0.0
    trainer, data = trainer_of(x, y, dense(3, "Softmax"))
    found = one(trainer, RepeatedSamples())
    assert found.sizes == {split: len(data[split][0]) for split in SPLITS}
    for split in SPLITS:
        rows = data[split][0]
        assert found.within[split] == sum((rows[:place] == rows[place]).all(1).any() for place in range(len(rows)))
    for (first, second), count in found.between.items():
        assert count == sum((data[first][0] == row).all(1).any() for row in data[second][0])
    assert sum(found.between.values()) > 0
    order = [(split, place) for split in SPLITS for place in range(len(data[split][0]))]
    firsts = {}
    wrong = 0
    for split, place in order:
        key = tuple((data[split][0][place] + 0.0).tolist())
        earlier = firsts.setdefault(key, (split, place))
        wrong += data[earlier[0]][1][earlier[1]] != data[split][1][place]
    assert found.contradicting == wrong
    for pair in found.pairs:
        (one_split, one_place), (other_split, other_place) = pair.first, pair.second
        np.testing.assert_array_equal(data[one_split][0][one_place], data[other_split][0][other_place])
        assert pair.agree == (data[one_split][1][one_place] == data[other_split][1][other_place])


def test_a_column_that_answers_alone_is_told_and_one_that_does_not_is_not():
    rng = np.random.default_rng(1)
    y = np.repeat(np.arange(3), 60)
    rows = np.stack([np.arange(180.0), rng.normal(size=180), y + rng.normal(0, 0.6, 180)], 1)
    kept = rng.permutation(180)
    train, asked = kept[:120], kept[120:]
    found = columns_that_answer(("nr", "noise", "hint"), rows[train], y[train], rows[asked], y[asked])
    assert [leak.column for leak in found] == ["nr"]
    by_hand = y[train][np.abs(rows[asked][:, None, 0] - rows[train][None, :, 0]).argmin(1)]
    assert found[0].share == pytest.approx((by_hand == y[asked]).mean(), abs=0.02)
    assert found[0].commonest == (y[asked] == np.bincount(y[train]).argmax()).mean()
    flat = columns_that_answer(("nr",), rows[train][:, :1], y[train] * 0, rows[asked][:, :1], y[asked] * 0)
    assert flat == (), "always the commonest class is as good"


@pytest.mark.parametrize("seed", range(3))
def test_rules_attain_what_they_attain_by_hand(seed):
    rng = np.random.default_rng(seed)
    x, y = classes(seed)
    x += rng.normal(0, 0.1, x.shape).astype(np.float32)
    trainer, data = trainer_of(x, y, dense(3, "Softmax"))
    (known, labels), (asked, true) = data["train"], data["validation"]
    commonest, near = one(trainer, Baselines())
    shares = np.bincount(labels, minlength=3) / len(labels)
    assert commonest.figures["accuracy"] == (true == shares.argmax()).mean()
    assert commonest.figures["loss"] == pytest.approx(-np.log(shares[true]).mean())
    place = ((asked[:, None].astype(float) - known[None].astype(float)) ** 2).sum(2).argmin(1)
    assert near.figures == {"accuracy": (labels[place] == true).mean()}
    np.testing.assert_array_equal(nearest(known + 1e6, asked + 1e6), nearest(known + 1e6 - 1e6, asked + 1e6 - 1e6))


@pytest.mark.parametrize(("loss", "cost"), [
    ("MeanSquaredError", lambda e: (e ** 2).mean()), ("SquaredError", lambda e: (e ** 2).sum(1).mean()),
    ("MeanAbsoluteError", lambda e: np.abs(e).mean()),
    ("Huber", lambda e: np.where(np.abs(e) <= 1, e ** 2 / 2, np.abs(e) - 0.5).mean())])
def test_the_line_of_the_mean_stands_where_a_network_would_that_always_answers_it(loss, cost):
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(80, 3)).astype(np.float32), rng.normal(2, 3, (80, 2)).astype(np.float32)
    trainer, data = trainer_of(x, y, dense(2), loss=loss)
    mean = data["train"][1].astype(np.float64).mean(0)
    found = {rule.rule: rule.figures for rule in one(trainer, Baselines())}
    assert found["mean"]["loss"] == pytest.approx(cost(data["validation"][1] - mean))
    trainer.set_weights({"n0.kernel": np.zeros((3, 2), np.float32), "n0.bias": mean.astype(np.float32)})
    measured = trainer.evaluate("validation")
    for key in ("loss", "r2_score", "mean_absolute_error"):
        assert found["mean"][key] == pytest.approx(measured[key], rel=1e-4, abs=1e-6)
    assert found["nearest"].keys() == {"r2_score", "mean_absolute_error"}


@pytest.mark.parametrize(("loss", "activation"), [("BinaryCrossentropy", "Sigmoid")])
def test_several_labels_have_the_line_of_their_own_shares(loss, activation):
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(120, 3)).astype(np.float32), (rng.random((120, 3)) < [0.2, 0.5, 0.7]).astype(np.float32)
    trainer, data = trainer_of(x, y, dense(3, activation), loss=loss)
    shares = data["train"][1].mean(0, dtype=np.float64)
    found = {rule.rule: rule.figures for rule in one(trainer, Baselines())}["commonest"]
    bias = np.log(shares / (1 - shares)).astype(np.float32)
    trainer.set_weights({"n0.kernel": np.zeros((3, 3), np.float32), "n0.bias": bias})
    measured = trainer.evaluate("validation")
    assert found["accuracy"] == pytest.approx(measured["accuracy"])
    assert found["loss"] == pytest.approx(measured["loss"], rel=1e-4)


def test_what_was_found_is_kept_with_the_samples_and_not_looked_for_again():
    x, y = classes(0)
    trainer, _ = trainer_of(x, y, dense(3, "Softmax"))
    for need in (ColumnSpreads(), Correlations(), ScatterPoints(), RepeatedSamples(), Baselines()):
        first = one(trainer, need)
        trainer.step(1)
        assert one(trainer, need) is first
