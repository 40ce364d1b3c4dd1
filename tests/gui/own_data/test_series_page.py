"""The page of a series: steps with a plot each, switched on and off, and a forecast beside the naive ones."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.session.orders import Play
from gui.views.forecast import ForecastPanel
from tests.gui.shell_parts import window

ROWS = "".join(f"{2000 + place // 12}-{place % 12 + 1:02d}-01;{100 + place + 20 * (place % 12 > 5)}\n"
               for place in range(120))


@pytest.mark.scene
def test_a_table_is_read_as_a_series_and_foretold(qtbot, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("month;sold\n" + ROWS)
    with window(qtbot, tmp_path) as app:
        app.session.open_path(path)
        qtbot.waitUntil(lambda: app.files.tables.page is not None, timeout=20_000)
        before = app.files.tables.page
        before.file.series.click()
        qtbot.waitUntil(lambda: app.files.tables.page not in (None, before), timeout=20_000)
        page = app.files.tables.page
        assert not page.steps.plots["season"].isVisible()
        page.steps.switches["season"].click()
        qtbot.waitUntil(lambda: page.found.dataset.season == 12, timeout=20_000)
        assert page.steps.plots["season"].isVisible()
        assert page.steps.switches["season"].isChecked()
        page.steps.switches["logarithm"].click()
        qtbot.waitUntil(lambda: page.found.dataset.logarithm, timeout=20_000)
        page.steps.switches["logarithm"].click()
        qtbot.waitUntil(lambda: not page.found.dataset.logarithm, timeout=20_000)
        assert not page.steps.plots["logarithm"].isVisible()
        assert "as a season ago" in page.naive.text()
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not app.window.starting, timeout=20_000)
        assert app.document.check.trainable
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.views.show_panel(ForecastPanel)
        panel = app.window.views.panel(ForecastPanel)
        app.runner.order(Play("epoch"))
        qtbot.waitUntil(lambda: panel.found is not None, timeout=60_000)
        assert len(panel.found.naive) == 3
        assert abs(panel.found.foretold.mean() - 220) < 60, "in the unit of the data"
