"""The views with real training behind them: what they show is what the trainer holds."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.inspection.needs import Confusion, SampleView
from core.project.spec import Network
from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.decision import DecisionPanel, told_of
from gui.views.feature_maps import FeatureMapsPanel
from gui.views.histograms import WeightsPanel, places
from gui.views.picker import one_of_each
from tests.gui.panel_parts import window_fixture  # noqa: F401


def test_curves_show_what_was_measured(window):
    it = window("iris")
    curves = it.panel(CurvesPanel)
    it.until(lambda: it.runner.state.phase == "ready")
    assert "press Space" in curves.loss.values.text()
    it.train(3)
    history = it.runner.history
    x, y = curves.loss._lines["train"].x, curves.loss._lines["train"].y
    assert len(x) == it.runner.state.step
    np.testing.assert_array_equal(y, history.curve("train", "loss").smooth)
    watched = curves.accuracy._lines["validation"].y
    measured = it.ask(lambda trainer: trainer.evaluate("validation"))
    assert watched[-1] == pytest.approx(100 * measured["accuracy"])
    assert f" {100 * measured['accuracy']:.1f}" in curves.accuracy.values.text()
    assert f" {measured['loss']:.3f}" in curves.loss.values.text()
    right = curves.loss.plot.ends[0][1]
    assert right >= 3


def test_a_change_on_the_way_leaves_a_mark(window):
    it = window("iris")
    it.train()
    curves = it.panel(CurvesPanel)
    assert not [line for line in curves.loss._marks if line.visible]
    optimizer = it.document.project.training.optimizer
    it.document.edit_training(replace(it.document.project.training, optimizer=replace(optimizer, learning_rate=0.5)),
                              "Faster")
    it.until(lambda: [line.x[0] for line in curves.loss._marks if line.visible] == [pytest.approx(1.0)])


def test_a_regression_has_no_accuracy_and_no_confusion(window):
    from core.activations.linear import Linear
    from core.datasets.regression_plane import RegressionPlane
    from core.losses.squared import MeanSquaredError
    it = window("xor")
    before = it.document.project
    last = before.network.nodes[-1]
    nodes = (*before.network.nodes[:-1], replace(last, layer=replace(last.layer, activation=Linear())))
    it.document.edit(replace(before, network=Network(nodes), training=replace(before.training, loss=MeanSquaredError()),
                             data=replace(before.data, dataset=RegressionPlane(count=200))), "Heights")
    assert it.panel(ConfusionPanel) is None
    it.train()
    curves = it.panel(CurvesPanel)
    assert not curves.accuracy.isVisible()
    measured = it.ask(lambda trainer: trainer.evaluate("validation"))
    assert curves.fit.isVisible()
    assert curves.fit._lines["validation"].y[-1] == pytest.approx(measured["r2_score"])
    words = [one.value.replace("−", "-") for one in curves.fit._newest()]
    assert f"{measured['r2_score']:.3f}" in words
    assert f"{measured['mean_absolute_error']:.3f}" in words
    assert "MAE" in curves.fit.values.text()
    assert len(it.panel(CurvesPanel).loss._lines["validation"].x) == 1


def test_the_histogram_is_that_of_the_weights(window):
    it = window("iris")
    it.train(2)
    panel = it.panel(WeightsPanel)
    node = it.document.project.network.nodes[0].id
    it.selection.select(node)
    it.settle()
    kernel, first = it.ask(lambda trainer: (trainer.weights()[f"{node}.kernel"], trainer.initial[f"{node}.kernel"]))
    edges, counts = panel._now.x, panel._now.y
    np.testing.assert_array_equal(counts, np.histogram(kernel, edges)[0])
    np.testing.assert_array_equal(panel._start.y, np.histogram(first, edges)[0])
    assert counts.sum() == kernel.size
    assert panel.note == f"first Dense · {kernel.size}"
    spread = panel.spread.accessibleName()
    assert f"σ {places(float(first.std()))} → {places(float(kernel.std()))}" in spread


def test_feature_maps_are_those_of_the_sample_before_the_activation(window):
    it = window("digits-cnn")
    it.selection.select("conv2d1")
    it.settle()
    panel = it.panel(FeatureMapsPanel)
    assert panel.note == "first Conv2D · 16 maps"
    sample = it.ask(lambda trainer: trainer.snapshot([SampleView("validation", 0)])).get(SampleView("validation", 0))
    np.testing.assert_array_equal(panel.mosaic.maps, sample.before["conv2d1"])
    assert panel.mosaic.maps.min() < 0
    assert "Before ReLU" in panel.words.text()
    it.selection.select("maxpooling2d1")
    it.settle()
    np.testing.assert_array_equal(panel.mosaic.maps, sample.outputs["maxpooling2d1"])
    assert "As they come out" in panel.words.text()
    # A block without maps leaves the view with its last one.
    it.selection.select("dense1")
    assert panel.node == "maxpooling2d1"


def test_the_strip_offers_one_of_each_class_and_chooses(window):
    it = window("digits-cnn")
    it.settle()
    panel = it.panel(FeatureMapsPanel)
    targets = it.ask(lambda trainer: trainer.prepared.validation.y)
    assert sorted(targets[list(panel.strip.indices)]) == list(range(10))
    place = next(box for index, box in zip(panel.strip.indices, panel.strip.boxes(), strict=True)
                 if index != it.selection.sample[1])
    wanted = panel.strip._at(place.center())
    QTest.mouseClick(panel.strip, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert it.selection.sample == ("validation", wanted)
    it.settle()
    need = SampleView("validation", wanted)
    sample = it.ask(lambda trainer: trainer.snapshot([need])).get(need)
    np.testing.assert_array_equal(panel.mosaic.maps, sample.before[panel.node])
    QTest.keyClick(panel.strip, Qt.Key.Key_Right)
    assert it.selection.sample[1] == panel.strip.indices[(panel.strip.indices.index(wanted) + 1) % 10]


def test_crosses_stand_on_wrong_answers_alone(window):
    it = window("digits-cnn")
    it.settle()
    panel = it.panel(FeatureMapsPanel)
    counts = it.ask(lambda trainer: trainer.snapshot([Confusion()])).get(Confusion())
    assert panel.strip.wrong == set(panel.strip.indices) & set(counts.wrong.tolist())
    assert panel.strip.wrong, "untrained networks answer nearly everything wrongly"


def test_a_click_on_a_map_names_it(window):
    it = window("digits-cnn")
    it.settle()
    panel = it.panel(FeatureMapsPanel)
    box = panel.mosaic.boxes()[3]
    QTest.mouseClick(panel.mosaic, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert panel.mosaic.selected == 3
    assert "Map 4: " in panel.words.text()


def test_a_cell_of_the_confusion_gives_one_of_its_samples(window):
    it = window("digits-cnn")
    it.settle()
    panel = it.panel(ConfusionPanel)
    found = it.ask(lambda trainer: trainer.snapshot([Confusion()])).get(Confusion())
    np.testing.assert_array_equal(panel.grid.counts, found.counts)
    right, total = int(np.trace(found.counts)), int(found.counts.sum())
    assert panel.note == f"{right} of {total} right · {total - right} wrong"
    targets = it.ask(lambda trainer: trainer.prepared.validation.y)
    true, answer = np.argwhere(found.counts > 2)[0]
    left, top, pitch = panel.grid._geometry()
    cell = QPoint(round(left + (answer + 0.5) * pitch), round(top + (true + 0.5) * pitch))
    seen = []
    for _ in range(int(found.counts[true, answer])):
        QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=cell)
        split, index = it.selection.sample
        assert (split, targets[index], found.answers[index]) == ("validation", true, answer)
        seen.append(index)
    assert len(set(seen)) == len(seen), "every click goes on to the next of them"


def test_the_decision_map_is_the_plane_of_the_chosen_unit(window):
    it = window("xor")
    it.train()
    panel = it.panel(DecisionPanel)
    plane = it.ask(lambda trainer: trainer.snapshot([panel.plane_need])).get(panel.plane_need)
    np.testing.assert_allclose(panel.map._values, plane.output[0] * 2 - 1)
    assert panel.bar.accessibleName() == "Colours from 0 orange to blue 1"
    assert sum(len(x) for x, _, _ in panel.map._points) == 400
    it.selection.select("dense1")
    it.settle()
    QTest.mouseClick(panel.after, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(panel.map._values, plane.maps["dense1"][1])
    assert panel.name.text() == "unit 2 of 4"
    QTest.mouseMove(panel.map, panel.map.box().center().toPoint())


def test_several_classes_are_shown_at_once_and_one_by_one(window):
    from core.datasets.three_classes import ThreeClasses
    from core.project.fitting import with_dataset
    it = window("xor")
    it.document.edit(with_dataset(it.document.project, ThreeClasses()), "Three classes")
    it.settle()
    panel = it.panel(DecisionPanel)
    assert panel.name.text() == "all classes"
    panel.choose(1)
    assert panel.name.text().startswith("class ")
    panel.choose(2)
    assert panel.unit == 2
    shares = panel.plane.maps[panel.node].astype(float) if panel.plane is not None else None
    panel.choose(99)
    assert panel.name.text() == "entropy"
    if shares is not None:
        low = -(shares * np.log(np.maximum(shares, 1e-12))).sum(0) / np.log(3)
        np.testing.assert_allclose(told_of(shares, "entropy"), low, atol=1e-6)
        ranked = np.sort(shares, axis=0)
        np.testing.assert_allclose(told_of(shares, "margin"), ranked[-1] - ranked[-2])
        np.testing.assert_allclose(told_of(shares, "confidence"), shares.max(0))


def test_hovering_says_numbers(window):
    it = window("digits-cnn")
    it.settle()
    grid, mosaic = it.panel(ConfusionPanel).grid, it.panel(FeatureMapsPanel).mosaic
    left, top, pitch = grid._geometry()
    QTest.mouseMove(grid, QPointF(left + pitch / 2, top + pitch / 2).toPoint())
    it.until(lambda: "answered rightly" in grid.toolTip())
    QTest.mouseMove(mosaic, mosaic.boxes()[0].center().toPoint())
    it.until(lambda: mosaic.toolTip().startswith("Map 1: "))


def test_one_of_each_puts_the_chosen_sample_in_the_place_of_its_class():
    targets = np.array([2, 2, 0, 1, 0, 1])
    assert one_of_each(targets, 2, True) == (2, 3, 0)
    assert one_of_each(targets, 5, True) == (2, 5, 0)
    assert one_of_each(targets, 99, True) == (2, 3, 0)
    assert one_of_each(np.zeros((4, 2)), 3, False, most=2) == (0, 3)
    assert one_of_each(np.zeros(0, int), 0, True) == ()
