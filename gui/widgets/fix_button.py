"""The button beside a message that applies the message's fix, as one undo step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.project.fixes import Fix, fix_for
from core.project.network import Problem
from gui.style import theme
from gui.text.plain_text import unmarked
from gui.text.translation import tr

MOST_BLOCKS = 200
"""Larger networks are checked too slowly for looking for a fix at every edit: none is offered."""


def offered(document, problem: Problem | None) -> Fix | None:
    """The fix of a problem of the project that is shown."""
    if problem is None or len(document.project.network.nodes) > MOST_BLOCKS:
        return None
    return fix_for(document.project, document.check, problem)


class MendButton(QPushButton):
    """Hidden where a problem has no plain fix."""

    def __init__(self, document):
        super().__init__()
        self.document, self.problem = document, None
        self.setFont(theme.font(12))
        self.setAccessibleName(tr("Mends this; Undo takes it back"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to Play
        self.clicked.connect(self._mend)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Offer the fix of a problem."""
        self.problem = problem
        fix = offered(self.document, problem)
        self.setVisible(fix is not None)
        if fix is not None:
            self.setText(unmarked(fix.text))
            self.setAccessibleName(fix.text)
            self.setToolTip(tr("Mends this; Undo takes it back"))

    def _mend(self) -> None:
        # Looked for again: the project may have been edited since the button was shown.
        fix = offered(self.document, self.problem)
        if fix is not None:
            self.document.edit(fix.project, fix.text)
