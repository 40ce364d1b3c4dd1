"""What was measured, as tables for a terminal."""

from rich.console import Console
from rich.table import Table

from tests.benchmarks import features, series_table, twin, word_pairs
from tests.benchmarks.peers import VARIANTS
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.profile import dearest


def time_text(seconds: float) -> str:
    """Seconds as a person reads them: 0.76 µs, 459 µs, 42.1 ms, 2.3 s."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            break
    value = seconds / size
    return f"{value:.3g} {unit}" if value < 100 else f"{value:.0f} {unit}"


def spread_text(figures: dict) -> str:
    """Half the distance between the quickest and the slowest round, relative to the median: ±3 %."""
    return f"±{(figures['highest'] - figures['lowest']) / 2 / figures['median']:.0%}"


def median_text(figures: dict) -> str:
    """A median with its spread."""
    return f"{time_text(figures['median'])} {spread_text(figures)}"


def show(found: dict, console: Console) -> None:
    """All parts that were measured."""
    machine = found["machine"]
    console.print(f"{machine['processor']}, {machine['processors']} processors, {machine['system']}, Python "
                  f"{machine['python']}, " + ", ".join(f"{k} {v}" for k, v in machine["packages"].items()))
    console.print(f"Load while measuring: {machine['load']} before, {found.get('load_after', '?')} after. "
                  "Times are of one training step (W6: one pass); only ratios of one run count.")
    for part, shown in PARTS.items():
        if found.get(part):
            shown(found[part], console)
    for part, why in found.get("failed", {}).items():
        console.print(f"[red]{part} could not be measured: {why}.[/red]")


def show_table(records: list[dict], console: Console) -> None:
    """A row for every case: everybody's median, the best peer, the ratio and what was asked."""
    names = list(records[0]["peers"])
    table = Table(title="Median time of a step, and half the spread over the rounds", show_lines=True)
    for title in ("Case", *names, "Ratio to the best peer", "Asked"):
        table.add_column(title, overflow="fold")
    for record in records:
        row = [f"{record['workload']} · {record['batch']}\n{record['optimizer']}\n{_threads(record['threads'])}"]
        row += [_cell(record["peers"][name], name == record["best"]) for name in names]
        table.add_row(*row, _ratio(record), _verdicts(record))
    console.print(table)
    for name in names:
        console.print(f"[dim]{name}: {VARIANTS[name].meaning}[/dim]")
    _failures(records, console)



def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _cell(peer: dict, best: bool) -> str:
    if "failed" in peer:
        return "–"
    seconds = peer["seconds"]
    text = f"{time_text(seconds['median'])}\n[dim]{spread_text(seconds)}[/dim]"
    if peer["same"] and peer["deviation"] > twin.TOLERANCE:
        text += "\n[red]other losses[/red]"
    elif not peer["same"]:
        text += "\n[dim]*[/dim]"
    return f"[bold]{text}[/bold]" if best else text


def _ratio(record: dict) -> str:
    best = record["peers"].get(record["best"] or "", {}).get("ratio")
    if not best:
        return "–"
    return f"{best['median']:.2f}\n[dim]quickest {best['of_quickest']:.2f}\n{record['best']}[/dim]"


def _verdicts(record: dict) -> str:
    return "\n".join(f"[{'green' if v['met'] else 'red'}]{v['ratio']:.2f} of {v['asked']:g}[/] {v['best']}"
                     for v in record["verdicts"]) or "–"


def _failures(records: list[dict], console: Console) -> None:
    """Who did not take part and why, once for all cases with the same reason; and what is not the same."""
    reasons: dict = {}
    for record in records:
        for name, peer in record["peers"].items():
            text = peer.get("failed") or peer.get("note")
            if text:
                reasons.setdefault((name, text, "failed" in peer), []).append(record["workload"])
    for (name, text, failed), workloads in reasons.items():
        where = ", ".join(dict.fromkeys(workloads))
        console.print(f"{name} {'does not take part' if failed else 'differs'} in {where}: {text}.")
    odd = [f"{record['workload']} {name}" for record in records for name, peer in record["peers"].items()
           if "failed" not in peer and peer["same"] and peer["deviation"] > twin.TOLERANCE]
    worst = max((peer["deviation"] for record in records for peer in record["peers"].values()
                 if "failed" not in peer and peer["same"]), default=0.0)
    console.print(f"[red]Losses differ from the NumPy twin: {', '.join(odd)}.[/red]" if odd else
                  f"First losses agree with the NumPy twin everywhere (largest relative difference {worst:.1e}).")


def show_starting(found: dict, console: Console) -> None:
    """From process start to the first step."""
    table = Table("Program", "Process start to the end of the first step", title="Start, everything warm")
    for name, peer in found["peers"].items():
        table.add_row(name, median_text(peer["seconds"]))
    console.print(table)
    console.print(f"PyTorch takes {found['ratio']['median']:.2f} times as long as Layerlab "
                  f"({found['asked']:g} were asked).")


def show_compiling(found: list[dict], console: Console) -> None:
    """Kernels from nothing, by starter project."""
    table = Table("Starter project", "Kernels", "To make them", "Then to the first step",
                  title="Start with an empty kernel cache")
    for row in found:
        table.add_row(row["project"], str(row["kernels"]), time_text(row["prepare"]), time_text(row["first_step"]))
    console.print(table)


def show_scaling(found: dict, console: Console) -> None:
    """The fitted lines."""
    table = Table("By", "Sizes", "At 0", "For each one more", "R²", "Farthest point", title="Cost of a step")
    for name, part in found.items():
        line = part["line"]
        table.add_row(name, f"{part['sizes'][0]}–{part['sizes'][-1]}", f"{line['start'] * 1e6:.2f} µs",
                      f"{line['slope'] * 1e6:.3f} µs", f"{line['explained']:.4f}", f"{line['worst']:.0%} off")
    console.print(table)


def show_busy(found: list[dict], console: Console) -> None:
    """One thread and two beside a spinning process."""
    table = Table("Case", "Program", "1 thread", "2 threads", "1 thread / 2 threads", title="With one core kept busy")
    for record in found:
        for name, peer in record["peers"].items():
            if "failed" in peer:
                table.add_row(f"{record['workload']} · {record['batch']}", name, peer["failed"], "", "")
                continue
            gain = peer["gain"]
            colour = "green" if gain["median"] >= 1 else "red"
            table.add_row(f"{record['workload']} · {record['batch']}", name, median_text(peer["one"]),
                          median_text(peer["two"]), f"[{colour if name == OURS else 'default'}]{gain['median']:.2f}[/] "
                          f"({gain['lowest']:.2f}–{gain['highest']:.2f})")
    console.print(table)


def show_features(found: dict, console: Console) -> None:
    """GFLOP/s of square matrix products."""
    for level, part in found.items():
        table = Table("Size", "Layerlab", "OpenBLAS", "Layerlab / OpenBLAS",
                      title=f"Matrix product, one thread, {level}: GFLOP/s (OpenBLAS: {part['kernel']})")
        for size, ours, theirs, ratio in zip(part["sizes"], part["layerlab"], part["openblas"], part["ratio"],
                                             strict=True):
            met = size < features.ASKED_FROM or ratio["median"] >= part["asked"]
            table.add_row(f"{size}×{size}", f"{ours['median']:.1f}", f"{theirs['median']:.1f}",
                          f"[{'default' if met else 'red'}]{ratio['median']:.2f}[/]")
        console.print(table)


def show_profile(found: dict, console: Console) -> None:
    """The dearest instructions of each workload."""
    for label, rows in found.items():
        total = sum(row["seconds"] for row in rows)
        table = Table("Share", "Time", "Alone in the cache", "Kernel", "Layer", "Shapes",
                      title=f"{label}: {len(rows)} instructions, {time_text(total)}")
        for row in dearest(rows, 5):
            alone = "–" if row["alone"] is None else time_text(row["alone"])
            shapes = " ".join("×".join(map(str, shape)) for shape in row["shapes"])
            table.add_row(f"{row['share']:.0%}", time_text(row["seconds"]), alone, row["kernel"], row["node"], shapes)
        console.print(table)


PARTS = {"table": show_table, "series": series_table.show, "words": word_pairs.show, "start": show_starting,
         "compile": show_compiling, "scaling": show_scaling, "busy": show_busy, "features": show_features,
         "profile": show_profile}
