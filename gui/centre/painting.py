"""Painting in place of the network's picture."""

from core.datasets.painting import as_painted
from core.project.fitting import with_dataset
from gui.centre.stage_page import StagePage
from gui.own_data.paint_stage import PaintStage
from gui.text.translation import tr


class Painting(StagePage):
    """Fed with what the network makes of the plane."""

    keys = (("1–9", "class"), ("Wheel", "radius"), ("Shift", "rub out"), ("Alt", "pull"), ("Ctrl+Z", "undo a stroke"),
            ("Esc", "close"))

    def made(self):
        return PaintStage(self.document, self.runner.at_redraw)

    def open(self) -> None:
        """Paint, on the points that are there: those of a set of the plane are copied first, as one step of undo."""
        project = self.document.project
        if not project.data.dataset.painted:
            self.document.edit(with_dataset(project, as_painted(project.data.dataset)), tr("Own points"))
        super().open()
