"""The walk that CONTRIBUTING describes from Play to the first step and back to the curve is the one that is gone."""

import re
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.shell_parts import example, window

ROOT = Path(__file__).resolve().parents[3]
OWN = tuple(str(ROOT / folder) for folder in ("core", "gui"))
MOST = 18
"""Places that what is asked for, or what has come of it, passes on the way."""


def described() -> list[list[str]]:
    """The legs of the walk, each a list of functions."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = text.split("**A click on Play**")[1].split("**A file**")[0]
    return [re.findall(r"`(\w+\.\w+)`", leg) for leg in walk.split("\n- ")[1:]]


def real(hop: str) -> str:
    """The function behind a method, wherever its class has it from."""
    name, method = hop.split(".")
    found = {getattr(module, name) for module in [*sys.modules.values()]
             if getattr(module, "__name__", "").startswith(("core.", "gui.")) and isinstance(
                 getattr(module, name, None), type)}
    assert len(found) == 1, f"{hop}: {found}"
    return getattr(found.pop(), method).__code__.co_qualname


class Watch:
    """Which functions of the program are called first by which, from both threads."""

    def __init__(self):
        self.callers: dict[str, set[str]] = {}
        self.on = False

    def __call__(self, frame, event, _):
        if self.on and event == "call" and frame.f_code.co_filename.startswith(OWN):
            before = frame.f_back
            while before is not None and not before.f_code.co_filename.startswith(OWN):
                before = before.f_back
            caller = before.f_code.co_qualname if before is not None else ""
            self.callers.setdefault(frame.f_code.co_qualname, set()).add(caller)


def test_the_walk_of_play_is_short_and_as_described(qtbot, tmp_path):
    watch, legs = Watch(), described()
    assert len(legs) >= 5
    assert 15 <= len({hop for leg in legs for hop in leg}) <= MOST
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        with window(qtbot, tmp_path, example("xor")) as app:
            qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and not app.runner._timer.isActive(),
                            timeout=60_000)
            legs = [[real(hop) for hop in leg] for leg in legs]
            watch.on = True
            QTest.keyClick(app.window, Qt.Key.Key_Space)
            qtbot.waitUntil(lambda: len(app.runner.history.curve("train", "loss")) > 5, timeout=60_000)
            qtbot.waitUntil(lambda: legs[-1][-1] in watch.callers, timeout=60_000)
            watch.on = False
    finally:
        threading.setprofile(None)
        sys.setprofile(None)
    for leg in legs:
        assert leg[0] in watch.callers, f"{leg[0]} is never called"
        for place, hop in enumerate(leg[1:], 1):
            # Called by one of those before it: nobody between the two was left out.
            assert watch.callers.get(hop, set()) & set(leg[:place]), (hop, watch.callers.get(hop))
