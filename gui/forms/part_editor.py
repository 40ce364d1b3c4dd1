"""The editor for a member of a family: which member, and that member's own parameters."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.declare.parameters import Parameter
from gui.forms.editor import Editor
from gui.forms.editors import SHORT, Wheelless
from gui.forms.tooltips import carried, describe
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.activation_curve import CurveLegend, CurvePicture, has_curve
from gui.widgets.basic import icon_button

NONE = "none"


class PartEditor(Editor, QWidget):
    """A picker of a family's members (`head`); beneath, the chosen member's own form, folded where long."""

    edited = Signal(object, str, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter, label_width: int, make_form: Callable[..., QWidget]):
        super().__init__()
        self._make_form = make_form  # a form holds parts, and a part holds a form
        self.parameter, self.value, self.form, self.label_width = parameter, None, None, label_width
        self.members = ([None] if parameter.optional else []) + list(parameter.family.values())
        self.box = Wheelless()
        self.box.setAccessibleName(tr(parameter.title))
        self.box.addItems([tr(NONE) if member is None else tr(member.shown_name()) for member in self.members])
        for index, member in enumerate(self.members):
            if member is not None:
                self.box.setItemData(index, tr(member.meaning()), Qt.ItemDataRole.ToolTipRole)
                self.box.setItemData(index, tr(member.short_name()), SHORT)
        self.box.activated.connect(self._pick)
        self.setFocusProxy(self.box)
        self.fold = icon_button("fold", tr("Settings: {title}", title=tr(parameter.title)), framed=False, size=12)
        self.fold.setFixedSize(theme.px(12) + 8, theme.px(28))
        self.fold.clicked.connect(lambda: self._unfold(not self.nested.isVisibleTo(self)))
        self.head = QWidget()
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.box, 1)
        row.addWidget(self.fold)
        self.legend, self.curve = CurveLegend(), CurvePicture()
        self.legend.setFixedWidth(label_width)
        self.nested = QFrame()
        self.nested.setProperty("nested", True)
        inside = QVBoxLayout(self.nested)
        inside.setContentsMargins(10, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        picture = QHBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self.legend)
        picture.addWidget(self.curve, 1)
        column.addLayout(picture)
        column.addWidget(self.nested)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, edited) -> None:
        """Have each edit told, with the path to what was changed within the member."""
        self.edited.connect(edited)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Stand sentences beside the fields of the member."""
        if self.form:
            self.form.show_problems(problems)

    def show_value(self, value, picked: bool = False) -> None:
        """Show a member, or None where that is allowed; `picked` by hand just now."""
        fresh = self.form is None or type(value) is not type(self.value)
        self.value = value
        kind = None if value is None else type(value)
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.members.index(kind))
        self.box.setToolTip("" if value is None else describe(type(value)))
        drawn = has_curve(value)
        for part in (self.legend, self.curve):
            part.setVisible(drawn)
        if drawn:
            self.curve.show_value(value)
        if fresh:
            self._rebuild(value, picked)
        elif self.form:
            self.form.show_value(value)
        self.setVisible(drawn or self.nested.isVisibleTo(self))

    def _rebuild(self, value, picked):
        if self.form:
            self.form.hide()
            self.form.deleteLater()
            self.nested.layout().removeWidget(self.form)
        self.form = None
        if value is not None:
            self.form = self._make_form(value, label_width=round(self.label_width / theme.text_scale()) - 12)
            self.form.edited.connect(self._edit)
            self.nested.layout().addWidget(self.form)
        self.fold.setVisible(bool(self.form and self.form.rows))
        self.fold_as_new(picked)

    def fold_as_new(self, picked: bool = False) -> None:
        """What stands as it came needs no room; what was set, or has just been chosen, is shown."""
        few = self.form is not None and 0 < len(self.form.rows) <= 2
        self._unfold(few and (picked or self.value != type(self.value)()))

    def _unfold(self, on):
        self.nested.setVisible(on)
        theme.set_icon(self.fold, "fold" if on else "unfold", "muted", 12)
        self.setVisible(on or has_curve(self.value))

    def _pick(self, index):
        member = self.members[index]
        if member is (None if self.value is None else type(self.value)):
            return
        value = None if member is None else carried(self.value, member)
        self.show_value(value, picked=True)
        self.edited.emit(value, "", "")

    def _edit(self, value, path, gesture):
        self.value = value
        if has_curve(value):
            self.curve.show_value(value)
        self.edited.emit(value, path, gesture)
