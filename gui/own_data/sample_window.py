"""The base of the small windows with a sample of one's own, which goes through the network, a question at a time."""

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.inspection.own_samples import OWN, keep
from core.session.orders import Ask
from core.text.errors import LayerlabError


class SampleWindow(QWidget):
    """Its sample is the one that every view shows while it is open. `answered` when the network has spoken; members
    show what it said (`show_values`) and ask again with the newest sample (`ask`)."""

    answered = Signal()

    def __init__(self, parent, document, runner, selection, title: str):
        super().__init__(parent, Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.document, self.runner, self.selection = document, runner, selection
        self.values = np.zeros(0)
        self.before, self.number = selection.sample, -1
        self._asked = self._again = False

    def ask(self) -> None:
        """Have the sample answered."""
        raise NotImplementedError

    def show_values(self, values: np.ndarray) -> None:
        """Show what the network says, (outputs,); nothing where the sample does not fit it any more."""
        raise NotImplementedError

    @property
    def answers(self) -> tuple[int, ...]:
        """The classes that the network names; empty where it has not answered."""
        target = self.document.description.target() if self.document.description is not None else None
        return target.task.named(self.values) if target is not None and target.task.judged else ()

    def choose(self, inputs: dict[str, np.ndarray]) -> None:
        """Every view shows this sample."""
        self.number = keep(inputs)
        self.selection.choose_sample(OWN, self.number)

    def must_wait(self) -> bool:
        """Whether the network cannot be asked now: it has to come first, or an answer has; then it is asked again."""
        if self.runner.state.phase in ("empty", "preparing"):
            return True
        self._again = self._asked
        return self._asked

    def order_answer(self, inputs: dict[str, np.ndarray]) -> None:
        """Ask the training thread."""
        self._asked = True
        self.runner.order(Ask(partial(_answer, inputs=inputs), self._take))

    def _take(self, values: np.ndarray):
        self._asked = False
        self.show_values(values)
        if self._again:
            self._again = False
            self.ask()

    def closeEvent(self, event):
        if self.selection.sample == (OWN, self.number):
            self.selection.choose_sample(*self.before)
        super().closeEvent(event)

    # A tool window has its parent's shortcuts, where Space plays: keys belong to this one.
    def event(self, event):
        if event.type() == event.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def _answer(trainer, inputs: dict[str, np.ndarray]) -> np.ndarray:
    """What the network says of one sample, in the units of the data; a single output of yes or no is the second
    class's. Nothing where the sample does not fit the network of now."""
    evaluation, answer = trainer.evaluation, trainer.main_aim.output
    try:
        found = evaluation.answers(evaluation.scaled({port: x[None] for port, x in inputs.items()}))[answer]
    except LayerlabError:
        return np.zeros(0)
    target, values = trainer.description.target(), np.ravel(evaluation.in_units_of_the_data(answer, found))
    return np.array([1 - values[0], values[0]]) if len(values) == 1 and target.task.exclusive else values
