"""`serve`, and the folder of a service: right answers, and 4xx with a sentence for everything else."""

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import main
from core.command_line import serve
from core.export.program_text import END
from core.export.raw_model import around
from core.export.service_folder import APP, PAGE, facts_of, words
from core.export.trained import Trained, columns_of
from core.export.writing import export
from core.project.examples import starters
from core.project.spec import Project
from core.text.errors import LayerlabError
from core.text.resources import resource
from core.trainer import Trainer
from core.training import saved_work
from tests.core.command_line.serving import ask, at_once, posted, run_asgi

CHECKOUT = Path(main.__file__).parent
STARTERS = {one.file.removesuffix(".json"): one.path for one in starters()}
BROKEN = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"rows": []}', b'{"rows": [[1]]}', b'{"rows": [["a", 1, 2, 3]]}',
          b'{"rows": [[null, 1, 2, 3]]}', b'{"rows": [[true, 1, 2, 3]]}', b'{"rows": [{"a": 1}]}', b'{"rows": 3}',
          b'{"rows": [[1, 2, 3, 4], [1, 2, 3]]}', b'{"x": [[1, 2], [3]]}', b'{"x": 3}', b'{"x": {"a": [1]}}',
          b'{"x": [[1, 2, 3, 1e999]]}', b'{"x": [[1, 2, 3, NaN]]}', b'{"x": [["1", 2, 3, 4]]}', b'{"text": "a"}',
          b'{"x": [], "rows": []}', b'{"x": []}', b"[" * 100_000, b'{"x": ' + b"[" * 100_000, b'{"rows": [[1e400]]}',
          b'{"rows": [[' + b"9" * 5000 + b", 1, 2, 3]]}", b'{"x": [[' + b"9" * 50 + b", 1, 2, 3]]}"]


def made(trainer: Trainer, hosts=None):
    """The application around a trainer."""
    network = Trained.of(trainer, columns_of(trainer))
    page = resource(PAGE).read_text(encoding="utf-8")
    return serve._loaded(resource(APP)).application(around(network, trainer), facts_of(network), page, hosts)


@pytest.fixture(scope="module")
def iris():
    return Trainer(Project.load(STARTERS["iris"]), threads=1)


@pytest.fixture(scope="module")
def application(iris):
    return made(iris)


FLOWERS = [[5.1, 3.5, 1.4, 0.2], [6.5, 3.0, 5.5, 1.8]]


@pytest.mark.parametrize(("kind", "given"), [
    ("application/json", {"rows": FLOWERS}), ("application/json", {"x": FLOWERS}),
    ("application/json", {"rows": [[str(cell) for cell in row] for row in FLOWERS]}),
    ("application/json", {"rows": [{"petal width": row[3], "sepal length": row[0], "sepal width": row[1],
                                    "petal length": row[2]} for row in FLOWERS]}),
    ("text/csv", b"5.1,3.5,1.4,0.2\n6.5,3.0,5.5,1.8\n"),
    ("text/csv; charset=utf-8", b"petal width;sepal length;sepal width;petal length\n.2;5.1;3.5;1.4\n1.8;6.5;3;5.5\n")])
def test_every_way_to_ask_gets_the_answers_of_the_network(kind, given, application, iris):
    status, found = ask(application, given, headers={"content-type": kind})
    wanted, names = iris.predict(np.array(FLOWERS)), iris.description.classes
    assert status == 200
    for row, numbers in zip(found["answers"], wanted, strict=True):
        np.testing.assert_allclose([row[name] for name in names], numbers, rtol=1e-6)
        assert row["answer"] == names[numbers.argmax()]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_makes_no_sense_gets_4xx_and_a_sentence(content, application):
    status, found = ask(application, content)
    assert 400 <= status < 500
    assert set(found) == {"error"}
    assert found["error"].endswith(".")
    assert "\n" not in found["error"]


def test_size_and_rate_are_limited(iris):
    application, service = made(iris), serve._loaded(resource(APP))
    assert ask(application, b"x" * (service.LARGEST + 1))[0] == 413
    assert ask(application, b"x" * (service.LARGEST + 1), headers={"content-length": "7"})[0] == 413
    assert ask(application, {"x": [[1, 2, 3, 4]] * (service.MOST_SAMPLES + 1)})[0] == 422
    visitors = service.Visitors()
    for _ in range(service.BURST):
        visitors.let_in("one")
    visitors.left["one"] = 0, visitors.left["one"][1] + 1e9
    with pytest.raises(service.Refused, match="wait"):
        visitors.let_in("one")
    visitors.let_in("another")


def test_only_its_own_computer_may_name_it(iris):
    application = made(iris, hosts=("127.0.0.1", "[::1]"))
    assert run_asgi(application, "GET", "/about")[0] == 200
    assert run_asgi(application, "GET", "/about", headers={"host": "[::1]:80"})[0] == 200
    assert run_asgi(application, "GET", "/about", headers={"host": "evil.example"})[0] == 403


def test_page_and_facts_and_other_addresses(application):
    status, page = run_asgi(application, "GET", "/")
    assert status == 200
    assert b"http" not in page.replace(b"http-equiv", b"")  # nothing from elsewhere
    assert json.loads(run_asgi(application, "GET", "/about")[1])["columns"][0]["name"] == "sepal length"
    assert run_asgi(application, "GET", "/nothing")[0] == 404
    assert run_asgi(application, "GET", "/predict")[0] == 405


@pytest.mark.slow
def test_a_network_that_reads_text_says_what_comes_next():
    path = resource("presets/text-lstm.json")
    trainer = Trainer(Project.load(path), threads=1)
    application = made(trainer)
    status, found = ask(application, {"text": "To be\nor", "write": 5, "temperature": 0})
    tokens = trainer.description.inputs[0].tokens
    row = np.zeros((1, trainer.description.inputs[0].type.shape[0]), np.int32)
    row[0, :8] = [tokens.index({"\n": "⏎", " ": "␣"}.get(sign, sign)) for sign in "To be\nor"]
    assert (status, len(found["written"]), len(found["answers"][0]["answer"])) == (200, 5, 8)
    assert found["next"][0]["token"] == tokens[trainer.predict(row)[0, 7].argmax()]
    for given in ({"text": "ß"}, {"text": ""}, {"text": 3}, {"text": "a", "write": -1}, {"text": "a", "write": 1e9},
                  {"text": "a", "write": 1, "temperature": "x"}, {"text": "a", "write": 1, "seed": "x"}):
        assert ask(application, given)[0] == 422, given


@pytest.mark.scene
def test_the_folder_of_a_service_runs_without_layerlab(iris, tmp_path):
    export(Trained.of(iris, columns_of(iris)), tmp_path / "iris service", "service")
    assert {path.name for path in (tmp_path / "iris service").iterdir()} == {
        "app.py", "model.py", "model.npz", "page.html", "requirements.txt", "Procfile", "README.md"}
    export(Trained.of(iris, columns_of(iris)), tmp_path / "iris service", "service")  # again into the same
    asking = Path(sys.modules[ask.__module__].__file__)
    told = subprocess.run([sys.executable, "-I", "-W", "error", "-c", f"""
import sys; sys.path[:0] = [{str(tmp_path / 'iris service')!r}, {str(asking.parent)!r}]
import app, serving, json
print(json.dumps(serving.ask(app.app, {{"rows": {FLOWERS}}}, headers={{"host": "any.example"}})))
assert not any(name.split(".")[0] in ("core", "numba", "gui") for name in sys.modules)
"""], capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
    assert not told.returncode, told.stderr
    status, found = json.loads(told.stdout)
    names = iris.description.classes
    assert status == 200
    np.testing.assert_allclose([[row[name] for name in names] for row in found["answers"]],
                               iris.predict(np.array(FLOWERS)), rtol=1e-5)


def test_a_folder_with_other_things_in_it_is_left_alone(iris, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(LayerlabError, match=r"mine\.txt"):
        export(Trained.of(iris), tmp_path, "service")
    (tmp_path / "file").write_text("x")
    with pytest.raises(LayerlabError):
        export(Trained.of(iris), tmp_path / "file", "service")


def test_a_missing_package_and_a_port_that_is_taken_are_one_sentence(monkeypatch, capsys):
    bound = serve._bound("127.0.0.1", 0)
    with bound:
        bound.listen()
        for host, port in (("127.0.0.1", bound.getsockname()[1]), ("no.such.host.invalid", 0)):
            assert main.main(["serve", str(STARTERS["iris"]), "--port", str(port), "--host", host]) == 2
            assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setattr(serve.importlib.util, "find_spec", lambda name: None)
    assert main.main(["serve", str(STARTERS["iris"])]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "layerlab[serve]" in told


def many(count: int, tmp_path: Path) -> None:
    """Ask a real server so many things at once, a third of them broken."""
    project = Project.load(STARTERS["iris"])
    trainer = Trainer(project, threads=1)
    saved_work.save(tmp_path / "iris.layerlab", saved_work.ProjectFile(project, trainer.weights()))
    server = subprocess.Popen([sys.executable, CHECKOUT / "main.py", "serve", tmp_path / "iris.layerlab", "--port", "0",
                               "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=dict(os.environ))
    try:
        port = json.loads(server.stdout.readline())["port"]
        rng = np.random.default_rng(count)
        x = rng.uniform(0.1, 8, (count, 4)).round(2)
        broken = [*map(posted, BROKEN), b"nonsense\r\n\r\n", posted(b"{}", 9_000_000),
                  posted(b"a,b\n", None, "text/csv")]
        sent = [broken[number % len(broken)] if number % 3 == 0 else posted(json.dumps(
            {"rows": [x[number].tolist()]}).encode()) for number in range(count)]
        found = at_once(port, sent)
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=60)
    wanted = trainer.predict(x)
    names = trainer.description.classes
    for number, reply in enumerate(found):
        status, body = int(reply.split(b" ")[1]), reply.partition(b"\r\n\r\n")[2]
        if number % 3 == 0:
            assert 400 <= status < 500, reply
        else:
            row = json.loads(body)["answers"][0]
            np.testing.assert_allclose([row[name] for name in names], wanted[number], rtol=1e-5)
    assert (server.returncode, errors) == (0, "")


@pytest.mark.slow
@pytest.mark.sample
def test_a_thousand_requests_at_once(tmp_path):
    many(1000, tmp_path)


SAID_IN = {"de": "Die Anfrage ist kein JSON", "de-AT,de;q=0.9,en;q=0.8": "Die Anfrage ist kein JSON",
           "fr;q=0.9, de;q=0.5": "Die Anfrage ist kein JSON", "en,de": "The request is no JSON",
           "de;q=0.2,en-GB": "The request is no JSON", "": "The request is no JSON",
           "xx;q=odd,,": "The request is no JSON"}


@pytest.mark.parametrize("wanted", SAID_IN)
def test_a_refusal_comes_in_a_language_that_the_request_asks_for(wanted):
    module = serve._loaded(resource(APP))
    text = next(one for one in words()["de"] if one.startswith("The request is no JSON"))
    assert module.Refused(400, text).said(words(), wanted).startswith(SAID_IN[wanted])


def test_every_sentence_of_the_service_has_its_german():
    calls = [call for file in (APP, END) for call in ast.walk(ast.parse(resource(file).read_text(encoding="utf-8")))
             if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Refused", "bad", "said", "Unfit")]
    said = {one.value for call in calls for part in call.args for one in ast.walk(part)
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value}
    assert len(said) > 30
    assert said <= words()["de"].keys()


@pytest.mark.parametrize("given", [{"rows": [[1, 2]]}, {"rows": [["a", 1, 2, 3]]}, {"csv": ""}, {"csv": "a,b\n1,2\n"},
                                   {"x": [[1, 2]]}, {"rows": [["", 1, 2, 3]]}])
def test_what_the_program_of_the_network_refuses_is_said_so_too(given):
    trainer = Trainer(Project.load(starters()[3].path), threads=1)
    trained = Trained.of(trainer, columns_of(trainer))
    module, model = serve._loaded(resource(APP)), around(trained, None)
    with pytest.raises(module.Refused) as refusal:
        module.answer(model, given)
    error = refusal.value
    assert (error.status, error.said(words(), "en")) == (422, str(error))
    assert error.said(words(), "de") not in ("", str(error))
