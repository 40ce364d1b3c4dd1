"""Log of internal errors: the traceback goes into a file, one sentence to the user."""

import traceback
from datetime import datetime
from pathlib import Path

from core.session import own_folders
from core.text.errors import LayerlabError
from core.text.messages import say

LARGEST_LOG = 1_000_000


def log_path() -> Path:
    """Where faults are written."""
    return own_folders.log() / "layerlab.log"


def sentence(error: BaseException, what: str) -> str:
    """One sentence for an exception that was caught while `what` ("Training") was going on.

    A problem that a person can fix says so itself. Anything else is written to the log with its traceback.
    """
    if isinstance(error, LayerlabError):
        return str(error)
    if isinstance(error, MemoryError):
        return say("{what} does not fit into the memory of this computer; make the batch or the layers smaller.",
                  what=say(what))
    kind = type(error).__name__
    where = log_path()
    kept = say("; the details are in {file}", file=where) if _written(error, what, where) else ""
    return say("{what} stopped because of a fault in the program ({kind}){kept}.", what=say(what), kind=kind, kept=kept)


def _written(error: BaseException, what: str, where: Path) -> bool:
    story = "".join(traceback.format_exception(error))
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        mode = "a" if not where.exists() or where.stat().st_size < LARGEST_LOG else "w"
        with where.open(mode, encoding="utf-8") as file:
            file.write(f"{datetime.now().isoformat(' ', 'seconds')} {what}\n{story}\n")
    except OSError:
        # A full or read-only disk must not turn one fault into two.
        return False
    return True
