"""The command "Import weights": a file is read in a thread, the training thread says what fits, a table shows it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from core.files import tensor_file
from core.files.user_files import shown
from core.session.orders import Ask, LoadWeights
from core.training.weight_import import Matched, matched, table
from gui.shell.trained_command import TrainedCommand
from gui.style import theme
from gui.text.file_names import filters
from gui.text.plain_text import unmarked
from gui.text.translation import tr

KINDS = (("Weights", "*.safetensors *.npz"), ("All files", "*"))


class WeightTable(QDialog):
    """What of a file fits where, with the question whether to take it."""

    def __init__(self, window, path: Path, found: Matched):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Weights of {file}", file=shown(path)))
        head, *rows = table(found)
        self.table = QTableWidget(len(rows), len(head))
        self.table.setHorizontalHeaderLabels([str(word) for word in head])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                item = QTableWidgetItem(unmarked(str(cell)))
                if found.rows[place].why:
                    item.setForeground(theme.colour("negative_text" if found.rows[place].name else "muted"))
                self.table.setItem(place, column, item)
        self.table.resizeColumnsToContents()
        self.sentence = QLabel(found.sentence)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = buttons.addButton(tr("Take what fits"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setEnabled(bool(found.weights))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        inside = QVBoxLayout(self)
        for part in (self.sentence, self.table, buttons):
            inside.addWidget(part)
        wide = sum(self.table.columnWidth(column) for column in range(len(head)))
        self.resize(min(max(wide + theme.px(60), theme.px(420)), theme.px(900)), theme.px(420))


class WeightImport(TrainedCommand):
    """The command "Import weights"."""

    def __init__(self, session):
        super().__init__(session)
        self.dialog: WeightTable | None = None

    def ask_for_file(self) -> None:
        """Let the user choose a file, and show what of it fits the network as it is now."""
        found, _ = QFileDialog.getOpenFileName(self.window, tr("Import weights"),
                                               str(self.folder), filters(KINDS))
        if found:
            self.session.files.background.run(partial(tensor_file.read, found), partial(self._compare, Path(found)),
                                              self.fail)

    def _compare(self, path: Path, arrays) -> None:
        self.session.runner.order(Ask(partial(matched, arrays=arrays), partial(self._show, path)))

    def _show(self, path: Path, found: Matched) -> None:
        self.dialog = WeightTable(self.window, path, found)
        self.dialog.accepted.connect(partial(self._take, path, found))
        self.dialog.open()

    def _take(self, path: Path, found: Matched) -> None:
        said = tr("Weights of {file}: {sentence}", file=shown(path), sentence=found.sentence)
        self.session.runner.order(LoadWeights(found.weights, lambda _: self.window.status.say(said)))
