"""Distributes views over the right column, from its size alone."""

from gui.views import (  # noqa: F401
    all_weights,
    attention_map,
    chain_rule,
    class_pictures,
    column_spreads,
    confusion,
    correlation,
    curves,
    decision,
    dropout,
    feature_maps,
    forecast,
    gates,
    hardest,
    histograms,
    judged_plots,
    layer_plane,
    loss_landscape,
    optimizer,
    patches,
    per_class,
    rate,
    record_loss,
    repeats,
    report,
    rounding,
    scatter_matrix,
    scores,
    spreads,
    steps_by_layer,
    surface,
    text_losses,
    unit_course,
    unrolled,
    warped_grid,
    why,
    word_plane,
    write_on,
    written_rows,
)
from gui.views.base import VIEWS, Panel
from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.histograms import WeightsPanel

PANELS: tuple[type[Panel], ...] = tuple(sorted(VIEWS, key=lambda kind: kind.place))
"""Every view: the usual ones in the order from the top of the column to its end, then those of the gallery. A new view
is a file with its class, named among the imports above."""

ROWS_WIDTH, COLUMNS_WIDTH, PAIR_WIDTH = 380, 780, 190
GAP = 12
"""Pixels between cards."""

Tabs = list[type[Panel]]
Row = list[Tabs]


def arrange(shown: tuple[type[Panel], ...], width: int, height: int) -> list[list[Row]]:
    """Columns of rows of cards; a card holds one view or several as tabs.

    Narrow columns show the curves and one stack of tabs. Where the sum of smallest heights exceeds `height` the
    lowest row becomes tabs of the one above.
    """
    top = [[[kind]] for kind in shown if kind is CurvesPanel]
    halves = [[kind] for kind in shown if kind in (WeightsPanel, ConfusionPanel)]
    rest = [kind for kind in shown if kind not in (CurvesPanel, WeightsPanel, ConfusionPanel) and kind.usual]
    added: list[Row] = [[[kind]] for kind in shown if not kind.usual]
    if width < ROWS_WIDTH or (width - GAP) / 2 < PAIR_WIDTH:
        return [merged(top + stack([kind for tabs in halves for kind in tabs], rest) + added, height)]
    pair = [halves] if halves else []
    if width >= COLUMNS_WIDTH and (rest or added):
        return in_two(top + pair, [[rest]] if rest else [], added, height)
    rows = top + pair + ([[rest]] if rest else [])
    if needed(rows) > height:
        rows = top + stack([kind for tabs in halves for kind in tabs], rest)
    return [merged(rows + added, height)]


def in_two(left: list[Row], right: list[Row], added: list[Row], height: int) -> list[list[Row]]:
    """Two columns; each of the added rows goes where more room is left."""
    left, right = list(left), list(right)
    for row in added:
        (left if needed(left) < needed(right) else right).append(row)
    return [merged(rows, height) for rows in (left, right)]


def merged(rows: list[Row], height: int) -> list[Row]:
    """Nothing is squeezed below its smallest height: where a guest above takes the room, the lowest row becomes tabs of
    the one above."""
    while len(rows) > 1 and needed(rows) > height > 0:
        *rows, above, below = rows
        rows = [*rows, [[kind for row in (below, above) for tabs in row for kind in tabs]]]
    return rows


def stack(halves: Tabs, rest: Tabs) -> list[Row]:
    """One card with a tab for each: what is particular to the data first."""
    both = rest[:1] + halves + rest[1:]
    return [[both]] if both else []


def needed(rows: list[Row]) -> int:
    """The smallest height of rows below each other."""
    return sum(least(row) for row in rows) + GAP * max(len(rows) - 1, 0)


def least(row: Row) -> int:
    """The smallest height of the cards of a row."""
    return max(kind.least_height() for tabs in row for kind in tabs)


def share(row: Row) -> int:
    """The height of a row against that of the others."""
    return max(kind.share for tabs in row for kind in tabs)
