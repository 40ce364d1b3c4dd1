"""The plane of words: reckoning by hand, a click, words that are none, and the share of analogies."""

import pytest

from core.project.presets import presets
from core.project.spec import Project
from core.session.orders import Play, SetSpeed
from gui.views.word_plane import WordPlanePanel
from tests.gui.panel_parts import Window, starter


@pytest.mark.scene
def test_words_are_reckoned_with_while_they_are_learnt(qtbot):
    project = Project.load(next(one.path for one in presets() if one.file == "word-vectors"))
    window = Window(qtbot, project)
    window.until(lambda: window.panel(WordPlanePanel))
    panel = window.panel(WordPlanePanel)
    window.column.show_panel(WordPlanePanel)
    window.until(lambda: panel.found is not None)
    window.runner.order(SetSpeed(3))
    window.runner.order(Play())
    window.until(lambda: "172" in panel.note.split("·")[0].split("of")[0])
    panel.line.setText("king − man + woman")
    panel._answer()
    assert panel.words.text().startswith("queen ")
    assert len(panel.cloud.arrows) == 2
    assert panel.cloud.names[panel.cloud.arrows[1][1]] == "queen"
    panel.cloud.chosen.emit(0)
    assert panel.line.text() == "king"
    assert panel.read("king + woman - man") == panel.read("king − man + woman")
    assert panel.read("- man") == ([], [panel.names.index("man")], "")
    panel.line.setText("emperor")
    panel._answer()
    assert panel.words.text() == "emperor is no token of the data."
    assert len(panel.cloud.names) == len(panel.names)
    assert panel.table()[1][0] == panel.names[0]
    window.runner.close()
    assert not window.failures


def test_numbers_have_no_plane_of_words(qtbot):
    window = Window(qtbot, starter("iris"))
    assert window.panel(WordPlanePanel) is None
    window.runner.close()
