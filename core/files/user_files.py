"""Opening files that a person chose; what goes wrong is said in one sentence."""

import errno
import os
from pathlib import Path

from core.files.atomic_write import look_for_room
from core.text.errors import LayerlabError
from core.text.messages import say

REASONS = {
    errno.ENOENT: "was not found; check the name and the folder",
    errno.EACCES: "may not be read or written by you; change its permissions or choose another place",
    errno.EPERM: "may not be changed by you; choose another place",
    errno.EISDIR: "is a folder; choose a file in it",
    errno.ENOTDIR: "lies in something that is no folder; check the path",
    errno.ENOSPC: "does not fit, for the disk is full; free some space or choose another place",
    errno.EDQUOT: "does not fit into your share of the disk; free some space or choose another place",
    errno.EROFS: "lies on a disk that cannot be written to; choose another place",
    errno.EFBIG: "would be too large for this disk; choose another place",
    errno.EMFILE: "cannot be opened, for too many files are open; close some windows and try again",
    errno.ENFILE: "cannot be opened, for too many files are open; close some programs and try again",
    errno.ENAMETOOLONG: "has too long a name; choose a shorter one",
}


def reason(error: OSError, path: str | Path) -> str:
    """One sentence for a failed read or write of `path`."""
    known = REASONS.get(error.errno or 0)
    return f"{shown(path)} {say(known)}." if known else say("{path} could not be used: {reason}.", path=shown(path),
                                                            reason=error.strerror or error)


WRITING = {
    errno.ENODEV: "there is a device or a pipe in its place; choose another name",
    errno.EACCES: "you may not write there; change the permissions or choose another place",
    errno.EPERM: "you may not change it; choose another place",
    errno.EROFS: "the disk is read-only; choose another place",
    errno.ENOSPC: "the disk is full; free some space or choose another place",
    errno.EDQUOT: "your share of the disk is full; free some space or choose another place",
    errno.ENOENT: "there is no such folder; check the path",
    errno.EEXIST: "there is a file of that name; choose another name",
    errno.EFBIG: "the file would be too large for this disk; choose another place",
    errno.EMFILE: "too many files are open; close some windows and try again",
    errno.ENFILE: "too many files are open; close some programs and try again",
}
PROTECTED = "the file is protected from writing; take the protection away or choose another place"


def unwritable(error: OSError, path: str | Path) -> str:
    """One sentence for a failed write of `path`, with the folder in which it would lie."""
    if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG):
        return reason(error, path)
    protected = error.errno == errno.EACCES and error.filename == str(path)
    known = PROTECTED if protected else WRITING.get(error.errno or 0)
    return say("{path} cannot be written to {folder}: {reason}.", path=shown(path), folder=printable(Path(path).parent),
               reason=say(known) if known else error.strerror or error)


def refuse_unwritable(path: str | Path) -> None:
    """LayerlabError where a file of this name cannot be written, before what it shall hold is computed."""
    try:
        look_for_room(Path(path))
    except OSError as error:
        raise LayerlabError(unwritable(error, path)) from None


def shown(path: str | Path) -> str:
    """The name of a file as a sentence shows it: short, printable, never more than one line."""
    name = printable(Path(path).name or path) or say("The file")
    return name if len(name) <= 80 else name[:77] + "…"


def printable(path: str | Path) -> str:
    """A path on one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


_STRANGE: set[str] = set()


def call_strange(path: str | Path, strange: bool = True) -> None:
    """Quote nothing of a file from now on: a project that came from elsewhere named it. Or again, once the person at
    the machine has chosen it."""
    (_STRANGE.add if strange else _STRANGE.discard)(str(path))


def quotable(path: str | Path, content: str) -> str:
    """A piece of a file as a sentence may show it: short, and no word of a file that is strange."""
    return "…" if str(path) in _STRANGE else content.strip()[:40]


def regular_file(path: str | Path, kind: type[LayerlabError]) -> Path:
    """The path of a readable plain file; raises `kind` otherwise. Pipes and devices would wait or never end."""
    try:
        found = Path(path)
        found.stat()
        if found.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if not found.is_file():
            raise kind(say("{path} is no plain file; choose another.", path=shown(path)))
        with open(found, "rb"):
            return found
    except OSError as error:
        raise kind(reason(error, path)) from None
    except ValueError:  # a NUL or a lone surrogate in the name
        raise kind(say("{path!r} is no name that a file can have; check the path.", path=shown(path))) from None


def is_bare(path: str | Path) -> bool:
    """Whether a project file of this name is bare JSON, which has no room for weights."""
    return Path(path).suffix.lower() == ".json"


def size(path: Path) -> int:
    """Bytes of a file."""
    return os.stat(path).st_size


def megabytes(count: int) -> str:
    """A size as a person reads it."""
    if count < 10 * 2**30:
        return say("{count:,.0f} MB", count=count / 2**20)
    return say("{count:,.0f} GB", count=count / 2**30)
