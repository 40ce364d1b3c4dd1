"""Background work that must not block the window: one thread for reading files and making samples."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from core.files import progress
from core.text.errors import LayerlabError
from gui.model.askers import still_there
from gui.text.translation import tr


class Background(QObject):
    """Runs functions one after the other in a thread of its own; answers come back in the window's thread."""

    _done = Signal(int, object, str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._waiting: dict[int, tuple[Callable, Callable]] = {}
        self._count = 0
        self._closed = False
        self._done.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Nothing is under way."""
        return not self._waiting

    def run(self, function: Callable[[], Any], done: Callable[[Any], None],
            failed: Callable[[str], None] = lambda sentence: None) -> None:
        """Call `function()` elsewhere, then here `done(result)` or `failed(sentence)`, unless who asked is gone."""
        if self._closed:
            return
        self._count += 1
        number = self._count
        self._waiting[number] = (done, failed)
        self._pool.start(lambda: self._work(number, function))

    def close(self) -> None:
        """Forget what is under way and wait for its end."""
        self._closed = True
        self._waiting.clear()
        self._pool.clear()
        self._pool.waitForDone()

    def _work(self, number, function):
        result, fault = None, ""
        try:
            with progress.told_to(self._go_on):
                result = function()
        except progress.GivenUp:
            pass  # the window closes
        except LayerlabError as error:
            fault = str(error)
        except Exception as error:  # a worker must always answer; the sentence goes to a dialog
            fault = tr("Something unforeseen went wrong ({kind}: {error}).", kind=type(error).__name__, error=error)
        self._done.emit(number, result, fault)

    def _go_on(self, _done, _total):
        if self._closed:
            raise progress.GivenUp

    def _answer(self, number, result, fault):
        done, failed = self._waiting.pop(number, (None, None))
        if done is None:
            return
        answer, told = (failed, fault) if fault else (done, result)
        if still_there(answer):
            answer(told)
