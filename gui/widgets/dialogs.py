"""The dialogs: one sentence, unsaved changes, a name, about."""

import platform
from contextlib import suppress
from html import escape
from importlib.metadata import PackageNotFoundError, metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from core.files.user_files import printable, shown
from core.text.messages import short
from gui.text.translation import counted, tr


def say(window: QWidget, sentence: str) -> None:
    """One sentence that says what went wrong and how to fix it."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Layerlab", sentence, QMessageBox.StandardButton.Ok, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    # Not exec: the window goes on drawing and training, and tests can look at it.
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def offer_former(window: QWidget, sentence: str, opens) -> None:
    """Say why a file cannot be read, and offer its former version; `opens` is called where it is wanted."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    opening = box.addButton(tr("Open the former version"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(opening)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.finished.connect(lambda _: opens() if box.clickedButton() is opening else None)
    box.open()


def keep_work(window: QWidget, name: str, changes: bool, steps: int, answer) -> QMessageBox:
    """Name what no file holds and ask what shall become of it; `answer` gets "save", "discard" or "cancel"."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    if not steps:
        text = tr("{name} has changes that are not saved.", name=short(name))
    elif changes:
        text = counted(steps, "{name} has changes and {n:,} step of training that are not saved.",
                       "{name} has changes and {n:,} steps of training that are not saved.", name=short(name))
    else:
        text = counted(steps, "{name} has {n:,} step of training that is not saved.",
                       "{name} has {n:,} steps of training that are not saved.", name=short(name))
    box.setText(text)
    choice = QMessageBox.StandardButton
    box.setStandardButtons(choice.Save | choice.Discard | choice.Cancel)
    box.setDefaultButton(choice.Save)
    meant = {choice.Save: "save", choice.Discard: "discard"}
    box.finished.connect(lambda pressed: answer(meant.get(choice(pressed), "cancel")))
    box.open()
    return box


def replace_changed(window: QWidget, name: str, answer) -> None:
    """A file is another than the one that was opened: `answer` gets "replace", "elsewhere" or "cancel"."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("{file} was changed by another window or program since you opened it. Saving replaces what it holds "
                   "now.", file=name))
    role = QMessageBox.ButtonRole
    meant = {box.addButton(tr("Save as…"), role.AcceptRole): "elsewhere",
             box.addButton(tr("Replace it"), role.DestructiveRole): "replace"}
    box.setDefaultButton(next(iter(meant)))
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.finished.connect(lambda _: answer(meant.get(box.clickedButton(), "cancel")))
    box.open()


def ask_outside(window: QWidget, path, data: list[str], opens, leaves) -> None:
    """Name the data files that a project would read from outside its folder; one of the two is called."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("{file} would read data from outside its folder. Open it if you know these files.",
                   file=shown(path)))
    box.setInformativeText("\n".join(map(printable, data)))
    opening = box.addButton(tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(opening)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.finished.connect(lambda _: opens() if box.clickedButton() is opening else leaves())
    box.open()


def offer_unsaved(window: QWidget, name: str, when: str, go_on, discard, later) -> None:
    """Offer what was kept when the program ended too early; one of the three is called, `later` where the question is
    put away."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Layerlab")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Layerlab ended before “{name}” was saved. It was kept as it was at {time}.", name=short(name),
                   time=when))
    role = QMessageBox.ButtonRole
    going = box.addButton(tr("Go on with it"), role.AcceptRole)
    dropping = box.addButton(tr("Discard it"), role.DestructiveRole)
    waiting = box.addButton(tr("Ask again later"), role.RejectRole)
    box.setDefaultButton(going)
    box.setEscapeButton(waiting)
    chosen = {going: go_on, dropping: discard}
    box.finished.connect(lambda _: chosen.get(box.clickedButton(), later)())
    box.open()


def ask_name(window: QWidget, name: str) -> str:
    """Another name for the project; the old one where the question was cancelled."""
    found, kept = QInputDialog.getText(window, tr("Rename the project"), tr("Name"), text=name)
    return found.strip()[:80] if kept and found.strip() else name


def ask_epoch(window: QWidget, low: int, proposed: int, answer) -> None:
    """Ask for the epoch to train to; `answer` gets it where the question was not cancelled."""
    box = QInputDialog(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setInputMode(QInputDialog.InputMode.IntInput)
    box.setWindowTitle(tr("Train to epoch"))
    box.setLabelText(tr("Train until this epoch is over"))
    box.setIntRange(low, 1_000_000)
    box.setIntValue(proposed)
    box.intValueSelected.connect(answer)
    box.open()


def program_version() -> str:
    """The version of the installed program, or of this checkout."""
    from importlib.metadata import PackageNotFoundError, version
    try:
        return version("layerlab")
    except PackageNotFoundError:
        return tr("in development")


PARTS = ("PySide6_Essentials", "numpy", "numba", "llvmlite", "pyqtgraph", "msgspec", "platformdirs", "rich",
         "python-calamine", "starlette", "uvicorn", "anyio", "h11", "click", "idna")
"""The packages that the program uses, or that a bundle holds."""


def made_of() -> list[str]:
    """The environment, and every package that is here with its version and licence."""
    found = [f"Python {platform.python_version()} — PSF-2.0", f"{platform.system()} {platform.release()}, "
             f"{platform.machine()}, Qt {qVersion()}", ""]
    for name in PARTS:
        with suppress(PackageNotFoundError):
            facts = metadata(name)
            licence = facts.get("License-Expression") or (facts.get("License") or "").split("\n")[0][:60] or next(
                (one.rpartition(":: ")[2] for one in facts.get_all("Classifier") or () if "License ::" in one), "?")
            found.append(f"{facts['Name']} {facts['Version']} — {licence}")
    return found


def about(window: QWidget, settings_path) -> None:
    """Version, licence, and where settings are kept."""
    box = QMessageBox(window)
    box.setWindowTitle(tr("About Layerlab"))
    box.setTextFormat(Qt.TextFormat.RichText)
    lines = (tr("Assemble a neural network, train it on real data, watch it learn."), "",
             tr("Works offline. Free under the MIT licence; the typeface Inter is under the SIL Open Font License."),
             "",
             tr("Settings: {path}", path=settings_path))
    box.setText(f"<b>Layerlab {escape(program_version())}</b><br>" + "<br>".join(map(escape, lines)))
    box.setDetailedText("\n".join(made_of()))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
