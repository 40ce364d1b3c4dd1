"""The form of updates: what each of them trains, by which optimiser, and the losses that it makes small."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from core.project import update_edits as edits
from core.project.objectives import CONSTANTS
from core.project.training_settings import Objective, Update
from gui.drawing.block_names import port_name, spoken
from gui.forms.editors import Wheelless
from gui.forms.form import Form
from gui.text.plain_text import unmarked
from gui.text.translation import tr
from gui.widgets.basic import icon_button, label
from gui.widgets.menu_button import MenuButton

WORDS = 61
"""The width of the words before each field."""


class UpdatesForm(QWidget):
    """One part for each update, seen where a project has several outputs, losses or updates. Every change is one
    undoable edit of the document."""

    def __init__(self, document):
        super().__init__()
        self.document = document
        self.parts: list[QWidget] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.setSpacing(8)
        self._shown: tuple = ()

    @property
    def wanted(self) -> bool:
        """Whether there is more to say than one optimiser and one loss."""
        project = self.document.project
        return bool(project.training.updates) or len(project.network.answers) > 1

    def refresh(self) -> None:
        """Show what the document has; parts are made again where their number or the names in them differ."""
        project, known = self.document.project, self.document.description
        self.setVisible(self.wanted)
        if not self.wanted:
            return
        updates = edits.written(project.training)
        outputs = {id: f"{id} · {spoken(project.network, id)}" for id in project.network.answers}
        outputs |= {one.output: one.output for update in updates for one in update.objectives
                    if one.output and one.output not in outputs}
        ports = [port.name for port in known.targets] if known else []
        targets = {name: port_name(name) for name in (*ports, *CONSTANTS)}
        targets |= {one.target: one.target for update in updates for one in update.objectives
                    if one.target and one.target not in targets}
        blocks = {id: f"{id} · {spoken(project.network, id)}" for id, count in self.document.check.parameters.items()
                  if count}
        shown = [len(update.objectives) for update in updates], outputs, targets, blocks
        if shown != self._shown:
            self._shown = shown
            self._build(updates, outputs, targets, blocks)
        for part, update in zip(self.parts, updates, strict=True):
            part.show_update(update)

    def _build(self, updates, outputs, targets, blocks):
        while self.column.count():
            widget = self.column.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self.parts = []
        for number, update in enumerate(updates):
            part = UpdatePart(number, len(updates), update, outputs, targets, blocks)
            part.changed = partial(self._change, number)
            part.removed = partial(self._edit, lambda training, number=number: edits.with_update(
                training, number, None), tr("Remove update {n}", n=number + 1))
            self.parts.append(part)
            self.column.addWidget(part)
        more = QPushButton(tr("Add an update"))
        more.setToolTip(tr("Another optimiser in the same step, for blocks of its own"))
        more.clicked.connect(lambda: self._add())
        self.column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self):
        taken = {id for update in edits.written(self.document.project.training) for id in update.trains}
        free = next((id for id in reversed(self._shown[3]) if id not in taken), "")
        self._edit(lambda training: edits.with_more(training, (free,) if free else ()), tr("Add an update"))

    def _change(self, number: int, update: Update, text: str, gesture: str = "") -> None:
        self._edit(lambda training: edits.with_update(training, number, update), text, gesture)

    def _edit(self, change, text: str, gesture: str = "") -> None:
        self.document.edit_training(change(self.document.project.training), text, gesture)


class UpdatePart(QFrame):
    """One update. `changed(update, words, gesture)` and `removed()` are put in by the form."""

    def __init__(self, number: int, count: int, update: Update, outputs: dict, targets: dict, blocks: dict):
        super().__init__()
        self.update_, self.number, self.blocks = update, number, blocks
        self.changed = self.removed = None
        self.setProperty("nested", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(tr("Update {n}", n=number + 1) if count > 1 else tr("Losses"), "", 13, 600), 1)
        if count > 1:
            gone = icon_button("close", tr("Remove update {n}", n=number + 1), framed=False, size=12)
            gone.clicked.connect(lambda: self.removed())
            head.addWidget(gone)
        column.addLayout(head)
        self.rule: Form | None = None
        if count > 1 or update.optimizer is not None or update.trains:
            self.rule = Form(update, only=("optimizer",), label_width=WORDS)
            self.rule.edited.connect(lambda made, path, gesture: self.changed(
                replace(self.update_, optimizer=made.optimizer), tr("Optimiser of update {n}", n=number + 1), gesture))
            column.addWidget(self.rule)
            self.trains = MenuButton("", tr("The blocks whose weights this update moves"), 13, framed=True)
            menu = QMenu(self.trains)
            self.entries = {id: menu.addAction(unmarked(name)) for id, name in blocks.items()}
            for entry in self.entries.values():
                entry.setCheckable(True)
                entry.triggered.connect(lambda *_: self._trains())
            self.trains.show_menu(menu)
            column.addLayout(_row(tr("Trains"), self.trains))
        self.losses = [ObjectivePart(place, one, len(update.objectives) > 1, outputs, targets)
                       for place, one in enumerate(update.objectives)]
        for part in self.losses:
            part.changed = partial(self._objective, part.place)
            column.addWidget(part)
        more = QPushButton(tr("Add a loss"))
        more.setToolTip(tr("One more thing that this update makes small"))
        more.clicked.connect(lambda: self._add())
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_update(self, update: Update) -> None:
        """Show another value with as many losses."""
        self.update_ = update
        if self.rule is not None:
            self.rule.show_value(update)
            for id, entry in self.entries.items():
                entry.setChecked(id in update.trains)
            names = [self.blocks.get(id, id) for id in update.trains]
            self.trains.setText(", ".join(update.trains) if names else tr("every other block"))
            self.trains.setToolTip("\n".join(names) or tr("every other block"))
        for part, one in zip(self.losses, update.objectives, strict=True):
            part.show_objective(one)

    def _trains(self):
        chosen = tuple(id for id, entry in self.entries.items() if entry.isChecked())
        self.changed(replace(self.update_, trains=chosen), tr("What update {n} trains", n=self.number + 1))

    def _objective(self, place: int, one: Objective | None, text: str, gesture: str = "") -> None:
        found = list(self.update_.objectives)
        found[place:place + 1] = [] if one is None else [one]
        self.changed(replace(self.update_, objectives=tuple(found)), text, gesture)

    def _add(self):
        """One more loss: of the first output and target that no loss has yet."""
        outputs, targets = self.losses[0].outputs, self.losses[0].targets
        had = {(one.output or outputs[0], one.target or targets[0]) for one in self.update_.objectives}
        pairs = [(output, target) for output in outputs for target in targets]
        output, target = next((pair for pair in pairs if pair[0] not in {one[0] for one in had}),
                              next((pair for pair in pairs if pair not in had), pairs[0]))
        found = (*self.update_.objectives, Objective(None, output, target))
        self.changed(replace(self.update_, objectives=found), tr("Add a loss"))


class ObjectivePart(QFrame):
    """One loss: which, of which output, compared with what, and how much it counts."""

    def __init__(self, place: int, objective: Objective, several: bool, outputs: dict, targets: dict):
        super().__init__()
        self.place, self.value, self.changed = place, objective, None
        self.outputs, self.targets = tuple(outputs), tuple(targets)
        self.setProperty("nested", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(6)
        self.form = Form(objective, only=("loss", "weight"), label_width=WORDS - 12)
        self.form.edited.connect(lambda made, path, gesture: self.changed(
            replace(self.value, loss=made.loss, weight=made.weight), tr("Loss {n}", n=place + 1), gesture))
        self.output = self._box(outputs, tr("Output"), tr("the block whose answers are judged"), "output")
        self.target = self._box(targets, tr("Target"), tr("what they are compared with"), "target")
        head = _row(tr("Output"), self.output)
        if several:
            gone = icon_button("close", tr("Remove this loss"), framed=False, size=12)
            gone.clicked.connect(lambda: self.changed(None, tr("Remove a loss")))
            head.addWidget(gone)
        column.addLayout(head)
        column.addLayout(_row(tr("Target"), self.target))
        column.addWidget(self.form)

    def _box(self, names: dict, title: str, tip: str, field: str) -> Wheelless:
        box = Wheelless()
        box.setAccessibleName(title)
        box.setToolTip(tip)
        for name in names.values():
            box.addItem(name)
        box.activated.connect(lambda place: self.changed(replace(self.value, **{field: tuple(names)[place]}), title))
        return box

    def show_objective(self, one: Objective) -> None:
        """Show another value; what is left out is the first output and the first target."""
        self.value = one
        self.form.show_value(one)
        for box, names, name in ((self.output, self.outputs, one.output), (self.target, self.targets, one.target)):
            with QSignalBlocker(box):
                box.setCurrentIndex(names.index(name) if name in names else 0)


def _row(title: str, editor: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    word = label(title, "muted", 13)
    word.setFixedWidth(max(WORDS - 12, word.sizeHint().width()))
    row.addWidget(word)
    row.addWidget(editor, 1)
    return row
