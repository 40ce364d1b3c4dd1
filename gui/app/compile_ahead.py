"""Compiles the starters' kernels while the start page is shown, in a process of lowest priority but for the first
card's."""

from PySide6.QtCore import QObject, QProcess

from core.text.resources import program


class CompileAhead(QObject):
    """One process at most. What it has finished when it is stopped stays in the cache."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.process = QProcess(self)
        self.process.setStandardInputFile(QProcess.nullDevice())
        self.process.setStandardOutputFile(QProcess.nullDevice())
        self.process.setStandardErrorFile(QProcess.nullDevice())

    def start(self) -> None:
        """Begin, unless it is under way."""
        if self.process.state() == QProcess.ProcessState.NotRunning:
            command = program()
            self.process.start(command[0], [*command[1:], "warm", "--quiet", "--idle", "--starters"])

    def stop(self) -> None:
        """End it: the project that was opened wants the processors, or the window closes."""
        if self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.kill()
            self.process.waitForFinished(1000)
