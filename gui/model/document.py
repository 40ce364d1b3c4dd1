"""The project under edit: an immutable value, replaced whole; every change is one command on one undo stack."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.datasets.base import Description
from core.datasets.ports import TargetPort
from core.project.edits import replace_layer
from core.project.network import check
from core.project.spec import Data, Network, Project, Training
from gui.text.data_words import in_words, watched_split
from gui.text.translation import again


class Edit(QUndoCommand):
    """The project before and after. Equal merge keys in a row make one step."""

    def __init__(self, document: "Document", after: Project, text: str, merge: str = ""):
        super().__init__(text)
        self.words = text
        self.document, self.before, self.after, self.merge = document, document.project, after, merge

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other) -> bool:
        if not self.merge or other.merge != self.merge:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        self.document._replace(self.after)

    def undo(self) -> None:
        self.document._replace(self.before)


class Document(QObject):
    """Owns the project, what `check` says of it, its file and its undo stack. `description` is what is known of the
    data, in the reader's language, None where they cannot be used.

    `changed` carries the new project after every edit, undo, redo and open; `opened` comes before `changed`
    when another project took the place of the last, `other_data` where an edit, undo or redo brings another data set
    instead of the last or other settings of it; `saved_changed` when the title's dot may differ.
    """

    changed = Signal(object)
    opened = Signal()
    other_data = Signal()
    saved_changed = Signal()

    def __init__(self, project: Project | None = None, path: str | Path | None = None, parent=None):
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self.undo_stack.cleanChanged.connect(self.saved_changed)
        self.path = Path(path) if path else None
        self.told: tuple[str, ...] = ()
        self.description: Description | None = None
        self._take(Project() if project is None else project)

    @property
    def modified(self) -> bool:
        """Whether the file on disk differs from the project."""
        return not self.undo_stack.isClean()

    @property
    def watched_split(self) -> str:
        """The split whose samples are looked at."""
        return watched_split(self.project.data.split, self.description)

    @property
    def ports(self) -> tuple[str, ...]:
        """The inputs of the data, by the names that links and the selection call them."""
        return self.project.network.ports(self.check.description)

    @property
    def judged(self) -> TargetPort | None:
        """What the data ask of the output of which the figures speak, in the reader's language; None where that is
        compared with constants alone, or nothing is known."""
        known = self.check.judged is not None and self.description is not None
        return self.description.target(self.check.judged.name) if known else None

    def edit(self, after: Project, text: str, merge: str = "") -> None:
        """Replace the project, undoably; an edit that changes nothing leaves no step."""
        if after != self.project:
            self.undo_stack.push(Edit(self, after, text, merge))

    def edit_network(self, after: Network, text: str, merge: str = "") -> None:
        """Replace the network."""
        self.edit(replace(self.project, network=after), text, merge)

    def edit_layer(self, node_id: str, layer, text: str, merge: str = "") -> None:
        """Replace the layer of one node, and of those that share its weights; KeyError where there is no such node."""
        if self.project.network.node(node_id) is None:
            raise KeyError(node_id)
        self.edit_network(replace_layer(self.project.network, node_id, layer), text, merge)

    def edit_training(self, after: Training, text: str, merge: str = "") -> None:
        """Replace how the network learns."""
        self.edit(replace(self.project, training=after), text, merge)

    def edit_data(self, after: Data, text: str, merge: str = "") -> None:
        """Replace the samples, their split or their scaling."""
        self.edit(replace(self.project, data=after), text, merge)

    def open(self, project: Project, path: str | Path | None = None) -> None:
        """Show another project with a fresh undo stack; `path` is its file, None where it has none yet."""
        self.undo_stack.clear()
        self.path = Path(path) if path else None
        self.told = ()
        self.opened.emit()
        self._show(project)
        self.saved_changed.emit()

    def mark_saved(self, path: str | Path, saved: Project) -> None:
        """This is what stands in the file now; edits made while it was written stay unsaved."""
        self.path = Path(path)
        if saved == self.project:
            self.undo_stack.setClean()
        self.saved_changed.emit()

    def mark_unsaved(self) -> None:
        """Something else stands in the file, or nothing yet."""
        self.undo_stack.resetClean()
        self.saved_changed.emit()

    def say_again(self) -> None:
        """Word the problems of the network and the steps of undo in the language that is shown now; name and notes
        too, as long as they are those that came along (`told`) and no file of the reader's has them."""
        words = {} if self.path else {str(one): str(again(one)) for one in self.told}
        self.told = tuple(map(again, self.told))

        def reworded(project):
            return replace(project, name=words.get(project.name, project.name),
                           notes=words.get(project.notes, project.notes))
        for place in range(self.undo_stack.count()):
            step = self.undo_stack.command(place)
            step.setText(again(step.words))
            step.before, step.after = reworded(step.before), reworded(step.after)
        self._show(reworded(self.project))

    def _replace(self, project: Project) -> None:
        before, after = self.project.data.dataset, project.data.dataset
        if type(before) is not type(after) or (before.own and before != after):
            self.other_data.emit()
        self._show(project)

    def _show(self, project: Project) -> None:
        self._take(project)
        self.changed.emit(project)

    def _take(self, project: Project) -> None:
        self.project, self.check = project, check(project)
        found = in_words(self.check.description, project.data.dataset)
        # One value as long as it says the same: who compares it has it easy.
        self.description = self.description if found == self.description else found
