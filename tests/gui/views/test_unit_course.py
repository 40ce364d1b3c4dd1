"""A unit or filter over time: every number of it beside NumPy on the same moment, and the hands that choose it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from core.declare.registry import ACTIVATIONS, LAYERS
from core.inspection.unit_course import RECORDS, UnitOfBlock
from core.trainer import Trainer
from gui.views.unit_course import UnitCoursePanel
from tests.core.building import dense
from tests.core.inspection.test_slow_step import digits
from tests.gui.painted_text import cut_words
from tests.gui.panel_parts import window_fixture  # noqa: F401


def test_a_unit_and_a_filter_are_what_the_weights_make_of_them():
    first = LAYERS["Conv2D"](filters=3, kernel_size=3, activation=ACTIVATIONS["ReLU"]())
    trainer = Trainer(digits(first, LAYERS["Flatten"](), dense(10, "Softmax")), threads=1)
    trainer.step(8)
    needs = [UnitOfBlock("n0", 2), UnitOfBlock("n2", 7), UnitOfBlock("n1", 4), UnitOfBlock("n2", 10)]
    shot, weights = trainer.snapshot(needs), trainer.weights()
    conv, dense_, flat, none = (shot.get(need) for need in needs)
    assert none is None
    x = trainer.prepared.validation.chosen(slice(0, RECORDS)).inputs["input"].astype(np.float64)
    kernel, bias = weights["n0.kernel"].astype(np.float64), weights["n0.bias"].astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(x[..., 0], (3, 3), (1, 2))
    maps = np.maximum(np.einsum("nhwij,ijf->nhwf", windows, kernel[:, :, 0]) + bias, 0)
    one = maps[..., 2].ravel()
    assert (conv.mean, conv.zeros) == pytest.approx((one.mean(), (one == 0).mean()), abs=1e-4)
    assert (conv.low, conv.high) == pytest.approx(tuple(np.percentile(one, (5, 95))), abs=1e-4)
    np.testing.assert_array_equal(conv.kernel, weights["n0.kernel"][:, :, 0, 2])
    assert conv.norm == pytest.approx(np.linalg.norm(kernel[..., 2]))
    assert conv.bias == pytest.approx(bias[2])
    logits = maps.reshape(len(maps), -1) @ weights["n2.kernel"] + weights["n2.bias"]
    shares = np.exp(logits - logits.max(1, keepdims=True))
    shares = (shares / shares.sum(1, keepdims=True))[:, 7]
    assert dense_.mean == pytest.approx(shares.mean(), rel=1e-3)
    incoming = weights["n2.kernel"][:, 7].astype(np.float64)
    assert dense_.norm == pytest.approx(np.linalg.norm(incoming))
    assert len(dense_.weights) <= 64
    first = incoming[:dense_.pooled], incoming[dense_.pooled * (len(dense_.weights) - 1):]
    assert (dense_.weights[0], dense_.weights[-1]) == pytest.approx(tuple(part.mean() for part in first))
    assert flat.weights.size == 0
    assert np.isnan(flat.bias)
    assert flat.mean == pytest.approx(maps.reshape(len(maps), -1)[:, 4].mean(), abs=1e-4)


@pytest.mark.scene
def test_a_unit_is_followed_chosen_by_its_weight_and_kept_on_the_timeline(window):
    it = window("digits-cnn", batch_size=256)
    it.until(lambda: it.runner.state.phase == "ready")
    it.column.desk.take(UnitCoursePanel)
    it.column.desk.filling = UnitCoursePanel
    it.column.arrange_again()
    panel = it.panel(UnitCoursePanel)
    it.train(1)
    it.until(lambda: len(panel.rows) > 1)
    assert panel.node == "conv2d1"
    assert all(moment.kernel.shape == (3, 3) for _, moment in panel.rows)
    assert cut_words(panel) == []
    box, epoch = panel.course.boxes()[-1], panel.course.shown()[-1][0]
    said = panel.course.words_at(QPointF(box.right() - 1, box.top() + 1))
    assert "row 1, column 3" in said
    assert panel.words_at(epoch).startswith(f"epoch {epoch:.2f}: what it gives")
    it.selection.choose_weight(("dense2.kernel", (5, 8)))
    assert (panel.node, panel.unit) == ("dense2", 8)
    it.until(lambda: panel.rows)
    kernel = it.ask(lambda trainer: trainer.weights()["dense2.kernel"])
    assert panel.rows[-1][1].norm == pytest.approx(float(np.linalg.norm(kernel[:, 8])), rel=1e-5)
    panel.choice.choose(2)
    assert panel.series()[-1, 0] == panel.rows[-1][1].norm
    header, *rows = panel.table()
    assert header[:2] == ("epoch", "mean")
    assert len(rows[-1]) == len(header)
    panel.after.click()
    assert panel.unit == 9
    assert not panel.after.isEnabled()
