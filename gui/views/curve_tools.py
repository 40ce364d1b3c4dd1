"""How curves are drawn: the scale, how strongly they are smoothed, whether earlier runs are shown too."""

from functools import partial

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from core.session.thinned_curve import ThinnedCurve, smoothed_by
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import counted, tr

BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
SMALLEST = 1e-12
"""What stands for zero on a logarithmic scale."""
GAP = 2
"""Pixels between two buttons."""


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
    """A line of small words under a plot, as many as have room for their whole text: `doings` is all of it, for a menu.
    `changed` carries another look."""

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
        self.beta.setMenu(self._betas())
        self.doings = self._doings()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for button in (self.log, self.beta, self.former):
            line.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(0)
        line.addStretch(1)
        self.show_look(self.look)
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

    def _betas(self) -> QMenu:
        menu = QMenu(tr("Smoothing"), self)
        menu.addAction(tr("grows with the series")).triggered.connect(partial(self._smooth, None))
        for value in BETAS:
            words = tr("β = {beta}", beta=local(f"{value:g}")) if value else tr("not smoothed")
            menu.addAction(words).triggered.connect(partial(self._smooth, value))
        return menu

    def _doings(self) -> tuple[QAction, ...]:
        """Everything that the buttons do, in their order."""
        self.log_action, self.former_action = QAction(tr("Logarithmic scale"), self), QAction(tr("Earlier runs"), self)
        for action, button in ((self.log_action, self.log), (self.former_action, self.former)):
            action.setCheckable(True)
            action.triggered.connect(button.click)
            button.toggled.connect(action.setChecked)
        return self.log_action, self.beta.menu().menuAction(), self.former_action

    def _fit(self) -> None:
        """The β keeps its button longest, then the scale, then earlier runs: none is ever cut."""
        room, full = self.width() + GAP, False
        for button, wanted in ((self.beta, True), (self.log, True), (self.former, self._count > 0)):
            button.ensurePolished()  # before that it does not know its margins
            room -= button.sizeHint().width() + GAP
            full = full or room < 0
            button.setVisible(wanted and not full)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event):
        super().showEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Take fonts from the theme."""
        for button in (self.log, self.beta, self.former):
            button.setFont(theme.font(11, tabular=True))
            button.setFixedHeight(theme.px(16))
        self._fit()

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
        self.former_action.setEnabled(former > 0)
        words = tr("+ {n}", n=former)
        if words != self.former.text():
            self.former.setText(words)
            self.former.setAccessibleName(counted(former, "{n} run before", "{n} runs before"))
        self._fit()
