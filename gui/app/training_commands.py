"""Play, steps, resets and speed: what the window's commands do."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject

from core.session.orders import Pause, Play, Reset
from gui.text.translation import tr


class TrainingCommands(QObject):
    """Orders for the training thread of a session. Where the network cannot be trained, the first problem is shown in
    place of them."""

    def __init__(self, session):
        super().__init__(session)
        self.session, self.window, self.document = session, session.window, session.document
        self._plays = False  # as soon as the project that is being read is there
        session.files.reading_changed.connect(self._reading)
        session.files.settled.connect(self._settled)

    def does(self) -> dict[str, Callable]:
        """What each of the commands does."""
        return {"play": self.play, "batch": lambda: self._train("batch"),
                "epoch": lambda: self._train("epoch"), "reset": self.reset, "reseed": self.reseed,
                "slower": lambda: self._speed(-1), "faster": lambda: self._speed(1)}

    @property
    def runner(self):
        """The training thread, where it stands and a project is open; else None."""
        return None if self.window.starting else self.session.runner

    def play(self) -> None:
        """Play or pause. What is pressed while a project is being read, or before the training thread stands, is meant
        for that project; pressed again it is taken back."""
        early = self.session.runner is None and not self.window.starting
        if self.session.files.reading or early:
            self._plays = not self._plays
            self.window.status.say(tr("Starts in a moment: the project is being opened") if self._plays else
                                   tr("It will not start by itself"))
        elif self.runner is not None:
            state = self.runner.state
            if not (self.document.check.trainable or state.running or state.awaited):
                self.show_problem()
            elif not self.session.rewinding.asks():
                self.runner.order(Pause() if state.running or state.awaited else Play())

    def play_opened(self) -> None:
        """The project is there: Play, where that was pressed meanwhile."""
        if self._plays and self.runner is not None:
            self._plays = False
            self.play()

    def _reading(self, what):
        """Another project comes: what was pressed for the last one is forgotten."""
        self._plays = self._plays and not what
        self.window.top.show_opening(bool(what))

    def _settled(self):
        """It came, or could not be read."""
        self._plays = self._plays and self.session.runner is None

    def show_problem(self) -> None:
        """Select the block with the first problem and say what it is."""
        problem = next(p for p in self.document.check.problems if p.severity == "error")
        if problem.node:
            self.session.selection.select(problem.node)
        self.window.top.bubble.show_under(self.window.top.play, problem.message, problem=problem)

    def _train(self, until):
        if self.runner is None:
            return
        if self.document.check.trainable:
            self.runner.order(Play(until))
        else:
            self.show_problem()

    def reset(self) -> None:
        """Back to the same first weights."""
        if self.runner is not None:
            self.runner.order(Reset())

    def reseed(self) -> None:
        """Other first weights: another seed is an edit of the project, so that its file gives the same run again."""
        if self.runner is not None:
            training = self.document.project.training
            seed = (training.seed + 1) % 2**31
            self.document.edit_training(replace(training, seed=seed), tr("New weights"))

    def _speed(self, step):
        self.window.top.speed.choose(self.window.top.speed.index + step)
