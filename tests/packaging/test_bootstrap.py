"""What `make` does before anything runs: the interpreter, the environment folder, the system's libraries."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "resources" / "packaging" / "bootstrap.py"

specification = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
bootstrap = importlib.util.module_from_spec(specification)
specification.loader.exec_module(bootstrap)


on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the dynamic loader of Linux")


class Machine:
    """A machine with some libraries and programs, on which packages can or cannot be installed."""

    def __init__(self, lacks=(), programs=("Xvfb", "xdotool", "apt-get"), may_install=True):
        self.lacking, self.programs, self.may_install = set(lacks), set(programs), may_install
        self.requests = []

    def loads(self, library):
        return library not in self.lacking

    def which(self, program):
        return f"/usr/bin/{program}" if program in self.programs else None

    def install(self, packages):
        self.requests.append(packages)
        if not self.may_install:
            return False
        table = {**bootstrap.ALWAYS_NEEDED, **bootstrap.NEEDED_ON_A_SCREEN}
        for package in packages:
            self.lacking -= set(table.get(package, ()))
            self.programs |= {name for name, by in bootstrap.PROGRAM_PACKAGES.items() if by == package}
        return True

    def prepare(self, programs=(), on_a_screen=True):
        bootstrap.prepare_system(programs, on_a_screen, self.loads, self.which, self.install)


@pytest.mark.parametrize(
    ("version", "answer"),
    [((3, 8, 10), False), ((3, 10), False), ((3, 11), True), ((3, 13, 5), True), ((3, 14, 0), False),
     ((0, 0), False)],
)
def test_supported_versions(version, answer):
    assert bootstrap.supported(version) is answer


def test_an_unsupported_python_is_told_in_one_sentence():
    sentence = bootstrap.version_sentence((3, 9, 2))
    assert "3.11 to 3.13" in sentence
    assert "this is 3.9:" in sentence
    assert "\n" not in sentence


def test_the_script_is_readable_by_an_old_python():
    """The sentence about the version only helps where the file can be parsed."""
    import ast

    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_another_python_on_the_path_is_taken_only_if_it_runs(tmp_path):
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    mine = f"python3.{sys.version_info.minor}"
    found = {"python3.13": str(shim), mine: sys.executable}
    if mine == "python3.13":
        found = {"python3.12": str(shim), mine: sys.executable}
    assert bootstrap.other_python(found.get) == sys.executable
    assert bootstrap.other_python({"python3.13": str(shim)}.get) is None


def test_python_version_of_something_that_does_not_run(tmp_path):
    assert bootstrap.python_version(tmp_path / "absent") == (0, 0)
    assert bootstrap.python_version(sys.executable) == sys.version_info[:2]


def test_a_complete_machine_is_left_alone():
    machine = Machine()
    machine.prepare(["Xvfb", "xdotool"])
    assert machine.requests == []


def test_missing_libraries_and_programs_are_asked_for_by_package():
    machine = Machine(lacks={"libEGL.so.1", "libxcb-cursor.so.0"}, programs={"xdotool", "apt-get"})
    machine.prepare(["Xvfb", "xdotool"])
    assert machine.requests == [["libegl1", "libxcb-cursor0", "xvfb"]]


def test_run_does_not_ask_for_the_programs_of_the_tests():
    machine = Machine(programs={"apt-get"})
    machine.prepare([])
    assert machine.requests == []


def test_without_permission_the_line_to_type_is_given():
    machine = Machine(lacks={"libEGL.so.1", "libxcb-cursor.so.0"}, may_install=False)
    with pytest.raises(bootstrap.BootstrapError, match="`sudo apt-get install libegl1 libxcb-cursor0`"):
        machine.prepare()


def test_without_apt_the_packages_are_named():
    machine = Machine(lacks={"libEGL.so.1"}, programs=(), may_install=False)
    with pytest.raises(bootstrap.BootstrapError, match="install what your system calls libegl1"):
        machine.prepare()


def test_libraries_of_the_screen_do_not_stop_a_machine_without_one(capsys):
    machine = Machine(lacks={"libxcb-cursor.so.0"}, may_install=False)
    machine.prepare(on_a_screen=False)
    assert "sudo apt-get install libxcb-cursor0" in capsys.readouterr().err
    with pytest.raises(bootstrap.BootstrapError):
        machine.prepare(on_a_screen=True)


def test_missing_test_programs_are_only_remarked(capsys):
    machine = Machine(programs={"apt-get"}, may_install=False)
    machine.prepare(["Xvfb", "xdotool"])
    assert "Tests that need xvfb and xdotool are skipped" in capsys.readouterr().err


@on_linux
def test_the_loader_itself_is_asked():
    assert bootstrap.can_load("libc.so.6")
    assert not bootstrap.can_load("liblayerlab-has-no-such-library.so.7")


@on_linux
def test_every_library_that_the_screen_plugin_wants_comes_with_a_listed_package():
    """A new Qt may want more than the table knows: what it loads from outside must be listed or implied."""
    import PySide6

    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
    listed = {name for names in bootstrap.ALWAYS_NEEDED.values() for name in names}
    listed |= {name for names in bootstrap.NEEDED_ON_A_SCREEN.values() for name in names}
    # Named by Qt, but the listed packages (or apt itself) depend on them.
    implied = {"libX11.so.6", "libxcb.so.1", "libxcb-render.so.0", "libz.so.1", "libzstd.so.1",
               "libstdc++.so.6", "libgcc_s.so.1"}
    of_qt_or_c = ("libQt6", "libicu", "ld-linux", "libc.so", "libm.so", "libpthread", "libdl", "librt")
    wanted = set()
    for plugin in ("libqxcb.so", "libqoffscreen.so"):
        for path in [plugins / plugin, *(qt_libraries(plugins))]:
            wanted |= directly_needed(path)
    foreign = {name for name in wanted if not name.startswith(of_qt_or_c)}
    assert foreign - listed - implied == set()


def qt_libraries(plugins):
    libraries = plugins.parents[1] / "lib"
    return [libraries / f"libQt6{part}.so.6" for part in ("XcbQpa", "Gui", "Widgets", "Core", "DBus", "Svg")]


def directly_needed(path):
    """The DT_NEEDED names of an ELF file, as the loader would list them for this file alone."""
    import struct

    data = path.read_bytes()
    section_offset = struct.unpack_from("<Q", data, 0x28)[0]
    entry_size, count = struct.unpack_from("<HH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, section_offset + number * entry_size)
                for number in range(count)]
    dynamic = next(section for section in sections if section[1] == 6)  # SHT_DYNAMIC
    strings = sections[dynamic[6]][4]
    names = set()
    for offset in range(dynamic[4], dynamic[4] + dynamic[5], 16):
        tag, value = struct.unpack_from("<QQ", data, offset)
        if tag == 1:  # DT_NEEDED
            start = strings + value
            names.add(data[start:data.index(b"\0", start)].decode())
    return names


def test_what_sends_pip_elsewhere_is_left_out(monkeypatch):
    for name in ("PIP_TARGET", "PYTHONPATH", "PYTHONHOME", "PIP_PREFIX"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    variables = bootstrap.clean_variables()
    assert "/elsewhere" not in variables.values()
    assert variables["PIP_USER"] == "0"
    assert variables["PATH"] == os.environ["PATH"]


def test_the_first_way_that_works_is_taken(tmp_path):
    tried = []

    def fails(folder):
        tried.append("fails")
        return bootstrap.runs([sys.executable, "-c", "raise SystemExit('no ensurepip')"])

    def lies(folder):
        tried.append("lies")
        return True

    with pytest.raises(bootstrap.BootstrapError, match="python3-venv"):
        bootstrap.make_environment(tmp_path / "environment", ways=(fails, lies))
    assert tried == ["fails", "lies"], "a way that only claims success is not believed"


@pytest.fixture
def checkout(tmp_path):
    """A project without dependencies, so that an environment is made without any download."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pip"]\n[project.optional-dependencies]\ntest = ["pip>=1"]\n')
    (tmp_path / "constraints.txt").write_text("absent==1.0\n")
    return tmp_path


@pytest.mark.sample
@pytest.mark.slow
def test_an_environment_is_made_once_and_made_anew_when_it_must(checkout, capfd):
    folder = checkout / ".venv"
    assert bootstrap.prepare_environment(folder, [], checkout) is True
    assert bootstrap.is_usable(folder)
    assert bootstrap.prepare_environment(folder, [], checkout) is False, "nothing to do the second time"
    assert bootstrap.prepare_environment(folder, ["test"], checkout) is True
    assert bootstrap.prepare_environment(folder, [], checkout) is False, "testing has all that running needs"

    (checkout / "constraints.txt").write_text("absent==2.0\n")
    assert bootstrap.prepare_environment(folder, [], checkout) is True
    assert bootstrap.installed_extras(folder) == {"test"}, "what the tests need is not forgotten"

    (checkout / "constraints.txt").write_text("pip==0.0.1\n")
    with pytest.raises(bootstrap.BootstrapError, match="pip could not install"):
        bootstrap.prepare_environment(folder, [], checkout)
    (checkout / "constraints.txt").write_text("absent==2.0\n")
    assert bootstrap.prepare_environment(folder, [], checkout) is True, "a failure never looks finished"

    bootstrap.environment_python(folder).unlink()
    assert bootstrap.prepare_environment(folder, [], checkout) is True, "a broken folder is replaced"
    assert bootstrap.is_usable(folder)


@pytest.mark.parametrize("content", ["", "not json", "[]", "{}", '{"extras": 3}'])
def test_a_damaged_stamp_counts_as_none(tmp_path, content):
    (tmp_path / bootstrap.STAMP).write_text(content)
    assert bootstrap.installed_extras(tmp_path) == set()


def test_an_unsupported_python_without_another_ends_with_the_sentence(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "supported", lambda version: False)
    monkeypatch.setattr(bootstrap, "other_python", lambda: None)
    assert bootstrap.main(["run"]) == 1
    assert capsys.readouterr().err.startswith("Layerlab needs Python 3.11 to 3.13")


def test_an_unknown_goal_is_a_usage_error():
    done = subprocess.run([sys.executable, SCRIPT, "fly"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "Say what to prepare for: run, test, check, bench, bundle, mutate.\n"
