"""Texts from files are never markup, steer no terminal and bury no sentence; output that cannot be written is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.command_line import train
from core.importing.proposal import inspect_file
from core.layers.dense import Dense
from core.project import fragments
from core.project.examples import first
from core.project.network import check
from core.project.spec import Network, Node, Project
from core.text.errors import LayerlabError
from core.text.messages import clean, say, short

ROOT = Path(__file__).parents[3]
STEERING = "\x1b[31m", "\x07", "\x00", "\x9b2J", "\u202e", "\u2066", "\u200f", "\u061c", "\x7f", "\x08"
MARKUP = r"\[/x]", "[/bold]", "[red]", r"\\[/]", "[link=http://x]y[/link]", "[", "\\", "[/"
XOR = Project.load(first().path)


def run(*arguments, **facts) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(ROOT / "main.py"), *map(str, arguments)], timeout=200, check=False,
                          **({"capture_output": True, "text": True} | facts))


@pytest.mark.parametrize("sign", STEERING)
def test_no_sign_of_a_project_file_steers_anything(sign):
    name = f"a{sign}b"
    text = replace(XOR, name=name, notes=f"line\n{sign}two\tthree", network=Network((
        Node("dense1", Dense(1), group=name),))).to_json()
    found = Project.from_json(text)
    assert sign not in found.to_json()
    assert found.name == found.network.nodes[0].group
    assert found.name.startswith("a")
    assert found.name.endswith("b")
    assert found.name.isprintable()
    assert found.notes.startswith("line\n")
    assert found.notes.endswith("two\tthree")
    copied = fragments.from_text(fragments.to_text(Project(network=Network((
        Node("dense1", Dense(1), group=name),))).network.nodes))
    assert copied[0].group == found.network.nodes[0].group


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_comes_back_printable_and_the_same_a_second_time(name, notes):
    text = json.dumps(json.loads(XOR.to_json()) | {"name": name, "notes": notes})
    try:
        once = Project.from_json(text)
    except LayerlabError:
        assert any(0xD800 <= ord(letter) < 0xE000 for letter in name + notes)
        return
    assert not set(once.name) & {chr(code) for code in range(32)}
    assert Project.from_json(once.to_json()) == once
    assert replace(once, name="", notes="") == replace(XOR, name="", notes="")
    if name.isprintable():
        assert once.name == name


@pytest.mark.parametrize("sign", STEERING)
def test_no_sign_of_a_table_steers_anything_and_the_table_can_be_read(tmp_path, sign):
    path = tmp_path / "t.csv"
    rows = "".join(f"{i}.5,r{sign}ed\n{i}.25,blue\n" for i in range(20))
    path.write_bytes(f"si{sign}ze,col{sign}our\n{rows}".encode())
    try:
        dataset = inspect_file(path).dataset
    except LayerlabError as error:
        assert sign not in str(error)  # a NUL makes no table of text
        return
    assert all(column.name.isprintable() and all(map(str.isprintable, column.categories))
               for column in dataset.columns)
    assert len(dataset.load().x) == 40


def test_long_names_are_cut_in_sentences():
    long = "x" * 5000
    found = check(Project(name=long, network=Network((Node(long, Dense(1), (long + "y",)),))))
    assert found.problems
    assert all(len(problem.message) < 1000 for problem in found.problems)
    assert len(say("{name} is odd.", name=long)) < 500
    assert say("{sentence}", sentence=say("a" * 900)) == "a" * 900, "what was said stays whole"
    assert len(short(long)) == 80


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.sampled_from(MARKUP), st.text(alphabet="[]\\/=abx ", max_size=12)))
def test_rich_prints_a_name_as_it_stands(name):
    import io

    from rich.console import Console
    made = io.StringIO()
    Console(file=made, width=200, highlight=False).print(train.plain(name), end="")
    assert made.getvalue().rstrip() == clean(name).rstrip()


@pytest.mark.scene
@pytest.mark.parametrize("name", [r"\[/x]", "[/bold] \x1b[31mred\x07 \u202eback"])
def test_a_project_of_any_name_trains_in_the_terminal(tmp_path, name):
    path = tmp_path / "strange.json"
    path.write_text(json.dumps(json.loads(XOR.to_json()) | {"name": name}), encoding="utf-8")
    done = run("train", path, "--epochs", 1, "--threads", 1)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.splitlines()[0].rstrip() == clean(name)
    assert not set(done.stdout) & {"\x07", "\u202e"}


@pytest.mark.scene
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full at once")
@pytest.mark.parametrize("options", [("--json",), ()])
def test_a_full_disk_ends_in_a_sentence(options):
    with open("/dev/full", "w") as full:
        done = run("train", first().path, "--epochs", 1, "--threads", 1, *options, stdout=full,
                   stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.strip().splitlines()[-1] == "The output cannot be written: No space left on device."
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.scene
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full at once")
@pytest.mark.parametrize("options", [("--json",), ()])
def test_where_nothing_can_be_said_at_all_the_exit_code_says_it(options):
    with open("/dev/full", "w") as full:
        for streams in ({"stdout": subprocess.PIPE, "stderr": full}, {"stdout": full, "stderr": full}):
            done = run("train", first().path, "--epochs", 1, "--threads", 1, *options, capture_output=False, **streams)
            told = options and streams["stderr"] is full  # there the bar and the metrics go to stderr
            assert done.returncode == (2 if told or streams["stdout"] is full else 0)


@pytest.mark.few(2)
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
@pytest.mark.parametrize("command", [("train", str(first().path), "--epochs", "1", "--threads", "1", "--json"),
                                     ("train", str(first().path), "--epochs", "1", "--threads", "1"), ("--help",)])
def test_a_pipe_that_nobody_reads_ends_in_a_sentence(command):
    read, write = os.pipe()
    os.close(read)
    done = run(*command, stdout=write, stderr=subprocess.PIPE, capture_output=False)
    os.close(write)
    assert done.returncode == 2, done.stderr
    assert "The output cannot be written: Broken pipe." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.scene
@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
def test_an_output_that_is_closed_ends_in_a_sentence():
    done = subprocess.run(["sh", "-c", f'"{sys.executable}" "{ROOT / "main.py"}" train "{first().path}" --epochs 1 '
                           "--threads 1 --json >&-"], capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 2, done.stderr
    assert "The output cannot be written: it is closed." in done.stderr
    assert "Traceback" not in done.stderr
