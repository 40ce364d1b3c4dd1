"""The settings that the window keeps from one start to the next, in one INI file of the user's."""

import json
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from core.files.user_files import call_strange, printable, shown
from core.session import own_folders
from gui.style.tokens import THEMES
from gui.text.translation import tr

MOST_RECENT = 8
MOST_TRUSTED = 200
LONGEST = 4096
"""Letters of a name or a path: no file has a longer one."""
BEFORE = {"theme": lambda value: isinstance(value, str) and value in THEMES and value != "projector",
          "text_scale": lambda value: isinstance(value, int | float) and 1.0 <= value <= 2.0,
          "arrangement": lambda value: isinstance(value, dict)}
"""What is remembered of the look before projector mode, and what makes sense of it: the settings are a file."""


def _word(found) -> str:
    if not isinstance(found, str) or len(found) > LONGEST or not found.isprintable():
        raise ValueError(found)
    return found


def _words(found) -> list[str]:
    """INI files know no list of one."""
    return [_word(one) for one in (found if isinstance(found, list) else [found] if found else [])]


def _theme(found) -> str:
    if _word(found) not in THEMES:
        raise ValueError(found)
    return found


def _scale(found) -> float:
    if not math.isfinite(scale := float(found)):
        raise ValueError(found)
    return min(max(scale, 1.0), 2.0)


def _bytes(found) -> QByteArray:
    if not isinstance(found, QByteArray):
        raise ValueError(found)
    return found


def _object(found) -> dict:
    if not isinstance(found, str) or not isinstance(known := json.loads(found), dict):
        raise ValueError(found)
    return known


class Settings:
    """Theme, text size, language, geometry, recent files. `path` stands in for the user's own file.

    The file may hold anything: a setting that makes no sense is dropped alone, as if it had never been made.
    """

    def __init__(self, path: str | Path | None = None):
        self.path = Path(path) if path else own_folders.settings() / "layerlab.ini"
        self.changed: Callable[[], object] | None = None
        """Called after each change."""
        self._store = self._opened()

    def _opened(self) -> QSettings:
        return QSettings(str(self.path), QSettings.Format.IniFormat)

    def _read(self, key: str, sense, otherwise):
        """What stands under a key, as `sense` makes it of what the file has."""
        try:
            found = self._store.value(key)
            return otherwise if found is None else sense(found)
        except Exception:  # whatever Qt, Python and JSON may make of damaged bytes
            self._store.remove(key)
            return otherwise

    def _put(self, key: str, value) -> None:
        self._store.setValue(key, value)
        if self.changed is not None:
            self.changed()

    @property
    def theme(self) -> str:
        """The name of a theme; dark at first."""
        return self._read("theme", _theme, "dark")

    @theme.setter
    def theme(self, name: str) -> None:
        self._put("theme", name)

    @property
    def text_scale(self) -> float:
        """The factor on every font size, 1 to 2."""
        return self._read("text_scale", _scale, 1.0)

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._put("text_scale", scale)

    @property
    def language(self) -> str:
        """The code of a language, "" for that of the system."""
        return self._read("language", _word, "")

    @language.setter
    def language(self, code: str) -> None:
        self._put("language", code)

    @property
    def unfolded(self) -> list[str]:
        """The classes whose seldom set parameters are shown."""
        return self._read("unfolded", _words, [])

    @unfolded.setter
    def unfolded(self, names: list[str]) -> None:
        self._put("unfolded", names)

    @property
    def toured(self) -> bool:
        """Whether the tour of the first start has been taken or skipped."""
        return self._read("toured", _word, "") == "yes"

    @toured.setter
    def toured(self, done: bool) -> None:
        self._put("toured", "yes" if done else "")

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood; empty at first."""
        return self._read("geometry", _bytes, QByteArray())

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._put("geometry", geometry)

    @property
    def arrangement(self) -> dict:
        """How the window was arranged; empty at first."""
        return self._read("arrangement", _object, {})

    @arrangement.setter
    def arrangement(self, arrangement: dict) -> None:
        self._put("arrangement", json.dumps(arrangement))

    @property
    def before_projector(self) -> dict:
        """Theme, size of text and arrangement to which leaving projector mode leads back; empty outside of it."""
        found = self._read("before_projector", _object, {})
        return {name: found[name] for name, fits in BEFORE.items() if name in found and fits(found[name])}

    @before_projector.setter
    def before_projector(self, before: dict) -> None:
        self._put("before_projector", json.dumps(before))

    @property
    def last(self) -> str:
        """The project that was open when the window was closed: a path, or "" for the start page."""
        return self._read("last", _word, "")

    @last.setter
    def last(self, path: str) -> None:
        self._put("last", path)

    @property
    def recents(self) -> list[Path]:
        """Files opened or saved lately that still exist, the newest first."""
        return [path for path in self.known_recents if os.path.exists(path)]

    @property
    def known_recents(self) -> list[Path]:
        """Files opened or saved lately, the newest first, whether they still exist or not."""
        return [Path(name) for name in self._read("recents", _words, []) if name][:MOST_RECENT]

    @property
    def trusted(self) -> list[str]:
        """Data files outside of a project's folder that were opened, saved with a project or agreed to."""
        return self._read("trusted", _words, [])

    def trust(self, paths: Iterable[str]) -> None:
        """A project may read these from now on without asking."""
        wanted = list(dict.fromkeys(paths))
        for path in wanted:
            call_strange(path, False)
        kept = wanted + [path for path in self.trusted if path not in wanted]
        self._put("trusted", kept[:MOST_TRUSTED])

    def remember(self, path: str | Path) -> None:
        """Put a file at the head of the recent ones."""
        path = Path(path).resolve()
        kept = [str(path)] + [str(other) for other in self.recents if other != path]
        self._put("recents", kept[:MOST_RECENT])

    def write(self) -> str:
        """Bring everything to the disk: whole, or the file stays as it was. Returns why that cannot be in one sentence,
        or "". What was not written is tried again with the next change."""
        if self._store.status() != QSettings.Status.NoError:
            self._store = self._opened()  # Qt keeps what is to be written, and never forgets the first thing amiss
        self._store.sync()
        if self._store.status() != QSettings.Status.AccessError:
            return ""
        return tr("Theme, language and recent files are forgotten when the program ends: {file} cannot be written to "
                  "{folder}; make room there, or allow it.", file=shown(self.path), folder=printable(self.path.parent))
