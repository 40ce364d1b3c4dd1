"""What is to be painted: the parts of the view that changed, which are far less than the box around them."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from gui.drawing.geometry import Box


class Clip:
    """A region of the scene. `box` is the smallest box around it."""

    def __init__(self, region: QRegion):
        self.region = region
        around = region.boundingRect()
        self.box = Box(around.x(), around.y(), around.width(), around.height())

    def touches(self, box: Box) -> bool:
        """Whether any of a box is to be painted."""
        return self.region.intersects(pixels(box))

    def meets(self, region: QRegion) -> bool:
        """Whether any of a region is to be painted."""
        return self.region.intersects(region)


def pixels(box: Box) -> QRect:
    """The whole pixels that a box touches."""
    left, top = int(box.x // 1), int(box.y // 1)
    return QRect(left, top, int(-(-(box.x + box.w) // 1)) - left, int(-(-(box.y + box.h) // 1)) - top)


def edge(box: Box, width: float) -> QRegion:
    """The frame of a box, so many pixels wide."""
    return QRegion(pixels(box)).subtracted(QRegion(pixels(box.grown(-width))))
