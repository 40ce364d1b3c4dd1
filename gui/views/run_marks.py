"""What stands under and over the curves of a run: earlier runs, what happened on the way, the best value."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush

from core.session.history import History
from core.session.thinned_curve import EMPTY
from gui.drawing.plot import Plot, pen
from gui.drawing.run_events import ROLES, Event
from gui.style import theme

MOST_FORMER, FORMER_POINTS, GHOST = 5, 160, 0.7
"""Earlier runs that are drawn, with how many points, and how much of their colour they keep."""
GLYPHS = {"edit": "d", "best": "s", "doctor": "t1"}
EVENT_DEPTH = 0.05
"""How far below the upper edge events stand, as a share of the height."""


class RunMarks:
    """The marks of one plot of one metric; `placed` says where values stand on its axis."""

    def __init__(self, plot: Plot, measure: str, placed: Callable):
        self.plot, self.measure, self.placed = plot, measure, placed
        self.former = [plot.line(-9) for _ in range(MOST_FORMER)]
        self.events = {kind: plot.glyphs(symbol, 4) for kind, symbol in GLYPHS.items()}
        self.smallest = plot.glyphs("o", 5)
        self.happened: list[Event] = []
        self._drawn: tuple | None = None

    def restyle(self) -> None:
        """Take colours from the theme."""
        for line in self.former:
            line.set_look(pen(theme.mixed("muted", "panel", GHOST).name(), 1.3))
        for kind, role in ROLES.items():
            self.events[kind].set_look(brush=QBrush(theme.colour(role)))
        self.smallest.set_look(pen("text", 1.4), QBrush(Qt.BrushStyle.NoBrush))

    def forget(self) -> None:
        """The axis is another: the lines of earlier runs are laid again."""
        self._drawn = None

    def draw(self, history: History, former: bool, best: tuple[float, float] | None) -> None:
        """Draw everything, with earlier runs or without; `best` is an epoch and a value."""
        self._draw_former(history.former if former else ())
        self.draw_events()
        self.smallest.show_data(*(([best[0]], self.placed([best[1]])) if best else ((), ())))

    def show_events(self, found: list[Event]) -> None:
        """What happened on the way: ◆ a change, ■ the best moment, ▲ a finding."""
        if found != self.happened:
            self.happened = found
            self.draw_events()

    def draw_events(self) -> None:
        """Put them at the upper edge."""
        low, high = self.plot.ends[1]
        for kind, glyphs in self.events.items():
            x = [event.epoch for event in self.happened if event.kind == kind]
            y = [high - EVENT_DEPTH * (high - low)] * len(x)
            if x != list(glyphs.x) or y != list(glyphs.y):
                glyphs.show_data(x, y)

    def _draw_former(self, former: tuple) -> None:
        """Earlier runs never change: their lines are laid once."""
        if former is self._drawn:
            return
        self._drawn = former
        for line, curves in zip(self.former, (*former, *[{}] * MOST_FORMER), strict=False):
            curve = curves.get(("validation", self.measure)) or curves.get(("train", self.measure)) or EMPTY
            every = max(len(curve) // FORMER_POINTS, 1)
            line.show_data(curve.x[::every], self.placed(curve.smooth[::every]))

    def near(self, epoch: float, close: float) -> list[str]:
        """What happened around an epoch, changes left out, which have a line of their own."""
        return [event.text for event in self.happened if event.kind != "edit" and abs(event.epoch - epoch) < close]
