"""The theme in use: tokens, palette, style sheet, fonts, colour maps and tinted vector icons.

Widgets read `tokens()` when they paint and repaint on `signals.changed`, so a switch needs no restart.
"""

from functools import cache, lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gui.style.style_sheet import style_sheet
from gui.style.tokens import THEMES, Tokens

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
LARGEST_TEXT = 2.0
FALLBACK_FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", "sans-serif")


class _Signals(QObject):
    changed = Signal()


class _State:
    """What is chosen now. `families` is filled when the bundled fonts have been loaded."""

    tokens = THEMES["dark"]
    families: tuple[str, ...] = FALLBACK_FAMILIES
    fonts_loaded = False
    styled = False
    text_scale = 1.0


signals = _Signals()
_buttons: WeakKeyDictionary = WeakKeyDictionary()


def tokens() -> Tokens:
    """The values of the theme in use."""
    return _State.tokens


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A token by its name, or any `#rrggbb`, as a QColor with `alpha` 0 to 1."""
    return QColor(_colour(name if name.startswith("#") else getattr(_State.tokens, name), alpha))


@cache
def _colour(name: str, alpha: float) -> QColor:
    found = QColor(name)
    found.setAlphaF(alpha)
    return found


def mixed(name: str, ground: str, share: float) -> QColor:
    """`share` of one colour over another: as faint as a transparent one, but the same however often it is drawn."""
    over, under = colour(name), colour(ground)
    return QColor(*(round(share * a + (1 - share) * b) for a, b in zip(over.getRgb(), under.getRgb(), strict=True)))


def readable_on(ground: QColor) -> QColor:
    """The colour of the text or of the panel, whichever stands out more from a ground."""
    return colour(_readable_on(ground.name(), _State.tokens.text, _State.tokens.panel))


@lru_cache(maxsize=1024)
def _readable_on(ground: str, *inks: str) -> str:
    return max(inks, key=lambda ink: contrast(QColor(ink), QColor(ground)))


def contrast(one: QColor, other: QColor) -> float:
    """How much two colours differ in light, 1 to 21 (WCAG 2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    def light(shade):
        parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                 for part in (shade.redF(), shade.greenF(), shade.blueF()))
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def apply(name: str, application: QApplication | None = None) -> None:
    """Switch the whole application to "dark", "light" or "projector"."""
    application = application or QApplication.instance()
    _State.tokens = THEMES[name]
    load_fonts()
    _diverging.cache_clear()
    _pixmap.cache_clear()
    if not _State.styled:
        application.setStyle("Fusion")
        _State.styled = True
    application.setFont(font(13))
    application.setPalette(palette(_State.tokens))
    application.setStyleSheet(style_sheet(_State.tokens, RESOURCES / "icons", text_scale()))
    for button, (icon_name, role, size) in list(_buttons.items()):
        if isValid(button):  # Qt may have deleted it while Python still holds its shell
            _tint(button, icon_name, role, size)
    signals.changed.emit()


def set_text_scale(scale: float) -> None:
    """Enlarge all text (1.0 to 2.0); what was made before keeps its size, so the window is made again."""
    _State.text_scale = min(max(scale, 1.0), LARGEST_TEXT)


def text_scale() -> float:
    """The factor on every font size: the user's, or that of a theme made to be seen from afar."""
    return max(_State.text_scale, _State.tokens.least_text)


def px(pixels: float) -> int:
    """A length that grows with the text, such as the height of a control, in whole pixels."""
    return round(pixels * text_scale())


def load_fonts() -> None:
    """Load every font of resources/fonts once; without any, a family of the system takes its place."""
    if _State.fonts_loaded:
        return
    _State.fonts_loaded = True
    found = []
    for path in sorted((RESOURCES / "fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        found += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    inter = sorted({family for family in found if family.startswith("Inter")}, key=len)
    _State.families = tuple(dict.fromkeys((*inter, *FALLBACK_FAMILIES)))


def font(pixels: float, weight: int = 400, tabular: bool = False, tracking: float = 0.0) -> QFont:
    """Inter at a size in pixels; `tabular` gives figures of one width; `tracking` in percent."""
    return QFont(_font(pixels, weight, tabular, tracking, text_scale()))


@cache
def _font(pixels: float, weight: int, tabular: bool, tracking: float, scale: float) -> QFont:
    load_fonts()
    made = QFont()
    made.setFamilies(list(_State.families))
    made.setPixelSize(max(round(max(pixels, 11) * scale), 1))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    if tracking:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + tracking)
    return made


def heading() -> QFont:
    """Tracked capitals of section heads; the text itself is written in capitals."""
    return font(11, 600, tracking=8)


def palette(t: Tokens) -> QPalette:
    """Qt's palette from the tokens, for everything that the style sheet leaves alone."""
    made = QPalette()
    role = QPalette.ColorRole
    plain = {
        role.Window: t.ground, role.WindowText: t.text, role.Base: t.card, role.AlternateBase: t.hover,
        role.Text: t.text, role.Button: t.card, role.ButtonText: t.text, role.BrightText: t.on_filled,
        role.ToolTipBase: t.card, role.ToolTipText: t.text, role.PlaceholderText: t.muted,
        role.Highlight: t.filled, role.HighlightedText: t.on_filled, role.Link: t.accent_text,
        role.Light: t.hover, role.Midlight: t.hover, role.Mid: t.line, role.Dark: t.line,
        role.Shadow: t.shadow,
    }
    for which, value in plain.items():
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.faint))
    return made


def ramp(stops: tuple[str, ...], count: int = 256) -> np.ndarray:
    """`count` colours, (count, 3) uint8, along straight lines between the stops."""
    points = np.array([QColor(stop).getRgb()[:3] for stop in stops], float)
    where = np.linspace(0, len(stops) - 1, count)
    channels = [np.interp(where, np.arange(len(stops)), points[:, i]) for i in range(3)]
    return np.round(np.stack(channels, 1)).astype(np.uint8)


@cache
def _diverging(name: str) -> tuple[np.ndarray, np.ndarray]:
    both = ramp(THEMES[name].diverging), ramp(THEMES[name].diverging[2:])
    for lut in both:
        lut.setflags(write=False)
    return both


def diverging() -> np.ndarray:
    """(256, 3) uint8 from −max (orange) through zero to +max (blue)."""
    return _diverging(_State.tokens.name)[0]


def sequential() -> np.ndarray:
    """(256, 3) uint8 from the colour of zero to strong (blue)."""
    return _diverging(_State.tokens.name)[1]


def class_colours() -> list[str]:
    """Ten colours that red-green blind people tell apart; the first two are negative and positive."""
    return list(_State.tokens.classes)


@cache
def _glyph(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def draw_icon(painter: QPainter, name: str, box: QRectF, role: str = "muted") -> None:
    """Paint a glyph of resources/icons as vectors into `box`, in the colour of a token (or `#rrggbb`)."""
    from PySide6.QtSvg import QSvgRenderer
    tinted = _glyph(name).replace("currentColor", colour(role).name())
    QSvgRenderer(QByteArray(tinted.encode())).render(painter, QRectF(box))


@cache
def _pixmap(name: str, hue: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    draw_icon(painter, name, QRectF(0, 0, size, size), hue)
    painter.end()
    return made


def pixmap(name: str, role: str = "muted", size: int = 18, ratio: float = 1.0) -> QPixmap:
    """A glyph as a picture of `size` logical pixels, sharp at the device pixel ratio."""
    return _pixmap(name, colour(role).name(), size, ratio)


def icon(name: str, role: str | None = None, size: int = 18) -> QIcon:
    """A tinted glyph as a QIcon, sharp on every screen that there is now."""
    made = QIcon()
    application = QApplication.instance()
    for ratio in {1.0, application.devicePixelRatio() if application else 1.0}:
        made.addPixmap(pixmap(name, role or "text", size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, "faint", size, ratio), QIcon.Mode.Disabled)
    return made


def set_icon(button, name: str, role: str = "text", size: int = 18) -> None:
    """Give a button or an action a glyph that is tinted again whenever the theme changes, and grows with the text."""
    wanted = (name, role, size)
    if _buttons.get(button) != wanted:
        _buttons[button] = wanted
        _tint(button, *wanted)


def _tint(button, name: str, role: str, size: int) -> None:
    side = px(size)
    if hasattr(button, "setIconSize"):
        button.setIconSize(QSize(side, side))
    button.setIcon(icon(name, role, side))
