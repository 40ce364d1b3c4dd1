"""Names from files are never markup: hostile ones in every name that a project has, shown everywhere in the window."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QAction, QMouseEvent, Qt, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolTip, QWidget

from core.declare.registry import ACTIVATIONS, LAYERS
from core.importing.proposal import inspect_file, propose_project
from core.inspection.series import WrittenRow
from core.project.spec import INPUT, Network, Node
from core.session.orders import Play, Show
from gui.text.plain_text import plain, titled, unmarked
from gui.views.write_on import NextBars
from gui.views.written_rows import RowList
from tests.gui.shell_parts import window

NAMES = ("<b>bold</b>", "<img src=none.png>", "</table><h1>x", "a & b", "&lt;i&gt;", "<br>cut[*]", "<!-- gone", "x<y>z")


def as_shown(text: str) -> str:
    """What Qt makes of a tooltip or a label that decides by itself."""
    if not Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_shown_as_it_stands(qapp, name):
    for text in (name, f"Columns: {name}, {name}", f"first\n{name}\nlast", f"  {name}  two   three"):
        assert as_shown(plain(text)) == text
    action = QAction(unmarked(name))
    assert action.text().replace("&&", "\0").count("&") == 0
    widget = QWidget()
    widget.setWindowTitle(titled(name))
    assert widget.windowTitle().replace("[*][*]", "[*]") == name


def hostile(folder):
    """A table whose file, columns, classes, project and group are all called like markup."""
    path = folder / "<b>t & <img src=x>.csv"
    rng = np.random.default_rng(0)
    rows = [f"{a:.3f},{b:.3f},{NAMES[0] if a > b else '<i>no</i> & more'}" for a, b in rng.normal(size=(60, 2))]
    path.write_text("\n".join(["<b>one</b>,two<img src=x>,<u>kind</u>&amp;", *rows]), encoding="utf-8")
    found = propose_project(inspect_file(path).dataset)
    one, two = (LAYERS["Dense"](units=3, activation=ACTIVATIONS["Tanh"]()) for _ in range(2))
    last = found.network.nodes[-1]
    nodes = (Node("a", one, (INPUT,), group="<h1>group</h1> & co"), Node("b", two, ("a",), group="<h1>group</h1> & co"),
             Node("c", LAYERS["Dense"](units=4, activation=ACTIVATIONS["ReLU"]()), ("b",)),
             replace(last, id="out", inputs=("c",)))
    return replace(found, name="<b>my</b> & <img src=x>[*]", network=Network(nodes), notes="<h1>notes</h1>")


@pytest.fixture
def told(monkeypatch):
    """Every tooltip that is set or shown, with the widget that does."""
    found, shown, set_ = [], QToolTip.showText, QWidget.setToolTip
    monkeypatch.setattr(QToolTip, "showText", lambda *given: (found.append(given[1]), shown(*given)))
    monkeypatch.setattr(QWidget, "setToolTip", lambda self, text: (found.append(text), set_(self, text)))
    return found





def interpreted(text: str) -> bool:
    """Whether a name in a text would be taken for markup: the program itself writes no such tags around names."""
    names = ("bold</b>", "one</b>", "<img src=", "kind</u>", "no</i>", "group</h1>", "my</b>", "<b>t &")
    return Qt.mightBeRichText(text) and any(name in text for name in names)


def hover(widget: QWidget) -> None:
    """The pointer moves over a grid of points of a widget."""
    for across in (0.1, 0.3, 0.5, 0.7, 0.9):
        for down in (0.1, 0.35, 0.6, 0.9):
            here = QPointF(widget.width() * across, widget.height() * down)
            event = QMouseEvent(QEvent.Type.MouseMove, here, QPointF(widget.mapToGlobal(here.toPoint())),
                                Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, event)
            if QApplication.activePopupWidget() is not None:
                QApplication.activePopupWidget().close()


def check(app, told: list) -> set:
    """No widget of the window takes a name for markup; returns all that was told."""
    seen = set()
    for widget in app.window.findChildren(QWidget):
        texts = [widget.toolTip()]
        if isinstance(widget, QLabel):
            if widget.textFormat() == Qt.TextFormat.PlainText:
                seen.add(widget.text())
            else:
                texts.append(widget.text())
        if isinstance(widget, QAbstractButton):
            assert not (" & " in widget.text() and "<" in widget.text() and "&&" not in widget.text()
                        and type(widget).paintEvent is QAbstractButton.paintEvent), widget.text()
        for text in texts:
            seen.add(text)
            assert not interpreted(text), (widget, text)
    for text in told:
        seen.add(text)
        assert not interpreted(text), text
    return seen


@pytest.mark.scene
def test_hostile_names_are_shown_as_they_are_everywhere(qtbot, tmp_path, told):
    with window(qtbot, tmp_path, size=(1920, 1080)) as app:
        project = hostile(tmp_path)
        app.document.open(project, tmp_path / "<b>t & <img src=x>.layerlab")
        app.window.show_start(False)
        app.runner.order(Show(project))
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.runner.order(Play("epoch"))
        qtbot.waitUntil(lambda: app.runner.state.phase == "paused", timeout=60_000)
        QTest.qWait(300)
        app.document.edit(replace(app.document.project, name="<b>again</b> & [*]"), "<b>undo</b> & more")
        for widget in app.window.findChildren(QWidget):
            if widget.isVisible() and widget.hasMouseTracking():
                hover(widget)
        seen = check(app, told)
        # The walk came where names are shown: it would fail where nothing is told.
        shown = {as_shown(text) for text in seen}
        assert any("<b>one</b>" in text and text.startswith("Columns") for text in shown)
        assert any("<b>bold</b>" in text for text in shown)
        assert any("&&" in action.text() for action in app.window.findChildren(QAction) if "undo" in action.text())
        for id in (INPUT, "c", "out"):
            app.window.network.explain(id)
            page = app.window.network.explanation
            qtbot.waitUntil(lambda page=page, id=id: page.found is not None and page.found.node == id, timeout=20_000)
            hover(page.board)
            check(app, told)
        page.close_explanation()
        assert "[*][*]" in app.window.windowTitle()


@pytest.mark.parametrize("name", NAMES)
def test_tokens_of_a_text_of_one_s_own_are_shown_as_they_stand(qtbot, name):
    bars, rows = NextBars(), RowList()
    qtbot.addWidget(bars)
    qtbot.addWidget(rows)
    bars.show_bars(((name, 0.75), ("<u>kind</u>", 0.25)))
    assert as_shown(bars.toolTip()) == f"{name}  75.0 %\n<u>kind</u>  25.0 %"
    row = WrittenRow((0, 1), (1,), (0,))
    rows.show_rows((row,), (name, "<i>"), (name, "</table>"))
    assert as_shown(rows.toolTip()) == f"{name}<i> → </table>"
