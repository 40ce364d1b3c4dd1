"""Restores what was open in a window when it is rebuilt for another language or text size."""

from typing import Any, NamedTuple

from core.session.history import History
from gui.canvas.open_canvas import OpenCanvas, kept
from gui.shell.help import Explaining


class Opened(NamedTuple):
    """What every region tells of itself; what it means is known there alone."""

    canvas: OpenCanvas
    history: History
    views: dict[str, dict[str, Any]]
    doctor: tuple
    left: tuple
    explaining: Explaining


def opened_in(window, doctor, help_) -> Opened | None:
    """What is open; None while canvas and views have not come in."""
    if window.network is None:
        return None
    return Opened(kept(window.network), window.timeline.bar.history, window.views.kept, doctor.kept, window.left.kept,
                  help_.kept)


def reopen(window, doctor, help_, opened: Opened) -> None:
    """Open it again, as far as it is still there."""
    window.left.take_up(opened.left)
    window.timeline.bar.show_history(opened.history)
    window.views.take_up(opened.views)
    doctor.take_up(opened.doctor)
    window.network.take_up(opened.canvas)
    help_.take_up(opened.explaining)
