"""Shell completion knows what the commands take."""

import re
import shutil
import subprocess

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
