"""Steps of preparation and augmentation in the data card: added, put in order, shown before and after, taken back."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import AUGMENTATIONS, PREPARATIONS
from gui.sidebar.augmentation_gallery import changed
from tests.gui.shell_parts import example, window

FLIP, NOISE = AUGMENTATIONS["RandomFlip"](), AUGMENTATIONS["RandomNoise"](0.5)


@pytest.mark.scene
def test_steps_are_edits_that_the_network_follows(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-mlp")) as app:
        card, document = app.window.left.data, app.document
        wanted = replace(document.project.data, preparation=(PREPARATIONS["ClassSubset"](keep="1, 4, 7"),))
        card.preparation.edited.emit(wanted, "preparation", "")
        assert document.project.network.nodes[-1].layer.units == 3
        assert document.check.trainable
        assert "1 500" in card.caption.text().replace("\u202f", " ").replace("\u2009", " ")
        document.undo_stack.undo()
        assert document.project.data.preparation == ()
        assert document.project.network.nodes[-1].layer.units == 10


@pytest.mark.scene
def test_steps_are_put_in_order(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-mlp")) as app:
        card, document = app.window.left.data, app.document
        card.augmentation.edited.emit(replace(document.project.data, augmentation=(FLIP, NOISE)), "augmentation", "")
        editor = card.augmentation.rows["augmentation"].editor
        editor._earlier(1)
        assert document.project.data.augmentation == (NOISE, FLIP)
        document.undo_stack.undo()
        assert document.project.data.augmentation == (FLIP, NOISE)
        qtbot.waitUntil(lambda: len(card.augmented.after) == 6, timeout=60_000)
        first = card.augmented.after
        qtbot.waitUntil(lambda: (card.augmented.after != first).any(), timeout=60_000)


def test_before_and_after_are_what_training_gets():
    data = replace(example("digits-mlp").data, augmentation=(FLIP,))
    before, after, span, _ = changed(data, 3)
    assert span == (0, 255)
    for one, other in zip(before, after, strict=True):
        assert np.allclose(one, other, atol=1e-3) or np.allclose(one[:, ::-1], other, atol=1e-3)
    assert any(not np.allclose(one, other, atol=1e-3) for one, other in zip(before, after, strict=True))
