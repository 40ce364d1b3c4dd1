"""The tabs of a card with several views: shorter names where there is little room, the rest in a menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QSizePolicy, QTabBar, QToolButton

from gui.style import theme
from gui.text.translation import tr
from gui.views.base import Panel
from gui.widgets.basic import icon_button

BETWEEN = 18
"""Pixels that a tab takes beside its name."""


class ViewTabs(QTabBar):
    """One tab a view. No name is ever cut: what does not fit is reached by `further`, which stands beside the tabs."""

    def __init__(self, panels: Sequence[Panel]):
        super().__init__()
        self.panels = panels
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Views"))
        for place, panel in enumerate(panels):
            self.addTab(tr(panel.title))
            self.setTabToolTip(place, tr(panel.meaning))
        self.further: QToolButton = icon_button("more", "Further views of this card", framed=False, size=14)
        self.further.setFixedSize(theme.px(14) + 8, theme.px(14) + 6)
        self.further.clicked.connect(lambda: self.menu().popup(self.further.mapToGlobal(
            self.further.rect().bottomLeft())))
        self.further.hide()

    def fit(self, room: float) -> None:
        """Show in so many pixels whole names, else short ones, else the first of them and the one in front."""
        names = [tr(panel.title) for panel in self.panels]
        if sum(map(self._width, names)) > room:
            names = [tr(panel.short or panel.title) for panel in self.panels]
        widths, shown = [self._width(name) for name in names], {self.currentIndex()}
        left = room - widths[self.currentIndex()]
        whole = sum(widths) <= room
        if not whole:
            left -= self.further.width()
        for place, width in enumerate(widths):
            if place in shown:
                continue
            if width > left:
                break
            shown.add(place)
            left -= width
        for place, name in enumerate(names):
            self.setTabText(place, name)
            self.setTabVisible(place, place in shown)
        self.further.setVisible(not whole)

    def menu(self) -> QMenu:
        """The views whose tabs have no room."""
        made = QMenu(self)
        for place, panel in enumerate(self.panels):
            if not self.isTabVisible(place):
                made.addAction(tr(panel.title), lambda place=place: self.setCurrentIndex(place))
        return made

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _width(self, name: str) -> int:
        return self.fontMetrics().horizontalAdvance(name) + BETWEEN
