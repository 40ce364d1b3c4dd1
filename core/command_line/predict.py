"""`predict FILE INPUT…`: the answers of a trained network for tables, arrays, pictures and texts."""

import csv
import io
import json
import math
from pathlib import Path
from types import ModuleType

from core.command_line.samples import TEXTS, Read, read, text_of
from core.command_line.trained import guarded, parser, trained
from core.text.errors import LayerlabError
from core.text.messages import say

EXAMPLES = """  main.py predict iris.layerlab flowers.csv
  main.py predict iris.layerlab flowers.csv more.csv -o answers.json
  main.py predict digits.layerlab seven.png
  main.py predict digits.layerlab pictures.npy -o answers.csv
  main.py predict shakespeare.layerlab scene.txt --json"""


def predict(arguments: list[str]) -> int:
    """0, or 2 with one sentence."""
    made = parser("predict", "Answers of a trained network for samples as the data has them.", EXAMPLES)
    made.add_argument("inputs", nargs="+", metavar="INPUT", help="a table (CSV or workbook) with a row for each "
                      "sample, a picture (one sample, brought to the network's size), a text (.txt), an array (.npy), "
                      "or an .npz with an array for each input of the network")
    made.add_argument("-o", "--out", metavar="OUT", default="", help="where to, as .csv or .json; left out, CSV on "
                      "the terminal")
    made.add_argument("--json", action="store_true", help="JSON in place of CSV")
    wanted = made.parse_args(arguments)
    return guarded(_predict, wanted)


def _predict(wanted) -> None:
    from core.export.raw_model import around
    from core.export.trained import Trained, columns_of
    if wanted.out and Path(wanted.out).suffix.lower() not in (".csv", ".json"):
        raise LayerlabError(say("Answers are written as .csv or .json; let {name} end so.", name=Path(wanted.out).name))
    trainer = trained(wanted.file)
    columns = columns_of(trainer)
    model = around(Trained.of(trainer, columns), trainer)
    rows = []
    for name in wanted.inputs:
        answers = trainer.predict(read(Path(name), trainer.description, columns, model))
        rows += _of_text(model, answers, Path(name)) if Path(name).suffix.lower() in TEXTS else told(model, answers)
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


def told(model: ModuleType, prediction: Read) -> list[dict]:
    """A row for each sample: its numbers by the names of their columns, and the class where one is chosen."""
    head, rows = model.table(prediction)
    return [dict(zip(head, (_finite(cell) for cell in row), strict=True)) for row in rows]


def _of_text(model: ModuleType, answers, path: Path) -> list[dict]:
    """The answers for the text of a file, and what is likeliest to come after it, where the network says that."""
    text = text_of(path, model)
    (name, names), shares = next(iter(model.TOKENS.items())), model.following(text)
    rows = told(model, model.so_far(answers, model.sample(name, text)[1]))
    if shares is None:
        return rows
    token = names[int(shares.argmax())]
    return [row | {"next": model.SIGNS.get(token, token), "share": float(shares.max())} for row in rows]


def _finite(cell):
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _table(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0].keys() if rows else ())
    writer.writerows([f"{value:.9g}" if isinstance(value, float) else value for value in row.values()] for row in rows)
    return text.getvalue()
