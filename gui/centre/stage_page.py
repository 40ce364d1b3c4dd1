"""A stage in place of the network's picture: opened, fed with what the training thread makes for it, closed."""

from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class StagePage(QObject):
    """Shows a stage on the pages of the network's view. Members make the stage, which tells what it needs
    (`needs_changed`, `needs`), takes what comes of it (`take`) and says when it is to go (`closed`).
    `keys_changed(pairs)` tells the keys that hold while it is open."""

    keys_changed = Signal(object)
    keys: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Keys and what they do."""

    def __init__(self, document, runner, network):
        super().__init__(network)
        self.document, self.runner, self.network = document, runner, network
        self.stage: QWidget | None = None
        document.opened.connect(self.close)

    def made(self) -> QWidget:
        """A new stage."""
        raise NotImplementedError

    def open(self) -> None:
        """Show the stage, a new one where none is open, with the keys."""
        if self.stage is None:
            self.network.go_up()
            self.stage = self.made()
            self.stage.closed.connect(self.close)
            self.stage.needs_changed.connect(self._ask)
            self.runner.snapshot.connect(self.stage.take)
            self.network.pages.addWidget(self.stage)
        self.network.pages.setCurrentWidget(self.stage)
        self.keys_changed.emit(self.keys)
        self._ask()
        self.stage.take_focus()

    def _ask(self) -> None:
        if self.stage is not None:
            self.runner.set_needs(self, self.stage.needs())
            self.stage.take(self.runner.latest)

    def close(self) -> bool:
        """Back to the network; False where no stage is open."""
        if self.stage is None:
            return False
        stage, self.stage = self.stage, None
        self.keys_changed.emit(())
        self.runner.snapshot.disconnect(stage.take)
        self.runner.set_needs(self, ())
        self.network.pages.setCurrentIndex(0)
        self.network.pages.removeWidget(stage)
        stage.hide()
        stage.deleteLater()
        self.network.stage.setFocus()
        return True
