"""The command "Import a network": a file of another program becomes blocks on the canvas."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from core.importing.network_file import FORMATS
from gui.text.file_names import filters
from gui.text.translation import tr

KINDS = (*((one.title, f"*{one.ending}") for one in FORMATS), ("All files", "*"))


class NetworkImport:
    """It reads and shows the file as every file that is opened; the data of the project stay where they fit."""

    def __init__(self, session):
        self.session = session

    def ask(self) -> None:
        """Let the user choose a file."""
        path = self.session.document.path
        found, _ = QFileDialog.getOpenFileName(self.session.window, tr("Import a network"),
                                               str(path.parent if path else Path.home()), filters(KINDS))
        if found:
            self.session.files.open_path(Path(found))
