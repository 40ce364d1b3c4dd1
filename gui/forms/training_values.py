"""Optimiser, learning rate, batch and loss: in the top bar where there is room, as a form where there is not."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.declare.parameters import Parameter, parameters
from core.declare.registry import LOSSES, OPTIMIZERS
from core.project.spec import Training
from gui.forms.editors import SHORT, Wheelless
from gui.forms.number_fields import StepBox
from gui.forms.tooltips import carried, describe, tooltip
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr
from gui.widgets.basic import label


def parameter_of(cls: type, name: str) -> Parameter | None:
    """One declared parameter of a class, None where it has none of that name."""
    return next((parameter for parameter in parameters(cls) if parameter.name == name), None)


class MemberBox(Wheelless):
    """A picker of a family's members for the top bar."""

    def __init__(self, family, title: str, width: int):
        super().__init__()
        self.members = list(family.values())
        self.setAccessibleName(tr(title))
        self.setFixedWidth(theme.px(width))
        for index, member in enumerate(self.members):
            self.addItem(tr(member.shown_name()))
            self.setItemData(index, describe(member), Qt.ItemDataRole.ToolTipRole)
            self.setItemData(index, tr(member.short_name()), SHORT)

    def show_member(self, value) -> None:
        """Show which member is in use."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.members.index(type(value)))
        self.setToolTip(describe(type(value)))


class TrainingValues(QWidget):
    """The four values that are changed most, each with its word. Every change is one undoable edit."""

    def __init__(self, document, refuse):
        super().__init__()
        self.document = document
        self.refuse = refuse
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self.optimizer = MemberBox(OPTIMIZERS, "Optimiser", 74)
        self.rate = StepBox(parameter_of(type(Training().optimizer), "learning_rate"))
        self.rate.setFixedWidth(theme.px(70))
        self.batch = StepBox(parameter_of(Training, "batch_size"))
        self.batch.setFixedWidth(theme.px(56))
        self.loss = MemberBox(LOSSES, "Loss", 126)
        for title, editor in (("Optimiser", self.optimizer), ("Learning rate", self.rate),
                              ("Batch", self.batch), ("Loss", self.loss)):
            word = label(title, "muted", 12)
            word.setBuddy(editor)
            editor.setAccessibleName(tr(title))
            row.addWidget(word)
            row.addWidget(editor)
            if editor is not self.loss:
                row.addSpacing(2)
        for box in (self.rate, self.batch):
            box.setToolTip(tooltip(box.parameter))
            box.refused.connect(partial(self.refuse, box))
        self.optimizer.activated.connect(self._optimizer)
        self.loss.activated.connect(self._loss)
        self.rate.edited.connect(self._rate)
        self.batch.edited.connect(self._batch)
        self.show_project(document.project)

    def show_project(self, project) -> None:
        """Follow the document."""
        training = project.training
        # What every update names for itself is not set here.
        own = training.names_all_optimizers
        self.optimizer.setEnabled(not own)
        self.loss.setEnabled(not training.names_all_losses)
        self.optimizer.show_member(training.optimizer)
        self.loss.show_member(training.loss)
        self.batch.show_value(training.batch_size)
        found = parameter_of(type(training.optimizer), "learning_rate")
        self.rate.setEnabled(found is not None and not own)
        if found is not None:
            self.rate.parameter = found
            self.rate.show_value(training.optimizer.learning_rate)

    def _edit(self, text, gesture="", **changes):
        self.document.edit_training(replace(self.document.project.training, **changes), text, gesture)

    def _optimizer(self, index):
        old, member = self.document.project.training.optimizer, self.optimizer.members[index]
        if type(old) is not member:
            self._edit(f"{tr('Optimiser')} {tr(member.shown_name())}", optimizer=carried(old, member))

    def _loss(self, index):
        member = self.loss.members[index]
        if type(self.document.project.training.loss) is not member:
            self._edit(f"{tr('Loss')} {tr(member.shown_name())}", loss=member())

    def _rate(self, value, gesture):
        optimizer = replace(self.document.project.training.optimizer, learning_rate=value)
        self._edit(f"{tr('Learning rate')} {local(f'{value:g}')}", gesture, optimizer=optimizer)

    def _batch(self, value, gesture):
        self._edit(f"{tr('Batch')} {value}", gesture, batch_size=value)
