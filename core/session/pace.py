"""How many steps the next chunk takes, and when it starts."""

from time import perf_counter

from core.session.run_state import SPEEDS, Speed

GROWTH = 4
MOST_STEPS = 1_000_000


class Pace:
    """Learns from each chunk how long a step takes, so that the next one fills the time of its notch."""

    def __init__(self, notch: int = 2):
        self.notch = notch
        self.forget()

    @property
    def speed(self) -> Speed:
        """The notch in use."""
        return SPEEDS[self.notch]

    def choose(self, notch: int) -> None:
        """Another notch, from now on."""
        self.notch = min(max(notch, 0), len(SPEEDS) - 1)
        self._due = 0.0

    def forget(self) -> None:
        """Another network: what is known of the time of a step does not count any more."""
        self._step_ms, self._last, self._due = 0.0, 1, 0.0

    def start(self) -> None:
        """The next chunk begins at once."""
        self._due = 0.0

    def seconds_to_wait(self) -> float:
        """Seconds until the next chunk may begin; 0 when it may."""
        return max(0.0, self._due - perf_counter())

    def steps(self, left: int, epoch: int) -> int:
        """Steps for the next chunk where `left` are wanted at all and an epoch has `epoch`."""
        if self.speed.single or not self._step_ms:
            return 1
        most = min(epoch, left) if self.speed.one_epoch else left
        fitting = min(self.speed.chunk_ms / self._step_ms, self._last * GROWTH, MOST_STEPS)
        return max(1, min(int(fitting), most))

    def took(self, steps: int, begin: float, end: float) -> None:
        """A chunk of `steps` ran from `begin` to `end` (seconds)."""
        self._step_ms, self._last = max((end - begin) * 1e3 / steps, 1e-6), steps
        # A chunk that came late does not make the next ones hurry after it.
        self._due = max(self._due + self.speed.interval, begin)
