"""`train -o`, `evaluate`, `predict` and `export` on the command line."""

import csv
import io
import json

import numpy as np
import pytest

import main
from core.project.examples import starters
from core.project.spec import Project
from core.trainer import Trainer
from core.training import saved_work

IRIS = next(one.path for one in starters() if one.file == "iris.json")
FLOWERS = "petal width,sepal length,sepal width,petal length\n0.2,5.1,3.5,1.4\n1.8,6.5,3.0,5.5\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A project with its weights, as `train -o` keeps it, and what train said."""
    path = tmp_path_factory.mktemp("kept") / "iris.layerlab"
    assert main.main(["train", str(IRIS), "--epochs", "2", "--seed", "3", "-o", str(path), "--json"]) == 0
    return path


def run(capsys, *arguments):
    """(exit code, what came on the terminal, what was complained of)."""
    code = main.main(list(map(str, arguments)))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_train_keeps_what_was_trained(kept, tmp_path, capsys):
    document = saved_work.load(kept)
    assert document.project.training.seed == 3
    code, out, _ = run(capsys, "train", IRIS, "--epochs", 2, "--seed", 3, "-o", tmp_path / "again.layerlab", "--json")
    again = saved_work.load(tmp_path / "again.layerlab")
    assert code == 0
    assert json.loads(out)["epochs"] == 2
    assert all(np.array_equal(document.weights[name], array) for name, array in again.weights.items())
    assert any(not np.array_equal(array, Trainer(document.project, threads=1).weights()[name])
               for name, array in document.weights.items())


def test_train_refuses_a_file_that_holds_no_weights_before_it_trains(tmp_path, capsys):
    code, out, err = run(capsys, "train", IRIS, "-o", tmp_path / "iris.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert ".layerlab" in err


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_evaluate_has_the_keys_of_train(split, kept, capsys):
    code, out, err = run(capsys, "evaluate", kept, "--split", split, "--json")
    trainer = Trainer(saved_work.load(kept).project, threads=1)
    trainer.set_weights(saved_work.load(kept).weights)
    assert (code, err) == (0, "")
    assert json.loads(out)[split] == trainer.evaluate(split)


def test_evaluate_is_of_the_test_split_unless_told(kept, capsys):
    assert json.loads(run(capsys, "evaluate", kept, "--json")[1]).keys() == {"name", "test"}
    assert "accuracy" in run(capsys, "evaluate", kept)[1]


def test_predict_finds_columns_by_their_names(kept, tmp_path, capsys):
    (tmp_path / "in.csv").write_text(FLOWERS)
    code, out, err = run(capsys, "predict", kept, tmp_path / "in.csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    document = saved_work.load(kept)
    trainer = Trainer(document.project, threads=1)
    trainer.set_weights(document.weights)
    wanted = trainer.predict(np.array([[5.1, 3.5, 1.4, 0.2], [6.5, 3.0, 5.5, 1.8]]))
    assert (code, err) == (0, "")
    names = trainer.description.classes
    np.testing.assert_allclose([[float(row[name]) for name in names] for row in rows], wanted, rtol=1e-6)
    assert [row["answer"] for row in rows] == [names[place] for place in wanted.argmax(1)]


def test_predict_of_several_files_as_json(kept, tmp_path, capsys):
    (tmp_path / "in.csv").write_text(FLOWERS)
    np.save(tmp_path / "in.npy", np.array([[5.1, 3.5, 1.4, 0.2]]))
    code, out, _ = run(capsys, "predict", kept, tmp_path / "in.csv", tmp_path / "in.npy", "-o", tmp_path / "out.json")
    rows = json.loads((tmp_path / "out.json").read_text())
    assert (code, out, len(rows)) == (0, "", 3)
    assert rows[0] == rows[2] != rows[1]


@pytest.mark.parametrize(("name", "content"), [
    ("in.csv", "a,b\n1,2\n"), ("in.csv", "a,b,c,d\n1,2,x,4\n"), ("in.csv", "a,b,c,d\n1,2,,4\n"), ("in.csv", ""),
    ("in.csv", "a,b,c,d\n"), ("in.npy", "nothing"), ("none.csv", None)])
def test_what_cannot_be_answered_ends_in_one_sentence(name, content, kept, tmp_path, capsys):
    if content is not None:
        (tmp_path / name).write_text(content)
    code, out, err = run(capsys, "predict", kept, tmp_path / name)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_pickle_is_never_read(kept, tmp_path, capsys):
    np.save(tmp_path / "in.npy", np.array([{}], object), allow_pickle=True)
    assert run(capsys, "predict", kept, tmp_path / "in.npy")[0] == 2


def test_predict_and_export_refuse_an_ending_before_they_train(tmp_path, capsys):
    for arguments in (("predict", IRIS, "in.csv", "-o", tmp_path / "out.txt"), ("export", IRIS, tmp_path / "net.pt")):
        code, out, err = run(capsys, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_export_writes_and_says_what(kept, tmp_path, capsys):
    code, out, err = run(capsys, "export", kept, tmp_path / "net.py")
    assert (code, out, err) == (0, f"Wrote {tmp_path / 'net.py'}\n", "")


def test_a_project_without_weights_is_trained_first_and_says_so(tmp_path, capsys):
    project = Project.load(IRIS)
    text = project.to_json().replace(f'"epochs": {project.training.epochs}', '"epochs": 1')
    (tmp_path / "iris.json").write_text(text)
    code, _, err = run(capsys, "export", tmp_path / "iris.json", tmp_path / "net.npz")
    assert code == 0
    assert "Iris holds no weights, so it is trained first." in err
    first = Trainer(project, threads=1).weights()
    found = np.load(tmp_path / "net.npz")
    assert any(not np.array_equal(found[name], array) for name, array in first.items())


def test_predict_of_pictures(tmp_path, capsys, qapp):
    """A picture file has the answer that its pixels have, brought to the network's size; a file that is none ends in
    one sentence."""
    from PySide6.QtGui import QImage
    path = next(one.path for one in starters() if one.file == "digits-cnn.json")
    project = Project.load(path)
    trainer = Trainer(project, threads=1)
    saved_work.save(tmp_path / "digits.layerlab", saved_work.ProjectFile(project, trainer.weights()))
    x = trainer.prepared.before_scaling("test", slice(0, 1))
    grey = np.ascontiguousarray(x[0, ..., 0].astype(np.uint8))
    image = QImage(grey.data, 28, 28, 28, QImage.Format.Format_Grayscale8)
    image.save(str(tmp_path / "seven.png"))
    image.scaled(56, 56).save(str(tmp_path / "large.bmp"))
    code, out, err = run(capsys, "predict", tmp_path / "digits.layerlab", tmp_path / "seven.png",
                         tmp_path / "large.bmp", "--json")
    exact, large = json.loads(out)
    assert (code, err) == (0, "")
    np.testing.assert_allclose([exact[str(digit)] for digit in range(10)], trainer.predict(x)[0], rtol=1e-5)
    np.testing.assert_allclose([large[str(digit)] for digit in range(10)], trainer.predict(x)[0], atol=0.05)
    (tmp_path / "none.png").write_bytes(b"nothing")
    code, out, err = run(capsys, "predict", tmp_path / "digits.layerlab", tmp_path / "none.png")
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.slow
def test_predict_of_texts_says_what_comes_next(tmp_path, capsys):
    from core.text.resources import resource
    project = Project.load(resource("presets/text-lstm.json"))
    trainer = Trainer(project, threads=1)
    saved_work.save(tmp_path / "plays.layerlab", saved_work.ProjectFile(project, trainer.weights()))
    (tmp_path / "in.txt").write_text("To be,\nor")
    code, out, err = run(capsys, "predict", tmp_path / "plays.layerlab", tmp_path / "in.txt", "--json")
    (row,) = json.loads(out)
    assert (code, err, len(row["answer"]), len(row["next"])) == (0, "", 9, 1)
    (tmp_path / "in.txt").write_text("ß")
    code, out, err = run(capsys, "predict", tmp_path / "plays.layerlab", tmp_path / "in.txt")
    assert (code, out, err.count("\n")) == (2, "", 1)
