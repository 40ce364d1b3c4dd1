"""A form from declared parameters alone: it knows kinds of parameter, no layer, no optimiser, no data set."""

from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.declare.parameters import Parameter, parameters
from gui.forms.editors import ChoiceEditor, OptionsEditor, PairEditor, SwitchEditor, TextEditor, WholeOrNoneEditor
from gui.forms.list_editors import NumbersEditor, PartsEditor
from gui.forms.number_fields import NumberField, SliderField, StepBox
from gui.forms.part_editor import PartEditor
from gui.forms.path_editor import PathEditor
from gui.forms.row_editors import SidesEditor, SizesEditor
from gui.forms.tooltips import refusal, tooltip
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import label
from gui.widgets.disclosure import DisclosureLine

QWIDGETSIZE_MAX = 2**24 - 1
FOLDED_FROM = 2
"""Seldom set parameters from which on they are folded: a line in place of one row would save nothing."""


class Form(QWidget):
    """Rows for the parameters of one value. `edited(value, path, gesture)` carries the whole new value.

    `only` and `without` choose parameters by name. A value that the declaration refuses stays in its field,
    with one sentence beneath it, and is not announced. What is seldom set lies folded under one line, which opens by
    itself where such a parameter is not as it comes, or is refused; `unfolded` holds the classes that were opened.
    """

    edited = Signal(object, str, str)
    unfolded: ClassVar[set[str]] = set()

    def __init__(self, value, only: tuple[str, ...] = (), without: tuple[str, ...] = (),
                 label_width: int = 86):
        super().__init__()
        self.value, self.only, self.without, self.label_width = value, only, without, theme.px(label_width)
        self.rows: dict[str, FormRow] = {}
        self.more: DisclosureLine | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self._build()

    def shown_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that have a row."""
        return tuple(p for p in parameters(type(self.value)) if (p.kind in ("part", "parts") or p.kind in EDITORS)
                     and p.name not in self.without and (not self.only or p.name in self.only))

    def show_value(self, value) -> None:
        """Show another value without announcing an edit; the rows are made again where its class differs."""
        if type(value) is not type(self.value):
            self.value = value
            self._build()
            return
        before, self.value = self.value, value
        for name, row in self.rows.items():
            row.show_value(getattr(value, name))
        if any(getattr(before, name) != getattr(value, name) for name in self._set_seldom(value)):
            self._unfold()

    def show_other(self, value) -> None:
        """Show a value of the same class that stands somewhere else: folded as a new form would be."""
        self.show_value(value)
        for row in self.rows.values():
            row.editor.fold_as_new()
        if self.more is not None:
            self.more.setChecked(type(value).__name__ in self.unfolded or bool(self._set_seldom(value)))

    def show_problems(self, problems: dict[str, str]) -> None:
        """Stand sentences beside their fields: {path within this value: sentence}; others are cleared."""
        for name, row in self.rows.items():
            mine = {path: text for path, text in problems.items() if f"{path}.".startswith(f"{name}.")}
            row.show_problem(mine.get(name, ""))
            row.editor.show_problems({path[len(name) + 1:]: text for path, text in mine.items()})
            if mine and row.parameter.advanced:
                self._unfold()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        first = next(iter(self.rows.values()), None)
        if first:
            first.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self):
        for old in (*self.rows.values(), self.more):
            if old is not None:
                old.hide()
                old.deleteLater()
                self.column.removeWidget(old)
        self.rows, self.more = {}, None
        shown = self.shown_parameters()
        seldom = [parameter for parameter in shown if parameter.advanced and not self.only]
        seldom = seldom if len(seldom) >= FOLDED_FROM else []
        for parameter in shown:
            if parameter not in seldom:
                self._add_row(parameter)
        if seldom:
            titles = tuple(tr(parameter.title) for parameter in seldom)
            self.more = DisclosureLine(titles, tr("More: {titles}", titles=""))
            self.more.setToolTip(tr("Settings that are seldom changed"))
            self.column.addWidget(self.more)
            for parameter in seldom:
                self._add_row(parameter).hide()
            self.more.toggled.connect(self._show_seldom)
            self.more.clicked.connect(self._remember)
            if type(self.value).__name__ in self.unfolded or self._set_seldom(self.value):
                self._unfold()

    def _add_row(self, parameter) -> "FormRow":
        row = FormRow(parameter, self.value, self.label_width)
        row.show_value(getattr(self.value, parameter.name))
        row.edited.connect(partial(self._edit, parameter))
        self.rows[parameter.name] = row
        self.column.addWidget(row)
        return row

    # ---- what is seldom set

    def _set_seldom(self, value) -> list[str]:
        """Seldom set parameters that are not as they come."""
        return [name for name, row in self.rows.items()
                if row.parameter.advanced and getattr(value, name) != row.parameter.default]

    def _unfold(self):
        if self.more is not None:
            self.more.setChecked(True)

    def _show_seldom(self, on):
        for row in self.rows.values():
            if row.parameter.advanced:
                row.setVisible(on)

    def _remember(self, on):
        (self.unfolded.add if on else self.unfolded.discard)(type(self.value).__name__)

    # ---- edits

    def _edit(self, parameter, content, path, gesture):
        after = replace(self.value, **{parameter.name: content})
        complaint = refusal(after)
        row = self.rows[parameter.name]
        row.show_problem(complaint)
        if not complaint:
            self.value = after
            self.edited.emit(after, f"{parameter.name}.{path}" if path else parameter.name, gesture)


class FormRow(QWidget):
    """A title at the left, the editor at the right, beneath them the sentence that refuses a value."""

    edited = Signal(object, str, str)

    def __init__(self, parameter: Parameter, owner, label_width: int):
        super().__init__()
        self.parameter = parameter
        self.editor = make_editor(parameter, owner, label_width)
        self.problem = label("", "problem", 12, wrap=True)
        self.problem.hide()
        self.title = label(parameter.title, "muted", 13, wrap=True)
        self.title.setBuddy(self.editor)
        tip = tooltip(parameter)
        for widget in (self.title, self.editor):
            widget.setToolTip(tip)
        self.editor.setAccessibleName(tr(parameter.title))
        self.beside = True
        """Whether the title stands beside the words of a box, as it does where both fit; else above them."""
        self.grid, self.label_width = QGridLayout(self), label_width
        self._arrange()
        self.editor.tell(self.edited)
        self.editor.refused.connect(self.show_problem)

    def _arrange(self):
        grid = self.grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        if self.editor.stacked:
            grid.addWidget(self.title, 0, 0, 1, 2)
            grid.addWidget(self.editor.line, 0, 2)
            grid.addWidget(self.editor, 1, 0, 1, 3)
        else:
            if self.parameter.kind != "switch":
                self.title.setFixedWidth(self._title_width(self.label_width))
            grid.addWidget(self.title, 0, 0)
            if self.editor.head is not None:
                grid.addWidget(self.editor.head, 0, 1, 1, 2)
                grid.addWidget(self.editor, 2, 0, 1, 3)
            else:
                grid.addWidget(self.editor, 0, 1, 1, 2)
        grid.addWidget(self.problem, 3, 0, 1, 3)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._place_title()

    def _place_title(self):
        """The title goes above a box whose longest words would be cut beside it, and above a field that would make the
        form wider than its place."""
        box = self.editor.box
        if self.editor.stacked or self.parameter.kind == "switch":
            return
        title = self._title_width(self.label_width)
        held = self.editor.head or box or self.editor
        needed = held.minimumSizeHint().width() if box is None else (
            held.sizeHint().width() - box.sizeHint().width() + box.words_width())
        beside = self.width() - title - self.grid.horizontalSpacing() >= needed
        if beside != self.beside:
            self.beside = beside
            for widget, cells in ((self.title, (0, 0, 1, 1 if beside else 3)),
                                  (held, (0, 1, 1, 2) if beside else (1, 0, 1, 3))):
                self.grid.removeWidget(widget)
                self.grid.addWidget(widget, *cells)
            self.title.setMinimumWidth(title if beside else 0)
            self.title.setMaximumWidth(title if beside else QWIDGETSIZE_MAX)

    def _title_width(self, usual: int) -> int:
        """The width of all titles, or more where a single word needs more: a title wraps between words alone."""
        metrics = self.title.fontMetrics()
        return max(usual, *(metrics.horizontalAdvance(word) + 1 for word in self.title.text().split()))

    def show_value(self, value) -> None:
        """Show a value; what was refused before is forgotten."""
        self.editor.show_value(value)
        self.show_problem("")

    def show_problem(self, sentence: str) -> None:
        """One sentence under the field, or nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def make_editor(parameter: Parameter, owner, label_width: int) -> QWidget:
    """The editor for a parameter's kind; `owner` may narrow a text to a few words."""
    if parameter.kind == "part":
        return PartEditor(parameter, label_width, Form)
    if parameter.kind == "parts":
        return PartsEditor(parameter, Form)
    options = owner.options(parameter.name) if parameter.kind == "text" else ()
    return OptionsEditor(parameter, options) if options else EDITORS[parameter.kind](parameter)


def _number(parameter: Parameter) -> QWidget:
    if parameter.scale == "log":
        return StepBox(parameter)
    return SliderField(parameter) if parameter.display == "percent" else NumberField(parameter)


EDITORS = {"whole": NumberField, "number": _number, "switch": SwitchEditor, "choice": ChoiceEditor,
           "pair": PairEditor, "whole_or_none": WholeOrNoneEditor, "sides": SidesEditor,
           "sizes": SizesEditor, "text": TextEditor, "path": PathEditor,
           "numbers": NumbersEditor}
