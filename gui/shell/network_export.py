"""Exporting the trained network: a file is chosen, the training thread hands out the weights, and another thread
writes."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QFileDialog

from core.export.trained import Trained, columns_for
from core.export.writing import EXPORTERS, export, importable
from core.files.user_files import shown
from core.session.orders import Ask
from gui.shell.trained_command import TrainedCommand
from gui.text.file_names import filters
from gui.text.translation import tr


def handed_out(trainer) -> tuple[Trained, object]:
    """What a trainer holds, and which samples it learns from. Runs on the training thread."""
    return Trained.of(trainer), trainer.prepared.training_rows


def write(trained: Trained, train, path: Path, word: str) -> list[Path]:
    """Write the files of a format; tables are looked at again for what their cells mean. Runs in a thread."""
    columns = columns_for(trained.project.data, train)
    return export(replace(trained, columns=columns), path, word)


class NetworkExport(TrainedCommand):
    """The command "Export"."""

    def ask_for_file(self) -> None:
        """Let the user choose a file and a format, and write the network as it is now."""
        kinds = [filters(((tr(one.title), f"*{one.ending}"),)) for one in EXPORTERS.values()]
        found, kind = QFileDialog.getSaveFileName(self.window, tr("Export the network"),
                                                  str(self.folder / f"{importable(self.stem)}.py"), ";;".join(kinds))
        if found:
            word = list(EXPORTERS)[kinds.index(kind)] if kind in kinds else next(iter(EXPORTERS))
            target = Path(found).with_suffix(EXPORTERS[word].ending)
            self.session.runner.order(Ask(handed_out, lambda held: self._write(target, word, *held)))

    def _write(self, target: Path, word: str, trained: Trained, train) -> None:
        def done(paths: list[Path]) -> None:
            self._say([target] if EXPORTERS[word].folder else paths)
        self.session.files.background.run(partial(write, trained, train, target, word), done,
                                          self.fail)

    def _say(self, paths: list[Path]) -> None:
        self.window.status.say(tr("Exported as {files}", files=", ".join(map(shown, paths))))
