"""The training values in the top bar can be read at every size of text, in both languages."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from gui.forms.editors import SHORT
from gui.forms.training_values import TrainingValues
from gui.model.document import Document
from gui.style import theme
from gui.text import language
from tests.gui.shell_parts import EXAMPLES, example


@pytest.fixture(autouse=True)
def usual(qapp):
    theme.apply("dark", qapp)
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)


@pytest.mark.few(5)
@pytest.mark.parametrize("tongue", ["en", "de"])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.4, 1.75, 2.0])
def test_what_is_chosen_is_written_out_or_has_its_short_name(qtbot, tongue, scale):
    language.use(tongue)
    theme.set_text_scale(scale)
    for name in EXAMPLES:
        values = TrainingValues(Document(example(name)), lambda *_: None)
        qtbot.addWidget(values)
        values.show()
        for box in (values.optimizer, values.loss):
            option = QStyleOptionComboBox()
            box.initStyleOption(option)
            room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                              QStyle.SubControl.SC_ComboBoxEditField, box).width()
            words = box.currentText(), box.currentData(SHORT) or box.currentText()
            assert min(map(box.fontMetrics().horizontalAdvance, words)) <= room + 1, (words, room)
