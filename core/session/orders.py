"""The orders that the window leaves for the training thread. No Qt here."""

from collections.abc import Callable

from core.project.spec import Project
from core.session.feed import Feed
from core.session.left_networks import Place
from core.session.mailbox import Mailbox


class Orders:
    """Each method leaves an order in the mailbox, to be carried out by the worker's method of the same name. What they
    mean stands in `gui.model.training_client`, whose methods have the same names too."""

    _mailbox: Mailbox
    _feed: Feed

    def show(self, project: Project) -> None:
        self._mailbox.order(self._show, project)

    def begin_era(self) -> None:
        """Other data come with the next project: nothing that was made from the last is of use any more."""
        self._mailbox.order(self._begin_era)

    def forget(self) -> None:
        """Another project comes: drop this one with its weights and curves."""
        self._mailbox.order(self._forget)

    def play(self, until: str | float = "", drop: bool = False) -> None:
        self._mailbox.order(self._play, until, drop)

    def rewind(self, number: int, answer: Callable, place: Place) -> None:
        self._mailbox.order(self._rewind, number, answer, place)

    def choose_line(self, line: int, answer: Callable, place: Place) -> None:
        self._mailbox.order(self._choose_line, line, answer, place)

    def mend(self, finding, mend, place: Place) -> None:
        self._mailbox.order(self._mend, finding, mend, place)

    def go_to(self, place: Place, after: bool) -> None:
        self._mailbox.order(self._go_to, place, after)

    def pause(self) -> None:
        self._mailbox.order(self._pause)

    def reset(self, seed: int | None = None) -> None:
        self._mailbox.order(self._reset, seed)

    def set_weight(self, name: str, index: tuple[int, ...], value: float, answer: Callable) -> None:
        self._mailbox.order(self._weigh, lambda run: run.set_weight(name, index, value), answer)

    def load_weights(self, weights: dict, answer: Callable) -> None:
        self._mailbox.order(self._weigh, lambda run: run.load_weights(weights), answer)

    def set_speed(self, notch: int) -> None:
        self._mailbox.order(self._set_speed, notch)

    def set_needs(self, needs: dict) -> None:
        """What snapshots shall hold: need → fewest seconds between two of it while training runs."""
        self._mailbox.order(self._feed.set_needs, needs)

    def hand_out(self, answer: Callable, budget: int) -> None:
        """Everything that a file shall hold, for `answer`, in whatever phase."""
        self._mailbox.order(self._hand_out, answer, budget)

    def take_up(self, weights: dict, record: dict) -> None:
        self._mailbox.order(self._take_up, weights, record)

    def ask(self, question: Callable, answer: Callable) -> None:
        """Put `question(trainer)` into a frame for `answer`; nothing where there is no trainer."""
        self._mailbox.order(self._ask, question, answer)
