"""Decides which widget a key belongs to: the one with the focus, or the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from gui.widgets.switches import ARROWS


class KeyGuard(QObject):
    """Leaves keys to the widget that has the focus where it needs them more than the window does."""

    ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    TYPED = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_R, Qt.Key.Key_Left,
             Qt.Key.Key_Right, Qt.Key.Key_Insert, Qt.Key.Key_Backspace)

    def __init__(self, window: QWidget, selection):
        super().__init__(window)
        self.window, self.selection = window, selection
        self._watched = None
        QApplication.instance().focusChanged.connect(self._watch)

    def _watch(self, before, focus) -> None:
        """Only the widget with the focus is listened to: a filter on the whole application costs every event."""
        if self._fled(before, focus):
            self.window.take_focus()
            return
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = focus
        if focus is not None:
            focus.installEventFilter(self)

    def _fled(self, before, focus) -> bool:
        """Whether the focus was not put where it is, but went there since its place has vanished: Qt takes whatever
        follows, often a fold, which the next Space would close."""
        if before is None or not isValid(self.window) or before is self.window or not self.window.isVisible():
            return False
        if isValid(before) and (before.window() is not self.window or (before.isVisible() and before.isEnabled())):
            return False
        if focus is None:
            return QApplication.activeWindow() is self.window
        return focus is not self.window and focus.window() is self.window

    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        if self._needed(event):
            event.accept()
            return True
        if self._free(event):
            event.ignore()
            return True
        return False

    def _free(self, event) -> bool:
        """Undo and redo are the window's where nothing was typed into the field that has the focus: a field would keep
        them for itself always."""
        focus = QApplication.focusWidget()
        line = focus.lineEdit() if isinstance(focus, QComboBox) and focus.isEditable() else focus
        if not isinstance(line, QLineEdit):
            return False
        return ((event.matches(QKeySequence.StandardKey.Undo) and not line.isUndoAvailable())
                or (event.matches(QKeySequence.StandardKey.Redo) and not line.isRedoAvailable()))

    def _needed(self, event) -> bool:
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self.window:
            return False
        key, plain = event.key(), not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if isinstance(focus, QLineEdit) or (isinstance(focus, QComboBox) and focus.isEditable()):
            return plain and key in self.TYPED
        if isinstance(focus, QAbstractButton) and key == Qt.Key.Key_Space:
            return True
        if key in self.ARROWS:
            arrowed = isinstance(focus, QAbstractSlider | QTabBar | QAbstractItemView) or focus.property(ARROWS)
            return arrowed or bool(self.selection.node and plain)
        return False
