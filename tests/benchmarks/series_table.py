"""The workloads over series, W5 to W11: each beside all peers, with what was asked and what the arithmetic allows."""

from rich.console import Console
from rich.table import Table

from tests.benchmarks.drawn import report
from tests.benchmarks.drawn.series import SERIES


def measure(rounds: int, seconds: float, names, say) -> list[dict]:
    """A row for each workload, as `tests.benchmarks.drawn.run` measures a draw. One processor's figures count its own
    time, so that a busy machine does not disturb them."""
    from tests.benchmarks.drawn import run
    found = []
    arguments = run.parser().parse_args(["--cpu", "--rounds", str(rounds), "--seconds", str(seconds)])
    chosen = [name for name in SERIES if not names or name in names]
    if not chosen:
        return found
    with run.Columns(arguments) as columns:
        for name in chosen:
            say(f"{name} beside its peers")
            found.append(run.measured(columns, (name, 0), arguments) | {"peak": columns.limits["peak"]})
    return found


def cells(row: dict) -> list[str]:
    """Workload, our time, the best peer with the ratio on one processor and on two, what was asked, the share of what
    the product can do at best, and the ratio that would be reached there."""
    name = row["draw"][0]
    ours = row["columns"]["one"][report.OURS]
    if "failed" in ours:
        return [name, row["what"], f"failed: {ours['failed']}", "", "", "", ""]
    told, asked = [], []
    for column, wanted in zip(("one", "two"), SERIES[name].asked, strict=True):
        best = report.best(row, column)
        told.append(f"{best[1]:.2f} ({best[0]})" if best else "–")
        asked.append(f"{wanted:g}" if wanted else "–")
    best = report.best(row, "one")
    most = f"{best[1] * ours['quickest'] / row['least']:.2f}" if best else "–"
    return [name, row["what"], f"{1e6 * ours['quickest']:.0f} µs", " | ".join(told), " | ".join(asked),
            f"{report.share(row):.0%}", most]


def show(rows: list[dict], console: Console) -> None:
    """All of them as a table."""
    if not rows:
        return
    table = Table(title="Series: one step on one processor (its own time), ratios to the best peer on one | two",
                  show_lines=True)
    for title in ("Case", "Network", "Layerlab", "Ratio", "Asked", "Of the limit", "Ratio at the limit"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*cells(row))
    console.print(table)
    console.print("The limit is the FLOP of a step, filled up to whole vectors, over "
                  f"{rows[0]['peak'] / 1e9:.0f} GFLOP a second of our product at its best (or its bytes over the "
                  "bandwidth): what is asked beyond the ratio there cannot be had without fewer FLOP.")
