"""`predict FILE INPUT…`: the answers of a trained network for tables and arrays."""

import csv
import io
import json
import math
from pathlib import Path

import numpy as np

from core.command_line.trained import guarded, parser, trained
from core.text.errors import DataError, LayerlabError
from core.text.messages import say

EXAMPLES = """  main.py predict iris.layerlab flowers.csv
  main.py predict iris.layerlab flowers.csv more.csv -o answers.json
  main.py predict digits.layerlab pictures.npy -o answers.csv"""


def predict(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    made = parser("predict", "Answers of a trained network for samples as the data has them.", EXAMPLES)
    made.add_argument("inputs", nargs="+", metavar="INPUT", help="a table (CSV or workbook) with a row for each "
                      "sample, an array (.npy), or an .npz with an array for each input of the network")
    made.add_argument("-o", "--out", metavar="OUT", default="", help="where to, as .csv or .json; left out, CSV on "
                      "the terminal")
    made.add_argument("--json", action="store_true", help="JSON in place of CSV")
    return guarded(_predict, made.parse_args(arguments))


def _predict(wanted) -> None:
    from core.export.trained import Trained, columns_of
    if wanted.out and Path(wanted.out).suffix.lower() not in (".csv", ".json"):
        raise LayerlabError(say("Answers are written as .csv or .json; let {name} end so.", name=Path(wanted.out).name))
    trainer = trained(wanted.file)
    columns = columns_of(trainer)
    parts = [read(Path(name), trainer.description, columns) for name in wanted.inputs]
    rows = told(Trained.of(trainer, columns), [trainer.predict(part) for part in parts])
    as_json = wanted.json or wanted.out.lower().endswith(".json")
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n" if as_json else _table(rows)
    if not wanted.out:
        print(text, end="")
        return
    from core.files.atomic_write import replace_file
    from core.files.user_files import unwritable
    try:
        replace_file(Path(wanted.out), text.encode())
    except OSError as error:
        raise LayerlabError(unwritable(error, wanted.out)) from None


def read(path: Path, description, columns) -> dict[str, np.ndarray]:
    """The samples of a file for each input; DataError with one sentence."""
    if path.suffix.lower() in (".npy", ".npz"):
        return _arrays(path, description)
    return _cells(path, description, columns)


def _arrays(path: Path, description) -> dict[str, np.ndarray]:
    from core.files.user_files import reason, regular_file, shown
    try:
        found = np.load(regular_file(path, DataError), allow_pickle=False)
        given = dict(found) if path.suffix.lower() == ".npz" else {description.inputs[0].name: found}
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except Exception:  # damaged files fail in many ways
        raise DataError(say("{path} holds no arrays of NumPy; choose another file.", path=shown(path))) from None
    if any(array.dtype.kind not in "fiub" for array in given.values()):
        raise DataError(say("{path} holds no plain numbers; choose another file.", path=shown(path)))
    return given


def _cells(path: Path, description, columns) -> dict[str, np.ndarray]:
    """A table: columns by their names where it has all of them, else in order. Tables of samples that are no rows have
    a column for each number."""
    from core.datasets.raw_cells import RawColumn
    from core.files.opened_table import open_table
    from core.files.user_files import shown
    sizes = [math.prod(port.type.shape) for port in description.inputs]
    columns = columns or tuple(RawColumn(str(number + 1)) for number in range(sum(sizes)))
    table = open_table(path)
    named = all(column.name in table.names for column in columns)
    if not named and len(table.names) != len(columns):
        raise DataError(say("{path} has {count} columns, but the network takes {wanted} ({names}); name them in the "
                            "first row, or give just these.", path=shown(path), count=len(table.names),
                            wanted=len(columns), names=", ".join(column.name for column in columns[:6])
                            + (", …" if len(columns) > 6 else "")))
    cells = [cells for _, cells in table.rows()]
    if not cells:
        raise DataError(say("{path} has no rows; write one for each sample.", path=shown(path)))
    places = [table.names.index(column.name) if named else place for place, column in enumerate(columns)]
    x = np.hstack([column.read([row[place] for row in cells]) for place, column in zip(places, columns, strict=True)])
    if np.isnan(x).any():
        row, _ = np.argwhere(np.isnan(x))[0]
        raise DataError(say("{path}, row {row}: a cell is empty, and the network was trained without gaps; fill it.",
                            path=shown(path), row=int(row) + 1))
    parts = np.split(x, np.cumsum(sizes)[:-1], axis=1)
    return {port.name: part.reshape(len(x), *port.type.shape) for port, part in zip(description.inputs, parts,
                                                                                    strict=True)}


def told(trained_network, predictions: list) -> list[dict]:
    """A row for each sample: its numbers by the names of their columns, and the class where one is chosen."""
    from core.export.answers import answers
    rows: list[dict] = []
    for prediction in predictions:
        known = answers(trained_network)
        found = prediction if isinstance(prediction, dict) else {next(iter(known)): prediction}
        count = len(next(iter(found.values())))
        made: list[dict] = [{} for _ in range(count)]
        for id, one in known.items():
            values = found[id].reshape(count, -1)
            for row, numbers in zip(made, values.tolist(), strict=True):
                row |= {name: value if math.isfinite(value) else None
                        for name, value in zip(one.columns, numbers, strict=True)}
                if one.classes:
                    row[one.name] = one.chosen(numbers)
        rows += made
    return rows


def _table(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0].keys() if rows else ())
    writer.writerows([f"{value:.9g}" if isinstance(value, float) else value for value in row.values()] for row in rows)
    return text.getvalue()
