"""Projects from text that is broken in every way: one sentence that names the place, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.declare.registry import LAYERS
from core.project.spec import VERSION, Project
from core.text.errors import SpecError
from tests.core.declare.test_contract import PAGE

ROOT = Path(__file__).parents[3]


def edited(change) -> str:
    """The project of the page after `change(content)`."""
    content = json.loads(PAGE)
    change(content)
    return json.dumps(content)


def layer(content):
    return content["network"]["nodes"][0]["layer"]


def put(place, **values):
    return lambda content: place(content).update(values)


def training(content):
    return content["training"]


BROKEN = {
    "empty": ("", ""), "blank": ("  \n ", ""), "a word": ("hello", ""), "null": ("null", ""), "a number": ("7", ""),
    "a list": ("[1, 2]", ""), "half a letter": ('{"name": "\ud800"}', ""), "binary": (b"\x89PNG\r\n\x1a\n\0\0", ""),
    "not utf-8": (b'{"name": "\xff\xfe"}', ""), "utf-16": ('{"name": "x"}'.encode("utf-16"), ""),
    "a zip": (b"PK\x03\x04" + bytes(40), ""), "NaN": ('{"version": NaN}', ""),
    "Infinity": ('{"version": Infinity}', ""),
    "deep lists": ("[" * 100_000, ""), "deep objects": ('{"network":' * 50_000, ""),
    "deep in a field": ('{"name": ' + "[" * 5000 + "]" * 5000 + "}", ""),
    "huge version": ('{"version": 1' + "0" * 5000 + "}", "version"), "version 1e999": ('{"version": 1e999}', ""),
    "newer version": (edited(lambda c: c.update(version=VERSION + 1)), "newer"),
    "huge newer version": (edited(lambda c: c.update(version=10**30)), ""),
    "version 0": (edited(lambda c: c.update(version=0)), "version"),
    "version -1": (edited(lambda c: c.update(version=-1)), "version"),
    "version text": (edited(lambda c: c.update(version="1")), "version"),
    "unknown layer": (edited(put(layer, kind="Dens")), "network.nodes[0].layer"),
    "kind missing": (edited(lambda c: layer(c).pop("kind")), "network.nodes[0].layer"),
    "kind a number": (edited(put(layer, kind=3)), "network.nodes[0].layer.kind"),
    "unknown field": (edited(put(layer, colour="red")), "network.nodes[0].layer"),
    "unknown section": (edited(lambda c: c.update(extra=1)), "extra"),
    "units zero": (edited(put(layer, units=0)), "network.nodes[0].layer.units"),
    "units negative": (edited(put(layer, units=-3)), "network.nodes[0].layer.units"),
    "units a text": (edited(put(layer, units="8")), "network.nodes[0].layer.units"),
    "units a part": (edited(put(layer, units=1.5)), "network.nodes[0].layer.units"),
    "units true": (edited(put(layer, units=True)), "network.nodes[0].layer.units"),
    "units null": (edited(put(layer, units=None)), "network.nodes[0].layer.units"),
    "units huge": (edited(put(layer, units=10**15)), "network.nodes[0].layer.units"),
    "units immense": (edited(put(layer, units=10**400)), ""),
    "layer a list": (edited(lambda c: c["network"]["nodes"].__setitem__(0, [])), "network.nodes[0]"),
    "id a number": (edited(lambda c: c["network"]["nodes"][0].update(id=5)), "network.nodes[0].id"),
    "id missing": (edited(lambda c: c["network"]["nodes"][0].pop("id")), "network.nodes[0]"),
    "inputs a text": (edited(lambda c: c["network"]["nodes"][0].update(inputs="input")), "network.nodes[0].inputs"),
    "inputs of numbers": (edited(lambda c: c["network"]["nodes"][0].update(inputs=[1])), "network.nodes[0].inputs[0]"),
    "nodes an object": (edited(lambda c: c["network"].update(nodes={})), "network.nodes"),
    "unknown activation": (edited(put(layer, activation={"kind": "Swash"})), "network.nodes[0].layer.activation"),
    "activation a text": (edited(put(layer, activation="Tanh")), "network.nodes[0].layer.activation"),
    "rate a text": (edited(lambda c: training(c)["optimizer"].update(learning_rate="fast")),
                    "training.optimizer.learning_rate"),
    "rate negative": (edited(lambda c: training(c)["optimizer"].update(learning_rate=-1)),
                      "training.optimizer.learning_rate"),
    "rate huge": (edited(lambda c: training(c)["optimizer"].update(learning_rate=1e30)),
                  "training.optimizer.learning_rate"),
    "rate 1e999": (PAGE.replace("0.003", "1e999"), ""), "rate NaN": (PAGE.replace("0.003", "NaN"), ""),
    "beta of one": (edited(lambda c: training(c)["optimizer"].update(beta_1=1)), "training.optimizer.beta_1"),
    "unknown optimizer": (edited(lambda c: training(c).update(optimizer={"kind": "Adem"})), "training.optimizer"),
    "unknown loss": (edited(lambda c: training(c).update(loss={"kind": "Cost"})), "training.loss"),
    "batch zero": (edited(lambda c: training(c).update(batch_size=0)), "training.batch_size"),
    "seed negative": (edited(lambda c: training(c).update(seed=-1)), "training.seed"),
    "shuffle a number": (edited(lambda c: training(c).update(shuffle=1)), "training.shuffle"),
    "unknown data": (edited(lambda c: c["data"].update(dataset={"kind": "Spirit"})), "data.dataset"),
    "count huge": (edited(lambda c: c["data"]["dataset"].update(count=10**9)), "data.dataset.count"),
    "split above one": (edited(lambda c: c["data"]["split"].update(test=1.5)), "data.split.test"),
    "training a text": (edited(lambda c: c.update(training="hard")), "training"),
    "a long unknown kind": (edited(put(layer, kind="D" * 100_000)), "network.nodes[0].layer"),
    "a kind with a line break": (edited(put(layer, kind="Den\nse")), "network.nodes[0].layer"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_project_gives_one_sentence(name):
    content, place = BROKEN[name]
    with pytest.raises(SpecError) as caught:
        Project.from_json(content)
    sentence = str(caught.value)
    assert place in sentence, sentence
    assert sentence.endswith("."), sentence
    assert "\n" not in sentence, sentence
    assert 20 < len(sentence) < 500, f"{len(sentence)} letters"
    assert sentence.isprintable(), sentence


@pytest.mark.parametrize("length", range(0, len(PAGE.encode()) - 3, 37))
def test_a_project_cut_short_gives_one_sentence(length):
    with pytest.raises(SpecError, match=r"^This is not a Layerlab project: .+\.$"):
        Project.from_json(PAGE.encode()[:length])


def test_a_flipped_byte_never_gives_anything_but_a_sentence():
    content = PAGE.encode()
    for place in range(0, len(content), 3):
        for value in (0, ord("9"), ord('"'), ord("-"), 0xC3, 0xFF):
            broken = content[:place] + bytes([value]) + content[place + 1:]
            assert sentence_of(broken)[-1:] in (".", ""), (place, value)


def sentence_of(content) -> str:
    """What is wrong with a project, empty where nothing is."""
    try:
        Project.from_json(content)
    except SpecError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["a list", "units zero", "deep lists", "binary", "newer version", "units immense"])
def test_a_broken_file_names_the_file(name, tmp_path):
    content = BROKEN[name][0]
    path = tmp_path / "broken.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SpecError, match=r"broken\.json"):
        Project.load(path)


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_survives_json(kind):
    content = json.dumps({"network": {"nodes": [{"id": "a", "layer": {"kind": kind}, "inputs": ["input"]}]}})
    made = Project.from_json(content)
    assert type(made.network.nodes[0].layer).__name__ == kind
    assert Project.from_json(made.to_json()) == made


def test_json_has_every_parameter_and_the_version():
    content = json.loads(Project.from_json(PAGE).to_json())
    assert content["version"] == VERSION
    assert content["network"]["nodes"][0]["layer"]["use_bias"] is True
    assert content["training"]["optimizer"]["epsilon"] == 1e-7


def test_a_project_cannot_be_changed():
    made = Project.from_json(PAGE)
    with pytest.raises(AttributeError):
        made.name = "other"
    with pytest.raises(AttributeError):
        made.network.nodes[0].layer.units = 9
    assert hash(made) == hash(Project.from_json(PAGE))


@pytest.mark.few(2)
@pytest.mark.parametrize("name", ["a word", "cut short", "units zero", "unknown layer", "rate 1e999", "binary"])
def test_the_door_prints_one_sentence(name, tmp_path):
    """main.py train on a broken file: exit code 2, one line on stderr, no traceback."""
    if not (ROOT / "main.py").exists():
        pytest.skip("main.py is not there yet")
    content = PAGE[:200] if name == "cut short" else BROKEN[name][0]
    path = tmp_path / "broken.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = subprocess.run([sys.executable, "main.py", "train", str(path), "--json"], cwd=ROOT, capture_output=True,
                          text=True, timeout=60, env=os.environ | {"COLUMNS": "400"})
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "broken.json" in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
