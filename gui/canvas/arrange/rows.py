"""Distributes blocks over rows, like the words of a text. Pure arithmetic."""

from itertools import pairwise

from gui.canvas.arrange import repeated_sources
from gui.drawing import geometry as g
from gui.drawing.geometry import Wish


def wrapped(wishes, sizes, room, joined) -> list[list[Wish]]:
    """The fewest rows; among these the most even ones (the least sum of squared slack)."""
    widths = [sizes.width(wish) for wish in wishes]
    insets = [0.0, *(repeated_sources.inset(before, wish, sizes, joined) for before, wish in pairwise(wishes))]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(wishes) + 1):
        options = []
        used = -float(g.GAP_LEAST)
        for start in range(end - 1, -1, -1):
            used += widths[start] + g.GAP_LEAST
            whole = used + insets[start]
            if start < end - 1 and whole > room:
                if used > room:
                    break
                continue
            rows, slack, _ = best[start]
            options.append((rows + 1, slack + (room - whole) ** 2, start))
        best.append(min(options))
    rows, end = [], len(wishes)
    while end:
        start = best[end][2]
        rows.append(list(wishes[start:end]))
        end = start
    return rows[::-1]
