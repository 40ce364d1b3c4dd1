"""Hands for a window that is made anew again and again: by another size of text, by another language."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.style import theme
from gui.weights import handle
from tests.gui.explanation_parts import LEFT, PLAIN, Opened

Key = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Anew(Opened):
    """Looks at the window that is there now, however often it was made."""

    def look(self):
        self.network = self.app.window.network
        self.page, self.stage = self.network.explanation, self.network.stage
        self.board = self.page.board
        QTest.qWait(60)

    def press(self, key, modifiers=PLAIN):
        QTest.keyClick(QApplication.focusWidget() or self.app.window, key, modifiers)

    def larger(self):
        """Another size of text, by its key."""
        before, old = theme.text_scale(), self.network
        self.press(Key.Key_Equal, CONTROL | ALT)
        assert theme.text_scale() > before
        assert self.app.window.network is not old
        self.look()

    def usual_size(self):
        self.press(Key.Key_0, CONTROL | ALT)
        assert theme.text_scale() == 1.0
        self.look()

    def german(self):
        self.app.look.choose_language("de")
        self.look()
        assert self.app.window.left.layers.head.accessibleName() != "Layers"

    def on_canvas(self, box) -> QPoint:
        box = self.stage.box_on_screen(box)
        return QPoint(round(box.cx), round(box.cy))

    def open_card(self, id):
        """The weights of a block, by the handle on its card."""
        viewport, place = self.stage.viewport(), self.stage.scene.arrangement.places[id]
        QTest.mouseMove(viewport, QPoint(2, 2))
        QTest.mouseMove(viewport, self.on_canvas(place.card))
        QTest.mouseClick(viewport, LEFT, PLAIN, self.on_canvas(handle.box(place)))
        card = self.stage.sheets.card(id)
        self.until(lambda: card.picture.values is not None)
        return card
