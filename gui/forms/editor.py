"""What a row of a form asks of the editor in it, whatever kind of value that edits."""

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget


class Editor:
    """The base of editors. Each has the signals `edited(value, gesture)` and `refused(sentence)`, and `show_value`."""

    stacked = False
    """It wants the whole width, under its title and its `line`."""
    head: QWidget | None = None
    """What stands beside the title where the editor itself lies under both."""
    box: QWidget | None = None
    """The box whose words need room, above which the title goes where there is too little beside it."""
    edited: SignalInstance

    def tell(self, edited: SignalInstance) -> None:
        """Have each edit told as (value, path within the value, gesture)."""
        self.edited.connect(lambda value, gesture: edited.emit(value, "", gesture))

    def fold_as_new(self) -> None:
        """Fold what a new editor would have folded."""

    def show_problems(self, problems: dict[str, str]) -> None:
        """Stand sentences beside the fields within: {path within the value: sentence}; others are cleared."""
