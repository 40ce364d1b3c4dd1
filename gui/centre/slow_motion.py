"""Opens and closes slow motion over the picture of the network."""

from PySide6.QtCore import QObject, Signal

from core.session.orders import Pause
from gui.centre.slow_stage import SlowStage


class SlowMotionPage(QObject):
    """Shows the stage on the pages of the network's view; training stands still meanwhile."""

    said = Signal(str)

    def __init__(self, document, selection, runner, network):
        super().__init__(network)
        self.document, self.selection, self.runner, self.network = document, selection, runner, network
        self.stage: SlowStage | None = None
        document.opened.connect(self.close)

    def open(self) -> None:
        """Pause, and show the next step."""
        if self.stage is None:
            self.runner.order(Pause())
            self.network.go_up()
            self.stage = SlowStage(self.document, self.selection, self.runner)
            self.stage.closed.connect(self.close)
            self.stage.said.connect(self.said)
            self.stage.needs_changed.connect(self._ask)
            self.runner.snapshot.connect(self.stage.take)
            self.network.pages.addWidget(self.stage)
        self.network.pages.setCurrentWidget(self.stage)
        self._ask()
        self.stage.setFocus()

    def _ask(self) -> None:
        if self.stage is not None:
            self.runner.set_needs(self, self.stage.needs())
            self.stage.take(self.runner.latest)

    def close(self) -> bool:
        """Back to the network; False where none is open."""
        if self.stage is None:
            return False
        stage, self.stage = self.stage, None
        stage.timer.stop()
        self.runner.snapshot.disconnect(stage.take)
        self.runner.set_needs(self, ())
        self.network.pages.setCurrentIndex(0)
        self.network.pages.removeWidget(stage)
        stage.hide()
        stage.deleteLater()
        self.network.stage.setFocus()
        return True
