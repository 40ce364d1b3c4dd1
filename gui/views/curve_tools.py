"""How curves are drawn: the scale, how strongly they are smoothed, whether earlier runs are shown too."""

from functools import partial

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from core.session.thinned_curve import ThinnedCurve, smoothed_by
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import counted, tr

BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
SMALLEST = 1e-12
"""What stands for zero on a logarithmic scale."""


class CurveLook(Struct, frozen=True):
    """`log`: the loss on a logarithmic scale; `beta`: of the moving average, None for one that grows with the series;
    `former`: earlier runs as faint lines."""

    log: bool = False
    beta: float | None = None
    former: bool = True

    def smooth(self, curve: ThinnedCurve) -> np.ndarray:
        """The smoothed values of a curve."""
        return curve.smooth if self.beta is None else smoothed_by(curve.mean, self.beta)

    def beta_of(self, curve: ThinnedCurve) -> float:
        """How much of its past the smoothed line of a curve keeps."""
        return curve.beta if self.beta is None else self.beta

    def place(self, values: np.ndarray) -> np.ndarray:
        """Where values stand on the axis of the loss."""
        return np.log10(np.maximum(values, SMALLEST)) if self.log else np.asarray(values)


class CurveTools(QWidget):
    """A line of small words under a plot. `changed` carries another look."""

    changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.look, self._count = CurveLook(), 0
        self.log = self._button("log", "A logarithmic scale: equal steps are equal ratios", checkable=True)
        self.beta = self._button("", "How much of its past the thick line keeps: v ← β·v + (1 − β)·loss, "
                                 "each divided by 1 − βᵗ")
        self.former = self._button("", "Earlier runs of this project as faint lines", checkable=True)
        self.log.clicked.connect(lambda on: self.choose(replace(self.look, log=on)))
        self.former.clicked.connect(lambda on: self.choose(replace(self.look, former=on)))
        self.beta.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.beta)
        menu.addAction(tr("grows with the series")).triggered.connect(partial(self._smooth, None))
        for value in BETAS:
            words = tr("β = {beta}", beta=local(f"{value:g}")) if value else tr("not smoothed")
            menu.addAction(words).triggered.connect(partial(self._smooth, value))
        self.beta.setMenu(menu)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for button in (self.log, self.beta, self.former):
            line.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(0)
        line.addStretch(1)
        self.show_facts(0.0, 0)

    def _button(self, words: str, tip: str, checkable: bool = False) -> QToolButton:
        made = QToolButton()
        made.setText(tr(words))
        made.setToolTip(tr(tip))
        made.setProperty("word", True)
        made.setFont(theme.font(11, tabular=True))
        made.setCheckable(checkable)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def _fit(self) -> None:
        """Earlier runs keep their button where there is room beside the β, which is never cut."""
        needed = sum(button.sizeHint().width() + 2 for button in (self.log, self.beta, self.former))
        self.former.setVisible(self._count > 0 and needed <= self.width())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Take fonts from the theme."""
        for button in (self.log, self.beta, self.former):
            button.setFont(theme.font(11, tabular=True))
            button.setFixedHeight(theme.px(16))

    def _smooth(self, beta: float | None, *_) -> None:
        self.choose(replace(self.look, beta=beta))

    def choose(self, look: CurveLook) -> None:
        """Another look, announced."""
        self.show_look(look)
        self.changed.emit(look)

    def show_look(self, look: CurveLook) -> None:
        """Show a look without announcing it."""
        self.look = look
        self.log.setChecked(look.log)
        self.former.setChecked(look.former)

    def show_facts(self, beta: float, former: int) -> None:
        """The β in use, and how many earlier runs there are."""
        words = tr("β {beta}", beta=local(f"{beta:.2f}"))
        if words != self.beta.text():
            self.beta.setText(words)
        self._count = former
        self._fit()
        words = tr("+ {n}", n=former)
        if words != self.former.text():
            self.former.setText(words)
            self.former.setAccessibleName(counted(former, "{n} run before", "{n} runs before"))
