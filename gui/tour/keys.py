"""Which widget a key belongs to while the tour lies over the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QTabBar, QWidget

from gui.model.command_table import BY_NAME

ON, BACK = (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter), (Qt.Key.Key_Left,)
PRESSING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
STAY = ("quit", "undo", "redo", "theme", "projector", "larger", "smaller", "usual_text")
"""Commands of the window that go on working: they change nothing behind the curtain, or what was changed in the
light."""
TYPED = QLineEdit | QComboBox | QAbstractSlider | QTabBar


class TourKeys(QObject):
    """Listens to every key of the window as long as the tour lasts, wherever the focus is: a project that opens behind
    it takes the focus, and Space would train unseen."""

    def __init__(self, tour):
        super().__init__(tour)
        self.tour, self._listens = tour, False
        self._kept = {QKeySequence(keys)[0] for name in STAY for keys in BY_NAME[name].keys}

    def listen(self) -> None:
        """From now on."""
        self._listens = True
        QApplication.instance().installEventFilter(self)

    def leave(self) -> None:
        """No more."""
        self._listens = False
        QApplication.instance().removeEventFilter(self)

    def keep(self) -> None:
        """The focus is where it can be seen: on the tour, or in the light."""
        focus = QApplication.focusWidget()
        if self.tour.window().isActiveWindow() and not self._inside(focus):
            self.tour.next.setFocus()

    def _inside(self, widget) -> bool:
        part = self.tour.part()
        return widget is not None and (self.tour.isAncestorOf(widget) or (
            part is not None and (widget is part or part.isAncestorOf(widget))))

    def eventFilter(self, watched, event):
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride) \
                or not self._listens or not isinstance(watched, QWidget) \
                or watched.window() is not self.tour.window() or QApplication.activePopupWidget() is not None:
            return False
        if event.keyCombination() in self._kept:
            return False
        own = self._own(event)
        if own is None:
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            own()
        return True

    def _own(self, event):
        """What the tour does at a key; None where it goes to the widget that has the focus."""
        key, tour, focus = event.key(), self.tour, QApplication.focusWidget()
        if key == Qt.Key.Key_Escape:
            return tour.end
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return lambda: self._tab(-1 if key == Qt.Key.Key_Backtab else 1)
        lit = self._inside(focus) and not tour.isAncestorOf(focus)
        if lit and isinstance(focus, TYPED):
            return None
        if key in PRESSING and self._inside(focus) and isinstance(focus, QAbstractButton):
            return None if event.isAutoRepeat() else focus.click
        if lit and tour.index == 0 and focus in self._stops():
            return None  # arrows walk on the first page
        if key in (*ON, Qt.Key.Key_Space):
            return lambda: event.isAutoRepeat() or tour.go(tour.index + 1)
        if key in BACK:
            return lambda: tour.go(tour.index - 1)
        return lambda: None

    def _stops(self) -> list[QWidget]:
        """What Tab can reach, in its order: the tour, then what is lit."""
        found, first = [], self.tour.next
        widget = first
        while True:
            if self._inside(widget) and widget.isVisible() and widget.isEnabled() and \
                    widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
                found.append(widget)
            widget = widget.nextInFocusChain()
            if widget is first:
                return found

    def _tab(self, by: int) -> None:
        stops, focus = self._stops(), QApplication.focusWidget()
        place = stops.index(focus) + by if focus in stops else 0
        stops[place % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
