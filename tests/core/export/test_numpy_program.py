"""The program that needs only NumPy gives the answers of the trainer, in a process that knows nothing of Layerlab."""

import io
import runpy
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS, SCALINGS
from core.export.numpy_program import NumpyProgram
from core.export.trained import Trained, columns_of
from core.project.examples import starters
from core.project.spec import Data, Network, Node, Project
from core.trainer import Trainer
from tests.core.building import dense
from tests.core.export.exported import CASES, dot_product, raw, same, several_ports, trainer_of

RUN = """
import importlib, json, os, sys
import numpy as np
assert not any(name in sys.modules for name in ("core", "numba"))
sys.path.insert(0, os.getcwd())
for name in sorted(entry[:-3] for entry in os.listdir() if entry.endswith(".py")):
    given = dict(np.load(name + ".in.npz"))
    found = importlib.import_module(name).predict(given if len(given) > 1 else next(iter(given.values())))
    np.savez(name + ".out.npz", **(found if isinstance(found, dict) else {"one": found}))
assert not any(name.split(".")[0] in ("core", "numba") for name in sys.modules)
"""


def answers(trainers: dict[str, Trainer], folder) -> dict:
    """What the programs of trainers answer, run one after the other in one process."""
    for name, trainer in trainers.items():
        for file, content in NumpyProgram().files(Trained.of(trainer), name).items():
            (folder / file).write_bytes(content)
        x = raw(trainer)
        np.savez(folder / f"{name}.in.npz", **(x if isinstance(x, dict) else {"x": x}))
    done = subprocess.run([sys.executable, "-I", "-W", "error", "-c", RUN], cwd=folder, capture_output=True, text=True,
                          timeout=600, check=False)
    assert not done.returncode, done.stderr
    found = {name: dict(np.load(folder / f"{name}.out.npz")) for name in trainers}
    return {name: one if len(one) > 1 else next(iter(one.values())) for name, one in found.items()}


def compare(trainers: dict[str, Trainer], folder) -> None:
    """Assert that the programs answer as the trainers do."""
    found = answers(trainers, folder)
    off = {name: same(found[name], trainer.predict(raw(trainer))) for name, trainer in trainers.items()}
    assert max(off.values()) <= 1, {name: value for name, value in off.items() if value > 1}


def drawn(draw: int) -> dict[str, Trainer]:
    return {f"{kind}_{name}_{draw}": trainer_of(kind, name, draw) for kind, name in CASES}


@pytest.mark.scene
def test_every_kind_of_network(tmp_path):
    compare(drawn(0), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(1, 21))
def test_many_networks(draw, tmp_path):
    compare(drawn(draw), tmp_path)


def test_several_inputs_and_outputs_shared_weights_and_units_that_are_off(tmp_path):
    compare({"ports": several_ports()}, tmp_path)


def test_lengths_made_one_before_a_dot_product(tmp_path):
    compare({"series": dot_product((True, True), normalize=True), "rows": dot_product((False, False), normalize=True)},
            tmp_path)


@pytest.mark.parametrize("scaling", [None, *SCALINGS])
def test_scaling_of_what_goes_in_and_of_what_comes_out(scaling, tmp_path):
    made = SCALINGS[scaling]() if scaling else None
    data = Data(dataset=DATASETS["RegressionPlane"](), scaling=made, target_scaling=made)
    compare({"scaled": Trainer(Project(network=Network((Node("out", dense(1)),)), data=data), threads=1)}, tmp_path)


def test_weights_too_many_for_the_program_lie_beside_it(tmp_path):
    nodes = Node("wide", dense(600, "ReLU")), Node("wider", dense(600, "ReLU"), ("wide",)), Node("out", dense(1),
                                                                                             ("wider",))
    trainer = Trainer(Project(network=Network(nodes), data=Data(dataset=DATASETS["RegressionPlane"]())), threads=1)
    assert list(NumpyProgram().files(Trained.of(trainer), "large")) == ["large.py", "large.npz"]
    compare({"large": trainer}, tmp_path)


@pytest.mark.few(4)
@pytest.mark.parametrize("id", ["network", "W", "np", "class", "relu", "mat_mul", "None", "predict"])
def test_a_block_may_have_any_name(id, tmp_path):
    nodes = Node(id, dense(4, "ReLU")), Node("out", dense(1), (id,))
    trainer = Trainer(Project(network=Network(nodes), data=Data(dataset=DATASETS["RegressionPlane"]())), threads=1)
    compare({"named": trainer}, tmp_path)


TABLE = textwrap.dedent("""\
    colour,size,since,fresh,price
    red,1.5,2020-01-02,yes,10
    blue,2.5,2021-03-04,no,20
    red,3.5,2019-05-06,no,30
    green,4.5,2022-07-08,yes,40
    blue,5.5,2018-09-10,yes,50
    red,,2020-11-12,no,60
    ,7.5,2021-01-02,yes,70
    blue,8.5,2017-03-04,,80
    """)


@pytest.mark.few(5)
@pytest.mark.parametrize("encoding", ["one-hot", "numbers"])
@pytest.mark.parametrize("missing", ["drop", "mean", "median", "most_frequent"])
def test_cells_of_a_table_become_what_training_made_of_them(encoding, missing, tmp_path):
    """Raw rows, words, dates and gaps among them, get the answers that the same rows of the data get."""
    from core.importing.proposal import inspect_file
    path, place = tmp_path / "table.csv", tmp_path / "program"
    path.write_text(TABLE * 1 + TABLE.split("\n", 1)[1] * 3)
    dataset = replace(inspect_file(path).dataset, target="price", predict="number", encoding=encoding, missing=missing)
    data = Data(dataset=dataset, scaling=SCALINGS["Standardize"](), target_scaling=SCALINGS["Standardize"]())
    trainer = Trainer(Project(network=Network((Node("out", dense(1)),)), data=data), threads=1)
    place.mkdir()
    for name, content in NumpyProgram().files(Trained.of(trainer, columns_of(trainer)), "prices").items():
        (place / name).write_bytes(content)
    done = subprocess.run([sys.executable, "-I", place / "prices.py", path], capture_output=True, text=True, timeout=60,
                          check=False)
    assert not done.returncode, done.stderr
    told = np.genfromtxt(io.StringIO(done.stdout), skip_header=1)
    assert done.stdout.split("\n")[0] == "price"
    rows = trainer.prepared.indices.train
    wanted = trainer.predict(trainer.prepared.before_scaling("train"))[:, 0]
    if missing == "drop":  # the data then have fewer rows than the table
        whole = [place for place, line in enumerate(path.read_text().splitlines()[1:]) if "" not in line.split(",")]
        rows = np.array(whole)[rows]
    np.testing.assert_allclose(told[rows], wanted, rtol=1e-4)


def test_a_table_that_does_not_fit_ends_in_one_sentence(tmp_path):
    trainer = Trainer(Project.load(starters()[3].path), threads=1)
    for name, content in NumpyProgram().files(Trained.of(trainer, columns_of(trainer)), "iris").items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    for table in ("in.csv", "none.csv"):
        done = subprocess.run([sys.executable, "-I", "iris.py", table], cwd=tmp_path, capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1


def test_a_table_may_have_commas_for_points(tmp_path):
    """As a spreadsheet in Germany writes it, with names in any order or without any."""
    trainer = Trainer(Project.load(next(one.path for one in starters() if one.title == "Iris")), threads=1)
    for name, content in NumpyProgram().files(Trained.of(trainer, columns_of(trainer)), "iris").items():
        (tmp_path / name).write_bytes(content)
    made = runpy.run_path(str(tmp_path / "iris.py"))["parsed"]
    wanted = made("5.1,3.5,1.4,0.2\n6,3,5.25,2\n", "in.csv")["input"]
    assert wanted.tolist() == [[5.1, 3.5, 1.4, 0.2], [6, 3, 5.25, 2]]
    for table in ("5,1;3,5;1,4;0,2\n6;3;5,25;2\n", "5,1\t3,5\t1,4\t0,2\n6\t3\t5,25\t2\n",
                  "petal width;sepal length;sepal width;species;petal length\n0,2;5,1;3,5;setosa;1,4\n2;6;3;?;5,25\n"):
        np.testing.assert_array_equal(made(table, "in.csv")["input"], wanted)
