"""What a run over drawn networks says."""

import math
import statistics

OURS = "layerlab"
AHEAD, BEHIND = 1.05, 0.9
WORST = 10
COUNTED_FROM = 50e6
"""FLOP of a step from which on its share of the binding limit is looked at."""


def best(row: dict, column: str) -> tuple[str, float] | None:
    """The best peer and how many times longer it takes than we do; None where either could not be measured."""
    peers = row["columns"].get(column, {})
    times = {name: peer["quickest"] for name, peer in peers.items() if "failed" not in peer}
    rivals = {name: value for name, value in times.items() if name != OURS}
    if OURS not in times or not rivals:
        return None
    name = min(rivals, key=rivals.get)
    return name, rivals[name] / times[OURS]


def share(row: dict) -> float:
    """The least time that a step can take over the time that it takes, on one processor."""
    return row["least"] / row["columns"]["one"][OURS]["quickest"]


def line_of(row: dict) -> str:
    """One draw."""
    words = [f"{row['draw'][0]}.{row['draw'][1]:<3}"]
    for column, peers in row["columns"].items():
        found = best(row, column)
        ours = peers[OURS]
        time = "failed" if "failed" in ours else f"{1e6 * ours['quickest']:.1f} µs"
        words.append(f"{column} {found[1]:5.2f} {found[0]:<10} {time:>12}" if found else f"{column} – {time}")
        words += [f"[{name}: {peer['failed']}]" for name, peer in peers.items()
                  if "failed" in peer and "NotApplicable" not in peer["failed"]
                  and "no pictures" not in peer["failed"] and "steps are long" not in peer["failed"]]
    if "failed" not in row["columns"]["one"][OURS]:
        words.append(f"{share(row):4.0%} of {row['bound']}")
    return " | ".join([*words, f"{row['flop'] / 1e6:.3g} MFLOP", row["what"]])


def show(rows: list[dict]) -> None:
    """Geometric mean, how many are ahead, the worst with their dearest instruction, shares of the limit."""
    for column in ("one", "two"):
        found = [(ratio, peer, row) for row in rows if (answer := best(row, column)) for peer, ratio in [answer]]
        if not found:
            continue
        ratios = [ratio for ratio, _, _ in found]
        mean = math.exp(statistics.fmean(map(math.log, ratios)))
        print(f"\n{column} processor{'s' * (column != 'one')}: {len(found)} draws, geometric mean {mean:.2f}, "
              f"{sum(r >= AHEAD for r in ratios) / len(ratios):.0%} at least {AHEAD}, lowest {min(ratios):.2f}, "
              f"{sum(r < BEHIND for r in ratios)} below {BEHIND}")
        for ratio, peer, row in sorted(found, key=lambda entry: entry[0])[:WORST]:
            print(f"  {ratio:.2f} {peer:<10} {share(row):4.0%} of {row['bound']:<8} {dearest(row)}\n"
                  f"       {row['draw'][0]}.{row['draw'][1]} {row['what']}")
    large = [share(row) for row in rows if row["flop"] >= COUNTED_FROM and "failed" not in row["columns"]["one"][OURS]]
    if large:
        print(f"\nShare of the binding limit from {COUNTED_FROM / 1e6:.0f} MFLOP a step on: {len(large)} draws, median "
              f"{statistics.median(large):.0%}, lowest {min(large):.0%}")
    failed = [(row, name, peer) for row in rows for name, peer in row["columns"]["one"].items()
              if "others" in peer.get("failed", "") or (name == OURS and "failed" in peer)]
    print(f"{len(rows)} draws in {sum(row['took'] for row in rows) / 60:.0f} minutes; first losses agree "
          + (f"but for {len(failed)}" if failed else "everywhere") + ".")
    for row, name, peer in failed:
        print(f"  {row['draw'][0]}.{row['draw'][1]} {name}: {peer['failed']}")


def dearest(row: dict) -> str:
    """The instruction that costs most."""
    return "; ".join(f"{one['share']:.0%} {one['kernel']} at {one['node']} "
                     + " ".join("×".join(map(str, shape)) for shape in one["shapes"] if len(shape) > 1)
                     for one in row.get("dearest", [])[:2])
