"""A table of very few rows: what is said of it is so, and what can be seen is one of its rows."""

import pytest
from PySide6.QtGui import QPainter

from gui.style import theme
from tests.gui.shell_parts import window


@pytest.mark.scene
@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_a_table_of_few_rows(qtbot, tmp_path, rows, monkeypatch):
    file = tmp_path / "few.csv"
    file.write_text("a,b\n" + "".join(f"{row},{2 * row}\n" for row in range(1, rows + 1)))
    with window(qtbot, tmp_path) as app:
        app.session.open_path(file)
        qtbot.waitUntil(lambda: app.files.tables.page is not None, timeout=60_000)
        app.files.tables.page.use()
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and app.runner.fed, timeout=60_000)
        data = app.window.left.data
        assert ("1 row ·" if rows == 1 else f"{rows} rows ·") in data.caption.text()
        dealt = app.document.project.data.split.counts(rows)
        face = app.window.network.stage.scene.faces["input"]
        assert face.ready(), "some row is shown"
        assert face.words.startswith("validation" if dealt[1] else "training")
        brushes = []
        fill = QPainter.drawRoundedRect
        monkeypatch.setattr(QPainter, "drawRoundedRect", lambda painter, *arguments: (
            brushes.append(painter.brush().color().name()), fill(painter, *arguments))[1])
        data.split.grab()
        monkeypatch.undo()
        for role, number in zip(("train", "validation", "test"), dealt, strict=True):
            assert (theme.colour(role).name() in brushes) == bool(number), (role, dealt)
