"""Views name every class that is true and every one that is answered, where several may be at once."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.inspection.attribution import Attributed, Nudged
from core.inspection.judged_answers import AnswersOfSplit, probabilities
from core.inspection.needs import SampleView
from core.inspection.record_losses import HardestRecords
from core.metrics.base import Evidence
from core.project.presets import presets
from core.spec import Project
from core.tasks.multi_label import MultiLabel
from core.tasks.recognition import telling_apart
from core.trainer import Trainer
from gui.model.document import Document
from gui.model.selection import Selection
from gui.views.hardest import HardestPanel
from gui.views.why import WhyPanel

SHAPES = next(preset.path for preset in presets() if preset.file == "shapes")


@pytest.fixture(name="scenes", scope="module")
def trained():
    project = Project.load(SHAPES)
    data = replace(project.data, dataset=replace(project.data.dataset, count=200))
    trainer = Trainer(replace(project, data=data), threads=1)
    bias = trainer.weights()
    last = max(name for name in bias if name.endswith("bias"))
    trainer.set_weights({last: np.linspace(-0.3, 0.3, len(bias[last]), dtype=np.float32)})  # some yes, some no
    return trainer


def panel(qtbot, kind, trainer):
    document, selection = Document(trainer.project), Selection()
    made = kind(document, selection, None)
    document.setParent(made)
    selection.setParent(made)
    qtbot.addWidget(made)
    return made


def words(names, marks):
    return ", ".join(name for name, mark in zip(names, marks, strict=True) if mark) or "–"


@pytest.mark.scene
def test_the_hardest_records_name_all_their_classes(qtbot, scenes):
    it = panel(qtbot, HardestPanel, scenes)
    it.draw(scenes.snapshot([HardestRecords(), AnswersOfSplit()]))
    marks = scenes.prepared.true_targets("validation") > 0.5
    said = scenes.evaluation.outputs(scenes.prepared.validation.inputs) > 0.5
    names = scenes.description.classes
    assert (marks.sum(1) > 1).any()
    for index, (text, wrong) in zip(it.tiles.indices, it.tiles.words, strict=True):
        assert text == f"{words(names, marks[index])} → {words(names, said[index])}"
        assert wrong == (marks[index] != said[index]).any()
    for place in range(4):
        it.choice.choose(place)
        assert len(it.tiles.indices) == min(len(marks), 60)


@pytest.mark.scene
def test_why_names_all_true_classes_and_asks_for_the_one_that_is_answered_least(qtbot, scenes):
    it = panel(qtbot, WhyPanel, scenes)
    marks = scenes.prepared.true_targets("validation") > 0.5
    index, names = int(np.flatnonzero(marks.sum(1) >= 2)[0]), scenes.description.classes
    it.selection.choose_sample("validation", index)
    need, nudge = Attributed("validation", index), Nudged("validation", index, it.epsilon)
    it.draw(scenes.snapshot([SampleView("validation", index), need, nudge]))
    outputs = scenes.evaluation.outputs(scenes.prepared.validation.inputs)[index]
    assert it.pictures.words[0][1].endswith(words(names, marks[index]))
    assert it.true == min(np.flatnonzero(marks[index]), key=lambda place: outputs[place])
    it.choice.choose(3)
    assert it.pictures.words[0][0] == words(names, outputs > 0.5)


@pytest.mark.parametrize(("task", "columns", "wanted"), [(MultiLabel(), 1, 1), (telling_apart(2), 1, 2),
                                                         (MultiLabel(), 3, 3)])
def test_a_single_label_stays_one_and_a_single_choice_says_both(task, columns, wanted):
    outputs = np.random.default_rng(0).random((7, columns))
    true = (outputs > 0.4).astype(np.int32 if task.exclusive else np.float32)
    found = probabilities(Evidence(task, outputs, true[:, 0] if task.exclusive else true))
    assert found.shape == (7, wanted)
    np.testing.assert_array_equal(found[:, -columns:], outputs)
