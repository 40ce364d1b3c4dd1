"""The list of augmentations stands under its title over the whole width of the card."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolButton

from core.declare.registry import AUGMENTATIONS
from gui.text import language
from gui.text.translation import tr
from tests.gui.painted_text import cut_labels
from tests.gui.shell_parts import example, window


@pytest.fixture(params=["en", "de"])
def tongue(request):
    language.use(request.param)
    yield request.param
    language.use("en")
    QLocale.setDefault(QLocale.c())


def words_fit(box: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                      QStyle.SubControl.SC_ComboBoxEditField, box)
    return box.fontMetrics().horizontalAdvance(box.currentText()) <= room.width() + 1


@pytest.mark.scene
@pytest.mark.parametrize("size", [(1280, 800), (1480, 900)])
def test_every_augmentation_can_be_read(qtbot, tmp_path, tongue, size):
    members = tuple(member() for member in AUGMENTATIONS.values())
    project = example("digits-cnn")
    project = replace(project, data=replace(project.data, augmentation=members))
    with window(qtbot, tmp_path, project, size) as app:
        app.settings.language = tongue
        app.show_look()
        row = app.window.left.data.augmentation.rows["augmentation"]
        app.window.left.ensureWidgetVisible(row)
        QTest.qWait(50)
        assert [type(one.form.value) for one in row.editor.rows] == list(AUGMENTATIONS.values())
        assert row.title.geometry().bottom() < row.editor.geometry().top()
        assert row.editor.width() == row.width()
        assert [fault for fault in cut_labels(app.window) if "LineEdit" not in fault] == []
        for box in row.editor.findChildren(QComboBox):
            assert words_fit(box), (box.currentText(), tr("Augmentation"))
        while row.editor.rows:
            row.editor.rows[0].findChild(QToolButton).click()
        qtbot.waitUntil(lambda: row.height() < 60 and not row.editor.isVisible(), timeout=10_000)
