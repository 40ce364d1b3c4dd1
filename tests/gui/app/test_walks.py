"""The walks that CONTRIBUTING describes by function are those that are gone: Play to the first step and back to the
curve, a file from the drop to the first batch."""

import re
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from core.session.orders import Play
from gui.model.background import Background
from tests.gui.shell_parts import example, window

ROOT = Path(__file__).resolve().parents[3]
OWN = tuple(str(ROOT / folder) for folder in ("core", "gui"))
MOST = 18
"""Places that what is asked for by Play, or what has come of it, passes on the way."""
MOST_OF_A_FILE = 35
"""The same of a file; four of them are the page on which a person corrects what was guessed."""

Place = tuple[str, str]
"""A file and a function in it."""


def described(begin: str, end: str) -> list[list[str]]:
    """The legs of a walk, each a list of functions."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = text.split(f"**{begin}**")[1].split(f"**{end}**")[0]
    return [re.findall(r"`(\w+\.\w+)`", leg) for leg in walk.split("\n- ")[1:]]


def real(hop: str) -> Place:
    """The function behind a method, wherever its class has it from, or the one of a module."""
    first, name = hop.split(".")
    modules = {key: module for key, module in [*sys.modules.items()] if key.startswith(("core.", "gui."))}
    found = {getattr(module, first) for module in modules.values() if isinstance(getattr(module, first, None), type)}
    found = found or {module for key, module in modules.items() if key.endswith(f".{first}") and hasattr(module, name)}
    assert len(found) == 1, f"{hop}: {found}"
    function = getattr(found.pop(), name)
    code = getattr(function, "__wrapped__", function).__code__
    return code.co_filename, code.co_qualname


class Watch:
    """Which functions of the program are called by which, and how often, in every thread."""

    def __init__(self, monkeypatch):
        self.callers: dict[Place, set[Place | None]] = {}
        self.calls: dict[Place, int] = {}
        self.on = False
        works = Background._work

        def work(background, *told):
            sys.setprofile(self)  # a thread of Qt's pool
            try:
                works(background, *told)
            finally:
                sys.setprofile(None)
        monkeypatch.setattr(Background, "_work", work)

    def __enter__(self):
        threading.setprofile(self)
        sys.setprofile(self)
        return self

    def __exit__(self, *_):
        threading.setprofile(None)
        sys.setprofile(None)

    def __call__(self, frame, event, _):
        if self.on and event == "call" and frame.f_code.co_filename.startswith(OWN):
            before = frame.f_back
            # A lambda that hands on is no place of its own.
            while before is not None and not (before.f_code.co_filename.startswith(OWN) and
                                              "<lambda>" not in before.f_code.co_qualname):
                before = before.f_back
            place = frame.f_code.co_filename, frame.f_code.co_qualname
            self.calls[place] = self.calls.get(place, 0) + 1
            self.callers.setdefault(place, set()).add(
                (before.f_code.co_filename, before.f_code.co_qualname) if before is not None else None)

    def went(self, legs: list[list[Place]]) -> None:
        """Every leg was gone, and nobody between two of its places was left out."""
        for leg in legs:
            assert leg[0] in self.callers, f"{leg[0]} is never called"
            for place, hop in enumerate(leg[1:], 1):
                assert self.callers.get(hop, set()) & set(leg[:place]), (hop, self.callers.get(hop))


def ready(app) -> bool:
    return app.runner.state.phase == "ready" and not app.runner._timer.isActive()


def test_the_walk_of_play_is_short_and_as_described(qtbot, tmp_path, monkeypatch):
    legs = described("A click on Play", "A file")
    assert len(legs) >= 5
    assert 15 <= len({hop for leg in legs for hop in leg}) <= MOST
    with Watch(monkeypatch) as watch, window(qtbot, tmp_path, example("xor")) as app:
        qtbot.waitUntil(lambda: ready(app), timeout=60_000)
        places = [[real(hop) for hop in leg] for leg in legs]
        watch.on = True
        QTest.keyClick(app.window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: len(app.runner.history.curve("train", "loss")) > 5, timeout=60_000)
        qtbot.waitUntil(lambda: places[-1][-1] in watch.callers, timeout=60_000)
        watch.on = False
    watch.went(places)


@pytest.mark.scene
def test_the_walk_of_a_file_is_as_described_and_reads_it_once(qtbot, tmp_path, monkeypatch):
    legs = described("A file", "A number in a form")
    assert len(legs) >= 6
    assert 25 <= len({hop for leg in legs for hop in leg}) <= MOST_OF_A_FILE
    path = tmp_path / "trees.csv"
    path.write_text("kind;size\n" + "".join(f"{('oak', 'fir')[row % 2]};{row * 1.5}\n" for row in range(90)))
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    with Watch(monkeypatch) as watch, window(qtbot, tmp_path, example("xor")) as app:
        qtbot.waitUntil(lambda: ready(app), timeout=60_000)
        watch.on = True
        app.window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton,
                                        Qt.KeyboardModifier.NoModifier))
        qtbot.waitUntil(lambda: app.files.tables.page is not None and app.background.idle, timeout=60_000)
        app.files.tables.page.becomes.button.click()
        qtbot.waitUntil(lambda: app.document.path is None and app.document.project.name == "trees" and ready(app),
                        timeout=60_000)
        app.runner.order(Play("batch"))
        qtbot.waitUntil(lambda: app.runner.state.step >= 1, timeout=60_000)
        watch.on = False
        places = [[real(hop) for hop in leg] for leg in legs]
    watch.went(places)
    assert watch.calls[real("parsed_table.parse")] == 1, "what was read once is kept"
