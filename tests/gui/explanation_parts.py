"""A whole window with an explanation in it, and hands for it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.session.orders import Show

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Opened:
    """The window of a project that is ready, its network and its explanation."""

    def __init__(self, qtbot, app, project):
        self.qtbot, self.app = qtbot, app
        app.document.open(project)
        app.window.show_start(False)
        app.runner.order(Show(project))
        self.network, self.page = app.window.network, app.window.network.explanation
        self.stage, self.board = self.network.stage, self.page.board
        self.until(lambda: app.runner.state.phase == "ready", 60)
        # Where a test before has left the pointer it may rest on the board as it opens, which holds the numbers.
        QCursor.setPos(app.window.mapToGlobal(QPoint(2, 2)))
        QTest.qWait(50)

    def until(self, condition, seconds=20):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=seconds * 1000)

    def settle(self, node=""):
        """The explanation that is asked for has come."""
        page = self.page
        self.until(lambda: page.found is not None and page.found.place == page.wish
                   and page.found.channel == page.channel and page.found.node == (node or page.node))

    def middle(self, id) -> QPoint:
        card = self.stage.scene.arrangement.places[id].card
        return QPoint(round(card.cx), round(card.cy - self.stage.verticalScrollBar().value()))

    def double_click(self, id):
        """Open a block with the mouse."""
        viewport = self.stage.viewport()
        QTest.mouseClick(viewport, LEFT, PLAIN, self.middle(id))
        QTest.mouseDClick(viewport, LEFT, PLAIN, self.middle(id))
        self.settle(id)

    def key(self, key, modifiers=PLAIN):
        """A key where the focus is."""
        QTest.keyClick(self.app.window.focusWidget() or self.page, key, modifiers)

    def piece(self, kind):
        """The pieces of a kind on the stage."""
        return [piece for piece in self.board.stage.pieces if type(piece).__name__ == kind]

    def rest(self, x, y):
        """The pointer goes to a point of the board."""
        QTest.mouseMove(self.board, QPoint(1, 1))
        QTest.mouseMove(self.board, QPoint(round(x), round(y)))

    def enter(self):
        """The pointer comes onto the board; offscreen nobody tells the widget."""
        here = QPointF(self.board.rect().center())
        QApplication.sendEvent(self.board, QEnterEvent(here, here, QPointF(self.board.mapToGlobal(here.toPoint()))))

    def leave(self):
        """The pointer leaves the board."""
        QApplication.sendEvent(self.board, QEvent(QEvent.Type.Leave))

    def click(self, x, y):
        """A click on the board."""
        QTest.mouseClick(self.board, LEFT, PLAIN, QPoint(round(x), round(y)))
