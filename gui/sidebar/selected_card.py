"""The form of what is selected: a block, the data, or, with nothing selected, how the network learns."""

from functools import partial
from itertools import zip_longest
from math import prod

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu

from core.project import masks
from core.project.receptive_field import receptive_field, size_formulas
from core.races.comparisons import COMPARISONS
from gui.drawing.block_names import spoken
from gui.forms.form import Form
from gui.forms.tooltips import title_at
from gui.sidebar.updates_form import UpdatesForm
from gui.text.number_text import grouped, grouped_within
from gui.text.shape_words import shape_words
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, label, rule
from gui.widgets.fix_button import MendButton
from gui.widgets.menu_button import MenuButton

LULL_MS, MOST_MENDS = 200, 3
TRAINING = 61
"""The width of the words in the form for training, whose losses have long names."""


class SelectedCard(Card):
    """Every edit goes to the document; problems of the selected block stand beside their fields. `comparison_wanted`
    carries the key of one of `core.races.comparisons`."""

    comparison_wanted = Signal(str)

    def __init__(self, document, selection):
        super().__init__("Selected")
        self.document, self.selection = document, selection
        self.form: Form | None = None
        self.forms: dict[type, Form] = {}
        """One for each class that was shown: to make one takes longer than an edit may, to fill one does not."""
        self.place = ""
        self._lull = QTimer(self, singleShot=True, interval=LULL_MS)
        self._lull.timeout.connect(self._prepare)
        self.rate: Form | None = None
        """The block's own learning rate, which belongs to the block and not to its layer."""
        self.general = label("", "problem", 12, wrap=True)
        self.rule = rule()
        self.count = label("", "muted", 12, wrap=True, tabular=True)
        self.mends = tuple(MendButton(document) for _ in range(MOST_MENDS))
        self.updates: UpdatesForm | None = None
        """How the network learns where one optimiser and one loss do not say it."""
        self.compare = self._compare_button()
        for widget in (self.general, *self.mends, self.compare, self.rule, self.count):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.refresh()

    def _compare_button(self) -> MenuButton:
        made, menu = MenuButton(tr("Compare side by side"), "Your network in lanes that differ in one thing", 13,
                                True), QMenu(self)
        for key, one in COMPARISONS.items():
            menu.addAction(tr(one.title)).triggered.connect(partial(self._wants_comparison, key))
        made.show_menu(menu)
        return made

    def _wants_comparison(self, key: str, *_) -> None:
        self.comparison_wanted.emit(key)

    def refresh(self) -> None:
        """Show the selection as the document has it now."""
        project, id = self.document.project, self.selection.node
        node = project.network.node(id) if id else None
        if node is not None:
            self._show("Selected", spoken(project.network, id), node.layer, ())
        elif id in self.document.ports:
            self._show("Selected", spoken(project.network, id).capitalize(), project.data.split, ())
        else:
            self._show("Training", "how the network learns", project.training, ())
        self.compare.setVisible(node is None and id not in self.document.ports)
        self._show_rate(node)
        self._show_updates(node is None and id not in self.document.ports)
        self._show_problems(node)
        self._show_count(node)
        if self._missing():
            self._lull.start()

    def _show(self, title, note, value, without):
        if self.head.text() != tr(title).upper():
            self.head.rename(title)
        self.head.note.show_text(tr(note))
        place = self.selection.node if title == "Selected" else ""
        if self.form is not None and place == self.place and type(self.form.value) is type(value):
            self.form.show_value(value)
            return
        # Without a form while they change: what loses the cursor now belongs to what was selected before.
        self.place, before, self.form = place, self.form, None
        self.form = self._form_for(value, without)
        self.form.show()
        if before is not None and before is not self.form:
            before.hide()

    def _form_for(self, value, without) -> Form:
        """The form of the class, as if it were new: what was being typed into it belongs to another block."""
        made = self.forms.get(type(value))
        here = QApplication.focusWidget()
        if made is not None and here is not None and made.isAncestorOf(here):
            del self.forms[type(value)]
            made.hide()
            made.deleteLater()
        elif made is not None:
            made.show_other(value)
            return made
        return self._make(value, without, 86 if self.place else TRAINING)

    def _make(self, value, without=(), label_width=86) -> Form:
        made = self.forms[type(value)] = Form(value, without=without, label_width=label_width)
        made.hide()
        made.edited.connect(partial(self._edited, made))
        self.body.insertWidget(0, made)
        return made

    def _missing(self) -> dict:
        return {type(node.layer): node.layer for node in self.document.project.network.nodes
                if type(node.layer) not in self.forms}

    def _prepare(self):
        """In a lull, make one of the forms that the blocks of this network will need."""
        for layer in list(self._missing().values())[:1]:
            self._make(layer)
            self._lull.start()

    def _show_rate(self, node):
        learns = node is not None and bool(self.document.check.parameters.get(node.id))
        if learns and self.rate is None:
            self.rate = Form(node, only=("rate",))
            self.rate.edited.connect(self._rate_edited)
            self.body.insertWidget(self.body.indexOf(self.general), self.rate)
        if self.rate is not None:
            self.rate.setVisible(learns)
        if learns:
            self.rate.show_value(node)

    def _show_updates(self, training: bool):
        """Beneath the form of training; optimiser and loss of that stand in where an update names none."""
        settings = self.document.project.training
        updates = settings.updates
        if training:
            self.form.rows["optimizer"].setVisible(not settings.names_all_optimizers)
            self.form.rows["loss"].setVisible(not settings.names_all_losses)
        if training and self.updates is None and (updates or len(self.document.project.network.answers) > 1):
            self.updates = UpdatesForm(self.document)
            self.body.insertWidget(self.body.indexOf(self.general), self.updates)
        if self.updates is not None:
            self.updates.setVisible(training)
            if training:
                self.updates.refresh()

    def _rate_edited(self, node, path, gesture):
        network = self.document.project.network
        if node.id == self.selection.node and network.node(node.id) is not None:
            self.document.edit_network(masks.with_rate(network, node.id, node.rate), tr(
                "{field} of {block}", field=title_at(node, path), block=spoken(network, node.id)), gesture)

    def _edited(self, form, value, path, gesture):
        if form is not self.form:
            return  # it is put away
        id, document = self.selection.node, self.document
        field = title_at(value, path)
        if document.project.network.node(id) is not None:
            text = tr("{field} of {block}", field=field, block=spoken(document.project.network, id))
            document.edit_layer(id, value, text, gesture)
        elif id in document.ports:
            document.edit_data(replace(document.project.data, split=value), tr("Split: {field}", field=field), gesture)
        else:
            document.edit_training(value, tr("Training: {field}", field=field), gesture)

    def _show_problems(self, node):
        prefix = "training."
        mine = [problem for problem in self.document.check.problems if problem.path.startswith(prefix)]
        if node is not None:
            place = self.document.project.network.nodes.index(node)
            prefix = f"network.nodes[{place}].layer."
            mine = self.document.check.of(node.id)
        elif self.selection.node in self.document.ports:
            prefix, mine = "data.split.", self.document.check.of(self.selection.node)
        by_field = {p.path.removeprefix(prefix): p.message for p in mine if p.path.startswith(prefix)}
        self.form.show_problems(by_field)
        for button, problem in zip_longest(self.mends, mine[:MOST_MENDS]):
            button.show_problem(problem)
        general = [p.message for p in mine if not p.path.startswith(prefix)]
        self.general.setText("\n".join(general))
        self.general.setVisible(bool(general))

    def _show_count(self, node):
        text = ""
        if node is not None:
            check = self.document.check
            shapes = [check.shapes.get(source) for source in node.inputs]
            if node.id in check.parameters and None not in shapes:
                count = check.parameters[node.id]
                formula = node.layer.count_formula(*shapes)
                arithmetic = tr("nothing to learn here")
                if formula:
                    arithmetic = tr("{sum} parameters", sum=f"{grouped_within(formula)}  =  {grouped(count)}")
                out = shape_words(check.shapes[node.id])
                into = ", ".join(shape_words(shape) for shape in shapes)
                text = f"{arithmetic}\n{tr('{shape} in, {out} out', shape=into, out=out)}{self._sizes(node)}"
        elif self.selection.node in self.document.ports:
            text = self._described()
        else:
            total = self.document.check.total
            text = tr("{n} parameters in all", n=grouped(total)) if total else ""
        self.count.setText(text)
        self.rule.setVisible(bool(text))
        self.count.setVisible(bool(text))

    def _sizes(self, node) -> str:
        """How often the window stands along each axis, and how much of the data one value can see."""
        check = self.document.check
        formulas = dict.fromkeys(size_formulas(node.layer, [check.types[source] for source in node.inputs]))
        lines = [grouped_within(one) for one in formulas]
        field = receptive_field(self.document.project.network, check, node.id)
        if lines:
            lines.insert(0, tr("⌊(n + 2p − k) / s⌋ + 1 places of the window:"))
        if field and max(field) > 1:
            lines.append(tr("one value sees {size} of the data", size="×".join(map(str, field))))
        return "".join(f"\n{line}" for line in lines)

    def _described(self) -> str:
        found = self.document.description
        port = found.input(self.selection.node) if found else None
        if port is None:
            return self.document.check.no_data
        names = f"\n{tr('Inputs')}: {', '.join(port.columns)}" if port.columns else ""
        classes = "".join(f"\n{tr('Classes')}: {', '.join(one.classes)}" for one in found.targets if one.classes)
        go_in = counted(prod(port.type.shape), "{shape} number goes in.", "{shape} numbers go in.",
                        shape=shape_words(port.type.shape))
        return f"{go_in}{names}{classes}"
