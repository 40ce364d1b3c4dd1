"""Settings that cannot be written: one sentence at the window, until they can be again."""

import pytest

from gui.model.settings import Settings
from tests.gui.shell_parts import window

pytestmark = pytest.mark.scene


def test_what_cannot_be_kept_is_said_once_until_it_can(qtbot, tmp_path, monkeypatch):
    (tmp_path / "layerlab.ini").mkdir()
    with window(qtbot, tmp_path) as app:
        said = []
        monkeypatch.setattr(app.window.status, "say", said.append)

        def choose():
            app.look.switch_theme()
            qtbot.waitUntil(lambda: not app.kept_settings._timer.isActive())
            return [one for one in said if "layerlab.ini" in one]
        assert len(choose()) == 1
        assert str(tmp_path) in said[0]
        assert len(choose()) == 1, "it is known by now"
        (tmp_path / "layerlab.ini").rmdir()
        choose()
        assert Settings(tmp_path / "layerlab.ini").theme == app.settings.theme, "what was missed is written as well"
        (tmp_path / "layerlab.ini").unlink()
        (tmp_path / "layerlab.ini").mkdir()
        assert len(choose()) == 2
        (tmp_path / "layerlab.ini").rmdir()
