"""An undo step that includes the weights: the moments before and after it are kept in the past."""

from core.session.orders import GoTo
from core.session.past_networks import UndoMoments
from gui.model.document import Edit


class Jump(Edit):
    """From one project at one moment to another project at another moment. The first way was gone already.

    Jumps with one `place` make one step: they follow each other, and nothing else happened in between.
    """

    def __init__(self, document, runner, place: UndoMoments, after, text: str, merge: str = ""):
        super().__init__(document, after, text, merge)
        self.runner, self.place, self._gone = runner, place, True

    def id(self) -> int:
        return 3 if self.merge else -1

    def mergeWith(self, other) -> bool:
        return other.place is self.place and super().mergeWith(other)

    def redo(self) -> None:
        if not self._gone:
            self.runner.order(GoTo(self.place, True))
        self._gone = False
        super().redo()

    def undo(self) -> None:
        self.runner.order(GoTo(self.place, False))
        super().undo()
