"""Where the data of a project lie: asked for where they are gone or another, put into the project file, taken out."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.engine.memory import spoken
from core.files.user_files import shown, unwritable
from core.project import data_paths, data_record
from core.project.data_record import LARGEST_INSIDE, Amount, DataRecord, Unlike
from core.project.spec import Project
from core.text.errors import LayerlabError
from gui.text.number_text import local
from gui.text.translation import counted, tr
from gui.widgets import dialogs

FIND, AS_IT_IS, CANCEL = "find", "as it is", "cancel"


def ask(window, one: Unlike, answer: Callable[[str], None]) -> QMessageBox:
    """Data are gone or another: say so in one sentence, and what can be done; `answer` gets one of the words above."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(one.sentence)
    box.setInformativeText(tr("Network and weights can be looked at, changed and saved without them; training waits.")
                           if one.gone else tr("Used as it is, it may train and measure something else than before."))
    role = QMessageBox.ButtonRole
    finding = box.addButton(tr("Find it…"), role.AcceptRole)
    going = box.addButton(tr("Open without it") if one.gone else tr("Use it as it is"), role.DestructiveRole)
    box.setDefaultButton(finding if one.gone else going)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    meant = {finding: FIND, going: AS_IT_IS}
    box.finished.connect(lambda _: answer(meant.get(box.clickedButton(), CANCEL)))
    box.open()
    return box


def measured(dataset) -> tuple[Amount | None, tuple[Unlike, ...]]:
    """How much data there are, None where they cannot be read, and what is gone. Runs in a thread."""
    try:
        return data_record.amount(dataset), ()
    except (OSError, LayerlabError):
        return None, data_record.unlike(None, dataset)


def copied(dataset, folder: Path):
    """The data set with copies of its files in a folder. Runs in a thread."""
    paths = {}
    for name, path in data_paths.named(dataset).items():
        target = folder / Path(path).name
        if target.exists():
            raise LayerlabError(tr("{file} is there already; choose another folder.", file=shown(target)))
        try:
            (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, target)
        except OSError as error:
            raise LayerlabError(unwritable(error, target)) from None
        paths[name] = str(target)
    return data_paths.with_paths(dataset, paths)


class DataPlace:
    """`inside` says whether the next file that is written holds the data: None for as it was."""

    def __init__(self, files):
        self.files = files
        self.begin(None)

    def begin(self, record: DataRecord | None) -> None:
        """Another project, of whose data its file says this much."""
        self.inside: bool | None = None
        self.record = record

    # ---- on opening

    def look(self, project: Project, record, use: Callable[[Project, bool], None], leave: Callable[[], None]) -> None:
        """Compare the data with what the file says of them, elsewhere; `use(project, changed)` goes on, with other
        paths where they were found."""
        if not data_paths.named(project.data.dataset):
            use(project, False)
            return
        self._look(project, project, record, (), use, leave)

    def _look(self, project, first, record, accepted, use, leave) -> None:
        def answered(found: tuple[Unlike, ...]) -> None:
            left = [one for one in found if (one.parameter, one.path) not in accepted]
            if not left:
                use(project, project != first)
                return
            again = partial(self._look, first=first, record=record, use=use, leave=leave)
            ask(self.files.window, left[0], lambda word: self._answered(word, left[0], project, accepted, again, leave))
        self.files.background.run(partial(data_record.unlike, record, project.data.dataset), answered,
                                  self.files._fault)

    def _answered(self, word, one: Unlike, project, accepted, again, leave) -> None:
        found = self._find(one) if word == FIND else ""
        if word == CANCEL or (word == FIND and not found):
            leave()
        elif found:
            dataset = data_paths.with_paths(project.data.dataset, {one.parameter: found})
            again(project.with_dataset(dataset), accepted=accepted)
        else:
            again(project, accepted=(*accepted, (one.parameter, one.path)))

    def _find(self, one: Unlike) -> str:
        """Let the person choose the file or folder that is meant."""
        home, title = str(Path(one.path).parent), tr("Find {data}", data=shown(one.path))
        if os.path.isdir(one.path) or not Path(one.path).suffix:
            return QFileDialog.getExistingDirectory(self.files.window, title, home)
        return QFileDialog.getOpenFileName(self.files.window, title, home)[0]

    # ---- the command

    def choose(self) -> None:
        """Show how much the data are and let the person say where they shall lie."""
        dataset = self.files.document.project.data.dataset
        if not data_paths.named(dataset):
            dialogs.say(self.files.window, tr("These data come with the program or are made by it: they go with the "
                                              "project as they are."))
            return
        self.files.background.run(partial(measured, dataset), partial(self._offer, dataset), self.files._fault)

    def _offer(self, dataset, found: tuple[Amount | None, tuple[Unlike, ...]]) -> None:
        amount, gone = found
        if amount is None:
            self._offer_to_find(gone)
            return
        held = self.inside or (self.inside is None and data_record.travels_inside(dataset))
        box = QMessageBox(self.files.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Layerlab")
        box.setTextFormat(Qt.TextFormat.PlainText)
        nbytes = local(spoken(amount.nbytes))
        size = counted(amount.files, "{n:,} file with {size}", "{n:,} files with {size}", size=nbytes)
        names = ", ".join(shown(path) for path in data_paths.named(dataset).values())
        box.setText(tr("{data} ({size}) goes inside of the project file.", data=names, size=size) if held else
                    tr("{data} ({size}) lies beside the project, which names it by its path and a hash of its content.",
                       data=names, size=size))
        box.setInformativeText(tr("Up to {most} travel inside; they then go wherever the project goes.",
                                  most=local(spoken(LARGEST_INSIDE))))
        role = QMessageBox.ButtonRole
        button = box.addButton(tr("Take it out…") if held else tr("Put it inside"), role.AcceptRole)
        button.setEnabled(held or amount.fits)
        box.setEscapeButton(box.addButton(tr("Leave it so"), role.RejectRole))
        box.finished.connect(lambda _: box.clickedButton() is button and self._change(dataset, held))
        box.open()

    def _offer_to_find(self, gone: tuple[Unlike, ...]) -> None:
        document = self.files.document

        def found(project: Project, changed: bool) -> None:
            if changed:
                document.edit(project, tr("Data"))
        if gone:
            self.look(document.project, None, found, lambda: None)

    def _change(self, dataset, held: bool) -> None:
        document = self.files.document
        if not held:
            self.inside = True
            document.mark_unsaved()
            self.files.message.emit(tr("The data go into the project file when it is saved next"))
        elif not data_record.travels_inside(dataset):
            self.inside = False if self.inside is None else None
            document.mark_unsaved()
        elif folder := QFileDialog.getExistingDirectory(self.files.window, tr("A folder for the data")):
            self.files.background.run(partial(copied, dataset, Path(folder)), self._taken_out, self.files._fault)

    def _taken_out(self, dataset) -> None:
        self.inside = None
        document = self.files.document
        document.edit(replace(document.project, data=replace(document.project.data, dataset=dataset)), tr("Data"))
