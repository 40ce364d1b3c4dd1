"""Steps that are played, taken one by one, taken back, or jumped to."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import icon_button, label

EVERY = 50
"""Milliseconds from step to step while it plays."""


class Transport(QWidget):
    """`gone` with the step to show."""

    gone = Signal(int)

    def __init__(self):
        super().__init__()
        self.last = 0
        self.back, self.play, self.on = (icon_button(icon, tip) for icon, tip in (
            ("previous", "One step back"), ("play", "Play or pause"), ("next", "One step on")))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Step"))
        self.slider.setToolTip(tr("Drag, or use the arrow keys: every step can be taken back"))
        self.words: QLabel = label("", "muted", 12, tabular=True)
        self.timer = QTimer(self, interval=EVERY)
        self.timer.timeout.connect(self._tick)
        self.back.clicked.connect(lambda: self.go(self.step - 1))
        self.on.clicked.connect(lambda: self.go(self.step + 1))
        self.play.clicked.connect(self.toggle)
        self.slider.valueChanged.connect(self._moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.back, self.play, self.on):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.words)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self.slider.value()

    def show_steps(self, last: int, step: int) -> None:
        """Another number of steps, and the one to show; nothing is announced."""
        self.last = last
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, last)
            self.slider.setValue(min(step, last))
        self._name()

    def go(self, step: int) -> None:
        """Go to a step and stop there."""
        self.stop()
        self.slider.setValue(min(max(step, 0), self.last))

    def toggle(self) -> None:
        """Play or pause; from the start where the end is reached."""
        if self.timer.isActive():
            self.stop()
            return
        if self.step >= self.last:
            self.slider.setValue(0)
        self.timer.start()
        theme.set_icon(self.play, "pause")

    def stop(self) -> None:
        """Stay at this step."""
        self.timer.stop()
        theme.set_icon(self.play, "play")

    def _tick(self) -> None:
        self.slider.setValue(self.step + 1)
        if self.step >= self.last:
            self.stop()

    def _moved(self, step: int) -> None:
        self._name()
        self.gone.emit(step)

    def _name(self) -> None:
        self.words.setText(tr("step {step} of {last}", step=self.step, last=self.last))

    def hideEvent(self, event):
        super().hideEvent(event)
        self.stop()
