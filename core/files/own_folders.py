"""The folders in which the program keeps its own things: settings, compiled kernels, the log of faults.

They are the user's, as the system has them. A bundle with a folder `portable` beside the program keeps everything in
there, as on a stick that goes from one computer to the next; `LAYERLAB_FOLDER` names such a folder too.
"""

import os
import sys
from pathlib import Path

VARIABLE, PORTABLE = "LAYERLAB_FOLDER", "portable"


def portable() -> Path | None:
    """The one folder for everything; None where things lie where the system has them."""
    if chosen := os.environ.get(VARIABLE):
        return Path(os.path.abspath(chosen))
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).resolve().parent / PORTABLE
        return beside if beside.is_dir() else None
    return None


def settings() -> Path:
    """Where settings lie, and unsaved work with them."""
    from platformdirs import user_config_dir
    return portable() or Path(user_config_dir("Layerlab", appauthor=False))


def kernels() -> Path:
    """Where compiled kernels lie."""
    from platformdirs import user_cache_path
    found = portable()
    return found / "cache" if found else user_cache_path("layerlab", appauthor=False)


def shipped_kernels() -> Path | None:
    """Where a bundle has kernels that were compiled when it was made; None without any."""
    if getattr(sys, "frozen", False):
        found = Path(sys.executable).resolve().parent / "kernels"
        return found if found.is_dir() else None
    return None


def log() -> Path:
    """Where faults are written."""
    from platformdirs import user_log_dir
    return portable() or Path(user_log_dir("layerlab", appauthor=False))
