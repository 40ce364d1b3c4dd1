"""Theme, size of text and language, as the commands change them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.style import theme

PROJECTOR = "projector"
TEXT_SCALES = (1.0, 1.1, 1.25, 1.4, 1.5, 1.75, 2.0)


class Appearance(QObject):
    """Writes the choice into the settings; `changed` when the window has to follow them. `arrangement` says how the
    window stands now."""

    changed = Signal()

    def __init__(self, settings, arrangement: Callable[[], dict] = dict):
        super().__init__()
        self.settings, self.arrangement = settings, arrangement
        self._returned: dict | None = None

    def switch_theme(self) -> None:
        """Light or dark; from projector mode back to the one that there was."""
        if theme.tokens().name == PROJECTOR:
            self.switch_projector()
            return
        self.settings.theme = "light" if theme.tokens().name == "dark" else "dark"
        self.changed.emit()

    def switch_projector(self) -> None:
        """Large type and high contrast, or back to the theme, the size of text and the columns that there were before:
        also where the program was closed in between."""
        settings = self.settings
        if theme.tokens().name == PROJECTOR:
            before = settings.before_projector
            settings.theme = before.get("theme", "dark")
            settings.text_scale = before.get("text_scale", settings.text_scale)
            self._returned = before.get("arrangement")
            settings.before_projector = {}
        else:
            settings.before_projector = {"theme": theme.tokens().name, "text_scale": settings.text_scale,
                                         "arrangement": self.arrangement()}
            settings.theme = PROJECTOR
        self.changed.emit()

    def take_arrangement(self) -> dict | None:
        """How the window stood before the projector mode that was just left, once; None at every other change."""
        returned, self._returned = self._returned, None
        return returned

    def choose_language(self, code: str, *_) -> None:
        """Show everything in another language."""
        self.settings.language = code
        self.changed.emit()

    def step(self, by: int) -> None:
        """Text one notch larger or smaller."""
        here = min(range(len(TEXT_SCALES)), key=lambda i: abs(TEXT_SCALES[i] - theme.text_scale()))
        self.set_scale(TEXT_SCALES[min(max(here + by, 0), len(TEXT_SCALES) - 1)])

    def set_scale(self, scale: float) -> None:
        """Text at so many times its usual size."""
        self.settings.text_scale = scale
        self.changed.emit()
