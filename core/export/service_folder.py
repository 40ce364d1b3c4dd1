"""A folder with a small service that runs at any host without Layerlab."""

import ast
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from core.export.base import Exporter
from core.export.numpy_program import NumpyProgram
from core.export.program_text import END, told
from core.export.trained import Trained, made_by
from core.text.messages import short
from core.text.resources import resource

APP, PAGE = "export/service_app.py", "export/service_page.html"
BOUND = '''

import os  # noqa: E402

import model  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "page.html"), encoding="utf-8") as page_file:
    app = application(model, {facts!r}, page_file.read())
'''
README = """# {name}

A service around a trained network. Made by {made}.

    pip install -r requirements.txt
    uvicorn app:app --port 8000

Then open http://127.0.0.1:8000, or POST to /predict:

    curl http://127.0.0.1:8000/predict -H 'Content-Type: application/json' -d '{example}'

`model.py` is the network as a program of NumPy and works alone: `python model.py IN.csv`. Its weights are in
`model.npz`. Hosts that know a Procfile start the service by themselves.
"""
OLDEST = {"numpy": "2.0", "starlette": "0.46", "uvicorn": "0.34"}


class ServiceFolder(Exporter):
    """The NumPy program, an application around it, a page, and what hosts want to know."""

    word, title, ending = "service", "Web service", ""
    chosen, folder = False, True
    needs = "numpy, starlette and uvicorn"

    def files(self, trained, stem):
        model = NumpyProgram().files(trained, "model", inside=False)
        app = resource(APP).read_text(encoding="utf-8") + BOUND.format(facts=facts_of(trained))
        requirements = "".join(f"{name}>={oldest}{_tried(name)}\n" for name, oldest in OLDEST.items())
        readme = README.format(name=short(trained.project.name) or "A network", made=made_by(),
                               example=_example(trained))
        texts = {"app.py": app, "page.html": resource(PAGE).read_text(encoding="utf-8"),
                 "requirements.txt": requirements, "README.md": readme,
                 "Procfile": "web: uvicorn app:app --host 0.0.0.0 --port ${PORT:-8000}\n"}
        return {name: text.encode() for name, text in texts.items()} | model


def facts_of(trained: Trained) -> dict[str, Any]:
    """What a service tells of a network beside what its program knows."""
    pictures = {}
    for port in trained.description.inputs:
        low, high = port.value_range or (0.0, 1.0)
        if port.type.is_picture:
            pictures[port.name] = {"picture": True, "low": float(low), "high": float(high)}
    known = told(trained)
    writes = any(one["in_time"] and len(one["classes"]) in map(len, known["TOKENS"].values())
                 for one in known["ANSWERS"].values()) and len(known["INPUTS"]) == 1
    return {"name": short(trained.project.name) or "A network", "made_by": f"Made by {made_by()}",
            "pictures": pictures, "writes": writes, "words": words()}


@cache
def words() -> dict[str, dict[str, str]]:
    """The sentences of the service in every language that there is, by the language's code and the English sentence."""
    sources = [ast.parse(resource(file).read_text(encoding="utf-8")) for file in (APP, END)]
    sentences = {node.value for source in sources for node in ast.walk(source) if isinstance(node, ast.Constant)}
    found = {}
    for path in resource("translations").iterdir():
        if path.name.endswith(".json"):
            known = json.loads(path.read_text(encoding="utf-8"))
            found[path.name.removesuffix(".json")] = {one: known[one] for one in sentences & known.keys()}
    return found


def _tried(name: str) -> str:
    """The version that it was tried with, as a comment."""
    try:
        return f"  # tried with {version(name)}"
    except PackageNotFoundError:
        return ""


def _example(trained: Trained) -> str:
    """A request that the service can answer."""
    known = told(trained)
    if known["COLUMNS"]:
        row = {column["name"]: next(iter(column["known"]), "") if column.get("known") else 1.5
               for column in known["COLUMNS"]}
        return json.dumps({"rows": [row]}, ensure_ascii=False)
    if known["TOKENS"] and len(known["INPUTS"]) == 1:
        return json.dumps({"text": "".join(next(iter(known["TOKENS"].values()))[:3]), "write": 20}, ensure_ascii=False)
    x = {name: np.zeros((1, *shape)).tolist() for name, (shape, _) in known["INPUTS"].items()}
    text = json.dumps({"x": x if len(x) > 1 else next(iter(x.values()))})
    return text if len(text) < 400 else '{"x": [[[…]]]}'
