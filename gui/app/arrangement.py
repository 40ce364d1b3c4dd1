"""The user's arrangement of the window: what is folded, how wide the views are, which of them are in front."""

from gui.shell.main_window import DOUBLE, RIGHT, MainWindow


def arrangement_of(window: MainWindow) -> dict:
    """The arrangement as plain values, for the settings and for a window that is made again."""
    return {"views": window.commands["views"].isChecked(), "width": window.views_width,
            "folded": window.left.folded(), "front": window.views.front if window.views is not None else [],
            "chosen": window.views.desk.chosen.kept if window.views is not None else {}}


def arrange(window: MainWindow, wanted: dict) -> None:
    """Arrange a window as another was; what makes no sense (the settings are a file) is left as it is."""
    width, front = wanted.get("width"), wanted.get("front")
    window.views_width = width if width in (*RIGHT, DOUBLE) else 0
    if isinstance(wanted.get("folded"), list):
        window.left.fold([place for place in wanted["folded"] if isinstance(place, int)])
    if window.views is not None and isinstance(wanted.get("chosen"), dict):
        window.views.desk.take_up(wanted["chosen"])
    if window.views is not None and isinstance(front, list):
        window.views.bring_to_front([name for name in front if isinstance(name, str)])
    window.commands["views"].setChecked(wanted.get("views") is not False)
    window.show_views(wanted.get("views") is not False)
