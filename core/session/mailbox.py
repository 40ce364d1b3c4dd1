"""The channel between the window and the training thread: orders one way, one frame the other, under one lock."""

import threading
from collections import deque
from collections.abc import Callable

from core.session.order import Order
from core.session.run_state import Frame


class Mailbox:
    """Orders queue up; what comes back is gathered in one frame, taken when the window is ready to draw."""

    def __init__(self):
        self._bell = threading.Condition()
        self._orders: deque[Order] = deque()
        self._frame, self._wanted, self._resting = Frame(), True, False
        self.closing = False

    # ---- from the window's thread

    def order(self, order: Order) -> None:
        """Have an order carried out by the training thread, in the order of the calls."""
        with self._bell:
            self._orders.append(order)
            self._ring()

    def take(self) -> Frame:
        """Everything since the last call; the thread may make the next snapshot from now on."""
        with self._bell:
            taken, self._frame, self._wanted = self._frame, Frame(era=self._frame.era), True
            self._ring()
        return taken

    def close(self) -> None:
        """Ask the thread to leave."""
        with self._bell:
            self.closing = True
            self._ring()

    @property
    def quiet(self) -> bool:
        """The thread waits for orders, none is under way and nothing is left to take."""
        with self._bell:
            return self._resting and not self._orders and not self._frame

    def _ring(self):
        self._resting = False
        self._bell.notify()

    # ---- from the training thread

    def next_order(self) -> Order | None:
        """The oldest order, or None."""
        with self._bell:
            return self._orders.popleft() if self._orders and not self.closing else None

    def repeated(self, order: Order) -> bool:
        """Whether the next order is of the same kind, so that this one is out of date."""
        with self._bell:
            return bool(self._orders) and type(self._orders[0]) is type(order)

    def rest(self, seconds: float | None, news: Callable[[], bool]) -> None:
        """Sleep until something is ordered or taken, or for `seconds`; not at all where there is news."""
        with self._bell:
            if self._orders or self.closing or (self._wanted and news()):
                return
            self._resting = seconds is None
            self._bell.wait(seconds)
            self._resting = False

    def start_picture(self) -> bool:
        """Whether the last snapshot was taken; if so, the next may be made."""
        with self._bell:
            wanted, self._wanted = self._wanted, False
            return wanted

    def track_wanted(self) -> bool:
        """Whether the last summary of the past was taken."""
        with self._bell:
            return self._frame.track is None

    def put(self, *, ticks=(), answers=(), failures=(), **newest) -> None:
        """Add to the frame; `state`, `snapshot`, `history` and `track` take the place of older ones."""
        with self._bell:
            if newest.get("snapshot") is not None:
                # The frame before may have been taken while this one was made: the next would take its place unseen.
                self._wanted = False
            self._frame.ticks.extend(ticks)
            self._frame.answers.extend(answers)
            self._frame.failures.extend(failures)
            for name, value in newest.items():
                if value is not None:
                    setattr(self._frame, name, value)

    def begin_era(self) -> None:
        """Another project: nothing of the last one shall be taken any more but answers."""
        with self._bell:
            self._frame = Frame(answers=self._frame.answers, era=self._frame.era + 1)
