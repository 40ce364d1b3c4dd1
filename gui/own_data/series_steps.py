"""A series and what each step of preparation makes of it, one plot below the other; steps are switched on and off."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from core.importing.series_overview import SeriesOverview
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import label

STEPS = {"": "As it was measured", "logarithm": "Logarithm", "difference": "Difference to the step before",
         "season": "Difference to a season before"}
"""Every step by its parameter."""
MEANINGS = {"logarithm": "What grows by a share each year then grows by a number.",
            "difference": "What is left is the change from step to step.",
            "season": "What returns each season is gone."}
USUAL = 12
"""Steps of a season where nothing is known of it."""


class SeriesSteps(QWidget):
    """`wanted(dataset)` when a step is to be taken or taken back."""

    wanted = Signal(object)

    def __init__(self):
        super().__init__()
        self.found: SeriesOverview | None = None
        self.setProperty("clear", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.switches: dict[str, QCheckBox] = {}
        self.plots: dict[str, Plot] = {}
        self.lines = {}
        for name, word in STEPS.items():
            if name:
                switch = self.switches[name] = QCheckBox(tr(word))
                switch.setToolTip(tr(MEANINGS[name]))
                switch.clicked.connect(lambda on, name=name: self._switch(name, on))
                column.addWidget(switch)
            else:
                column.addWidget(label(word, "", 13))
            plot = self.plots[name] = Plot(tr(word), x_ticks=6, y_ticks=3)
            plot.setMinimumHeight(theme.px(70))
            self.lines[name] = plot.line(1)
            column.addWidget(plot, 1)
        column.addStretch(0)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def show_overview(self, found: SeriesOverview) -> None:
        """Show the series and its steps."""
        self.found = found
        stages = dict(found.stages)
        known = found.dataset
        states = {"logarithm": known.logarithm, "difference": known.difference, "season": known.season > 0}
        for name, switch in self.switches.items():
            switch.setChecked(states[name])
        length = len(stages[""]) if "" in stages else 0
        for name, plot in self.plots.items():
            values = stages.get(name)
            plot.setVisible(values is not None)
            if values is None:
                continue
            steps = np.arange(length - len(values), length) + 1
            self.lines[name].show_data(steps, values)
            low, high = float(values.min()), float(values.max())
            edge = (high - low) * 0.05 or 1.0
            plot.show_range((1.0, float(max(length, 2))), (low - edge, high + edge))

    def _switch(self, name: str, on: bool) -> None:
        if self.found is None:
            return
        known = self.found.dataset
        value = (known.turn or USUAL) * on if name == "season" else on
        self.wanted.emit(replace(known, **{name: value}))

    def _restyle(self):
        for name, line in self.lines.items():
            line.set_look(pen("accent" if name else "muted", 1.6))
