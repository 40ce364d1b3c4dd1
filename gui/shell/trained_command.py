"""The base of the commands that carry a network that can be trained out of the window or into it."""

from pathlib import Path

from gui.text.file_names import safe_name
from gui.widgets import dialogs


class TrainedCommand:
    """Members ask for a file (`ask_for_file`) where there is such a network; else it is said what is wrong with it."""

    def __init__(self, session):
        self.session, self.window, self.document = session, session.window, session.document

    def ask(self) -> None:
        """Carry the command out, on the network as it is now."""
        check = self.document.check
        if self.window.starting or self.session.runner is None:
            return
        if check.trainable:
            self.ask_for_file()
        else:
            self.fail(next(one.message for one in check.problems if one.severity == "error"))

    def ask_for_file(self) -> None:
        """Let the user choose a file, and go on with it."""
        raise NotImplementedError

    @property
    def folder(self) -> Path:
        """Where the project's file lies, else the user's own folder."""
        return self.document.path.parent if self.document.path else Path.home()

    @property
    def stem(self) -> str:
        """What a file beside the project's is called."""
        return self.document.path.stem if self.document.path else safe_name(self.document.project.name)

    def fail(self, sentence: str) -> None:
        """Say what went wrong."""
        dialogs.say(self.window, sentence)
