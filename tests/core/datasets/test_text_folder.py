"""A folder of texts is a set of classes: which of them is a passage from? The end of every text is tested."""

import numpy as np
import pytest

from core.data.prepare import prepare
from core.importing.proposal import inspect_file, propose_project
from core.project.network import check
from core.project.spec import Data, Project, Split
from core.text.errors import DataError
from core.trainer import Trainer


def folder(tmp_path, **texts):
    made = tmp_path / "texts"
    made.mkdir(exist_ok=True)
    for name, content in texts.items():
        (made / f"{name}.txt").write_text(content, encoding="utf-8")
    return made


def test_each_text_is_a_class_and_its_end_is_tested(tmp_path):
    one = "".join(chr(0x4E00 + place) for place in range(1300))
    other = "".join(chr(0x6000 + place) for place in range(2600))
    dataset = inspect_file(folder(tmp_path, wolf=one, bear=other)).dataset
    assert dataset.describe().classes == ("bear", "wolf")
    made = prepare(Data(dataset, Split(0.2, 0.2)))
    names = dataset.describe().inputs[0].tokens
    before = {"": -1}
    for split in ("train", "validation", "test"):
        part = made.split(split)
        assert set(part.y.tolist()) == {0, 1}
        for number, text in enumerate((other, one)):
            places = [text.index(names[token]) for row in part.x[part.y == number] for token in row]
            assert min(places) > before.get(number, -1), "what is tested stands behind what was learnt"
            before[number] = max(places)


def test_a_project_of_texts_comes_back_and_learns(tmp_path):
    path = folder(tmp_path, sea="the ship sails on the waves and the wind blows. " * 60,
                  wood="a bear walks under old trees by night, slowly. " * 60)
    project = propose_project(inspect_file(path).dataset)
    again = Project.from_json(project.to_json())
    assert again == project
    assert check(again).trainable
    folder(tmp_path, sea="shorter")
    with pytest.raises(DataError, match=r"sea\.txt has changed"):
        again.data.dataset.load()


@pytest.mark.scene
def test_texts_are_told_apart(tmp_path):
    path = folder(tmp_path, sea="the ship sails on the waves and the wind blows. " * 60,
                  wood="a bear walks under old trees by night, slowly. " * 60)
    trainer = Trainer(propose_project(inspect_file(path).dataset), threads=1)
    trainer.step(60)
    assert trainer.evaluate("test")["accuracy"] > 0.95


@pytest.mark.parametrize(("texts", "sentence"), [
    ({"a": "x" * 100, "b": ""}, r"b\.txt is empty"),
    ({"a": "x" * 100, "b": "xy"}, r"b\.txt has 2 characters, less than one window of 4"),
    ({"a": "x" * 100, "b": "\x01\x02" * 60}, r"b\.txt is no text"),
])
def test_a_bad_text_among_others_is_named(texts, sentence, tmp_path):
    with pytest.raises(DataError, match=sentence):
        inspect_file(folder(tmp_path, **texts)).dataset.describe()


def test_what_is_tested_is_the_same_share_of_every_text(tmp_path):
    dataset = inspect_file(folder(tmp_path, a="abc " * 500, b="abd " * 2000)).dataset
    made = prepare(Data(dataset, Split(0.1, 0.2)))
    counts = np.bincount(made.test.y) / (np.bincount(made.train.y) + np.bincount(made.test.y))
    assert counts.max() - counts.min() < 0.05
