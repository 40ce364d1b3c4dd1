"""Opens and closes the race over the picture of the network."""

from PySide6.QtCore import Signal

from core.session.orders import Pause
from gui.centre.race_stage import RaceStage
from gui.centre.stage_page import StagePage
from gui.text.translation import tr


class RacePage(StagePage):
    """Training stands still while the lanes race, so that they have the processors. The timeline, which speaks of
    another run, is away meanwhile."""

    said = Signal(str)

    def __init__(self, document, runner, network, background, timeline):
        super().__init__(document, runner, network)
        self.background, self.timeline = background, timeline

    def made(self):
        self.runner.order(Pause())
        stage = RaceStage(self.document, self.background)
        stage.adopted.connect(self.adopt)
        self.timeline.step_aside(True)
        return stage

    def adopt(self, change, name: str) -> None:
        """Make the setting of a lane that of the project, as one step of undo, and go back to the network."""
        self.close()
        self.document.edit(change(self.document.project), tr("Adopt “{lane}”", lane=name))
        self.said.emit(tr("Adopted “{lane}”; Ctrl+Z takes it back", lane=name))

    def close(self) -> bool:
        if self.stage is not None:
            self.stage.shut()
            self.timeline.step_aside(False)
        return super().close()

    def leave(self) -> None:
        """The program ends: no lane may train any more."""
        if self.stage is not None:
            self.stage.shut(30.0)
