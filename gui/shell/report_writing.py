"""The command "Report": a file is chosen, the training thread puts the report together, another thread writes it."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from core.files.atomic_write import replace_file
from core.files.user_files import shown, unwritable
from core.report.making import report_of
from core.report.page import page
from core.report.parts import Report
from core.session.orders import Ask
from core.text.errors import LayerlabError
from gui.drawing import report_pdf
from gui.shell.trained_command import TrainedCommand
from gui.text import language
from gui.text.file_names import filters
from gui.text.translation import tr

KINDS = (("Page for a browser", "*.html"), ("PDF", "*.pdf"))


def write(report: Report, path: Path) -> Path:
    """Write a report in the format of the ending. Runs in a thread."""
    content = report_pdf.pdf(report) if path.suffix.lower() == ".pdf" else page(report).encode()
    try:
        replace_file(path, content)
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None
    return path


class ReportWriting(TrainedCommand):
    """The command "Report"."""

    def ask_for_file(self) -> None:
        """Let the user choose a file, and write what there is to say of the run as it is now."""
        runner, path, proposed = self.session.runner, self.document.path, self.folder / f"{self.stem}.html"
        found, kind = QFileDialog.getSaveFileName(self.window, tr("Write a report"), str(proposed), filters(KINDS))
        if found:
            target = Path(found)
            if target.suffix.lower() not in (".html", ".htm", ".pdf"):
                target = target.with_name(target.name + (".pdf" if "*.pdf" in kind else ".html"))
            made = partial(report_of, history=runner.history, file=path.name if path else "",
                           language=language.in_use())
            runner.order(Ask(made, partial(self._write, target)))

    def _write(self, target: Path, report: Report) -> None:
        self.session.files.background.run(partial(write, report, target), self._say,
                                          self.fail)

    def _say(self, path: Path) -> None:
        self.window.status.say(tr("Report written as {file}", file=shown(path)))
