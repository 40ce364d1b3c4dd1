"""Opens and closes slow motion over the picture of the network."""

from PySide6.QtCore import Signal

from core.session.orders import Pause
from gui.centre.slow_stage import SlowStage
from gui.centre.stage_page import StagePage


class SlowMotionPage(StagePage):
    """Training stands still while the stage is open."""

    said = Signal(str)

    def __init__(self, document, selection, runner, network, background):
        super().__init__(document, runner, network)
        self.selection, self.background = selection, background

    def made(self):
        self.runner.order(Pause())
        stage = SlowStage(self.document, self.selection, self.runner, self.background)
        stage.said.connect(self.said)
        return stage
