"""Colours that carry meaning stay apart to people who lack one kind of cone, and the window can be seen their way."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gui.colour_vision.colours import SIGHTS, linear, picture_seen, seen
from gui.colour_vision.window import pixels_of
from gui.style.tokens import THEMES
from tests.gui.shell.test_theme import contrast
from tests.gui.shell_parts import example, window

TO_XYZ = np.array(((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
                   (0.0193339, 0.1191920, 0.9503041)))
WHITE = np.array((0.95047, 1.0, 1.08883))
APART, PLAINLY, MEANT = 13.0, 19.0, 16.0
"""Least distances in CIE Lab: of any two classes, of the first five, of colours that say what something is. About 2.3
is just noticeable side by side; points and lines that lie apart want several times as much."""


def lab(name: str, sight) -> np.ndarray:
    """CIE Lab (D65) of a colour as a sight has it."""
    colour = seen(np.array(QColor(name).getRgb()[:3]) / 255, sight)
    ratio = TO_XYZ @ linear(colour) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


def closest(names, sight) -> float:
    """The distance of the two colours that are closest."""
    return min(float(np.linalg.norm(lab(one, sight) - lab(two, sight))) for one, two in combinations(names, 2))


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_colours_with_a_meaning_stay_apart(tokens, sight):
    assert closest((tokens.train, tokens.validation, tokens.test), sight) >= MEANT
    assert closest((tokens.positive, tokens.negative, tokens.zero), sight) >= MEANT
    assert closest((tokens.diverging[0], tokens.diverging[2], tokens.diverging[4]), sight) >= MEANT
    assert closest((tokens.text, tokens.ok, tokens.negative), sight) >= MEANT, "marks on the timeline"
    assert closest((tokens.ok, tokens.negative, tokens.accent), sight) >= MEANT, "kept, broken, chosen"
    assert closest(tokens.classes[:5], sight) >= PLAINLY
    assert closest(tokens.classes, sight) >= APART


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_text_and_what_is_drawn_have_the_contrast_that_wcag_asks_for(tokens):
    """Level AA: 4.5 for text (1.4.3), 3 for what has to be seen to understand a picture (1.4.11)."""
    grounds = (tokens.ground, tokens.panel, tokens.card, tokens.hover)
    for role in ("text", "muted", "accent_text", "positive_text", "negative_text", "ok_text"):
        assert min(contrast(getattr(tokens, role), ground) for ground in grounds) >= 4.5, role
    for fill in (tokens.filled, tokens.filled_hover):
        assert contrast(tokens.on_filled, fill) >= 4.5
    for role in ("train", "validation", "test", "positive", "negative", "ok", "accent", "faint"):
        assert contrast(getattr(tokens, role), tokens.panel) >= 3, role
    assert min(contrast(colour, tokens.panel) for colour in tokens.classes) >= 3


def test_the_simulation_is_that_of_the_paper():
    """Grey stays grey, and pure red under protanopia is the first column of the matrix."""
    for sight in SIGHTS[1:]:
        assert np.allclose(np.sum(sight.matrix, 1), 1, atol=2e-6)
        assert np.allclose(seen(np.full(3, 0.5), sight), 0.5, atol=1e-5)
    assert np.allclose(linear(seen(np.array((1.0, 0.0, 0.0)), SIGHTS[1])), (0.152286, 0.114503, 0.0), atol=1e-6)


def test_a_picture_takes_the_colours_of_the_simulation():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    for sight in SIGHTS:
        exact = np.round(seen(pixels / 255, sight) * 255)
        assert np.abs(picture_seen(pixels, sight).astype(int) - exact).max() <= 24  # six bits a channel
        assert np.abs(picture_seen(pixels, sight).astype(int) - exact).mean() <= 2


@pytest.mark.scene
def test_the_window_is_shown_as_others_see_it(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("spiral")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and app.runner.fed, timeout=60_000)
        menus = [app.session.menu, *app.session.menu.findChildren(QMenu)]
        action = next(action for menu in menus for action in menu.actions()
                      if action.text() == "Check for colour blindness…")
        action.trigger()
        dialog = next(w for w in QApplication.topLevelWidgets() if w.windowTitle() == "The window as others see it")
        qtbot.waitUntil(lambda: not dialog.shot.image.isNull(), timeout=10_000)
        shots = []
        dialog.choice.setFocus()
        QTest.keyClick(dialog.choice, Qt.Key.Key_Left)
        for sight in SIGHTS:
            assert dialog.sight is sight
            assert dialog.meaning.text() == sight.meaning
            qtbot.waitUntil(lambda: not dialog.under_way, timeout=10_000)
            shots.append(pixels_of(dialog.shot.image))
            QTest.keyClick(dialog.choice, Qt.Key.Key_Right)
        assert shots[0].shape == (900, 1480, 3)
        for sight, shot in zip(SIGHTS[1:], shots[1:], strict=True):
            assert (shot != shots[0]).any()
            assert np.abs(shot.astype(int) - picture_seen(shots[0], sight)).mean() < 0.5
        dialog.close()
        assert not dialog.again.isActive()
        qtbot.waitUntil(lambda: app.background.idle, timeout=10_000)
