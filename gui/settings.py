"""What the window remembers from one start to the next, in one INI file of the user's."""

import json
import math
from pathlib import Path

from platformdirs import user_config_dir
from PySide6.QtCore import QByteArray, QSettings

from gui.tokens import THEMES

MOST_RECENT = 8
BEFORE = {"theme": lambda value: isinstance(value, str) and value in THEMES and value != "projector",
          "text_scale": lambda value: isinstance(value, int | float) and 1.0 <= value <= 2.0,
          "arrangement": lambda value: isinstance(value, dict)}
"""What is remembered of the look before projector mode, and what makes sense of it: the settings are a file."""


class Settings:
    """Theme, text size, language, geometry, recent files. `path` stands in for the user's own file."""

    def __init__(self, path: str | Path | None = None):
        self.path = Path(path) if path else Path(user_config_dir("Layerlab", appauthor=False)) / "layerlab.ini"
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """The name of a theme; dark at first."""
        found = self._store.value("theme", "dark")
        return found if found in THEMES else "dark"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def text_scale(self) -> float:
        """The factor on every font size, 1 to 2."""
        try:
            found = float(self._store.value("text_scale", 1.0))
        except (TypeError, ValueError):
            return 1.0
        return min(max(found, 1.0), 2.0) if math.isfinite(found) else 1.0

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._store.setValue("text_scale", scale)

    @property
    def language(self) -> str:
        """The code of a language, "" for that of the system."""
        return str(self._store.value("language", "") or "")

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def unfolded(self) -> list[str]:
        """The classes whose seldom set parameters are shown."""
        found = self._store.value("unfolded", [])
        return [found] if isinstance(found, str) else [str(name) for name in found or []]

    @unfolded.setter
    def unfolded(self, names: list[str]) -> None:
        self._store.setValue("unfolded", names)

    @property
    def toured(self) -> bool:
        """Whether the tour of the first start has been taken or skipped."""
        return str(self._store.value("toured", "")) == "yes"

    @toured.setter
    def toured(self, done: bool) -> None:
        self._store.setValue("toured", "yes" if done else "")

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood; empty at first."""
        found = self._store.value("geometry", QByteArray())
        return found if isinstance(found, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def arrangement(self) -> dict:
        """How the window was arranged; empty at first."""
        try:
            found = json.loads(str(self._store.value("arrangement", "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @arrangement.setter
    def arrangement(self, arrangement: dict) -> None:
        self._store.setValue("arrangement", json.dumps(arrangement))

    @property
    def before_projector(self) -> dict:
        """Theme, size of text and arrangement to which leaving projector mode leads back; empty outside of it."""
        try:
            found = json.loads(str(self._store.value("before_projector", "{}")))
        except ValueError:
            return {}
        return {name: found[name] for name, fits in BEFORE.items()
                if name in found and fits(found[name])} if isinstance(found, dict) else {}

    @before_projector.setter
    def before_projector(self, before: dict) -> None:
        self._store.setValue("before_projector", json.dumps(before))

    @property
    def last(self) -> str:
        """The project that was open when the window was closed: a path, or "" for the start page."""
        return str(self._store.value("last", "") or "")

    @last.setter
    def last(self, path: str) -> None:
        self._store.setValue("last", path)

    @property
    def recents(self) -> list[Path]:
        """Files opened or saved lately that still exist, the newest first."""
        return [path for path in self.known_recents if path.is_file()]

    @property
    def known_recents(self) -> list[Path]:
        """Files opened or saved lately, the newest first, whether they still exist or not."""
        found = self._store.value("recents", [])
        names = [found] if isinstance(found, str) else list(found or [])
        return [Path(name) for name in names if name and isinstance(name, str)][:MOST_RECENT]

    def remember(self, path: str | Path) -> None:
        """Put a file at the head of the recent ones."""
        path = Path(path).resolve()
        kept = [str(path)] + [str(other) for other in self.recents if other != path]
        self._store.setValue("recents", kept[:MOST_RECENT])

    def write(self) -> None:
        """Bring everything to the disk."""
        self._store.sync()
