"""The view in which the network writes on."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from core.declare.registry import DATASETS, LAYERS
from core.project.presets import presets
from core.project.spec import Project
from core.session.orders import Pause, Play
from gui.forms.slider import STEPS
from gui.own_data.file_card import size_words
from gui.views.confusion import ConfusionPanel
from gui.views.write_on import HOTTEST, WritePanel
from tests.gui.painted_text import painted
from tests.gui.panel_parts import Window, starter


def small() -> Project:
    """The letters preset with few units and short windows."""
    project = Project.load(next(one.path for one in presets() if one.file == "text-lstm"))
    nodes = tuple(replace(node, layer=LAYERS["LSTM"](units=8, return_sequences=True)) if node.id == "lstm1" else node
                  for node in project.network.nodes)
    return replace(project, network=replace(project.network, nodes=nodes),
                   data=replace(project.data, dataset=DATASETS["Shakespeare"](window=16)))


@pytest.fixture(name="window")
def writing_window(qtbot):
    made = Window(qtbot, small())
    made.until(lambda: made.panel(WritePanel))
    yield made
    made.runner.close()
    assert not made.failures


def test_it_writes_on_and_begins_again(window):
    assert window.panel(ConfusionPanel) is None, "among characters of a text nobody looks up a matrix"
    panel = window.panel(WritePanel)
    window.column.show_panel(WritePanel)
    window.until(lambda: panel.bars.bars)
    shares = [share for _, share in panel.bars.bars]
    assert shares == sorted(shares, reverse=True)
    assert [one.text for one in painted(panel.bars)][::2] == [f"{100 * share:.0f} %" for share in shares]
    panel.heat.setValue(0)
    panel.write(7)
    window.until(lambda: not panel.left)
    text = panel.page.toPlainText()
    assert text.startswith(panel.prompt.text())
    assert len(text) == len(panel.prompt.text()) + 7
    panel.again.click()
    assert panel.page.toPlainText() == panel.prompt.text()
    panel.write(7)
    window.until(lambda: not panel.left)
    assert panel.page.toPlainText() == text, "the likeliest characters are the same again"


def test_the_temperature_is_written_as_the_reader_writes_numbers(window):
    panel = window.panel(WritePanel)
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        panel.heat.setValue(round(0.7 / HOTTEST * STEPS))
        panel._heated()
        assert panel.heat_words.text().startswith("0,7 · ")
        assert size_words(1_234_567) == "1,2 MB"
    finally:
        QLocale.setDefault(QLocale.c())


@pytest.mark.scene
def test_it_goes_on_while_the_network_learns(window):
    panel = window.panel(WritePanel)
    window.column.show_panel(WritePanel)
    window.runner.order(Play())
    panel.write(30)
    window.until(lambda: not panel.left and window.runner.state.step > 3)
    window.runner.order(Pause())
    window.until(lambda: not window.runner.state.running)


def test_signs_that_the_data_do_not_know_are_left_out(window):
    panel = window.panel(WritePanel)
    panel.prompt.setText("a€b")
    panel.begin()
    assert len(panel.text) == 2
    panel.prompt.setText("€")
    panel.begin()
    assert panel.needs() == {}


@pytest.mark.parametrize("name", ["Shakespeare", "FirstNames", "SortedLetters"])
def test_it_begins_with_what_the_data_know(name):
    dataset = DATASETS[name]()
    assert dataset.text_of(dataset.tokens_of(dataset.opening)) == dataset.opening != ""


def test_numbers_have_nothing_to_write(qtbot):
    window = Window(qtbot, starter("iris"))
    assert window.panel(ConfusionPanel) is not None
    assert window.panel(WritePanel) is None
    window.runner.close()


@pytest.mark.scene
def test_what_it_draws_from_is_asked_for_and_kept(window):
    panel = window.panel(WritePanel)
    panel.best.setValue(3)
    panel.mass.setValue(80)
    panel.write(1)
    assert (panel.wanted.best, panel.wanted.mass) == (3, 0.8)
    panel.greedy.setChecked(True)
    panel.write(1)
    assert panel.wanted.temperature == 0
    assert not panel.heat.isEnabled()
    kept = panel.kept
    panel.best.setValue(0)
    panel.greedy.setChecked(False)
    panel.take_up(kept)
    assert (panel.best.value(), panel.mass.value(), panel.temperature) == (3, 80, 0)
