"""One undo command for every edit, and what counts as unsaved."""

import pytest
from msgspec.structs import replace

from core.declare.registry import LAYERS
from gui.model.document import Document
from gui.model.selection import Selection
from tests.gui.shell_parts import example


def test_every_edit_is_one_step_and_comes_back():
    document = Document(example("xor"))
    start, seen = document.project, []
    document.changed.connect(seen.append)
    layer = replace(start.network.nodes[0].layer, units=7)
    document.edit_layer("dense1", layer, "Units of Dense")
    assert document.project.network.node("dense1").layer.units == 7
    assert document.check.shapes["dense1"] == (7,)
    document.undo_stack.undo()
    assert document.project == start
    document.undo_stack.redo()
    assert document.project.network.node("dense1").layer.units == 7
    assert seen == [document.project, start, document.project]


def test_equal_merge_keys_in_a_row_are_one_step():
    document = Document(example("xor"))
    start = document.project.network.nodes[0].layer
    for units in (5, 6, 7):
        document.edit_layer("dense1", replace(start, units=units), "Units", "g1")
    assert document.undo_stack.count() == 1
    document.edit_layer("dense1", replace(start, units=8), "Units", "g2")
    assert document.undo_stack.count() == 2
    document.edit_layer("dense1", replace(start, units=9), "Units")
    document.edit_layer("dense1", replace(start, units=10), "Units")
    assert document.undo_stack.count() == 4
    document.undo_stack.setIndex(0)
    assert document.project.network.nodes[0].layer == start


def test_a_drag_that_comes_back_to_its_start_leaves_no_step():
    document = Document(example("xor"))
    start = document.project.network.nodes[0].layer
    document.edit_layer("dense1", replace(start, units=5), "Units", "g1")
    document.edit_layer("dense1", start, "Units", "g1")
    assert document.undo_stack.count() == 0
    assert not document.modified


def test_an_edit_that_changes_nothing_leaves_no_step():
    document = Document(example("xor"))
    document.edit(document.project, "Nothing")
    assert document.undo_stack.count() == 0


def test_an_unknown_block_is_refused():
    document = Document(example("xor"))
    with pytest.raises(KeyError):
        document.edit_layer("conv9", LAYERS["Flatten"](), "Nothing")


def test_what_counts_as_unsaved(tmp_path):
    document = Document(example("xor"))
    assert not document.modified
    document.edit(replace(document.project, name="other"), "Rename")
    assert document.modified
    document.mark_saved(tmp_path / "a.layerlab", example("xor"))
    assert document.modified, "what was written is not what stands in the window"
    document.mark_saved(tmp_path / "a.layerlab", document.project)
    assert not document.modified
    document.undo_stack.undo()
    assert document.modified


def test_opening_another_project_starts_afresh():
    document = Document(example("xor"))
    document.edit(replace(document.project, name="other"), "Rename")
    document.open(example("iris"))
    assert document.undo_stack.count() == 0
    assert not document.modified
    assert document.project.name == "Iris"
    assert document.check.shapes["input"] == (4,)


def test_selection_tells_only_of_changes(qtbot):
    selection, nodes, samples = Selection(), [], []
    selection.node_changed.connect(nodes.append)
    selection.sample_changed.connect(lambda split, index: samples.append((split, index)))
    selection.select("dense1")
    selection.select("dense1")
    selection.choose_sample("test", 4)
    selection.choose_sample("test", 4)
    selection.select("")
    assert nodes == ["dense1", ""]
    assert samples == [("test", 4)]
