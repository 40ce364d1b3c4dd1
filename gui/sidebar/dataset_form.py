"""The form of a data set: frequently used parameters are visible, the rest are a click away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.declare.parameters import parameters
from gui.forms.form import Form
from gui.text.translation import tr
from gui.widgets.disclosure import DisclosureLine


class DatasetForm(QWidget):
    """Shares as sliders in sight (where there are any), everything else folded. `edited` as a form's."""

    edited = Signal(object, str, str)

    def __init__(self, dataset):
        super().__init__()
        shown = [p for p in parameters(type(dataset)) if p.kind != "hidden"]
        quick = [p.name for p in shown if p.display == "percent"] or [p.name for p in shown if not p.advanced]
        rest = [p for p in shown if p.name not in quick]
        self.empty = not shown
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.forms = [Form(dataset, only=tuple(quick))] if shown else []
        self.more: DisclosureLine | None = None
        if rest:
            self.more = DisclosureLine(tuple(tr(p.title) for p in rest))
            folded = Form(dataset, only=tuple(p.name for p in rest))
            folded.setVisible(False)
            self.more.toggled.connect(folded.setVisible)
            self.forms.append(folded)
        for form in self.forms:
            form.edited.connect(self.edited)
        for widget in (*self.forms[:1], *([self.more] if self.more else []), *self.forms[1:]):
            column.addWidget(widget)

    def show_value(self, dataset) -> None:
        """Show another value of the same class."""
        for form in self.forms:
            form.show_value(dataset)
