"""A person before the whole window, with real events only: one who has a mouse, and one who has a keyboard."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMenu, QWidget

from gui.widgets.menu_button import MenuButton

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Person:
    """What both of them see and wait for."""

    def __init__(self, qtbot, app):
        self.qtbot, self.app, self.window = qtbot, app, app.window
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)

    def wait(self, until, seconds: float = 60) -> None:
        """Until something holds."""
        self.qtbot.waitUntil(until, timeout=round(seconds * 1000))

    @property
    def stage(self):
        """The canvas."""
        return self.window.network.stage

    @property
    def nodes(self) -> list[str]:
        """Ids of the blocks in canvas order."""
        return [node.id for node in self.app.document.project.network.nodes]

    def editor(self, name: str) -> QWidget:
        """The editor of a parameter in the form at the left."""
        return self.window.left.selected.form.rows[name].editor


class MousePerson(Person):
    """Clicks and drags; never presses a key."""

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A click into the middle of a widget, or at a point of it, after the pointer has come there."""
        at = widget.rect().center() if at is None else at
        assert widget.isVisible(), f"{widget} cannot be seen"
        QTest.mouseMove(widget, at)
        QTest.mouseClick(widget, LEFT, PLAIN, at)

    def reach(self, widget: QWidget) -> QWidget:
        """Scroll the left column until a widget stands in it."""
        left = self.window.left
        self.wait(widget.isVisible, 5)
        QApplication.processEvents()
        self._scroll(left, lambda: widget.mapTo(left.viewport(), widget.rect().topLeft()).y(), widget.height())
        return widget

    def _scroll(self, area, top, height: int) -> None:
        """Turn the wheel over a scroll bar until what lies at `top()` is in sight: a page could leap over it."""
        bar = area.verticalScrollBar()
        for _ in range(300):
            place, room = top(), area.viewport().height()
            if place >= 0 and place + min(height, room) <= room:
                return
            at = QPointF(bar.rect().center())
            notch = QPoint(0, 120 if place < 0 else -120)
            there = QPointF(bar.mapToGlobal(at.toPoint()))
            QApplication.sendEvent(bar, QWheelEvent(at, there, QPoint(), notch, Qt.MouseButton.NoButton, PLAIN,
                                                    Qt.ScrollPhase.NoScrollPhase, False))
            QApplication.processEvents()
        raise AssertionError("it never comes into sight")

    def choose(self, box: QComboBox, words: str) -> None:
        """Open a list and click an entry."""
        self.click(self.reach(box))
        view = box.view()
        self.wait(view.isVisible)
        QTest.qWait(QApplication.doubleClickInterval() + 50)  # Qt ignores a release right after the list has opened
        assert box.findText(words) >= 0, [box.itemText(number) for number in range(box.count())]
        index = box.model().index(box.findText(words), 0)
        view.scrollTo(index)
        self.click(view.viewport(), view.visualRect(index).center())
        self.wait(lambda: box.currentText() == words)

    def choose_in_menu(self, button: MenuButton, words: str) -> None:
        """Open a menu and click an entry."""
        self.click(button)
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        action = next(action for action in menu.actions() if action.text() == words)
        self.click(menu, menu.actionGeometry(action).center())

    def drag_layer(self, kind: str, source: str, target: str = "") -> None:
        """Pull a layer from the palette into the gap between two blocks."""
        chips = (self.window.left.layers.findChildren(QAbstractButton))
        chip = self.reach(next(chip for chip in chips if getattr(chip, "kind", "") == kind and chip.isVisible()))
        scene, viewport = self.stage.scene, self.stage.viewport()
        slot = next(slot for slot in scene.calm.slots if slot[:2] == (source, target))
        end = QPoint(round(slot.mark.x + slot.mark.w / 2),
                     round(slot.mark.y + slot.mark.h * 0.7 - self.stage.verticalScrollBar().value()))
        goal, start = chip.mapFromGlobal(viewport.mapToGlobal(end)), QPoint(10, 10)
        QTest.mousePress(chip, LEFT, PLAIN, start)
        for step in range(1, 9):
            QTest.mouseMove(chip, start + (goal - start) * step / 8)
        QTest.mouseRelease(chip, LEFT, PLAIN, goal)

    def click_block(self, id: str) -> None:
        """A click on a block's card."""
        card = self.stage.scene.arrangement.places[id].card
        self._scroll(self.stage, lambda: round(card.y) - self.stage.verticalScrollBar().value(), round(card.h))
        self.click(self.stage.viewport(), QPoint(round(card.cx),
                                                 round(card.cy) - self.stage.verticalScrollBar().value()))

    def click_plus(self, source: str, target: str = "") -> None:
        """A click on the + of a link."""
        slot = next(slot for slot in self.stage.scene.arrangement.slots
                    if slot[:2] == (source, target) and slot.plus)
        self.click(self.stage.viewport(), QPoint(round(slot.plus[0]),
                                                 round(slot.plus[1]) - self.stage.verticalScrollBar().value()))


class KeyPerson(Person):
    """Presses keys; never touches the mouse."""

    def key(self, which, modifier=PLAIN) -> None:
        """A key on what has the focus: within the popup where one is open."""
        popup = QApplication.activePopupWidget()
        place = popup and (popup.focusWidget() or popup)
        QTest.keyClick(place or QApplication.focusWidget() or self.window, which, modifier)
        QApplication.processEvents()

    def type(self, words: str) -> None:
        """Letters on whatever has the focus."""
        QTest.keyClicks(QApplication.focusWidget(), words)

    def tab_to(self, wanted) -> None:
        """Press Tab until the focus is where it is wanted."""
        for _ in range(200):
            focus = QApplication.focusWidget()
            if wanted(focus):
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError("Tab never comes there")

    def choose(self, words: str) -> None:
        """Walk down, then up, in the list that has the focus."""
        box = QApplication.focusWidget()
        assert isinstance(box, QComboBox), box
        for step in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            for _ in range(box.count()):
                if box.currentText() == words:
                    return
                self.key(step)
        raise AssertionError(f"{words} is not in the list")

    def choose_in_menu(self, words: str) -> None:
        """Walk down in the menu that is open, and press Enter."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        for _ in range(len(menu.actions()) + 1):
            self.key(Qt.Key.Key_Down)
            if menu.activeAction() is not None and menu.activeAction().text() == words:
                self.key(Qt.Key.Key_Return)
                return
        raise AssertionError(f"{words} is not in the menu")
