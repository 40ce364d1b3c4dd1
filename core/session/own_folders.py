"""The folders in which the program keeps its own things: settings, compiled kernels, the log of faults.

They are the user's, as the system has them. A bundle with a folder `portable` beside the program keeps everything in
there, as on a stick that goes from one computer to the next; `LAYERLAB_FOLDER` names such a folder too.
"""

import os
from pathlib import Path

from core.text.resources import bundle

VARIABLE, PORTABLE = "LAYERLAB_FOLDER", "portable"


def settle() -> None:
    """Tell the cache of kernels where it lies, and what a bundle has for it. Called before anything else."""
    found, folder = portable(), bundle()
    if not found and folder is None:
        return
    # With the kernels comes NumPy, which a window need not wait for.
    from core.files import content_marks
    from core.kernels.runtime import cache, processor
    if found:
        os.environ.setdefault(cache.VARIABLE, str(found / "cache"))
        os.environ.setdefault(content_marks.VARIABLE, str(found / "unpacked"))
    if folder is not None and (folder / "kernels").is_dir():
        os.environ.setdefault(cache.SHIPPED, str(folder / "kernels"))
        processor.settle()


def portable() -> Path | None:
    """The one folder for everything; None where things lie where the system has them."""
    if chosen := os.environ.get(VARIABLE):
        return Path(os.path.abspath(chosen))
    folder = bundle()
    return folder / PORTABLE if folder is not None and (folder / PORTABLE).is_dir() else None


def settings() -> Path:
    """Where settings lie, and unsaved work with them."""
    from platformdirs import user_config_dir
    return portable() or Path(user_config_dir("Layerlab", appauthor=False))


def log() -> Path:
    """Where faults are written."""
    from platformdirs import user_log_dir
    return portable() or Path(user_log_dir("layerlab", appauthor=False))
