"""A slider that jumps to where it is pressed, and names each drag and each held key for undo."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from gui.forms.editors import PressGesture

STEPS = 100
KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Slider(QSlider):
    """`moved(place, gesture)` when a person moved it: of one drag, from the press to the release, and of one held key
    the gesture is the same."""

    moved = Signal(int, str)

    def __init__(self):
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, STEPS)
        self._holding, self._grip = PressGesture(), 0
        self.valueChanged.connect(lambda place: self.moved.emit(place, self._holding.name))

    def _handle(self):
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle,
                                           self)

    def _place_at(self, x: float) -> int:
        handle = self._handle()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(x - self._grip),
                                              self.width() - handle.width())

    def mousePressEvent(self, event):
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        handle, x = self._handle(), event.position().x()
        # On the handle it stays under the pointer as it was taken; elsewhere its middle comes there.
        self._grip = x - handle.left() if handle.contains(event.position().toPoint()) else handle.width() / 2
        self._holding.begin()
        self.setSliderDown(True)
        self.setValue(self._place_at(x))

    def mouseMoveEvent(self, event):
        if self.isSliderDown():
            self.setValue(self._place_at(event.position().x()))

    def mouseReleaseEvent(self, event):
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self._holding.end()

    def keyPressEvent(self, event):
        if event.key() in KEYS:
            self._holding.key(event)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event):
        super().keyReleaseEvent(event)
        self._holding.released(event)

    def wheelEvent(self, event):
        event.ignore()  # the column scrolls
