"""Regenerates the shipped series: python resources/datasets/remake_series.py

Fetches statsmodels and aeon from the package registry with pip, of which single files are taken, and writes the same
bytes each time. Nothing is scaled or filled but the months of CO₂ without a measurement.
"""

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
STATSMODELS, AEON = "statsmodels==0.15.0", "aeon==1.6.0"


def column(wheel: Path, member: str) -> list[list[str]]:
    """The rows of a table in a wheel, without its head."""
    with zipfile.ZipFile(wheel) as archive:
        return list(csv.reader(io.StringIO(archive.read(member).decode())))[1:]


def monthly(rows: list[list[str]]) -> np.ndarray:
    """Means of the weeks of each month; a month without any lies on the line between its neighbours."""
    months: dict[int, list[float]] = {}
    for date, value in rows:
        found = months.setdefault(int(date[:4]) * 12 + int(date[4:6]) - 1, [])
        if value:
            found.append(float(value))
    every = np.arange(min(months), max(months) + 1)
    known = [month for month in every if months.get(int(month))]
    return np.interp(every, known, [np.mean(months[int(month)]) for month in known])


def main() -> None:
    """Write series.npz beside this script."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package in (STATSMODELS, AEON):
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                            "--dest", name, package], check=True)
        stats, aeon = next(folder.glob("statsmodels*")), next(folder.glob("aeon*"))
        found = {"airline": [row[1] for row in column(aeon, "aeon/datasets/data/Airline/Airline.csv")],
                 "sunspots": [row[1] for row in column(stats, "statsmodels/datasets/sunspots/sunspots.csv")],
                 "nile": [row[1] for row in column(stats, "statsmodels/datasets/nile/nile.csv")],
                 "co2": monthly(column(stats, "statsmodels/datasets/co2/co2.csv"))}
    arrays = {name: np.array(values, np.float64).round(3) for name, values in found.items()}
    with zipfile.ZipFile(HERE / "series.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in arrays.items():
            room = io.BytesIO()
            np.save(room, values)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), room.getvalue(), zipfile.ZIP_DEFLATED)
            print(f"{name}: {len(values)} values, {values.min()} to {values.max()}")


if __name__ == "__main__":
    main()
