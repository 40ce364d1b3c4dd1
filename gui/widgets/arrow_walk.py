"""Arrow keys between widgets in rows: sideways to the next one, up and down to the nearest in the next row."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

WALKS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
"""Steps to the right and down."""


def walk(rows: list[list[QWidget]], start: QWidget, right: int, down: int) -> None:
    """The focus to the next choice in a direction; it stays where there is none. `rows` as they stand in the window."""
    row = next(place for place, row in enumerate(rows) if start in row)
    if right:
        everything = [choice for row in rows for choice in row]
        goal = everything[min(max(everything.index(start) + right, 0), len(everything) - 1)]
    elif 0 <= row + down < len(rows):
        def middle(choice):
            return choice.mapTo(choice.window(), QPoint(choice.width() // 2, 0)).x()
        goal = min(rows[row + down], key=lambda choice: abs(middle(choice) - middle(start)))
    else:
        return
    goal.setFocus(Qt.FocusReason.TabFocusReason)
