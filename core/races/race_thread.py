"""The thread of a race: makes the lanes, has them take turns, and leaves what is to be seen."""

import sys
import threading
from collections.abc import Callable

from core.engine import priority
from core.project.spec import Project
from core.races.race import Race, RaceMoment
from core.session import fault_log
from core.session.worker import SWITCH
from core.text.errors import LayerlabError


class GoneAway(Exception):  # noqa: N818
    """The race is closed while something long is under way."""


class RaceThread:
    """Owns a race. From the window: `pause`, `go_on`, `take`, `close`; nothing of it computes there."""

    def __init__(self, entries: list[tuple[str, Project]], side: int = 40, make: Callable = Race):
        self._entries, self._side, self._make = entries, side, make
        self._bell = threading.Condition()
        self._moment, self._news = RaceMoment(), True
        self._paused = self._closing = False
        self._thread = threading.Thread(target=self._work, name="race", daemon=True)
        self._thread.start()

    # ---- from the window's thread

    def take(self) -> RaceMoment | None:
        """What is to be seen, where that is news since the last call."""
        with self._bell:
            news, self._news = self._news, False
            self._bell.notify()
            return self._moment if news else None

    def pause(self, paused: bool) -> None:
        """Stand still after the chunk that runs, or go on."""
        with self._bell:
            self._paused = paused
            self._bell.notify()

    def close(self, seconds: float = 0.0) -> bool:
        """Stop after the chunk that runs and give all memory back; whether that is done after so many seconds."""
        with self._bell:
            self._closing = True
            self._bell.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # ---- on the thread of the race

    def _work(self):
        sys.setswitchinterval(SWITCH)
        priority.give_way()
        race = None
        try:
            race = self._make(self._entries, self._tell, self._side)
            self._run(race)
        except GoneAway:
            pass
        except LayerlabError as error:
            self._put("failed", race, str(error))
        except Exception as error:  # nothing may escape from a thread: the window says it in one sentence
            self._put("failed", race, fault_log.sentence(error, "Race"))
        finally:
            if race is not None:
                race.close()
            self._entries = []

    def _tell(self, sentence: str) -> None:
        if self._closing:
            raise GoneAway
        self._put("preparing", None, sentence)

    def _run(self, race: Race):
        self._put("racing", race)
        while not self._closing:
            if self._paused:
                self._put("paused", race)
                with self._bell:
                    self._bell.wait_for(lambda: self._closing or not self._paused)
                continue
            going = race.turn()
            if not going:
                self._put("over", race)
                return
            if not self._news:
                self._put("racing", race)

    def _put(self, phase: str, race: Race | None, sentence: str = ""):
        lanes, fair = (race.standings(), race.fair) if race is not None else (self._moment.lanes, self._moment.fair)
        with self._bell:
            self._moment, self._news = RaceMoment(phase, sentence, lanes, fair), True
