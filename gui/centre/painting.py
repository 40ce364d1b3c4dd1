"""Painting in place of the network's picture: opened, fed with what the network makes of the plane, closed."""

from PySide6.QtCore import QObject

from core.datasets.painting import as_painted
from core.project.fitting import with_dataset
from gui.own_data.paint_stage import PaintStage
from gui.text.translation import tr


class Painting(QObject):
    """Shows the stage on the pages of the network's view."""

    def __init__(self, document, runner, network):
        super().__init__(network)
        self.document, self.runner, self.network = document, runner, network
        self.stage: PaintStage | None = None
        document.opened.connect(self.close)

    def open(self) -> None:
        """Paint, on the points that are there: those of a set of the plane are copied first, as one step of undo."""
        project = self.document.project
        if not project.data.dataset.painted:
            self.document.edit(with_dataset(project, as_painted(project.data.dataset)), tr("Own points"))
        if self.stage is None:
            self.network.go_up()
            self.stage = PaintStage(self.document)
            self.stage.closed.connect(self.close)
            self.stage.needs_changed.connect(self._ask)
            self.runner.snapshot.connect(self.stage.take)
            self.network.pages.addWidget(self.stage)
        self.network.pages.setCurrentWidget(self.stage)
        self._ask()
        self.stage.take_focus()

    def _ask(self) -> None:
        if self.stage is not None:
            self.runner.set_needs(self, self.stage.needs())
            self.stage.take(self.runner.latest)

    def close(self) -> bool:
        """Back to the network; False where nothing is painted."""
        if self.stage is None:
            return False
        stage, self.stage = self.stage, None
        self.runner.snapshot.disconnect(stage.take)
        self.runner.set_needs(self, ())
        self.network.pages.setCurrentIndex(0)
        self.network.pages.removeWidget(stage)
        stage.hide()
        stage.deleteLater()
        self.network.stage.setFocus()
        return True
