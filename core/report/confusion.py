"""The table of true classes against answers, drawn, and the figures of each class."""

import numpy as np

from core.report.curves import named
from core.report.drawing import INK, QUIET, Sheet, cut
from core.report.parts import Figure, Table
from core.text.messages import numeral, say
from core.training.class_report import ClassReport

MOST = 40
"""Classes that can be drawn on a page."""


def matrix(counts: np.ndarray, names: tuple[str, ...]) -> Figure | None:
    """Rows are the true classes, columns the answers; None where there are too many."""
    count = len(counts)
    if count > MOST:
        return None
    pitch = max(11.0, min(34.0, 380 / count))
    wide = 8 + 5.2 * min(max(map(len, names), default=1), 16)
    upright = wide > pitch
    left, below = wide + 16, (wide if upright else 14) + 16
    sheet = Sheet(left + pitch * count + 6, pitch * count + below)
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    size = min(10.0, pitch * 0.42)
    for row, column in np.ndindex(counts.shape):
        part, x, y = float(share[row, column]), left + column * pitch, row * pitch
        sheet.box(x, y, pitch - 1.5, pitch - 1.5, mixed((47, 111, 219) if row == column else (217, 115, 26),
                                                        0.15 + 0.85 * part ** 0.5 if counts[row, column] else 0), "", 2)
        if counts[row, column]:
            sheet.words(x + pitch / 2 - 0.75, y + pitch / 2 + size * 0.35, str(int(counts[row, column])), size,
                        "#ffffff" if part > 0.45 else INK, "middle")
    for number, name in enumerate(names):
        middle = number * pitch + pitch / 2
        sheet.words(left - 6, middle + 3, cut(name, 16), min(9.0, pitch * 0.8), INK, "end")
        if upright:
            sheet.words(left + middle + 3, pitch * count + 5, cut(name, 16), min(9.0, pitch * 0.8), INK, "end",
                        turned=True)
        else:
            sheet.words(left + middle, pitch * count + 10, cut(name, 16), min(9.0, pitch * 0.8), INK, "middle")
    sheet.words(left + pitch * count / 2, pitch * count + below - 4, say("answer"), 9, QUIET, "middle")
    sheet.words(8, pitch * count / 2, say("true"), 9, QUIET, "middle", turned=True)
    return sheet.figure(say("How many samples of each true class (rows) get which answer (columns)."))


def mixed(colour: tuple[int, int, int], share: float) -> str:
    """A colour thinned with white."""
    red, green, blue = (round(255 + (part - 255) * share) for part in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"


def figures(report: ClassReport, names: tuple[str, ...]) -> Table:
    """Precision, recall, F1 and the number of samples of each class."""
    columns = (report.precision, report.recall, report.f1)
    rows = tuple((name, *(numeral(f"{float(column[place]):.3f}") if np.isfinite(column[place]) else "–"
                          for column in columns), str(int(report.support[place])))
                 for place, name in enumerate(names))
    return Table((say("class"), *map(named, ("precision", "recall", "f1_score")), say("samples")), rows)
