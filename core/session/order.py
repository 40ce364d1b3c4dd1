"""The base class of orders to the training thread; the orders themselves are in `core.session.orders`."""

from typing import Any, ClassVar

from msgspec import Struct


class Order(Struct, frozen=True):
    """A value that the window leaves in the mailbox. The training thread carries it out between two chunks."""

    patient: ClassVar[bool] = False
    """It may wait until the window has painted; both threads at once would wait for each other's Python."""
    trains: ClassVar[bool | None] = None
    """Whether training goes on after it, for a window that has to say so before all is ready; None: as before."""

    def carry_out(self, worker: Any) -> None:
        """Do it, on the training thread; `worker` is the `core.session.worker.Worker` that took it out."""
        raise NotImplementedError
