"""Faults of the program itself: the whole story goes into a file, one sentence to the user."""

import logging
from pathlib import Path

from platformdirs import user_log_dir

from core.errors import LayerlabError

LOG = logging.getLogger("layerlab")


def log_path() -> Path:
    """Where faults are written."""
    return Path(user_log_dir("layerlab", appauthor=False)) / "layerlab.log"


def sentence(error: BaseException, what: str) -> str:
    """One sentence for an exception that was caught while `what` ("Training") was going on.

    A problem that a person can mend says so itself. Anything else is written to the log with its traceback.
    """
    if isinstance(error, LayerlabError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"{what} does not fit into the memory of this computer; make the batch or the layers smaller."
    _write(error, what)
    return (f"{what} stopped because of a fault in the program ({type(error).__name__}); the details are in "
            f"{log_path()}.")


def _write(error: BaseException, what: str) -> None:
    if not LOG.handlers:
        try:
            log_path().parent.mkdir(parents=True, exist_ok=True)
            handler = logging.FileHandler(log_path(), encoding="utf-8", delay=True)
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOG.addHandler(handler)
    LOG.error("%s failed", what, exc_info=error)
