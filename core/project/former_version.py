"""The former version of a project file: kept beside it at every saving, and offered when the file cannot be read."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from core.files.atomic_write import SUFFIX, mark, mark_file
from core.project import container
from core.project.spec import Project
from core.text.errors import LayerlabError

ENDING = ".bak"


def place(path: str | Path) -> Path:
    """Where the former version of a file lies."""
    return Path(f"{path}{ENDING}")


def of(path: str | Path) -> Path | None:
    """The former version of a file, where there is one that can be read."""
    found = place(path)
    return found if found.is_file() and _whole(found) else None


def keep(target: Path, content: bytes) -> None:
    """Make what stands in a file its former version, just before `content` takes its place. One that cannot be read, or
    says the same, takes the place of none. Saving goes on where there is no room for two."""
    with suppress(OSError):
        if not target.is_file() or not _whole(target) or mark_file(target) == mark(content):
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=SUFFIX, dir=target.parent)
        os.close(handle)
        try:
            os.unlink(name)
            try:
                os.link(target, name)
            except OSError:  # no links on this disk
                shutil.copyfile(target, name)
            os.replace(name, place(target))
        finally:
            Path(name).unlink(missing_ok=True)


def _whole(path: Path) -> bool:
    """Whether a file holds a project."""
    try:
        with container.opened(path) as (content, _):
            Project.from_json(content)
    except (LayerlabError, OSError):
        return False
    return True
