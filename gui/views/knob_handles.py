"""Rings on a curve that are dragged with the mouse."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QBrush

from gui.drawing.plot import Plot, pen
from gui.forms.editors import PressGesture
from gui.style import theme

NEAR = 12
"""Pixels from the middle of a ring within which it is taken hold of."""


class KnobHandles(QObject):
    """The rings of one plot. `pulled` carries the number of a ring, where it was dragged to on the axes, and a name
    that is the same for the whole drag."""

    pulled = Signal(int, float, float, str)

    def __init__(self, plot: Plot):
        super().__init__(plot)
        self.plot, self.rings, self.gesture = plot, plot.glyphs("o", 6, 11), PressGesture()
        self.places: list[tuple[float, float]] = []
        self.held = -1
        plot.viewport().installEventFilter(self)
        plot.viewport().setMouseTracking(True)

    def restyle(self) -> None:
        """Take colours from the theme."""
        self.rings.set_look(pen("accent", 1.8), QBrush(theme.colour("panel")))

    def show_knobs(self, places: list[tuple[float, float]]) -> None:
        """Show rings at other places."""
        self.places = places
        self.rings.show_data([x for x, _ in places], [y for _, y in places])

    def pixel(self, number: int) -> QPointF:
        """Where a ring stands in the plot's own pixels."""
        view = self.plot.getViewBox()
        return QPointF(self.plot.mapFromScene(view.mapViewToScene(QPointF(*self.places[number]))))

    def _nearest(self, at: QPointF) -> int:
        """The ring at a point; of several on each other the last, which is that of the member's own parameter."""
        found = [(round((self.pixel(number) - at).manhattanLength()), -number) for number in range(len(self.places))]
        distance, number = min(found, default=(NEAR + 1, 0))
        return -number if distance <= NEAR else -1

    def eventFilter(self, watched, event):
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self.held = self._nearest(event.position())
            if self.held >= 0:
                self.gesture.begin()
                return True
        elif kind == QEvent.Type.MouseMove:
            if self.held >= 0:
                at = self.plot.getViewBox().mapSceneToView(self.plot.mapToScene(event.position().toPoint()))
                self.pulled.emit(self.held, at.x(), at.y(), self.gesture.name)
                return True
            near = self._nearest(event.position()) >= 0
            watched.setCursor(Qt.CursorShape.OpenHandCursor if near else Qt.CursorShape.ArrowCursor)
        elif kind == QEvent.Type.MouseButtonRelease and self.held >= 0:
            self.held = -1
            self.gesture.end()
            return True
        return False
