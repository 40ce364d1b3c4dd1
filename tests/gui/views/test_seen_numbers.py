"""What the views of the gallery show, beside NumPy on the same moment: one after the other in one window."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import LAYERS, SCHEDULES
from core.project.spec import Network, Node
from gui.text.number_text import local
from gui.views.chain_rule import ChainRulePanel
from gui.views.dropout import DropoutPanel
from gui.views.hardest import HardestPanel
from gui.views.judged_plots import CalibrationPanel, ResidualsPanel, RocPanel
from gui.views.layer_plane import LayerPlanePanel
from gui.views.loss_landscape import LandscapePanel
from gui.views.per_class import PerClassPanel
from gui.views.rate import RatePanel
from gui.views.record_loss import RecordLossPanel
from gui.views.report import ReportPanel
from gui.views.rounding import RoundingPanel
from gui.views.saving import save_view
from gui.views.scores import ScoresPanel
from gui.views.spreads import SpreadsPanel
from gui.views.steps_by_layer import StepsPanel
from gui.views.why import WhyPanel
from tests.gui.panel_parts import Window, starter, window_fixture  # noqa: F401

pytestmark = pytest.mark.scene


def size(values) -> float:
    return float(np.sqrt(np.mean(np.square(values.astype(np.float64)))))


def with_dropout(project):
    first, *rest = project.network.nodes
    drop = Node("drop", LAYERS["Dropout"](0.4), (first.id,))
    rest = [Node(node.id, node.layer, tuple("drop" if one == first.id else one for one in node.inputs))
            for node in rest]
    return replace(project, network=Network((first, drop, *rest)))


def opened(it, kind):
    """Add a view, fill the column with it, and wait until it shows something."""
    it.column.desk.take(kind)
    it.column.desk.filling = kind
    it.column.arrange_again()
    panel = it.panel(kind)
    it.until(lambda: panel.isVisible())
    return panel


def test_rows_of_learning_show_what_numpy_finds(qtbot):
    it = Window(qtbot, with_dropout(starter("xor", schedule=SCHEDULES["ExponentialDecay"](decay_epochs=2.0))))
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(2)
    steps = opened(it, StepsPanel)
    it.until(lambda: steps.found is not None)
    weights = it.ask(lambda trainer: trainer.weights())
    for place, node in enumerate(steps.found.nodes):
        assert steps.found.weights[place] == pytest.approx(size(weights[f"{node}.kernel"]))
    steps.choice.choose(2)
    np.testing.assert_allclose(steps.bars.values, steps.found.updates / steps.found.weights)
    rate = opened(it, RatePanel)
    it.until(lambda: rate.found is not None)
    base = it.document.project.training.optimizer.learning_rate
    assert rate.found.now == pytest.approx(it.ask(lambda trainer: trainer.learning_rate))
    x, y = np.array(rate.table()[1:], float).T
    np.testing.assert_allclose(y, base * 0.5 ** (x / 2.0), rtol=1e-6)
    assert it.runner.state.learning_rate == pytest.approx(rate.found.now)
    scores = opened(it, ScoresPanel)
    it.until(lambda: scores.found)
    for split in ("train", "validation", "test"):
        assert scores.found[split] == it.ask(lambda trainer, split=split: trainer.evaluate(split))
    assert len(it.runner.history.curve("test", "loss")) == 2
    record = opened(it, RecordLossPanel)
    it.until(lambda: record.found is not None)
    p = it.ask(lambda trainer: trainer.evaluation.outputs(trainer.prepared.validation.inputs)[:, 0].astype(float))
    true = it.ask(lambda trainer: np.array(trainer.targets["validation"][0]).reshape(-1))
    losses = -np.log(np.where(true > 0.5, p, 1 - p))[:len(record.found.losses)]
    np.testing.assert_allclose(record.found.losses, losses, rtol=1e-4, atol=1e-5)
    assert record.ledger.entries[1].result == local(f"{losses.mean():.4g}")
    record.dots.chosen.emit(3)
    assert it.selection.sample == ("validation", 3)
    drop = opened(it, DropoutPanel)
    it.until(lambda: drop.found is not None and drop.values is not None)
    assert drop.node == "drop"
    assert set(np.unique(drop.found.factors)) <= {0.0, np.float32(1 / 0.6)}
    drop.choice.choose(1)
    assert (drop.grid.factors == 1).all()
    it.selection.choose_weight(("dense1.kernel", (0, 1)))
    chain = opened(it, ChainRulePanel)
    it.until(lambda: len(chain.trend))
    assert chain.ledger.entries
    it.runner.close()
    assert not it.failures


def test_views_of_answers_pictures_and_planes_fill_and_are_saved(qtbot, tmp_path):
    it = Window(qtbot, starter("digits-cnn", batch_size=256))
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(1)
    waits = {PerClassPanel: lambda p: p.found is not None, RocPanel: lambda p: p.curve is not None,
             CalibrationPanel: lambda p: p.curve is not None, RoundingPanel: lambda p: p.found,
             ReportPanel: lambda p: p.found is not None, HardestPanel: lambda p: p.tiles.indices,
             SpreadsPanel: lambda p: p.rows, LayerPlanePanel: lambda p: p.found is not None,
             WhyPanel: lambda p: p.found is not None}
    assert not ResidualsPanel.accepts(it.document.check, it.document.description)
    for kind, ready in waits.items():
        panel = opened(it, kind)
        it.until(lambda panel=panel, ready=ready: ready(panel))
        for ending in ("png", "svg", "csv"):
            save_view(panel, "x", tmp_path / f"{kind.__name__}.{ending}")
            assert (tmp_path / f"{kind.__name__}.{ending}").stat().st_size
    hardest = it.panel(HardestPanel)
    losses = hardest.losses.losses
    assert hardest.tiles.indices[0] == int(np.argmax(losses))
    plane = opened(it, LayerPlanePanel)
    plane.way.choose(1)
    it.until(lambda: plane.found is not None and plane.found.done > 50)
    why = opened(it, WhyPanel)
    why.choice.choose(3)
    it.until(lambda: why.nudge is not None and len(why.pictures.images) == 3)
    landscape = opened(it, LandscapePanel)
    landscape.press()
    it.until(lambda: landscape.found is not None and landscape.found.done >= 2)
    landscape.press()
    it.settle()
    assert not any("LandscapeRows" in repr(need) for need in it.runner._sent_needs), "cancelled"
    it.runner.close()
    assert not it.failures
