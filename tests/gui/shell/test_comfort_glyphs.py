"""Glyphs keep up with the text beside them."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from gui.style import theme
from tests.gui.shell_parts import example, window


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def glyphs_of(app) -> dict[str, tuple[int, int]]:
    """How wide the glyph of every visible button is drawn, and how wide the button is, by accessible name."""
    found = {}
    for button in app.window.findChildren(QToolButton):
        if button.isVisible() and button.isEnabled() and not button.icon().isNull() and not button.text():
            image = button.grab().toImage()
            inner = range(3, image.width() - 3)
            ground = image.pixel(4, image.height() // 2)
            inked = [x for x in inner if any(image.pixel(x, y) != ground for y in range(4, image.height() - 4))]
            found[button.accessibleName()] = inked[-1] - inked[0] + 1, button.width()
    return found


@pytest.mark.scene
def test_glyphs_grow_with_the_text(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        small = glyphs_of(app)
        app.settings.text_scale = 2.0
        app.show_look()
        QTest.qWait(50)
        large = glyphs_of(app)
        both = {name for name in small.keys() & large.keys() if not name.startswith("Stay with")}
        assert len(both) >= 6
        for name in both:
            assert 1.7 <= large[name][0] / small[name][0] <= 2.4, name
            assert large[name][0] <= large[name][1], name
