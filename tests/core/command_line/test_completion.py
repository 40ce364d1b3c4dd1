"""Shell completion knows what the commands take."""

import re
import shutil
import subprocess
from contextlib import suppress

import pytest

import main
from core.command_line.completion import COMMANDS, script


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("warm",)])
def test_the_options_are_those_of_the_command(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main.main([command, "--help"])
    told = set(re.findall(r"--[a-z]+", capsys.readouterr().out.split("examples:")[0])) - {"--help"}
    assert ended.value.code == 0
    assert told == set(COMMANDS[command])


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_commands_and_options():
    asked = script("bash") + """
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _layerlab; echo "${COMPREPLY[*]}"; }
ask layerlab exp; ask layerlab export --t; ask layerlab serve --po
"""
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.split("\n")[:3] == ["export", "--to", "--port"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_ends_with_examples(command, capsys):
    with suppress(SystemExit):
        main.main([command, "--help"])
    told = capsys.readouterr().out.split("examples:")[1].strip().splitlines()
    assert told
    assert all(line.strip().startswith(("main.py", "layerlab", "source", "curl")) for line in told)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "warm"])
def test_what_is_typed_wrong_ends_in_one_sentence(command, capsys):
    with pytest.raises(SystemExit) as end:
        main.main([command, "--no-such-option"])
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert said.startswith(f"main.py {command}: ")
    assert said.count("\n") == 1
