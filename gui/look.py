"""Theme, size of text and language, as the commands change them."""

from PySide6.QtCore import QObject, Signal

from gui import theme

TEXT_SCALES = (1.0, 1.1, 1.25, 1.4, 1.5, 1.75, 2.0)


class Look(QObject):
    """Writes the choice into the settings; `changed` when the window has to follow them."""

    changed = Signal()

    def __init__(self, settings):
        super().__init__()
        self.settings = settings

    def switch_theme(self) -> None:
        """Light or dark."""
        self._choose("light" if theme.tokens().name == "dark" else "dark")

    def switch_projector(self) -> None:
        """Large type and high contrast, or back to the light theme."""
        self._choose("light" if theme.tokens().name == "projector" else "projector")

    def _choose(self, name):
        self.settings.theme = name
        self.changed.emit()

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
