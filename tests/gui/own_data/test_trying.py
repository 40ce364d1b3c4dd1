"""One sample is tried: a dropped picture and a typed row go through the network, answered in the units of the data."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.importing.proposal import inspect_file, propose_project
from core.inspection.needs import SampleView
from core.inspection.own_samples import OWN, find, keep
from core.trainer import Trainer
from gui.own_data.try_window import TryWindow
from tests.gui.shell_parts import example, window
from tests.picture_parts import write


def opened(qtbot, app) -> TryWindow:
    qtbot.waitUntil(lambda: app.runner is not None and app.runner.state.phase == "ready", timeout=60_000)
    app.window.commands["try"].trigger()
    return app.window.findChildren(TryWindow)[-1]


@pytest.mark.scene
def test_a_dropped_picture_goes_through_the_network(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-mlp")) as app:
        qtbot.waitUntil(lambda: app.runner is not None and app.runner.state.phase == "ready", timeout=60_000)
        pixels = np.zeros((28, 28, 1), np.uint8)
        pixels[4:24, 13:16] = 255
        write(tmp_path / "one.png", pixels)
        with qtbot.waitSignal(app.selection.sample_changed, timeout=20_000):
            app.window.files_dropped.emit([str(tmp_path / "one.png")])
        trying = app.window.findChildren(TryWindow)[-1]
        qtbot.waitUntil(lambda: len(trying.values) == 10, timeout=20_000)
        split, number = app.selection.sample
        assert split == OWN
        assert (find(number)["input"] == pixels).all()
        qtbot.waitUntil(lambda: app.session.network.stage.scene.moment.sample is not None and
                        (app.session.network.stage.scene.moment.sample.inputs["input"] == pixels).all(), timeout=20_000)
        trying.close()
        assert app.selection.sample == ("validation", 0)


@pytest.mark.scene
def test_a_typed_row_is_answered_in_the_units_of_the_data(qtbot, tmp_path):
    rows = "".join(f"{i % 7},{'red' if i % 3 else 'blue'},{i % 7 * 1000 + (500 if i % 3 else 0)}\n" for i in range(60))
    (tmp_path / "t.csv").write_text("size,colour,price\n" + rows)
    project = propose_project(replace(inspect_file(tmp_path / "t.csv").dataset, target="price", predict="number"))
    with window(qtbot, tmp_path, project) as app:
        trying = opened(qtbot, app)
        qtbot.waitUntil(lambda: len(trying.values) == 1, timeout=20_000)
        size, colour = trying.row.fields
        size.setText("3.5")
        with qtbot.waitSignal(trying.answered, timeout=20_000):
            colour.setCurrentText("blue")
        row = np.array([[3.5, 1.0, 0.0]])
        trainer = Trainer(project)
        qtbot.waitUntil(lambda: np.allclose(trying.values, trainer.predict(row)[0], rtol=1e-4), timeout=20_000)
        assert trying.amounts.full.startswith("price ")
        size.setText("three")
        assert "is no number" in trying.words.text()
        trying.close()


def test_a_sample_of_ones_own_is_computed_as_any_other(tmp_path):
    trainer = Trainer(example("iris"))
    known = trainer.snapshot({SampleView("validation", 3)}).get(SampleView("validation", 3))
    number = keep({"input": trainer.prepared.before_scaling("validation", 3)})
    own = trainer.snapshot({SampleView(OWN, number)}).get(SampleView(OWN, number))
    assert own.targets == {}
    for name, values in known.outputs.items():
        np.testing.assert_allclose(own.outputs[name], values, rtol=1e-5, atol=1e-6)
    strange = keep({"input": np.zeros(7)})
    assert trainer.snapshot({SampleView(OWN, strange)}).get(SampleView(OWN, strange)) is None
    assert trainer.snapshot({SampleView(OWN, 10**9)}).get(SampleView(OWN, 10**9)) is None
