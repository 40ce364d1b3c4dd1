"""Words of the program that end in "…" for want of room: painted, in labels, in boxes and on buttons.

A text that was shortened before it is drawn fits into its room, so measuring letters never finds it. What people called
themselves (files, projects, classes) may be shortened; words of the program have a shorter form, or room.
"""

import re
from functools import cache

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from gui.forms.editors import Wheelless
from gui.text.language import catalogue
from gui.widgets.basic import Elided
from tests.gui.painted_text import _place, painted

SLACK = 1
"""Pixels by which a box may be too narrow before Qt shortens its words."""


def shortened_words(window: QWidget, names: tuple[str, ...] = ()) -> list[str]:
    """What of the program's own words is shortened in a window; texts that begin like one of `names` may be."""
    found = {f"{one.text!r} is shortened in {_place(one.widget)}" for one in painted(window)
             if _cut(one.text) and not _own(one.text, names)}
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or widget.visibleRegion().isEmpty():
            continue
        found.update(fault for kind, faults in KINDS.items() if isinstance(widget, kind)
                     for fault in faults(widget, names))
    return sorted(found)


def _of_label(label: Elided, names):
    if label.full not in (label.text(), "") and label.text() not in label.shorter and not _own(label.full, names):
        yield f"{label.full!r} reads {label.text()!r} in {type(label.parentWidget()).__name__}"


def _of_box(box: QComboBox, names):
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                      QStyle.SubControl.SC_ComboBoxEditField, box).width()
    words = box.shown_words() if isinstance(box, Wheelless) and not box.isEditable() else box.currentText()
    wide = box.fontMetrics().horizontalAdvance(words) + (0 if box.itemIcon(box.currentIndex()).isNull()
                                                         else box.iconSize().width() + 4)
    if (wide > room + SLACK or _cut(words)) and not _own(words, names):
        yield f"{words!r} needs {wide} of {room} px in the box {box.accessibleName()!r}"


def _of_button(button: QAbstractButton, names):
    wanted = button.sizeHint().width()
    if button.text() and wanted > button.width() + SLACK and not _own(button.text(), names):
        yield f"{button.text()!r} needs {wanted} of {button.width()} px in {type(button).__name__}"


KINDS = {Elided: _of_label, QComboBox: _of_box, QPushButton: _of_button, QToolButton: _of_button}


def _cut(text: str) -> bool:
    whole = text.endswith((", …", ": …"))  # a list that names as many as there is room for, each in full
    return "…" in text and not whole and not any(form.fullmatch(text) for form in _meant())


def _own(text: str, names) -> bool:
    return any(name.startswith(text.split("…")[0]) for name in names)


@cache
def _meant() -> tuple[re.Pattern, ...]:
    """The words of both languages in which three dots stand by themselves."""
    said = [text for pair in catalogue("de").items() for text in pair if "…" in text]
    return tuple(re.compile(re.sub(r"\\\{.*?\\\}", ".*", re.escape(text)), re.DOTALL) for text in [*said, "…"])
