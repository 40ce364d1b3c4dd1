"""Tokens, contrast, fonts, colour maps, icons: the look as numbers."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from gui.style import theme
from gui.style.tokens import THEMES


@pytest.fixture(autouse=True)
def dark(qapp):
    theme.apply("dark", qapp)
    yield
    theme.apply("dark", qapp)


def luminance(name: str) -> float:
    parts = [channel / 255 for channel in QColor(name).getRgb()[:3]]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["text", "muted", "accent_text", "positive_text", "negative_text", "ok_text"])
def test_text_can_be_read_on_panel_and_card(name, role):
    tokens = THEMES[name]
    for ground in (tokens.panel, tokens.card):
        assert contrast(getattr(tokens, role), ground) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_the_filled_button_can_be_read(name):
    assert contrast(THEMES[name].on_filled, THEMES[name].filled) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_zero_vanishes_and_the_ends_do_not(qapp, name):
    theme.apply(name)
    lut, tokens = theme.diverging(), theme.tokens()
    assert lut.shape == theme.sequential().shape == (256, 3)
    assert lut.dtype == np.uint8
    middle = "#{:02x}{:02x}{:02x}".format(*lut[128])
    assert contrast(middle, tokens.card) < 1.25
    assert contrast("#{:02x}{:02x}{:02x}".format(*lut[0]), tokens.card) > 1.9
    assert np.abs(theme.sequential()[0].astype(int) - lut[128]).max() <= 2
    assert (theme.sequential()[-1] == lut[-1]).all()
    with pytest.raises(ValueError, match="read-only"):
        lut[0] = 0


def test_a_switch_repaints_everything(qapp, qtbot):
    button = QPushButton("Play")
    qtbot.addWidget(button)
    theme.set_icon(button, "play", "text")
    dark = button.icon().pixmap(18, 18).toImage()
    with qtbot.waitSignal(theme.signals.changed):
        theme.apply("light")
    assert button.icon().pixmap(18, 18).toImage() != dark
    assert qapp.palette().window().color() == QColor(THEMES["light"].ground)
    assert THEMES["light"].panel in qapp.styleSheet()


def test_the_bundled_font_is_used_and_its_figures_can_be_tabular():
    assert QFontInfo(theme.font(13)).family() == "Inter"
    plain, tabular = (QFontMetrics(theme.font(13, tabular=flag)) for flag in (False, True))
    assert tabular.horizontalAdvance("1111") == tabular.horizontalAdvance("8888")
    assert plain.horizontalAdvance("1111") < plain.horizontalAdvance("8888")


def test_no_text_is_smaller_than_eleven():
    assert theme.font(8).pixelSize() == 11


def test_text_grows_for_a_projector():
    theme.set_text_scale(1.5)
    try:
        assert theme.font(12).pixelSize() == 18
        theme.set_text_scale(9)
        assert theme.text_scale() == 2.0
    finally:
        theme.set_text_scale(1.0)


def test_every_glyph_is_a_vector_that_takes_a_colour():
    folder = theme.RESOURCES / "icons"
    glyphs = sorted(folder.glob("*.svg"))
    assert len(glyphs) > 30
    for path in glyphs:
        text = path.read_text(encoding="utf-8")
        if path.stem != "chevron":
            assert "currentColor" in text
            assert not re.search(r"#[0-9a-fA-F]{3,6}", text)
        image = theme.pixmap(path.stem, "#ff0000", 18, 2.0).toImage()
        assert image.width() == 36
        reds = [image.pixelColor(x, y) for x in range(36) for y in range(36) if image.pixelColor(x, y).alpha() > 200]
        assert reds, f"{path.stem} shows nothing"


def test_class_colours_differ_and_begin_with_negative_and_positive():
    for tokens in THEMES.values():
        assert len(set(tokens.classes)) == 10
        assert tokens.classes[:2] == (tokens.negative, tokens.positive)


def test_a_combo_box_keeps_its_arrow(qtbot):
    box = QComboBox()
    box.addItem("ReLU")
    box.resize(120, 32)
    qtbot.addWidget(box)
    image = box.grab().toImage()
    ground = QColor(theme.tokens().card)
    corner = {image.pixelColor(x, y).name() for x in range(95, 117) for y in range(10, 22)}
    assert corner - {ground.name()}, "nothing is drawn where the arrow should be"


def test_the_style_sheet_names_no_file_that_is_missing():
    for path in re.findall(r'url\("([^"]+)"\)', QApplication.instance().styleSheet()):
        assert Path(path).is_file()
