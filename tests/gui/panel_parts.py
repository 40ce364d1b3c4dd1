"""A right column with training behind it, for tests."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from core.project.examples import starters
from core.project.spec import Project
from core.session.orders import Ask, Play, SetSpeed, Show
from gui.model.document import Document
from gui.model.selection import Selection
from gui.model.training_client import Runner
from gui.style import theme
from gui.views.column import RightColumn


def starter(name, **training):
    project = Project.load(next(one for one in starters() if one.file == f"{name}.json").path)
    return replace(project, training=replace(project.training, **training))


def asked_menu(widget):
    """The menu that a right click on the middle of a widget opens."""
    # A tall column reaches below the screen, where no menu can open: the click is said to be at its corner.
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, widget.rect().center(), QPoint(20, 20))
    QApplication.sendEvent(widget, asked)
    return QApplication.activePopupWidget()


class Window:
    """A right column with everything behind it."""

    def __init__(self, qtbot, project, size=(400, 782)):
        theme.apply("dark")
        self.qtbot = qtbot
        self.document, self.selection, self.runner = Document(project), Selection(), Runner()
        self.document.changed.connect(lambda project: self.runner.order(Show(project)))
        self.column = RightColumn(self.document, self.selection, self.runner)
        for part in (self.document, self.selection, self.runner):
            part.setParent(self.column)
        self.column.resize(*size)
        qtbot.addWidget(self.column)
        self.column.show()
        self.failures = []
        self.runner.failed.connect(self.failures.append)
        self.runner.order(SetSpeed(3))
        self.runner.order(Show(project))

    def panel(self, kind):
        return self.column.panel(kind)

    def until(self, condition, seconds=60):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=seconds * 1000)

    def settle(self):
        """Everything that was ordered is drawn."""
        waits = (self.column._later, self.runner._timer)
        self.qtbot.waitUntil(lambda: not (self.column.feeding.busy or any(timer.isActive() for timer in waits)),
                             timeout=60_000)

    def train(self, epochs=1):
        for _ in range(epochs):
            goal = self.runner.state.epoch + 0.5
            self.runner.order(Play("epoch"))
            self.until(lambda goal=goal: self.runner.state.phase == "paused" and self.runner.state.epoch > goal)
        self.settle()

    def ask(self, question):
        found = []
        self.runner.order(Ask(question, found.append))
        self.until(lambda: found)
        return found[0]


@pytest.fixture(name="window")
def window_fixture(qtbot):
    made = []

    def make(name, size=(400, 782), **training):
        made.append(Window(qtbot, starter(name, **training), size))
        return made[-1]

    yield make
    for one in made:
        one.runner.close()
        assert not one.failures
